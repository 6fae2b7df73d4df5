/**
 * The layer of a vector tile from what the store holds. Points lie where they were measured. A cell is drawn as its
 * fastest point, with that point's identifier and attributes and the statistics of the cell beside them: whatever is
 * clicked is a point with a series, and no scale hides what moves.
 */
import type { TileAddress, TileMatrixSet } from '../geodesy/tile-matrix-set.js';
import type { MvtNumbers, MvtPointLayer, MvtTexts } from './mvt.js';
import { CELLS_PER_TILE, decodeOverviewCells, type OverviewCells, TILE_EXTENT } from './overview-cells.js';
import {
  COHERENCE,
  decodePointChunk,
  HEIGHT,
  MISSING,
  missingOf,
  POSITION_STEPS_PER_DEGREE,
  POSITION_STEPS_PER_METRE,
  type PointChunk,
  TILE_ATTRIBUTES,
  VELOCITY,
} from './point-chunk.js';

/** An attribute as the layer names it. */
export interface LayerAttribute {
  /** In TILE_ATTRIBUTES. */
  readonly number: number;
  readonly name: string;
}

/** What a cell says besides the attributes of its fastest point. */
export const CELL_ATTRIBUTES = ['count', 'velocity_mean', 'velocity_min', 'velocity_max'] as const;

const CELLS = CELLS_PER_TILE * CELLS_PER_TILE;
const { decimals: VELOCITY_DECIMALS } = TILE_ATTRIBUTES[VELOCITY];

/** Cells of one tile, those of several products and parts added up. */
export function cellsLayer(
  name: string,
  parts: readonly Uint8Array[],
  attributes: readonly LayerAttribute[],
): MvtPointLayer {
  const cells = mergedCells(parts.map(decodeOverviewCells));
  const of = { [VELOCITY]: cells.velocity, [COHERENCE]: cells.coherence, [HEIGHT]: cells.height };
  const mean = new Int32Array(cells.count);
  for (let i = 0; i < cells.count; i++) {
    mean[i] = cells.valued[i] > 0 ? Math.round(cells.sum[i] / cells.valued[i]) : MISSING;
  }
  const velocity = (column: string, values: Int32Array) => numbers(column, values, VELOCITY_DECIMALS);
  const [count, meanName, minName, maxName] = CELL_ATTRIBUTES;
  return {
    name,
    extent: TILE_EXTENT,
    count: cells.count,
    x: cells.x,
    y: cells.y,
    columns: [
      pids(cells),
      ...attributes.flatMap((attribute) => {
        const values = of[attribute.number as keyof typeof of];
        return values ? [numbers(attribute.name, values, TILE_ATTRIBUTES[attribute.number].decimals)] : [];
      }),
      { kind: 'numbers', name: count, values: cells.points, decimals: 0 },
      velocity(meanName, mean),
      velocity(minName, cells.min),
      velocity(maxName, cells.max),
    ],
  };
}

/** Sums of all parts, one entry per cell, in order of the cells; `min` and `max` are MISSING where nothing has a value. */
export function mergedCells(parts: readonly OverviewCells[]): OverviewCells {
  const where = new Int32Array(CELLS).fill(-1);
  let count = 0;
  for (const { cell } of parts) for (let i = 0; i < cell.length; i++) where[cell[i]] = 0;
  for (let cell = 0; cell < CELLS; cell++) if (where[cell] === 0) where[cell] = count++;
  const pidWidth = Math.max(0, ...parts.map((part) => part.pidWidth));
  const out = {
    count,
    pidWidth,
    cell: new Uint16Array(count),
    points: new Uint32Array(count),
    valued: new Uint32Array(count),
    sum: new Float64Array(count),
    min: new Int32Array(count).fill(MISSING),
    max: new Int32Array(count).fill(MISSING),
    x: new Uint16Array(count),
    y: new Uint16Array(count),
    velocity: new Int32Array(count).fill(MISSING),
    coherence: new Int32Array(count).fill(MISSING),
    height: new Int32Array(count).fill(MISSING),
    pid: new Uint8Array(count * pidWidth),
  };
  for (const part of parts) {
    for (let i = 0; i < part.count; i++) {
      const at = where[part.cell[i]];
      // Strictly faster: of equal ones that of the first product stays.
      if (out.points[at] === 0 || speed(part.velocity[i]) > speed(out.velocity[at])) {
        out.cell[at] = part.cell[i];
        out.x[at] = part.x[i];
        out.y[at] = part.y[i];
        out.velocity[at] = part.velocity[i];
        out.coherence[at] = part.coherence[i];
        out.height[at] = part.height[i];
        out.pid.fill(0, at * pidWidth, (at + 1) * pidWidth);
        out.pid.set(part.pid.subarray(i * part.pidWidth, (i + 1) * part.pidWidth), at * pidWidth);
      }
      out.points[at] += part.points[i];
      if (part.valued[i] === 0) continue;
      const isFirst = out.valued[at] === 0;
      out.min[at] = isFirst ? part.min[i] : Math.min(out.min[at], part.min[i]);
      out.max[at] = isFirst ? part.max[i] : Math.max(out.max[at], part.max[i]);
      out.valued[at] += part.valued[i];
      out.sum[at] += part.sum[i];
    }
  }
  return out;
}

