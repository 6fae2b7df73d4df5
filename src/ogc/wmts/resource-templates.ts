/** Addresses with variables: what the capabilities tell clients to fill in. */
import type { Collection } from '../../catalog/collection.js';
import { type Links, withVariables } from '../../http/links.js';
import type { MapMediaType } from '../../maps/map.js';
import type { FeatureInfoMediaType } from '../common/feature-info/feature-info.js';
import { TIME, timeValues } from './time-dimension.js';
import { RESOURCES_PATH } from './wmts-service.js';

export const TILE_EXTENSIONS: ReadonlyMap<MapMediaType, string> = new Map([
  ['image/png', 'png'],
  ['image/jpeg', 'jpg'],
]);

/** Of what is under a pixel. */
export const INFO_EXTENSIONS: ReadonlyMap<FeatureInfoMediaType, string> = new Map([
  ['application/json', 'json'],
  ['application/geo+json', 'geojson'],
  ['text/html', 'html'],
  ['text/plain', 'txt'],
  ['text/xml', 'xml'],
  ['application/vnd.ogc.gml', 'gml'],
]);

const PLACE = '{TileMatrixSet}/{TileMatrix}/{TileRow}/{TileCol}';

export const tileTemplate = (collection: Collection, mediaType: MapMediaType, links: Links): string =>
  templateOf(collection, `${PLACE}.${TILE_EXTENSIONS.get(mediaType)}`, links);

export const featureInfoTemplate = (collection: Collection, mediaType: FeatureInfoMediaType, links: Links): string =>
  templateOf(collection, `${PLACE}/{J}/{I}.${INFO_EXTENSIONS.get(mediaType)}`, links);

function templateOf(collection: Collection, variables: string, links: Links): string {
  const time = timeValues(collection).length > 0 ? `{${TIME}}/` : '';
  return withVariables(
    links.to(`${RESOURCES_PATH}${encodeURIComponent(collection.id)}`),
    `/{Style}/${time}${variables}`,
  );
}
