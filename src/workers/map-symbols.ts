/**
 * The symbols of a layer of a map, out of packed points or cells: where they lie, what the style colours of them, and
 * which row of the store each is. Pure; threads draw them, and whoever is asked what lies under a pixel reads them too.
 */
import type { MapCells, MapData, MapPoints } from '../formats/map-data.js';
import { type MergedCells, mergedCells } from '../formats/merged-cells.js';
import { CELLS_PER_TILE, decodeOverviewCells, TILE_EXTENT } from '../formats/overview-cells.js';
import {
  ACCELERATION,
  COHERENCE,
  decodeChunkFront,
  decodePointChunk,
  HEIGHT,
  missingOf,
  POSITION_STEPS_PER_DEGREE,
  POSITION_STEPS_PER_METRE,
  type PointChunk,
  RMSE,
  SEASONALITY,
  TILE_ATTRIBUTES,
  VELOCITY,
} from '../formats/point-chunk.js';
import { CRS84_URI, crsByUri, EPSG_3035_URI } from '../geodesy/crs.js';
import { tileMatrixSetById } from '../geodesy/tile-matrix-sets.js';
import { type Box, transformBox } from '../geodesy/transform.js';
import type { PointStyle, StyleProperty } from '../render/style.js';

/** Symbols by place; arrays of one length. */
export interface MapPlaces {
  /** Reference system of the places: that of the map where the store has it, so that nothing needs to be projected. */
  readonly crsUri: string;
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Side of the squares that places are the middles of, units of the system; absent: discs. */
  readonly squareSize?: number;
}

export interface MapSymbols extends MapPlaces {
  /** Table and row of each. */
  readonly table: Uint32Array;
  readonly row: Uint32Array;
  readonly tables: readonly SymbolTable[];
  /** Points that each stands for, where that is not what its table says. */
  readonly pointCounts?: Uint32Array;
}

/** Rows that symbols are taken from: a chunk of points, or the cells of a tile, those of all products added up. */
export type SymbolTable =
  | { readonly kind: 'points'; readonly cell: number; readonly productNo: number; readonly chunk: PointChunk }
  | { readonly kind: 'cells'; readonly productNos: readonly number[]; readonly cells: MergedCells };

/** Attribute by number in TILE_ATTRIBUTES. */
export const ATTRIBUTE_NUMBERS: Readonly<Record<StyleProperty, number>> = {
  mean_velocity: VELOCITY,
  acceleration: ACCELERATION,
  seasonality: SEASONALITY,
  rmse: RMSE,
  temporal_coherence: COHERENCE,
  height: HEIGHT,
};

/**
 * Symbols whose places lie in a box of the map's system, or near it.
 * @param style whether points stand for squares
 */
export function symbolsOf(data: MapData, viewCrsUri: string, box: Box, style: Pick<PointStyle, 'cells'>): MapSymbols {
  return data.kind === 'cells'
    ? symbolsOfCells(data, viewCrsUri, box, style.cells !== undefined)
    : symbolsOfPoints(data, viewCrsUri, box, style.cells);
}

function symbolsOfPoints(data: MapPoints, viewCrsUri: string, box: Box, cells: PointStyle['cells']): MapSymbols {
  // Squares are squares of EPSG:3035 alone.
  const isLaea = cells !== undefined || crsByUri(viewCrsUri)?.srid === 3035;
  const crsUri = isLaea ? EPSG_3035_URI : CRS84_URI;
  const steps = isLaea ? POSITION_STEPS_PER_METRE : POSITION_STEPS_PER_DEGREE;
  const { minX, minY, maxX, maxY } = transformBox(box, viewCrsUri, crsUri);
  const decode = data.isFront ? decodeChunkFront : decodePointChunk;
  const tables = data.parts.map(
    ({ cell, productNo, bytes }): SymbolTable => ({
      kind: 'points',
      cell,
      productNo,
      chunk: decode(bytes),
    }),
  );
  const out = new SymbolList(tables.reduce((sum, table) => sum + (table.kind === 'points' ? table.chunk.count : 0), 0));
  const [west, south, east, north] = [minX, minY, maxX, maxY].map((value) => value * steps);
  tables.forEach((table, number) => {
    if (table.kind !== 'points') return;
    const { chunk } = table;
    const [x, y] = isLaea ? [chunk.easting, chunk.northing] : [chunk.longitude, chunk.latitude];
    for (let i = 0; i < chunk.count; i++) {
      if (x[i] >= west && x[i] <= east && y[i] >= south && y[i] <= north)
        out.add(x[i] / steps, y[i] / steps, number, i);
    }
  });
  return { crsUri, tables, ...out.columns(), ...(cells && { squareSize: cells.sizeM }) };
}

/** Half a unit into the unit that the place was rounded down to. */
const UNIT_MIDDLE = 0.5;

