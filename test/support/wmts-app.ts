/** WMTS alone, over maps that draw nothing, with an information on features that repeats what it was given. */
import request from 'supertest';
import type { Catalog } from '../../src/catalog/catalog.js';
import { jsonReply, textReply } from '../../src/http/reply.js';
import type { PickedPoint } from '../../src/maps/map.js';
import { wmtsStandard } from '../../src/ogc/wmts/wmts-standard.js';
import { type FakeMaps, twoPlaces } from './fake-maps.js';
import { stubHttpApp } from './stub-http-app.js';
import { testConfig } from './test-app.js';

const INFO_TYPES: readonly string[] = ['application/json', 'text/html', 'application/vnd.nobody; version=2'];

export function wmtsApp({ drawing }: FakeMaps, options: { catalog?: Catalog; withInfo?: boolean } = {}) {
  const { catalog = twoPlaces, withInfo = true } = options;
  const featureInfo = {
    mediaTypes: INFO_TYPES,
    reply: async (_: unknown, picks: readonly PickedPoint[], mediaType: string) => {
      const pids = picks.map(({ pid }) => pid);
      return mediaType === 'application/json' ? jsonReply(mediaType, { pids }) : textReply(mediaType, pids.join());
    },
  };
  const standard = wmtsStandard({
    catalog,
    maps: drawing,
    service: { ...testConfig.service, contact: { name: 'Somebody', email: 'a@example.org' } },
    ...(withInfo && { featureInfo }),
  });
  const app = stubHttpApp([], { routes: standard.routes });
  return (path: string) => request(app).get(path).set('Host', 'wmts.example.org');
}

/** The answer as an exception report; `code` is undefined where it is none. */
export function report({
  status,
  type,
  text,
}: {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}) {
  const [, code] = /<ows:Exception exceptionCode="([^"]*)"/.exec(text) ?? [];
  const [, locator] = /<ows:Exception [^>]* locator="([^"]*)"/.exec(text) ?? [];
  const [, message] = /<ows:ExceptionText>([^<]*)</.exec(text) ?? [];
  return { status, type, code, locator, message };
}
