/** A style of a collection as MapLibre reads it: our one maker of such documents, over the collection's vector tiles. */
import type { Collection } from '../../../catalog/collection.js';
import { TILE_ATTRIBUTES, type TileAttribute } from '../../../formats/point-chunk.js';
import { firstZoomOf } from '../../../formats/tile-attributes.js';
import { overviewZoom, webMercatorQuad } from '../../../geodesy/tile-matrix-sets.js';
import { type Links, pathOf } from '../../../http/links.js';
import { propertyOf } from '../../../maps/style-fit.js';
import { mapLibreLayers } from '../../../render/maplibre-style.js';
import { type PointStyle, type StyleProperty, unitOf } from '../../../render/style.js';

const IN_TILES: Readonly<Record<StyleProperty, TileAttribute['attribute']>> = {
  mean_velocity: 'velocityMmPerYear',
  acceleration: 'accelerationMmPerYear2',
  seasonality: 'seasonalityMm',
  rmse: 'rmseMm',
  temporal_coherence: 'temporalCoherence',
  height: 'heightM',
};

/** Vector tiles have no series, hence no displacement between two dates. */
export const hasMapLibreForm = ({ attribute }: PointStyle): boolean => attribute.type === 'property';

/** https://maplibre.org/maplibre-style-spec, version 8. Undefined for a style that has no such form. */
export function mapLibreDocument(collection: Collection, style: PointStyle, links: Links) {
  const { id, title, bbox, version } = collection;
  const { attribute } = style;
  const property = attribute.type === 'property' ? propertyOf(collection, attribute.name) : undefined;
  if (attribute.type !== 'property' || !property || !bbox) return undefined;
  const number = TILE_ATTRIBUTES.findIndex((entry) => entry.attribute === IN_TILES[attribute.name]);
  const minZoom = firstZoomOf(webMercatorQuad, number);
  const [west, south, east, north] = bbox;
  const centre = [(west + east) / 2, (south + north) / 2] as const;
  return {
    version: 8,
    name: `${title}: ${style.title}`,
    metadata: { 'open-egms:style': style.id, 'open-egms:unit': unitOf(attribute), 'open-egms:version': version },
    center: centre,
    zoom: Math.max(overviewZoom(webMercatorQuad) - 2, minZoom),
    sources: { [id]: { type: 'vector', url: links.to(`/collections${pathOf(id)}/tilejson.json`), promoteId: 'pid' } },
    layers: mapLibreLayers(style, { id, column: property.name, minZoom, latitudeDeg: centre[1] }),
  };
}

/** The first style that has such a form; of a collection of points the velocity at least. */
export const firstMapLibreStyle = (styles: readonly PointStyle[]): PointStyle | undefined =>
  styles.find(hasMapLibreForm);