function symbolsOfCells(
  { setId, zoom, parts }: MapCells,
  viewCrsUri: string,
  box: Box,
  isSquares: boolean,
): MapSymbols {
  const set = tileMatrixSetById(setId);
  if (!set) throw new RangeError(`no tile matrix set ${setId}`);
  const span = set.rootTileSpan / 2 ** zoom;
  const squareSize = span / CELLS_PER_TILE;
  const enclosing = transformBox(box, viewCrsUri, set.crsUri);
  // A square whose middle lies outside may reach in.
  const reach = isSquares ? squareSize / 2 : 0;
  const [minX, maxX] = [enclosing.minX - reach, enclosing.maxX + reach];
  const [minY, maxY] = [enclosing.minY - reach, enclosing.maxY + reach];
  const tables: SymbolTable[] = [];
  const origins: { readonly west: number; readonly north: number }[] = [];
  for (const ofTile of tilesOf(parts)) {
    const west = set.originX + ofTile[0].column * span;
    const north = set.originY - ofTile[0].row * span;
    // Of the tiles around a map only the cells at its edge are looked at.
    const window = {
      firstColumn: Math.floor((minX - west) / squareSize) - 1,
      lastColumn: Math.floor((maxX - west) / squareSize) + 1,
      firstRow: Math.floor((north - maxY) / squareSize) - 1,
      lastRow: Math.floor((north - minY) / squareSize) + 1,
    };
    const decoded = ofTile.map(({ bytes }) => decodeOverviewCells(bytes));
    const cells = mergedCells(decoded, window);
    tables.push({ kind: 'cells', productNos: ofTile.map(({ productNo }) => productNo), cells });
    origins.push({ west, north });
  }
  const out = new SymbolList(tables.reduce((sum, table) => sum + (table.kind === 'cells' ? table.cells.count : 0), 0));
  tables.forEach((table, number) => {
    if (table.kind !== 'cells') return;
    const { count, cell, x, y } = table.cells;
    const { west, north } = origins[number];
    for (let i = 0; i < count; i++) {
      const across = isSquares
        ? ((cell[i] % CELLS_PER_TILE) + 0.5) / CELLS_PER_TILE
        : (x[i] + UNIT_MIDDLE) / TILE_EXTENT;
      const down = isSquares
        ? (Math.floor(cell[i] / CELLS_PER_TILE) + 0.5) / CELLS_PER_TILE
        : (y[i] + UNIT_MIDDLE) / TILE_EXTENT;
      const [placeX, placeY] = [west + across * span, north - down * span];
      if (placeX >= minX && placeX <= maxX && placeY >= minY && placeY <= maxY) out.add(placeX, placeY, number, i);
    }
  });
  return { crsUri: set.crsUri, tables, ...out.columns(), ...(isSquares && { squareSize }) };
}

function tilesOf(parts: MapCells['parts']): Iterable<MapCells['parts'][number][]> {
  const tiles = new Map<string, MapCells['parts'][number][]>();
  for (const part of parts) {
    const key = `${part.row}/${part.column}`;
    const tile = tiles.get(key);
    if (tile) tile.push(part);
    else tiles.set(key, [part]);
  }
  return tiles.values();
}

class SymbolList {
  #count = 0;
  readonly #x: Float64Array;
  readonly #y: Float64Array;
  readonly #table: Uint32Array;
  readonly #row: Uint32Array;

  constructor(most: number) {
    this.#x = new Float64Array(most);
    this.#y = new Float64Array(most);
    this.#table = new Uint32Array(most);
    this.#row = new Uint32Array(most);
  }

  add(x: number, y: number, table: number, row: number): void {
    this.#x[this.#count] = x;
    this.#y[this.#count] = y;
    this.#table[this.#count] = table;
    this.#row[this.#count++] = row;
  }

  columns() {
    const upTo = <Column extends Float64Array | Uint32Array>(column: Column) =>
      column.subarray(0, this.#count) as Column;
    return { x: upTo(this.#x), y: upTo(this.#y), table: upTo(this.#table), row: upTo(this.#row) };
  }
}

/** What a property style colours; NaN where there is no value. */
export function propertyValues({ tables, table, row }: MapSymbols, name: StyleProperty): Float32Array<ArrayBuffer> {
  const number = ATTRIBUTE_NUMBERS[name];
  const scale = 10 ** TILE_ATTRIBUTES[number].decimals;
  const columns = tables.map((each) => columnOf(each, number));
  const values = new Float32Array(row.length);
  for (let i = 0; i < row.length; i++) {
    const column = columns[table[i]];
    const value = column?.[row[i]];
    values[i] = column === undefined || value === missingOf(column) ? Number.NaN : value! / scale;
  }
  return values;
}

function columnOf(table: SymbolTable, number: number): Int16Array | Int32Array | undefined {
  if (table.kind === 'points') return table.chunk.attributes[number];
  const { velocity, coherence, height, acceleration, seasonality, rmse } = table.cells;
  const columns: Readonly<Record<number, Int16Array | Int32Array>> = {
    [VELOCITY]: velocity,
    [COHERENCE]: coherence,
    [HEIGHT]: height,
    [ACCELERATION]: acceleration,
    [SEASONALITY]: seasonality,
    [RMSE]: rmse,
  };
  return columns[number];
}

/** Those at the given indices, in their order. */
export function selected(symbols: MapSymbols, indices: Uint32Array): MapSymbols {
  const pick = <Column extends Float64Array | Uint32Array>(column: Column): Column => {
    const out = new (column.constructor as new (length: number) => Column)(indices.length);
    for (let i = 0; i < indices.length; i++) out[i] = column[indices[i]];
    return out;
  };
  return { ...symbols, x: pick(symbols.x), y: pick(symbols.y), table: pick(symbols.table), row: pick(symbols.row) };
}
