/**
 * Which format to answer in: the `f` parameter first, the Accept header otherwise (RFC 9110, section 12.5.1).
 * What an operation offers is written in the contract: the media types of its 200 response, preferred one first.
 */
import { invalidParameter, notAcceptable } from '../errors.js';

/** The type QGIS, GDAL and the conformance suites compare letter by letter: no space before `version`. */
export const OPENAPI_MEDIA_TYPE = 'application/vnd.oai.openapi+json;version=3.0';

const TABLE = [
  { id: 'json', mediaType: 'application/json', label: 'JSON', f: ['json'], accepts: ['application/geo+json'] },
  {
    id: 'schema',
    mediaType: 'application/schema+json',
    label: 'JSON Schema',
    f: ['json'],
    accepts: ['application/json', 'application/geo+json'],
  },
  {
    id: 'openapi',
    mediaType: OPENAPI_MEDIA_TYPE,
    label: 'OpenAPI 3.0',
    f: ['json'],
    accepts: ['application/openapi+json', 'application/json', 'application/geo+json'],
  },
  {
    id: 'geojson',
    mediaType: 'application/geo+json',
    label: 'GeoJSON',
    f: ['json', 'geojson'],
    accepts: ['application/json', 'application/vnd.geo+json'],
  },
  {
    id: 'covjson',
    mediaType: 'application/prs.coverage+json',
    label: 'CoverageJSON',
    f: ['coveragejson', 'covjson'],
    accepts: ['application/vnd.cov+json', 'application/json'],
  },
  {
    id: 'geojsonseq',
    mediaType: 'application/geo+json-seq',
    label: 'GeoJSON text sequence',
    f: ['geojsonseq'],
    accepts: [],
  },
  { id: 'csv', mediaType: 'text/csv', label: 'CSV', f: ['csv'], accepts: [] },
  { id: 'fgb', mediaType: 'application/flatgeobuf', label: 'FlatGeobuf', f: ['flatgeobuf', 'fgb'], accepts: [] },
  { id: 'zip', mediaType: 'application/zip', label: 'Zip', f: ['zip'], accepts: ['application/octet-stream'] },
  {
    id: 'parquet',
    mediaType: 'application/vnd.apache.parquet',
    label: 'GeoParquet',
    f: ['geoparquet', 'parquet'],
    accepts: ['application/x-parquet', 'application/parquet'],
  },
  {
    id: 'ndjson',
    mediaType: 'application/x-ndjson',
    label: 'JSON lines',
    f: ['ndjson'],
    accepts: ['application/ndjson'],
  },
  {
    id: 'mvt',
    mediaType: 'application/vnd.mapbox-vector-tile',
    label: 'Mapbox Vector Tile',
    f: ['mvt'],
    accepts: ['application/x-protobuf', 'application/protobuf', 'application/octet-stream'],
  },
  { id: 'png', mediaType: 'image/png', label: 'PNG', f: ['png'], accepts: [] },
  { id: 'jpeg', mediaType: 'image/jpeg', label: 'JPEG', f: ['jpg', 'jpeg'], accepts: ['image/jpg'] },
  {
    id: 'style',
    mediaType: 'application/vnd.mapbox.style+json',
    label: 'MapLibre style',
    f: ['json', 'mapbox'],
    accepts: ['application/json', 'application/geo+json'],
  },
  {
    id: 'pointstyle',
    mediaType: 'application/vnd.open-egms.style+json',
    label: 'JSON',
    f: ['json'],
    accepts: ['application/json', 'application/geo+json'],
  },
  {
    id: 'sld',
    mediaType: 'application/vnd.ogc.sld+xml;version=1.0',
    label: 'SLD 1.0',
    f: ['sld10', 'sld'],
    accepts: ['application/xml', 'text/xml'],
  },
  { id: 'png', mediaType: 'image/png', label: 'PNG', f: ['png'], accepts: [] },
  { id: 'svg', mediaType: 'image/svg+xml', label: 'SVG', f: ['svg'], accepts: [] },
  { id: 'events', mediaType: 'text/event-stream', label: 'Events', f: ['events'], accepts: [] },
  { id: 'text', mediaType: 'text/plain', label: 'Text', f: ['text'], accepts: [] },
  { id: 'html', mediaType: 'text/html', label: 'HTML', f: ['html'], accepts: ['application/xhtml+xml'] },
  // Whatever it was made as: the type is not known before it is looked at, and nobody is refused.
  { id: 'any', mediaType: '*/*', label: 'As it is', f: ['raw'], accepts: [] },
] as const;