const speed = (velocity: number): number => (velocity === MISSING ? -1 : Math.abs(velocity));

/** The points of chunks that lie in the tile, in the order of the chunks. */
export function pointsLayer(
  name: string,
  parts: readonly Uint8Array[],
  attributes: readonly LayerAttribute[],
  set: TileMatrixSet,
  tile: TileAddress,
): MvtPointLayer {
  const chunks = parts.map(decodePointChunk);
  const inside = chunks.map((chunk) => pointsInside(chunk, set, tile));
  const count = inside.reduce((sum, { rows }) => sum + rows.length, 0);
  const x = new Uint16Array(count);
  const y = new Uint16Array(count);
  const pidWidth = Math.max(0, ...chunks.map((chunk) => chunk.pidWidth));
  const pid = new Uint8Array(count * pidWidth);
  const columns = attributes
    .filter(({ number }) => chunks.some((chunk) => chunk.attributes[number]))
    .map(({ number, name: column }) => ({ number, column, values: new Int32Array(count).fill(MISSING) }));
  let start = 0;
  chunks.forEach((chunk, part) => {
    const { rows, x: xs, y: ys } = inside[part];
    x.set(xs, start);
    y.set(ys, start);
    for (const { number, values } of columns) copyAttribute(chunk, number, rows, values, start);
    copyPids(chunk, rows, pid, start, pidWidth);
    start += rows.length;
  });
  return {
    name,
    extent: TILE_EXTENT,
    count,
    x,
    y,
    columns: [
      pids({ pid, pidWidth }),
      ...columns.map(({ number, column, values }) => numbers(column, values, TILE_ATTRIBUTES[number].decimals)),
    ],
  };
}

interface Inside {
  readonly rows: Uint32Array;
  readonly x: Uint16Array;
  readonly y: Uint16Array;
}

/** Rows of a chunk that lie in a tile, and where: exact, by the definition of the set. */
export function pointsInside(chunk: PointChunk, set: TileMatrixSet, { zoom, row, column }: TileAddress): Inside {
  const { count, longitude, latitude, easting, northing } = chunk;
  const rows = new Uint32Array(count);
  const x = new Uint16Array(count);
  const y = new Uint16Array(count);
  const at = new Float64Array(2);
  const scale = 2 ** zoom;
  let found = 0;
  for (let i = 0; i < count; i++) {
    set.place(
      longitude[i] / POSITION_STEPS_PER_DEGREE,
      latitude[i] / POSITION_STEPS_PER_DEGREE,
      easting[i] / POSITION_STEPS_PER_METRE,
      northing[i] / POSITION_STEPS_PER_METRE,
      at,
      0,
    );
    const u = at[0] * scale - column;
    const v = at[1] * scale - row;
    if (!(u >= 0 && u < 1 && v >= 0 && v < 1)) continue;
    rows[found] = i;
    x[found] = u * TILE_EXTENT;
    y[found++] = v * TILE_EXTENT;
  }
  return { rows: rows.subarray(0, found), x: x.subarray(0, found), y: y.subarray(0, found) };
}

function copyAttribute(chunk: PointChunk, number: number, rows: Uint32Array, out: Int32Array, start: number): void {
  const column = chunk.attributes[number];
  if (!column) return;
  const missing = missingOf(column);
  for (let i = 0; i < rows.length; i++) {
    const value = column[rows[i]];
    out[start + i] = value === missing ? MISSING : value;
  }
}

function copyPids(chunk: PointChunk, rows: Uint32Array, out: Uint8Array, start: number, width: number): void {
  const { pid, pidWidth } = chunk;
  for (let i = 0; i < rows.length; i++) {
    const from = rows[i] * pidWidth;
    const to = (start + i) * width;
    for (let at = 0; at < pidWidth; at++) out[to + at] = pid[from + at];
  }
}

const pids = ({ pid, pidWidth }: { pid: Uint8Array; pidWidth: number }): MvtTexts => ({
  kind: 'texts',
  name: 'pid',
  bytes: pid,
  width: pidWidth,
});

const numbers = (name: string, values: Int32Array, decimals: number): MvtNumbers => ({
  kind: 'numbers',
  name,
  values,
  decimals,
  missing: MISSING,
});
