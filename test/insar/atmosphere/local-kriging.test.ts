/** Interpolation between points against the ordinary-kriging system of the textbook, solved as a whole. */
import { describe, expect, test } from 'vitest';
import { InverseDistance, LocalKriging } from '../../../src/insar/atmosphere/local-kriging.js';
import { SeededRandom } from '../../../src/products/seeded-random.js';
import { covarianceOf, GaussianField } from './gaussian-field.js';

const MODEL = { nugget: 0, sill: 1.3, rangeM: 1200, exponent: 1.2 };
const OPTIONS = { neighbours: 20, maxDistanceM: 10_000 };

function scattered(count: number, seed: number) {
  const random = new SeededRandom(seed);
  const [x, y] = [0, 0].map(() => Float64Array.from({ length: count }, () => random.between(0, 3000)));
  return { x, y, nugget: Float64Array.from(x, () => random.between(0.01, 0.5)) };
}

/** [C 1; 1' 0] [w; mu] = [c; 1] by elimination with pivots; variance = C(0) - w'c - mu. Wackernagel 2003, chapter 11. */
function textbook(x: Float64Array, y: Float64Array, nugget: Float64Array, at: readonly [number, number]) {
  const n = x.length;
  const c = Array.from(x, (_, i) => covarianceOf(MODEL, Math.hypot(x[i] - at[0], y[i] - at[1])));
  const rows = Array.from({ length: n + 1 }, (_, i) =>
    Array.from({ length: n + 2 }, (_, j) => {
      if (j === n + 1) return i < n ? c[i] : 1;
      if (i === n || j === n) return i === j ? 0 : 1;
      return covarianceOf(MODEL, Math.hypot(x[i] - x[j], y[i] - y[j])) + (i === j ? nugget[i] : 0);
    }),
  );
  for (let k = 0; k <= n; k++) {
    let pivot = k;
    for (let i = k + 1; i <= n; i++) if (Math.abs(rows[i][k]) > Math.abs(rows[pivot][k])) pivot = i;
    [rows[k], rows[pivot]] = [rows[pivot], rows[k]];
    for (let i = 0; i <= n; i++) {
      if (i === k) continue;
      const factor = rows[i][k] / rows[k][k];
      for (let j = k; j <= n + 1; j++) rows[i][j] -= factor * rows[k][j];
    }
  }
  const solution = rows.map((row, i) => row[n + 1] / row[i]);
  const weights = solution.slice(0, n);
  return { weights, variance: MODEL.sill - weights.reduce((sum, w, i) => sum + w * c[i], 0) - solution[n] };
}

const sumOf = (weights: Float64Array, count: number) =>
  weights.subarray(0, count).reduce((sum, weight) => sum + weight, 0);