export interface Format {
  readonly id: (typeof TABLE)[number]['id'];
  readonly mediaType: string;
  /** For people. */
  readonly label: string;
  /** Values of the parameter `f`; the last one is the most specific. */
  readonly f: readonly string[];
  /** Media types besides its own that clients ask for and are content with. */
  readonly accepts: readonly string[];
}

export function formatOf(mediaType: string): Format {
  const format = TABLE.find((entry) => entry.mediaType === mediaType);
  if (!format) throw new Error(`no format is known for the media type ${mediaType}`);
  return format;
}

/** The `f` value that means exactly this format. */
export const shortName = (format: Format): string => format.f[format.f.length - 1];

/**
 * The offered format the client wants most. Throws 400 for an `f` that is not offered, 406 when nothing offered is
 * accepted. Without either, or with `*` for all, the first one offered: programs that say nothing get JSON.
 */
export function negotiate(offered: readonly Format[], f: string | undefined, accept: string | undefined): Format {
  if (f !== undefined) {
    const named = offered.find((format) => format.f.includes(f));
    const known = [...new Set(offered.flatMap((format) => format.f))];
    if (!named) throw invalidParameter('f', `expected one of ${known.join(', ')}, got "${f}"`);
    return named;
  }
  const ranges = parseAccept(accept ?? '*/*');
  let best: { format: Format; preference: Preference } | undefined;
  for (const format of offered) {
    const preference = preferenceFor(format, ranges);
    if (preference.quality > 0 && (!best || isStronger(preference, best.preference))) best = { format, preference };
  }
  if (!best) {
    throw notAcceptable(
      `this resource comes as ${offered.map((format) => format.mediaType).join(', ')}, not as ${accept}`,
    );
  }
  return best.format;
}

/** True for browsers: they list HTML before everything else. Decides the look of errors, where nothing is refused. */
export function prefersHtml(f: string | undefined, accept: string | undefined): boolean {
  if (f !== undefined) return f === 'html';
  const ranges = parseAccept(accept ?? '*/*');
  const [json, page] = [formatOf('application/json'), formatOf('text/html')].map((format) =>
    preferenceFor(format, ranges),
  );
  return page.quality > 0 && isStronger(page, json);
}

interface MediaRange {
  readonly type: string;
  readonly quality: number;
  readonly position: number;
}

interface Preference {
  readonly quality: number;
  /** Place in the header of the range that matched: among equals, the client's order counts. */
  readonly position: number;
}

const isStronger = (a: Preference, b: Preference): boolean =>
  a.quality > b.quality || (a.quality === b.quality && a.position < b.position);

/** Media type parameters other than `q` are not compared: `version=3.0` must not keep anybody from the API document. */
function parseAccept(header: string): MediaRange[] {
  const ranges = header.split(',').flatMap((part, position) => {
    const [type, ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
    if (type === '') return [];
    const q = parameters.find((parameter) => parameter.startsWith('q='));
    const quality = q === undefined ? 1 : Number(q.slice(2));
    return [{ type, quality: quality >= 0 && quality <= 1 ? quality : 0, position }];
  });
  return ranges.length > 0 ? ranges : [{ type: '*/*', quality: 1, position: 0 }];
}

/** The most specific range that covers the format decides, as the RFC says; its own type before those it stands in for. */
function preferenceFor(format: Format, ranges: readonly MediaRange[]): Preference {
  if (format.id === 'any') return lastResort(ranges);
  const ownType = format.mediaType.split(';')[0];
  const candidates = [ownType, ...format.accepts, `${ownType.split('/')[0]}/*`, '*/*'];
  for (const candidate of candidates) {
    const range = ranges.find(({ type }) => type === candidate);
    if (range) return range;
  }
  return { quality: 0, position: Number.POSITIVE_INFINITY };
}

/** What is wanted most may be just this; formats that are named go first. */
const lastResort = (ranges: readonly MediaRange[]): Preference => ({
  quality: ranges.find(({ type }) => type === '*/*')?.quality ?? Math.max(...ranges.map(({ quality }) => quality)),
  position: Number.MAX_SAFE_INTEGER,
});
