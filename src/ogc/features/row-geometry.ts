/**
 * Geometries as the formats take them. The catalog gives those of tables in the axis order of the authority, because the
 * database writes their GeoJSON; formats want x first throughout and swap where they have to.
 */
import type { Row } from '../../catalog/items.js';
import type { CellGeometry } from '../../formats/cells.js';
import { geometryWriter } from '../../formats/geojson.js';
import type { Crs } from '../../geodesy/crs.js';

/** Compiles the change to x first for geometries in `crs`. */
export function xFirst(crs: Crs): (geometry: Row['geometry']) => CellGeometry | null {
  if (crs.axisOrder === 'xy') return (geometry) => geometry;
  const swapped = geometryWriter(crs);
  return (geometry) => (geometry && 'geojson' in geometry ? { geojson: swapped(geometry) } : geometry);
}