describe('kriging', () => {
  test('of all points is what the textbook has, weights and variance', () => {
    const { x, y, nugget } = scattered(20, 3);
    const kriging = new LocalKriging(x, y, nugget, MODEL, OPTIONS);
    for (const [east, north] of [
      [1500, 1500],
      [10, 2900],
      [-2000, 500],
    ]) {
      const { count, ids, weights, variance } = kriging.at(east, north);
      const expected = textbook(x, y, nugget, [east, north]);
      expect(count).toBe(20);
      for (let k = 0; k < count; k++) expect(weights[k]).toBeCloseTo(expected.weights[ids[k]], 3);
      expect(variance).toBeCloseTo(expected.variance, 3);
    }
  });

  test('of the nearest points is the textbook with these alone', () => {
    const { x, y, nugget } = scattered(60, 4);
    const { count, ids, weights, variance } = new LocalKriging(x, y, nugget, MODEL, {
      neighbours: 7,
      maxDistanceM: 10_000,
    }).at(1700, 900);
    const byDistance = [...x.keys()].sort(
      (a, b) => Math.hypot(x[a] - 1700, y[a] - 900) - Math.hypot(x[b] - 1700, y[b] - 900),
    );
    expect([...ids.subarray(0, count)]).toEqual(byDistance.slice(0, 7));
    const own = (values: Float64Array) => Float64Array.from(ids.subarray(0, count), (id) => values[id]);
    const expected = textbook(own(x), own(y), own(nugget), [1700, 900]);
    for (let k = 0; k < count; k++) expect(weights[k]).toBeCloseTo(expected.weights[k], 3);
    expect(variance).toBeCloseTo(expected.variance, 3);
  });

  test('has weights that add up to one wherever it is asked', () => {
    const { x, y, nugget } = scattered(80, 5);
    const kriging = new LocalKriging(x, y, nugget, MODEL, OPTIONS);
    const random = new SeededRandom(6);
    for (let k = 0; k < 50; k++) {
      const { count, weights } = kriging.at(random.between(-2000, 5000), random.between(-2000, 5000));
      expect(sumOf(weights, count)).toBeCloseTo(1, 9);
    }
  });

  test('gives a point without noise its own value', () => {
    const { x, y } = scattered(20, 7);
    const { ids, weights, variance } = new LocalKriging(x, y, new Float64Array(20), MODEL, OPTIONS).at(x[11], y[11]);
    expect(ids[0]).toBe(11);
    expect(weights[0]).toBeCloseTo(1, 3);
    expect(variance).toBeLessThan(1e-4);
  });

  test('does not carry over what a point has of its own: a noisy point does not get its own value back', () => {
    const { x, y } = scattered(20, 7);
    const kriging = new LocalKriging(x, y, new Float64Array(20).fill(0.5), MODEL, OPTIONS);
    expect(kriging.at(x[11], y[11]).weights[0]).toBeLessThan(0.8);
  });

  test('leaves out the point it is told to', () => {
    const { x, y, nugget } = scattered(20, 7);
    const kriging = new LocalKriging(x, y, nugget, MODEL, OPTIONS);
    const { count, ids } = kriging.at(x[11], y[11], 11);
    expect(count).toBe(19);
    expect([...ids.subarray(0, count)]).not.toContain(11);
  });

  test('treats points of one place alike', () => {
    const [x, y] = [Float64Array.of(0, 0, 0, 900), Float64Array.of(5, 5, 5, 700)];
    for (const nugget of [0, 0.2]) {
      const { count, weights } = new LocalKriging(x, y, new Float64Array(4).fill(nugget), MODEL, OPTIONS).at(100, 100);
      expect(weights[0]).toBeCloseTo(weights[1], 6);
      expect(weights[0]).toBeCloseTo(weights[2], 6);
      expect(sumOf(weights, count)).toBeCloseTo(1, 9);
    }
  });

  test('finds nothing farther away than it may look', () => {
    const { x, y, nugget } = scattered(20, 7);
    const { count, variance } = new LocalKriging(x, y, nugget, MODEL, { neighbours: 5, maxDistanceM: 100 }).at(9000, 0);
    expect(count).toBe(0);
    expect(variance).toBeNaN();
  });

  test('counts all alike where nothing tells them apart', () => {
    const { x, y } = scattered(4, 7);
    const flat = { ...MODEL, sill: 0 };
    const { weights, variance } = new LocalKriging(x, y, new Float64Array(4), flat, OPTIONS).at(0, 0);
    expect([...weights.subarray(0, 4)]).toEqual([0.25, 0.25, 0.25, 0.25]);
    expect(variance).toBeNaN();
  });

  test('errs on random fields as much as its variance says', () => {
    const field = new GaussianField(120, 4000, MODEL, 9);
    const kriging = new LocalKriging(field.x, field.y, new Float64Array(120), MODEL, OPTIONS);
    let [squares, expected] = [0, 0];
    for (let draw = 0; draw < 30; draw++) {
      const values = field.draw();
      for (let p = 0; p < 120; p++) {
        const { count, ids, weights, variance } = kriging.at(field.x[p], field.y[p], p);
        let interpolated = 0;
        for (let k = 0; k < count; k++) interpolated += weights[k] * values[ids[k]];
        squares += (interpolated - values[p]) ** 2;
        expected += variance;
      }
    }
    expect(squares / expected).toBeGreaterThan(0.9);
    expect(squares / expected).toBeLessThan(1.1);
  });
});

describe('inverse distances', () => {
  const [x, y] = [Float64Array.of(0, 100, 0), Float64Array.of(0, 0, 300)];

  test('weigh by one over the square', () => {
    const { count, ids, weights } = new InverseDistance(x, y, { neighbours: 2, maxDistanceM: 1000 }).at(20, 0);
    // 1/20^2 : 1/80^2 = 16 : 1
    expect([...ids.subarray(0, count)]).toEqual([0, 1]);
    expect(weights[0]).toBeCloseTo(16 / 17, 12);
    expect(weights[1]).toBeCloseTo(1 / 17, 12);
  });

  test('take the value of a point at its place, nearly, and never divide by nothing', () => {
    const { weights } = new InverseDistance(x, y, { neighbours: 3, maxDistanceM: 1000 }).at(0, 0);
    expect(weights[0]).toBeGreaterThan(0.999);
    const { ids, weights: without } = new InverseDistance(x, y, { neighbours: 3, maxDistanceM: 1000 }).at(0, 0, 0);
    expect(ids[0]).toBe(1);
    expect(without[0] + without[1]).toBeCloseTo(1, 12);
  });
});
