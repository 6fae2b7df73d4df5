/**
 * Air in the model of motion. Air is new at every date, so that a share of it looks like a velocity, a wave or a parabola:
 * in a basis of functions of time that are orthonormal over the dates, each coefficient has the variance of the air itself,
 * and the same smoothness in space. What is smooth and no larger than that is taken for air; cells that are more than air
 * makes move, and what moves around them with more than half of that.
 */

import { type EpochRamp, RampFit, type RampPlaces, rampAt } from '../../atmosphere/epoch-ramp.js';
import type { CellColumns } from './residual-cells.js';

/** c cells, K functions. */
export interface SharedAir {
  /** (c) 1 where the motion is more than air. */
  readonly moves: Uint8Array;
  /** (K) */
  readonly planes: readonly EpochRamp[];
  /** (c, K) less the plane. */
  readonly restRad: Float64Array;
}

/** Standard deviations of the air from which on a cell moves, and its neighbours with it. */
const MOVES = 3;
const MOVES_BESIDE = 1.7;

export interface SmoothCells {
  readonly places: RampPlaces;
  /** (c) place in the grid of cells. */
  readonly column: Int32Array;
  readonly row: Int32Array;
  readonly weights: Float64Array;
  /** (c, K) means of the points of a cell. */
  readonly smoothRad: Float64Array;
  readonly functions: number;
}

/** @param varianceRad2 of the turbulence of a date */
export function sharedAir(cells: SmoothCells, varianceRad2: number): SharedAir {
  const { places, column, weights, smoothRad, functions } = cells;
  const count = column.length;
  const fit = new RampFit({ ...places, heightM: new Float64Array(count) });
  const planes: EpochRamp[] = [];
  const restRad = new Float64Array(count * functions);
  const size = new Float64Array(count);
  for (let k = 0; k < functions; k++) {
    const values = Float64Array.from({ length: count }, (_, c) => smoothRad[c * functions + k]);
    const plane = fit.fit(values, weights);
    planes.push(plane);
    for (let c = 0; c < count; c++) {
      const rest = values[c] - rampAt(plane, places.eastM[c], places.northM[c], 0);
      restRad[c * functions + k] = rest;
      size[c] = Math.max(size[c], Math.abs(rest) / Math.sqrt(varianceRad2));
    }
  }
  const moves = size.map((value) => (value > MOVES ? 1 : 0));
  const mayMove = size.map((value) => (value > MOVES_BESIDE ? 1 : 0));
  return { moves: grownCells(cells, Uint8Array.from(moves), Uint8Array.from(mayMove)), planes, restRad };
}

/** Cells that move, and those that hang together with them, over edges or corners, and may move. */
export function grownCells(
  { column, row, cluster }: Pick<CellColumns, 'column' | 'row'> & Partial<Pick<CellColumns, 'cluster'>>,
  moves: Uint8Array,
  mayMove: Uint8Array,
): Uint8Array {
  const cellAt = new Map<string, number>();
  const keyOf = (c: number, dy: number, dx: number) => `${cluster?.[c] ?? 0} ${row[c] + dy} ${column[c] + dx}`;
  for (let c = 0; c < column.length; c++) cellAt.set(keyOf(c, 0, 0), c);
  const grown = moves.slice();
  const waiting = [...moves.keys()].filter((c) => moves[c] === 1);
  for (let c = waiting.pop(); c !== undefined; c = waiting.pop()) {
    for (let dy = -1; dy <= 1; dy++) {
      for (let dx = -1; dx <= 1; dx++) {
        const next = cellAt.get(keyOf(c, dy, dx));
        if (next === undefined || grown[next] === 1 || mayMove[next] === 0) continue;
        grown[next] = 1;
        waiting.push(next);
      }
    }
  }
  return grown;
}
