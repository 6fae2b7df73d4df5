/** Which cells move, where air and motion are made. */
import { describe, expect, test } from 'vitest';
import { sharedAir } from '../../../../src/insar/psi/points/shared-air.js';
import { SeededRandom } from '../../../../src/products/seeded-random.js';

const SIDE = 20;
const FUNCTIONS = 2;
/** Of the air in a date: 0.5 rad. */
const VARIANCE_RAD2 = 0.25;

/** Cells of 200 m; values of two functions. */
function cellsOf(rad: (column: number, row: number, f: number) => number) {
  const count = SIDE * SIDE;
  const column = Int32Array.from({ length: count }, (_, c) => c % SIDE);
  const row = Int32Array.from({ length: count }, (_, c) => Math.floor(c / SIDE));
  const centred = (places: Int32Array) => Float64Array.from(places, (place) => 200 * (place - (SIDE - 1) / 2));
  return {
    places: { eastM: centred(column), northM: centred(row), heightM: new Float64Array(count) },
    column,
    row,
    weights: new Float64Array(count).fill(1),
    smoothRad: Float64Array.from({ length: count * FUNCTIONS }, (_, k) => {
      const c = Math.floor(k / FUNCTIONS);
      return rad(column[c], row[c], k % FUNCTIONS);
    }),
    functions: FUNCTIONS,
  };
}

const distanceFrom = (column: number, row: number, atColumn: number, atRow: number) =>
  Math.hypot(column - atColumn, row - atRow);

describe('shared air', () => {
  test('is all there is where nothing moves, on a plane or not', () => {
    const random = new SeededRandom(4);
    const values = Array.from({ length: SIDE * SIDE * FUNCTIONS }, () => 0.2 * random.gaussian());
    const cells = cellsOf((column, row, f) => 3 + 0.4 * column - 0.1 * row + values[(row * SIDE + column) * 2 + f]);
    const { moves, planes, restRad } = sharedAir(cells, VARIANCE_RAD2);
    expect(moves.every((one) => one === 0)).toBe(true);
    for (const plane of planes) {
      expect(plane.perMEast * 200).toBeCloseTo(0.4, 1);
      expect(plane.perMNorth * 200).toBeCloseTo(-0.1, 1);
    }
    restRad.forEach((rest, k) => {
      expect(Math.abs(rest - values[k])).toBeLessThan(0.1);
    });
  });

  test('is not what a bowl is: the cells in it move, to its edge, and no others', () => {
    // 4 rad in the middle, eight times the air, and 0 five cells from there.
    const bowl = (distance: number) => 4 * Math.max(0, 1 - distance / 5);
    const cells = cellsOf((column, row, f) => (f === 0 ? bowl(distanceFrom(column, row, 6, 7)) : 0));
    const { moves } = sharedAir(cells, VARIANCE_RAD2);
    moves.forEach((one, c) => {
      const distance = distanceFrom(cells.column[c], cells.row[c], 6, 7);
      // Twice the standard deviation of the air, 1 rad, is left 3.7 cells from the middle.
      if (distance < 3.7) expect(one).toBe(1);
      if (distance > 5) expect(one).toBe(0);
    });
  });

  test('may be swollen where it stands alone: what does not hang together with a moving cell is air', () => {
    const cells = cellsOf((column, row) => {
      if (distanceFrom(column, row, 4, 4) < 0.5) return 3;
      // Twice the air, more than beside a moving cell, less than a moving cell.
      return distanceFrom(column, row, 14, 14) < 1.2 ? 1.1 : 0;
    });
    const { moves } = sharedAir(cells, VARIANCE_RAD2);
    expect([...moves.keys()].filter((c) => moves[c] === 1)).toEqual([4 * SIDE + 4]);
  });

  test('hangs together across corners', () => {
    const cells = cellsOf((column, row) =>
      column === row && column >= 5 && column <= 9 ? (column === 5 ? 3 : 1.1) : 0,
    );
    const { moves } = sharedAir(cells, VARIANCE_RAD2);
    for (let k = 5; k <= 9; k++) expect(moves[k * SIDE + k]).toBe(1);
    expect(moves.reduce((sum, one) => sum + one, 0)).toBe(5);
  });

  test('is judged by every function: motion in one is enough', () => {
    const cells = cellsOf((column, row, f) => (f === 1 && column === 3 && row === 3 ? -4 : 0));
    expect(sharedAir(cells, VARIANCE_RAD2).moves[3 * SIDE + 3]).toBe(1);
  });

  test('of no cells is nothing', () => {
    const none = sharedAir(
      {
        places: { eastM: new Float64Array(0), northM: new Float64Array(0), heightM: new Float64Array(0) },
        column: new Int32Array(0),
        row: new Int32Array(0),
        weights: new Float64Array(0),
        smoothRad: new Float64Array(0),
        functions: 2,
      },
      0.1,
    );
    expect(none.moves).toHaveLength(0);
    expect(none.planes).toHaveLength(2);
  });
});
