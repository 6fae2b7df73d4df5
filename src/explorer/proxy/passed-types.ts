/** What may pass the proxy: data that maps are made of, under names of our own, and nothing that a browser would run. */
import { referenceRefused } from '../../errors.js';

const XML = /^(?:application|text)\/(?:xml|[\w.-]+\+xml|vnd\.ogc\.[\w.]+)$/;
const JSON_TYPE = /^(?:application|text)\/(?:json|[\w.-]+\+json)$/;
const IMAGE = /^image\/(?:png|jpeg|gif|webp|avif|tiff)$/;
const PROTOBUF = new Set([
  'application/vnd.mapbox-vector-tile',
  'application/x-protobuf',
  'application/protobuf',
  // Servers of tiles that do not know what they serve.
  'application/octet-stream',
]);
const CHARSET = /^[\w-]{1,40}$/;
/** XML that browsers run: pages and pictures with scripts. */
const RUNNABLE = new Set(['application/xhtml+xml', 'image/svg+xml', 'application/xslt+xml', 'text/xsl']);

/**
 * The media type under which a body is handed on. Throws `referenceRefused` for types that are not: what a server calls
 * HTML is no map.
 */
export function passedType(contentType: string | undefined): string {
  const [type, ...parameters] = (contentType ?? '')
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const charset = parameters
    .find((each) => each.startsWith('charset='))
    ?.slice('charset='.length)
    .replaceAll('"', '');
  const suffix = charset !== undefined && CHARSET.test(charset) ? `; charset=${charset}` : '';
  if (RUNNABLE.has(type)) throw refused(type);
  if (JSON_TYPE.test(type)) return 'application/json';
  if (XML.test(type)) return `application/xml${suffix}`;
  if (IMAGE.test(type)) return type;
  if (PROTOBUF.has(type)) return 'application/vnd.mapbox-vector-tile';
  if (type === 'text/plain') return `text/plain${suffix || '; charset=utf-8'}`;
  throw refused(type);
}

const refused = (type: string) =>
  referenceRefused(`expected XML, JSON, an image or vector tiles, got ${type === '' ? 'no media type' : type}`);
