/** Under which names the attributes of points stand in tiles: those that the collection publishes. */
import type { Collection, Property } from '../catalog/collection.js';
import { HEAD_ATTRIBUTES, TILE_ATTRIBUTES, type TileAttribute } from '../formats/point-chunk.js';
import { hasAllAttributes } from '../formats/tile-attributes.js';
import type { LayerAttribute } from '../formats/tile-layer.js';
import type { TileMatrixSet } from '../geodesy/tile-matrix-set.js';

/** EGMS's names, of any release. */
const NAMES: Readonly<Record<TileAttribute['attribute'], readonly string[]>> = {
  velocityMmPerYear: ['mean_velocity'],
  temporalCoherence: ['temporal_coherence'],
  heightM: ['height', 'height_ortho'],
  velocityStdMmPerYear: ['mean_velocity_std'],
  accelerationMmPerYear2: ['acceleration'],
  seasonalityMm: ['seasonality'],
  rmseMm: ['rmse', 'rmse_ts'],
};

export interface NamedAttribute extends LayerAttribute {
  readonly property: Property;
}

/** Of all attributes that tiles can have, those of the collection. */
export function namedAttributes({ properties }: Collection): readonly NamedAttribute[] {
  return TILE_ATTRIBUTES.flatMap(({ attribute }, number) => {
    const property = properties.find(({ name }) => NAMES[attribute].includes(name));
    return property ? [{ number, name: property.name, property }] : [];
  });
}

/** Those of a zoom, or those that are named. */
export function attributesAt(
  collection: Collection,
  set: TileMatrixSet,
  zoom: number,
  names?: readonly string[],
): readonly LayerAttribute[] {
  const hasAll = hasAllAttributes(set, zoom);
  return namedAttributes(collection)
    .filter(({ number, name }) => (names ? names.includes(name) : hasAll || number < HEAD_ATTRIBUTES))
    .map(({ number, name }) => ({ number, name }));
}
