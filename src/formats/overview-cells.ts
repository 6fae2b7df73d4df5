/**
 * The cells of one overview tile as one run of bytes: 64 x 64 of them, those with points only, in order of their number.
 *
 * A cell says how many points it holds, the sum and the extremes of their velocities, and shows one of them, the fastest
 * (largest |velocity|; without a velocity any): its place, identifier, key and attributes, so that what moves can be picked
 * at every scale, in every style. Cells of several products add up exactly, because sums are of integers.
 *
 *     u32 [format, cells, bytes per pid]
 *     u16 number in the tile (row * 64 + column); u32 points, points with a velocity; f64 sum of velocities
 *     i32 smallest and largest velocity
 *     the fastest point: u16 x, y (1/4096 of the tile); i32 velocity, coherence, height; u8 pid
 *                        i32 easting, northing (cm, EPSG:3035); u16 tie number of its key
 *                        acceleration, seasonality, rmse, each: u32 [bytes per value], then i16 or i32 values
 *
 * Attributes are integers as in `point-chunk.ts`, MISSING (of their width) for none. Place, cell and tie make the key by
 * which a series is found: by pid it takes twice as long.
 */
import { ColumnReader, ColumnWriter } from './byte-columns.js';
import { narrowed, TILE_FORMAT } from './point-chunk.js';

/** Cells along a side of a tile: 4 of its 256 pixels each. */
export const CELLS_PER_TILE = 64;
/** Units along a side of a tile in which places are given. */
export const TILE_EXTENT = 4096;

export interface OverviewCells {
  readonly count: number;
  readonly cell: Uint16Array;
  readonly points: Uint32Array;
  readonly valued: Uint32Array;
  /** In the steps of the stored velocity. */
  readonly sum: Float64Array;
  readonly min: Int32Array;
  readonly max: Int32Array;
  readonly x: Uint16Array;
  readonly y: Uint16Array;
  readonly velocity: Int32Array;
  readonly coherence: Int32Array;
  readonly height: Int32Array;
  /** (count, pidWidth) latin1, padded with NUL. */
  readonly pid: Uint8Array;
  readonly pidWidth: number;
  /** cm, EPSG:3035. */
  readonly easting: Int32Array;
  readonly northing: Int32Array;
  /** Last part of the point's key (see `geodesy/point-key.ts`). */
  readonly tie: Uint16Array;
  readonly acceleration: Int16Array | Int32Array;
  readonly seasonality: Int16Array | Int32Array;
  readonly rmse: Int16Array | Int32Array;
}

export function encodeOverviewCells(cells: OverviewCells): Uint8Array {
  const writer = new ColumnWriter();
  writer.add(Uint32Array.of(TILE_FORMAT, cells.count, cells.pidWidth));
  const { cell, points, valued, sum, min, max, x, y, velocity, coherence, height, pid, easting, northing, tie } = cells;
  const columns = [cell, points, valued, sum, min, max, x, y, velocity, coherence, height, pid, easting, northing, tie];
  for (const column of columns) writer.add(column);
  for (const values of [cells.acceleration, cells.seasonality, cells.rmse]) {
    const column = narrowed(values);
    writer.add(Uint32Array.of(column.BYTES_PER_ELEMENT));
    writer.add(column);
  }
  return writer.bytes();
}

/** Views of `bytes`, where they are aligned. Throws RangeError for bytes of another format or cut short. */
export function decodeOverviewCells(bytes: Uint8Array): OverviewCells {
  const reader = new ColumnReader(bytes, 'overview cells');
  const [format, count, pidWidth] = reader.take('u32', 3);
  if (format !== TILE_FORMAT) throw new RangeError(`overview cells: expected format ${TILE_FORMAT}, got ${format}`);
  const takeAttribute = () => (reader.take('u32', 1)[0] === 2 ? reader.take('i16', count) : reader.take('i32', count));
  return {
    count,
    pidWidth,
    cell: reader.take('u16', count),
    points: reader.take('u32', count),
    valued: reader.take('u32', count),
    sum: reader.take('f64', count),
    min: reader.take('i32', count),
    max: reader.take('i32', count),
    x: reader.take('u16', count),
    y: reader.take('u16', count),
    velocity: reader.take('i32', count),
    coherence: reader.take('i32', count),
    height: reader.take('i32', count),
    pid: reader.take('u8', count * pidWidth),
    easting: reader.take('i32', count),
    northing: reader.take('i32', count),
    tie: reader.take('u16', count),
    acceleration: takeAttribute(),
    seasonality: takeAttribute(),
    rmse: takeAttribute(),
  };
}
