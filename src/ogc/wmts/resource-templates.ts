/** Addresses with variables: what the capabilities tell clients to fill in. */
import type { Collection } from '../../catalog/collection.js';
import { type Links, pathOf } from '../../http/links.js';
import type { MapMediaType } from '../../maps/map.js';
import { TIME, timeValues } from './time-dimension.js';

export const TILE_EXTENSIONS: ReadonlyMap<MapMediaType, string> = new Map([
  ['image/png', 'png'],
  ['image/jpeg', 'jpg'],
]);

/** Of what is under a pixel; media types beyond these are offered by key and value alone. */
export const INFO_EXTENSIONS: ReadonlyMap<string, string> = new Map([
  ['application/json', 'json'],
  ['application/geo+json', 'geojson'],
  ['text/html', 'html'],
  ['text/plain', 'txt'],
  ['text/xml', 'xml'],
  ['application/vnd.ogc.gml', 'gml'],
  ['application/gml+xml', 'gmlx'],
]);

const PLACE = '{TileMatrixSet}/{TileMatrix}/{TileRow}/{TileCol}';

export const tileTemplate = (collection: Collection, mediaType: MapMediaType, links: Links): string =>
  templateOf(collection, `${PLACE}.${TILE_EXTENSIONS.get(mediaType)}`, links);

/** Undefined for a media type that has no ending. */
export function featureInfoTemplate(collection: Collection, mediaType: string, links: Links): string | undefined {
  const extension = INFO_EXTENSIONS.get(mediaType);
  return extension === undefined ? undefined : templateOf(collection, `${PLACE}/{J}/{I}.${extension}`, links);
}

/** Braces must stay braces, and a key must stay behind the path. */
function templateOf(collection: Collection, variables: string, links: Links): string {
  const { origin, pathname, search } = new URL(links.to(`/wmts/1.0.0${pathOf(collection.id)}`));
  const time = timeValues(collection).length > 0 ? `{${TIME}}/` : '';
  return `${origin}${pathname}/{Style}/${time}${variables}${search}`;
}
