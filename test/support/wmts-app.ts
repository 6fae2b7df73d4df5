/** WMTS alone, over maps that draw nothing. */
import request from 'supertest';
import type { Catalog } from '../../src/catalog/catalog.js';
import { wmtsStandard } from '../../src/ogc/wmts/wmts-standard.js';
import { type FakeMaps, twoPlaces } from './fake-maps.js';
import { stubHttpApp } from './stub-http-app.js';
import { testConfig } from './test-app.js';

export function wmtsApp({ drawing }: FakeMaps, { catalog = twoPlaces }: { catalog?: Catalog } = {}) {
  const standard = wmtsStandard({
    catalog,
    maps: drawing,
    service: { ...testConfig.service, contact: { name: 'Somebody', email: 'a@example.org' } },
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
