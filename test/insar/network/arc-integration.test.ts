/** Least squares on networks, beside elimination on full matrices and plain conjugate gradients. */
import { describe, expect, test } from 'vitest';
import { SkylineMatrix } from '../../../src/insar/calibration/skyline-cholesky.js';
import { ArcIntegration } from '../../../src/insar/network/arc-integration.js';
import { conjugateGradientSteps, jacobi } from '../../../src/insar/network/conjugate-gradients.js';
import { laplacianOf } from '../../../src/insar/network/laplacian.js';
import { simulatedArcs } from './simulated-arcs.js';

describe('integration of arcs', () => {
  test('gives back the values that exact differences come from, whatever the weights', () => {
    const { arcs, truth, weight, exact } = simulatedArcs(2_000, 1);
    const integration = new ArcIntegration(arcs, weight, 17);
    const { values, relativeResidual } = integration.solve(exact, 1e-10);
    expect(relativeResidual).toBeLessThan(1e-10);
    values.forEach((value, point) => {
      expect(value).toBeCloseTo(truth[point] - truth[17], 6);
    });
    expect(values[17]).toBe(0);
  });

  test('of differences that contradict each other equals the normal equations solved in full', () => {
    const { arcs, weight, noisy } = simulatedArcs(400, 2);
    const full = new SkylineMatrix(new Int32Array(399));
    const right = new Float64Array(399);
    for (let arc = 0; arc < weight.length; arc++) {
      // Point 0 is held: row p - 1 is that of point p.
      const [a, b, w] = [arcs.from[arc] - 1, arcs.to[arc] - 1, weight[arc]];
      full.add(b, b, w);
      right[b] += w * noisy[arc];
      if (a < 0) continue;
      full.add(a, a, w);
      full.add(a, b, -w);
      right[a] -= w * noisy[arc];
    }
    full.factor();
    const { values } = new ArcIntegration(arcs, weight, 0).solve(noisy, 1e-12);
    full.solve(right).forEach((value, row) => {
      expect(values[row + 1]).toBeCloseTo(value, 8);
    });
  });

  test('equals plain conjugate gradients, in far fewer steps', () => {
    const { arcs, weight, noisy } = simulatedArcs(8_000, 3);
    const integrated = new ArcIntegration(arcs, weight, 0).solve(noisy);
    const matrix = laplacianOf(8_000, arcs.from, arcs.to, weight);
    const right = new Float64Array(8_000);
    weight.forEach((w, arc) => {
      right[arcs.from[arc]] -= w * noisy[arc];
      right[arcs.to[arc]] += w * noisy[arc];
    });
    const x = new Float64Array(8_000);
    const steps = conjugateGradientSteps(matrix, jacobi(matrix), right, x, 1e-8, 10_000);
    let plain = steps.next();
    while (!plain.done) plain = steps.next();
    expect(plain.value.relativeResidual).toBeLessThan(2e-8);
    expect(integrated.relativeResidual).toBeLessThan(1e-8);
    expect(integrated.iterations).toBeLessThan(30);
    expect(plain.value.iterations).toBeGreaterThan(10 * integrated.iterations);
    const most = x.reduce((far, value, p) => Math.max(far, Math.abs(value - x[0] - integrated.values[p])), 0);
    expect(most).toBeLessThan(1e-4);
  });

  test('gives each part a reference of its own, and no value to points on no arc', () => {
    const arcs = { pointCount: 6, from: Int32Array.of(0, 2, 3, 2), to: Int32Array.of(1, 3, 4, 4) };
    const integration = new ArcIntegration(arcs, Float64Array.of(1, 1, 1, 0), 1);
    expect([...integration.references]).toEqual([3, 1]);
    const { values } = integration.solve(Float64Array.of(2, 1, -4, NaN), 1e-12);
    expect([...values].map((value) => Math.round(value * 1e9) / 1e9)).toEqual([-2, 0, -1, 0, -4, NaN]);
  });

  test('solves a star of ten thousand leaves and ten thousand pairs', () => {
    const n = 10_001;
    const ends = Int32Array.from({ length: n - 1 }, (_, i) => i + 1);
    const star = { pointCount: n, from: new Int32Array(n - 1), to: ends };
    const differences = Float64Array.from(ends, (end) => end / 7);
    const integration = new ArcIntegration(star, new Float64Array(n - 1).fill(2), 0);
    expect(integration.solve(differences).values[5_000]).toBeCloseTo(5_000 / 7, 3);
    const pairs = {
      pointCount: 20_000,
      from: Int32Array.from(ends, (_, i) => 2 * i),
      to: Int32Array.from(ends, (_, i) => 2 * i + 1),
    };
    const { values } = new ArcIntegration(pairs, new Float64Array(n - 1).fill(1)).solve(differences);
    expect(values[9_999] - values[9_998]).toBeCloseTo(5_000 / 7, 6);
  });

  test('of nothing is nothing', () => {
    const arcs = { pointCount: 2, from: new Int32Array(0), to: new Int32Array(0) };
    expect([...new ArcIntegration(arcs, new Float64Array(0)).solve(new Float64Array(0)).values]).toEqual([NaN, NaN]);
  });

  test('refuses weights below zero, points that do not exist and differences that are none', () => {
    const arcs = { pointCount: 2, from: Int32Array.of(0), to: Int32Array.of(1) };
    expect(() => new ArcIntegration(arcs, Float64Array.of(-1))).toThrow(
      'arc 0: expected a weight of 0 or above, got -1',
    );
    expect(() => new ArcIntegration({ ...arcs, to: Int32Array.of(2) }, Float64Array.of(1))).toThrow(
      'expected points 0 to 1',
    );
    const integration = new ArcIntegration(arcs, Float64Array.of(1));
    expect(() => integration.solve(Float64Array.of(NaN))).toThrow('arc 0: expected a finite difference');
    expect(() => integration.solve(new Float64Array(3))).toThrow('differences: expected 1 values, got 3');
  });
});
