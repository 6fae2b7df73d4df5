/**
 * Tile matrix sets whose matrices halve from zoom to zoom: how a plane is cut into tiles of 256 x 256 pixels.
 *
 * Coordinates are x (easting or longitude) first, whatever the axis order of the authority; only documents swap. Tiles are
 * counted from the north-west corner, rows southwards, and hold their western and northern edges: a point lies in exactly
 * one tile of each zoom. The place of a point is kept as (u, v), measured in tiles of zoom 0 from that corner: its tile at
 * zoom z is then floor(u * 2^z), floor(v * 2^z), without rounding from one zoom to the next.
 *
 * Source: OGC 17-083r4, Two Dimensional Tile Matrix Set 2.0, sections 6.2 and 6.3.
 */
import { CRS84_URI, crsByUri } from './crs.js';
import { type Box, transformBox } from './transform.js';

export interface TileMatrixSet {
  readonly id: string;
  readonly title: string;
  readonly uri: string;
  readonly crsUri: string;
  /** In the order of the CRS's authority, as documents name them. */
  readonly orderedAxes: readonly [string, string];
  readonly wellKnownScaleSet?: string;
  /** North-west corner of the first tile, CRS units. */
  readonly originX: number;
  readonly originY: number;
  /** Side of the tile of zoom 0, CRS units. */
  readonly rootTileSpan: number;
  /** Tiles of zoom 0 along each axis. */
  readonly rootColumns: number;
  readonly rootRows: number;
  /** Metres in a CRS unit, at the equator for degrees. */
  readonly metresPerUnit: number;
  /** The last matrix of the registered definition. */
  readonly maxZoom: number;
  /** (u, v) of a point into `out[at]` and `out[at + 1]`; NaN or out of range where the set does not reach. */
  readonly place: PlacePoint;
}

/** A point in degrees (ETRS89 and WGS84 count as one) and in EPSG:3035, metres: stored both ways, so none is computed. */
export type PlacePoint = (
  longitudeDeg: number,
  latitudeDeg: number,
  eastingM: number,
  northingM: number,
  out: Float64Array,
  at: number,
) => void;

export interface TileAddress {
  readonly zoom: number;
  readonly row: number;
  readonly column: number;
}

export const TILE_PIXELS = 256;
/** Side of the standard's pixel, from which scale denominators come. */
const STANDARD_PIXEL_M = 0.00028;

/** Units per pixel. */
export const cellSize = (set: TileMatrixSet, zoom: number): number => set.rootTileSpan / TILE_PIXELS / 2 ** zoom;

export const scaleDenominator = (set: TileMatrixSet, zoom: number): number =>
  (cellSize(set, zoom) * set.metresPerUnit) / STANDARD_PIXEL_M;

export const matrixColumns = (set: TileMatrixSet, zoom: number): number => set.rootColumns * 2 ** zoom;
export const matrixRows = (set: TileMatrixSet, zoom: number): number => set.rootRows * 2 ** zoom;

export function isTile(set: TileMatrixSet, { zoom, row, column }: TileAddress): boolean {
  const inside = (value: number, count: number) => Number.isInteger(value) && value >= 0 && value < count;
  return (
    inside(zoom, set.maxZoom + 1) && inside(row, matrixRows(set, zoom)) && inside(column, matrixColumns(set, zoom))
  );
}

/** Ground of a tile in the units of the set's CRS. Throws RangeError for a tile that the set does not have. */
export function tileBox(set: TileMatrixSet, tile: TileAddress): Box {
  if (!isTile(set, tile)) {
    throw new RangeError(`${set.id}: no tile ${tile.zoom}/${tile.row}/${tile.column} (matrix/row/column)`);
  }
  const span = set.rootTileSpan / 2 ** tile.zoom;
  return {
    minX: set.originX + tile.column * span,
    minY: set.originY - (tile.row + 1) * span,
    maxX: set.originX + (tile.column + 1) * span,
    maxY: set.originY - tile.row * span,
  };
}

/** Rows and columns, both ends included. */
export interface TileLimits {
  readonly zoom: number;
  readonly minRow: number;
  readonly maxRow: number;
  readonly minColumn: number;
  readonly maxColumn: number;
}

/** Tiles of a zoom that meet a box of another system (CRS84 unless named); undefined when there is none. */
export function tileLimits(set: TileMatrixSet, zoom: number, box: Box, crsUri = CRS84_URI): TileLimits | undefined {
  const { minX, minY, maxX, maxY } = transformBox(box, crsUri, set.crsUri);
  // Also false for the empty box, from infinity to minus infinity, and for NaN.
  if (!(minX <= maxX && minY <= maxY)) return undefined;
  const span = set.rootTileSpan / 2 ** zoom;
  const first = (offset: number) => Math.floor(offset / span);
  const limits = {
    zoom,
    minRow: Math.max(0, first(set.originY - maxY)),
    maxRow: Math.min(matrixRows(set, zoom) - 1, first(set.originY - minY)),
    minColumn: Math.max(0, first(minX - set.originX)),
    maxColumn: Math.min(matrixColumns(set, zoom) - 1, first(maxX - set.originX)),
  };
  return limits.minRow <= limits.maxRow && limits.minColumn <= limits.maxColumn ? limits : undefined;
}

export const isWithinLimits = (limits: TileLimits, { row, column }: Omit<TileAddress, 'zoom'>): boolean =>
  row >= limits.minRow && row <= limits.maxRow && column >= limits.minColumn && column <= limits.maxColumn;

/** 15 digits, as the registry prints: what lies behind them differs from one way of computing to the next. */
const printed = (value: number): number => Number(value.toPrecision(15));

/** The document of the standard's JSON encoding (section 7.1), without links. */
export function tileMatrixSetDocument(set: TileMatrixSet) {
  const isYx = crsByUri(set.crsUri)!.axisOrder === 'yx';
  const origin = [printed(set.originX), printed(set.originY)];
  return {
    id: set.id,
    title: set.title,
    uri: set.uri,
    crs: set.crsUri,
    orderedAxes: [...set.orderedAxes],
    ...(set.wellKnownScaleSet === undefined ? {} : { wellKnownScaleSet: set.wellKnownScaleSet }),
    tileMatrices: Array.from({ length: set.maxZoom + 1 }, (_, zoom) => ({
      id: String(zoom),
      scaleDenominator: printed(scaleDenominator(set, zoom)),
      cellSize: printed(cellSize(set, zoom)),
      cornerOfOrigin: 'topLeft',
      pointOfOrigin: isYx ? [origin[1], origin[0]] : origin,
      tileWidth: TILE_PIXELS,
      tileHeight: TILE_PIXELS,
      matrixWidth: matrixColumns(set, zoom),
      matrixHeight: matrixRows(set, zoom),
    })),
  };
}
