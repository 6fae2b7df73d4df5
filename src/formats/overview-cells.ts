/**
 * The cells of one overview tile as one run of bytes: 64 x 64 of them, those with points only, in order of their number.
 *
 * A cell says how many points it holds, the sum and the extremes of their velocities, and shows one of them, the fastest
 * (largest |velocity|; without a velocity any): its place, identifier and attributes, so that what moves can be picked at
 * every scale. Cells of several products add up exactly, because sums are of integers.
 *
 *     u32 [format, cells, bytes per pid]
 *     u16 number in the tile (row * 64 + column); u32 points, points with a velocity; f64 sum of velocities
 *     i32 smallest and largest velocity
 *     the fastest point: u16 x, y (1/4096 of the tile); i32 velocity, coherence, height; u8 pid
 *
 * Velocity, coherence and height are integers as in `point-chunk.ts`, MISSING for none.
 */
import { ColumnReader, ColumnWriter } from './byte-columns.js';
import { TILE_FORMAT } from './point-chunk.js';

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
}

export function encodeOverviewCells(cells: OverviewCells): Uint8Array {
  const writer = new ColumnWriter();
  writer.add(Uint32Array.of(TILE_FORMAT, cells.count, cells.pidWidth));
  const { cell, points, valued, sum, min, max, x, y, velocity, coherence, height, pid } = cells;
  for (const column of [cell, points, valued, sum, min, max, x, y, velocity, coherence, height, pid])
    writer.add(column);
  return writer.bytes();
}

/** Views of `bytes`, where they are aligned. Throws RangeError for bytes of another format or cut short. */
export function decodeOverviewCells(bytes: Uint8Array): OverviewCells {
  const reader = new ColumnReader(bytes, 'overview cells');
  const [format, count, pidWidth] = reader.take('u32', 3);
  if (format !== TILE_FORMAT) throw new RangeError(`overview cells: expected format ${TILE_FORMAT}, got ${format}`);
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
  };
}
