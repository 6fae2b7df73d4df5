/** What GetTile and GetFeatureInfo name, as texts of a query or of a path, and what they come to. */
import type { Catalog } from '../../catalog/catalog.js';
import type { Collection } from '../../catalog/collection.js';
import { crsByUri } from '../../geodesy/crs.js';
import { TILE_PIXELS, type TileLimits, type TileMatrixSet, tileBox } from '../../geodesy/tile-matrix-set.js';
import { finestZoom, tileMatrixSetById } from '../../geodesy/tile-matrix-sets.js';
import type { MapLayer, MapView } from '../../maps/map.js';
import { type MapStyles, styleAt } from '../../maps/map-styles.js';
import { chosenStyle } from '../common/drawing/map-layers.js';
import { hasPoints } from '../common/drawing/point-collections.js';
import { limitsOf } from '../common/drawing/tile-limits.js';
import { invalid, OwsException } from './exception-report.js';
import { readTime } from './time-dimension.js';

export interface TileNames {
  readonly layer: string;
  /** Empty, or `default` where no style has that name: the default. */
  readonly style: string;
  readonly time?: string;
  readonly tileMatrixSet: string;
  readonly tileMatrix: string;
  readonly tileRow: string;
  readonly tileCol: string;
}

export interface FoundTile {
  readonly view: MapView;
  readonly layer: MapLayer;
}

/** Throws `OwsException` with the first name that means nothing. */
export async function findTile(catalog: Catalog, mapStyles: MapStyles, names: TileNames): Promise<FoundTile> {
  const collection = await catalog.collection(names.layer);
  if (!collection || !hasPoints(collection)) throw invalid('layer', `there is no layer ${quoted(names.layer)}`);
  const interval = readTime(collection, names.time);
  const styles = await mapStyles.stylesOf(collection);
  const isDefault = names.style === '' || (names.style === 'default' && !styles.some(({ id }) => id === 'default'));
  const style = chosenStyle(styles, { styleId: isDefault ? undefined : names.style, interval });
  if (!style) {
    throw invalid('style', `expected one of ${styles.map(({ id }) => id).join(', ')}, got ${quoted(names.style)}`);
  }
  return { view: viewOf(collection, names), layer: { collection, style: styleAt(style, interval) } };
}

function viewOf(collection: Collection, names: TileNames): MapView {
  const set = tileMatrixSetById(names.tileMatrixSet);
  if (!set) throw invalid('TileMatrixSet', `there is no tile matrix set ${quoted(names.tileMatrixSet)}`);
  const limits = limitsFor(collection, set, names.tileMatrix);
  const row = integer('TileRow', names.tileRow);
  const column = integer('TileCol', names.tileCol);
  refuseBeyond('TileRow', row, limits.minRow, limits.maxRow);
  refuseBeyond('TileCol', column, limits.minColumn, limits.maxColumn);
  return {
    crs: crsByUri(set.crsUri)!,
    box: tileBox(set, { zoom: limits.zoom, row, column }),
    widthPx: TILE_PIXELS,
    heightPx: TILE_PIXELS,
  };
}

function limitsFor(collection: Collection, set: TileMatrixSet, tileMatrix: string): TileLimits {
  const zoom = /^(0|[1-9]\d?)$/.test(tileMatrix) ? Number(tileMatrix) : Number.NaN;
  if (!(zoom <= finestZoom(set))) {
    throw invalid('TileMatrix', `expected 0 to ${finestZoom(set)}, got ${quoted(tileMatrix)}`);
  }
  const limits = limitsOf(collection, set, zoom);
  if (!limits) throw invalid('TileMatrixSet', `${set.id} does not reach the layer ${collection.id}`);
  return limits;
}

export function integer(parameter: string, text: string): number {
  if (!/^-?\d{1,15}$/.test(text)) throw invalid(parameter, `expected an integer, got ${quoted(text)}`);
  return Number(text);
}

function refuseBeyond(parameter: string, value: number, min: number, max: number): void {
  if (value >= min && value <= max) return;
  throw new OwsException('TileOutOfRange', `${parameter}: expected ${min} to ${max}, got ${value}`, parameter);
}

export const quoted = (text: string): string => `"${text.length > 80 ? `${text.slice(0, 80)}…` : text}"`;
