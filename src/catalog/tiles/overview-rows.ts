/** The overview rows of a segment: every zoom of every tile matrix set, finest first, each made from the one before. */
import { CELLS_PER_TILE, encodeOverviewCells, TILE_EXTENT } from '../../formats/overview-cells.js';
import {
  ACCELERATION,
  COHERENCE,
  HEIGHT,
  MISSING,
  POSITION_STEPS_PER_DEGREE,
  POSITION_STEPS_PER_METRE,
  RMSE,
  SEASONALITY,
  VELOCITY,
} from '../../formats/point-chunk.js';
import type { TileMatrixSet } from '../../geodesy/tile-matrix-set.js';
import { overviewZoom, tileMatrixSets } from '../../geodesy/tile-matrix-sets.js';
import { CellTable, cellKey, splitCellKey } from './cell-table.js';
import type { PointSegment } from './point-segment.js';

export interface OverviewRow {
  readonly setNo: number;
  readonly zoom: number;
  readonly tileRow: number;
  readonly tileColumn: number;
  readonly cellCount: number;
  readonly data: Uint8Array;
}

/** Number of a set in `egms.tile_overview`. */
export const setNoOf = (set: TileMatrixSet): number => tileMatrixSets.indexOf(set) + 1;

/** Units of the finest zoom in a cell. */
const CELL_UNITS = TILE_EXTENT / CELLS_PER_TILE;
const CELLS_OF_TILE = CELLS_PER_TILE * CELLS_PER_TILE;

export function* overviewRows(segment: PointSegment, order: Uint32Array): Generator<OverviewRow> {
  for (const set of tileMatrixSets) {
    const finest = overviewZoom(set);
    let table = finestCells(set, finest, segment, order);
    for (let zoom = finest; zoom >= 0; zoom--) {
      if (zoom < finest) table = table.coarser();
      yield* rowsOf(table, set, zoom, finest - zoom, segment);
    }
  }
}

/** Points that a set does not reach are in none of its tiles. */
function finestCells(set: TileMatrixSet, zoom: number, segment: PointSegment, order: Uint32Array): CellTable {
  const table = new CellTable();
  const { longitude, latitude, easting, northing } = segment;
  const velocity = segment.attributes[VELOCITY];
  const units = 2 ** zoom * TILE_EXTENT;
  const at = new Float64Array(2);
  for (const index of order) {
    set.place(
      longitude[index] / POSITION_STEPS_PER_DEGREE,
      latitude[index] / POSITION_STEPS_PER_DEGREE,
      easting[index] / POSITION_STEPS_PER_METRE,
      northing[index] / POSITION_STEPS_PER_METRE,
      at,
      0,
    );
    if (!(at[0] >= 0 && at[0] < set.rootColumns && at[1] >= 0 && at[1] < set.rootRows)) continue;
    const x = Math.floor(at[0] * units);
    const y = Math.floor(at[1] * units);
    const column = Math.floor((x % TILE_EXTENT) / CELL_UNITS);
    const row = Math.floor((y % TILE_EXTENT) / CELL_UNITS);
    const key = cellKey(Math.floor(y / TILE_EXTENT), Math.floor(x / TILE_EXTENT), row * CELLS_PER_TILE + column);
    table.addPoint(table.slot(key), index, velocity ? velocity[index] : MISSING, x, y);
  }
  return table;
}

function* rowsOf(
  table: CellTable,
  set: TileMatrixSet,
  zoom: number,
  shift: number,
  segment: PointSegment,
): Generator<OverviewRow> {
  const keys = table.keys();
  for (let start = 0; start < keys.length; ) {
    const { tileRow, tileColumn } = splitCellKey(keys[start]);
    const beyond = cellKey(tileRow, tileColumn + 1, 0);
    let end = start;
    while (end < keys.length && keys[end] < beyond) end++;
    const data = packed(table, keys.subarray(start, end), shift, segment);
    yield { setNo: setNoOf(set), zoom, tileRow, tileColumn, cellCount: end - start, data };
    start = end;
  }
}

function packed(table: CellTable, keys: Float64Array, shift: number, segment: PointSegment): Uint8Array {
  const count = keys.length;
  const { pidWidth } = segment;
  const slots = new Uint32Array(count);
  const cell = new Uint16Array(count);
  for (let i = 0; i < count; i++) {
    slots[i] = table.slotOf(keys[i]);
    cell[i] = keys[i] % CELLS_OF_TILE;
  }
  const best = picked(table.best, slots);
  const pid = new Uint8Array(count * pidWidth);
  for (let i = 0; i < count; i++) segment.writePid(best[i], pid, i * pidWidth, pidWidth);
  const ofBest = (number: number): Int32Array => {
    const column = segment.attributes[number];
    return column ? picked(column, best) : new Int32Array(count).fill(MISSING);
  };
  return encodeOverviewCells({
    count,
    cell,
    points: picked(table.points, slots),
    valued: picked(table.valued, slots),
    sum: picked(table.sum, slots),
    min: picked(table.min, slots),
    max: picked(table.max, slots),
    x: inTile(picked(table.bestX, slots), shift),
    y: inTile(picked(table.bestY, slots), shift),
    velocity: ofBest(VELOCITY),
    coherence: ofBest(COHERENCE),
    height: ofBest(HEIGHT),
    pid,
    pidWidth,
    easting: picked(segment.easting, best),
    northing: picked(segment.northing, best),
    tie: picked(segment.tie, best),
    acceleration: ofBest(ACCELERATION),
    seasonality: ofBest(SEASONALITY),
    rmse: ofBest(RMSE),
  });
}

/** Places of the finest zoom as places in a tile of a coarser one. */
function inTile(places: Int32Array, shift: number): Uint16Array {
  const out = new Uint16Array(places.length);
  for (let i = 0; i < places.length; i++) out[i] = (places[i] >> shift) % TILE_EXTENT;
  return out;
}

function picked<Column extends Int32Array | Uint32Array | Float64Array | Uint16Array>(
  column: Column,
  rows: Uint32Array | Int32Array,
): Column {
  const out = new (column.constructor as new (length: number) => Column)(rows.length);
  for (let i = 0; i < rows.length; i++) out[i] = column[rows[i]];
  return out;
}
