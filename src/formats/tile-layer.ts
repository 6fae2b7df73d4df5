/**
 * The layer of a vector tile from what the store holds. Points lie where they were measured. A cell is drawn as its
 * fastest point, with that point's identifier and attributes and the statistics of the cell beside them: whatever is
 * clicked is a point with a series, and no scale hides what moves.
 */
import type { TileAddress, TileMatrixSet } from '../geodesy/tile-matrix-set.js';
import { joinedPoints, mergedCells } from './merged-cells.js';
import type { MvtNumbers, MvtPointLayer, MvtTexts } from './mvt.js';
import { CELLS_PER_TILE, decodeOverviewCells, type OverviewCells, TILE_EXTENT } from './overview-cells.js';
import {
  ACCELERATION,
  COHERENCE,
  decodePointChunk,
  HEIGHT,
  MISSING,
  missingOf,
  type PointChunk,
  RMSE,
  SEASONALITY,
  TILE_ATTRIBUTES,
  VELOCITY,
} from './point-chunk.js';
import { insideOf } from './points-inside.js';

/** An attribute as the layer names it. */
export interface LayerAttribute {
  /** In TILE_ATTRIBUTES. */
  readonly number: number;
  readonly name: string;
}

/** What a cell says besides the attributes of its fastest point. */
export const CELL_ATTRIBUTES = ['count', 'velocity_mean', 'velocity_min', 'velocity_max'] as const;

/** Points of a tile that are drawn one by one: two to a cell. Above, their symbols cover each other in any case. */
export const MAX_SINGLE_POINTS = 2 * CELLS_PER_TILE * CELLS_PER_TILE;

const { decimals: VELOCITY_DECIMALS } = TILE_ATTRIBUTES[VELOCITY];

/** Cells of one tile, those of several products and parts added up. */
export function cellsLayer(
  name: string,
  parts: readonly Uint8Array[],
  attributes: readonly LayerAttribute[],
): MvtPointLayer {
  return layerOfCells(name, mergedCells(parts.map(decodeOverviewCells)), attributes);
}

function layerOfCells(name: string, cells: OverviewCells, attributes: readonly LayerAttribute[]): MvtPointLayer {
  const of = {
    [VELOCITY]: cells.velocity,
    [COHERENCE]: cells.coherence,
    [HEIGHT]: cells.height,
    [ACCELERATION]: cells.acceleration,
    [SEASONALITY]: cells.seasonality,
    [RMSE]: cells.rmse,
  };
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
        return values ? [numbers(attribute.name, widened(values), TILE_ATTRIBUTES[attribute.number].decimals)] : [];
      }),
      { kind: 'numbers', name: count, values: cells.points, decimals: 0 },
      velocity(meanName, mean),
      velocity(minName, cells.min),
      velocity(maxName, cells.max),
    ],
  };
}

/**
 * The points of chunks that lie in the tile, in the order of the chunks. Where they are denser than a screen can show
 * they are joined to cells, each drawn as its fastest point, as in the overviews.
 */
export function pointsLayer(
  name: string,
  parts: readonly Uint8Array[],
  attributes: readonly LayerAttribute[],
  set: TileMatrixSet,
  tile: TileAddress,
): MvtPointLayer {
  const chunks = parts.map(decodePointChunk);
  const inside = chunks.map(insideOf(set, tile));
  const count = inside.reduce((sum, { rows }) => sum + rows.length, 0);
  if (count > MAX_SINGLE_POINTS) return layerOfCells(name, joinedPoints(chunks, inside), attributes);
  const x = new Uint16Array(count);
  const y = new Uint16Array(count);
  const pidWidth = Math.max(0, ...chunks.map((chunk) => chunk.pidWidth));
  const pid = new Uint8Array(count * pidWidth);
  const columns = attributes
    // Of the points in the tile, not of all that were read: what lies beside it leaves no trace in its bytes.
    .filter(({ number }) => chunks.some((chunk, part) => inside[part].rows.length > 0 && chunk.attributes[number]))
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

/** Stored columns may be of 16 bits, which have a mark of their own for no value. */
const widened = (values: Int16Array | Int32Array): Int32Array =>
  values instanceof Int32Array
    ? values
    : Int32Array.from(values, (value) => (value === missingOf(values) ? MISSING : value));

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
