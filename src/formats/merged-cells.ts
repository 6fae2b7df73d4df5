/** Cells of one tile from several parts: sums of stored cells, and cells made of points that lie too densely to be drawn. */
import { CELLS_PER_TILE, type OverviewCells, TILE_EXTENT } from './overview-cells.js';
import {
  ACCELERATION,
  COHERENCE,
  HEIGHT,
  MISSING,
  missingOf,
  type PointChunk,
  RMSE,
  SEASONALITY,
  VELOCITY,
} from './point-chunk.js';
import type { PointsInside } from './points-inside.js';

const CELLS = CELLS_PER_TILE * CELLS_PER_TILE;

export interface MergedCells extends OverviewCells {
  /** Which of the parts the fastest point came from. */
  readonly part: Uint32Array;
}

/** Cells of a tile by column and row, both ends included; may reach beyond the tile. */
export interface CellWindow {
  readonly firstColumn: number;
  readonly lastColumn: number;
  readonly firstRow: number;
  readonly lastRow: number;
}

const WHOLE_TILE: CellWindow = {
  firstColumn: 0,
  lastColumn: CELLS_PER_TILE - 1,
  firstRow: 0,
  lastRow: CELLS_PER_TILE - 1,
};

/**
 * Sums of all parts, one entry per cell, in order of the cells; `min` and `max` are MISSING where nothing has a value.
 * @param window no other cells than these
 */
export function mergedCells(parts: readonly OverviewCells[], window: CellWindow = WHOLE_TILE): MergedCells {
  const where = new Int32Array(CELLS).fill(-1);
  let count = 0;
  for (const { cell } of parts) {
    for (let i = 0; i < cell.length; i++) if (isInWindow(cell[i], window)) where[cell[i]] = 0;
  }
  for (let cell = 0; cell < CELLS; cell++) if (where[cell] === 0) where[cell] = count++;
  const out = emptyCells(count, Math.max(0, ...parts.map((part) => part.pidWidth)));
  /** Part and row of the fastest point. */
  const bestPart = new Uint32Array(count);
  const bestRow = new Uint32Array(count);
  parts.forEach((part, number) => {
    for (let i = 0; i < part.count; i++) {
      const at = where[part.cell[i]];
      if (at < 0) continue;
      // Strictly faster: of equal ones that of the first product stays.
      if (out.points[at] === 0 || speed(part.velocity[i]) > speed(out.velocity[at])) {
        out.cell[at] = part.cell[i];
        out.velocity[at] = part.velocity[i];
        bestPart[at] = number;
        bestRow[at] = i;
      }
      out.points[at] += part.points[i];
      if (part.valued[i] === 0) continue;
      const isFirst = out.valued[at] === 0;
      out.min[at] = isFirst ? part.min[i] : Math.min(out.min[at], part.min[i]);
      out.max[at] = isFirst ? part.max[i] : Math.max(out.max[at], part.max[i]);
      out.valued[at] += part.valued[i];
      out.sum[at] += part.sum[i];
    }
  });
  for (let at = 0; at < count; at++) {
    const part = parts[bestPart[at]];
    const row = bestRow[at];
    out.x[at] = part.x[row];
    out.y[at] = part.y[row];
    out.coherence[at] = part.coherence[row];
    out.height[at] = part.height[row];
    out.easting[at] = part.easting[row];
    out.northing[at] = part.northing[row];
    out.tie[at] = part.tie[row];
    out.acceleration[at] = known(part.acceleration, row);
    out.seasonality[at] = known(part.seasonality, row);
    out.rmse[at] = known(part.rmse, row);
    copyPid(part, row, out, at);
  }
  return { ...out, part: bestPart };
}

function isInWindow(cell: number, { firstColumn, lastColumn, firstRow, lastRow }: CellWindow): boolean {
  const column = cell % CELLS_PER_TILE;
  const row = (cell - column) / CELLS_PER_TILE;
  return column >= firstColumn && column <= lastColumn && row >= firstRow && row <= lastRow;
}

function copyPid(from: PidColumn, row: number, to: PidColumn, at: number): void {
  for (let i = 0; i < from.pidWidth; i++) to.pid[at * to.pidWidth + i] = from.pid[row * from.pidWidth + i];
}

type PidColumn = Pick<OverviewCells, 'pid' | 'pidWidth'>;

/** Slower than every velocity when there is none. */
const speed = (velocity: number): number => (velocity === MISSING ? -1 : Math.abs(velocity));

const CELL_UNITS = TILE_EXTENT / CELLS_PER_TILE;

/** The points of a tile as the cells of an overview. */
export function joinedPoints(chunks: readonly PointChunk[], inside: readonly PointsInside[]): OverviewCells {
  const where = new Int32Array(CELLS).fill(-1);
  const cellAt = (x: number, y: number) => Math.floor(y / CELL_UNITS) * CELLS_PER_TILE + Math.floor(x / CELL_UNITS);
  for (const { x, y } of inside) for (let i = 0; i < x.length; i++) where[cellAt(x[i], y[i])] = 0;
  let count = 0;
  for (let cell = 0; cell < where.length; cell++) if (where[cell] === 0) where[cell] = count++;
  const pidWidth = Math.max(0, ...chunks.map((chunk) => chunk.pidWidth));
  const out = emptyCells(count, pidWidth);
  /** Chunk and row of the fastest point. */
  const bestChunk = new Int32Array(count);
  const bestRow = new Int32Array(count);
  chunks.forEach((chunk, part) => {
    const { rows, x, y } = inside[part];
    const velocities = chunk.attributes[VELOCITY];
    for (let i = 0; i < rows.length; i++) {
      const cell = cellAt(x[i], y[i]);
      const at = where[cell];
      const velocity = velocities ? known(velocities, rows[i]) : MISSING;
      if (out.points[at]++ === 0 || speed(velocity) > speed(out.velocity[at])) {
        out.cell[at] = cell;
        out.x[at] = x[i];
        out.y[at] = y[i];
        out.velocity[at] = velocity;
        bestChunk[at] = part;
        bestRow[at] = rows[i];
      }
      if (velocity === MISSING) continue;
      out.sum[at] += velocity;
      if (out.valued[at]++ === 0 || velocity < out.min[at]) out.min[at] = velocity;
      if (out.max[at] === MISSING || velocity > out.max[at]) out.max[at] = velocity;
    }
  });
  for (let at = 0; at < count; at++) {
    const chunk = chunks[bestChunk[at]];
    const row = bestRow[at];
    const value = (number: number) => {
      const column = chunk.attributes[number];
      return column ? known(column, row) : MISSING;
    };
    out.coherence[at] = value(COHERENCE);
    out.height[at] = value(HEIGHT);
    out.acceleration[at] = value(ACCELERATION);
    out.seasonality[at] = value(SEASONALITY);
    out.rmse[at] = value(RMSE);
    out.easting[at] = chunk.easting[row];
    out.northing[at] = chunk.northing[row];
    // Not there when the head of a chunk was read alone.
    out.tie[at] = chunk.tie[row] ?? 0;
    copyPid(chunk, row, out, at);
  }
  return out;
}

const known = (column: Int16Array | Int32Array, row: number): number =>
  column[row] === missingOf(column) ? MISSING : column[row];

function emptyCells(count: number, pidWidth: number) {
  return {
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
    easting: new Int32Array(count),
    northing: new Int32Array(count),
    tie: new Uint16Array(count),
    acceleration: new Int32Array(count).fill(MISSING),
    seasonality: new Int32Array(count).fill(MISSING),
    rmse: new Int32Array(count).fill(MISSING),
  };
}
