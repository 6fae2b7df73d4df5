/** Wrong arcs are found and do no harm; good ones are kept. */
import { describe, expect, test } from 'vitest';
import { ArcIntegration } from '../../../src/insar/network/arc-integration.js';
import { KEPT, REJECTED, UNUSED } from '../../../src/insar/network/arc-state.js';
import { arcRedundancy, arcTriangles, closuresOf, suspectArcs } from '../../../src/insar/network/closures.js';
import { dropHangingPoints } from '../../../src/insar/network/hanging-points.js';
import { integrateRobustly } from '../../../src/insar/network/robust-integration.js';
import { simulatedArcs } from './simulated-arcs.js';

/** Root mean square difference of two fields whose zeros differ. */
function rms(values: Float64Array, truth: Float64Array): number {
  const errors = [...values].map((value, i) => value - truth[i]).filter((error) => !Number.isNaN(error));
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
  return Math.sqrt(errors.reduce((sum, error) => sum + (error - mean) ** 2, 0) / errors.length);
}

describe('triangles of arcs', () => {
  // 0-1, 0-2, 0-3, 1-2, 2-3: two triangles that share 0-2.
  const square = { pointCount: 4, from: Int32Array.of(0, 0, 0, 1, 2), to: Int32Array.of(1, 2, 3, 2, 3) };

  test('are all rings of three', () => {
    expect([...arcTriangles(square)]).toEqual([0, 3, 1, 1, 4, 2]);
    const { arcs } = simulatedArcs(60, 4, 5);
    const joined = new Set([...arcs.from].map((a, arc) => a * 60 + arcs.to[arc]));
    let rings = 0;
    for (let a = 0; a < 60; a++)
      for (let b = a + 1; b < 60; b++)
        for (let c = b + 1; c < 60; c++)
          if (joined.has(a * 60 + b) && joined.has(b * 60 + c) && joined.has(a * 60 + c)) rings++;
    expect(arcTriangles(arcs).length / 3).toBe(rings);
  });

  test('close for differences of values, and accuse the arc that all failing ones share', () => {
    const triangles = arcTriangles(square);
    const values = [0, 1.5, 4, -2];
    const differences = Float64Array.from(square.from, (a, arc) => values[square.to[arc]] - values[a]);
    expect([...closuresOf(triangles, differences)]).toEqual([0, 0]);
    expect([...suspectArcs(triangles, Uint8Array.of(1, 1), 5)]).toEqual([0, 1, 0, 0, 0]);
    // One failing triangle may be the fault of any of its arcs.
    expect([...suspectArcs(triangles, Uint8Array.of(1, 0), 5)]).toEqual([0, 0, 0, 0, 0]);
  });

  test('tell the redundancy of arcs: of the full one to within a tenth on a network', () => {
    const { arcs, weight } = simulatedArcs(80, 5, 4);
    const mean = 1 - 79 / weight.length;
    const redundancy = arcRedundancy(arcTriangles(arcs), weight, mean);
    expect(redundancy.reduce((sum, part) => sum + part, 0) / weight.length).toBeCloseTo(mean, 6);
    const integration = new ArcIntegration(arcs, weight, 0);
    // An error of one on an arc alone: what is left of it in its residual.
    let off = 0;
    for (let arc = 0; arc < weight.length; arc++) {
      const error = new Float64Array(weight.length);
      error[arc] = 1;
      const { values } = integration.solve(error, 1e-10);
      off += Math.abs(1 - (values[arcs.to[arc]] - values[arcs.from[arc]]) - redundancy[arc]);
    }
    expect(off / weight.length).toBeLessThan(0.1);
  });

  test('need arcs that lead to a higher point', () => {
    expect(() => arcTriangles({ pointCount: 2, from: Int32Array.of(1), to: Int32Array.of(0) })).toThrow(
      'arc 0: expected to lead to a higher point, got 1 to 0',
    );
  });
});

describe('robust integration', () => {
  test.each(['huber', 'l1'] as const)('with %s finds arcs that are wrong and is as exact as without them', (loss) => {
    const { arcs, truth, weight, wrong, noisy, isWrong } = simulatedArcs(2_000, 6, 6, 0.05);
    const { quantities, arcState, statistics, isDropped } = integrateRobustly(arcs, [wrong], weight, { loss });
    const count = (state: number, bad: number) =>
      arcState.reduce((n, s, arc) => n + (s === state && isWrong[arc] === bad ? 1 : 0), 0);
    expect(count(REJECTED, 1) / (count(REJECTED, 1) + count(KEPT, 1))).toBeGreaterThan(0.99);
    expect(count(REJECTED, 0) / count(KEPT, 0)).toBeLessThan(0.003);
    expect(isDropped.reduce((sum, dropped) => sum + dropped, 0)).toBeLessThan(10);
    const clean = new ArcIntegration(arcs, weight).solve(noisy).values;
    const plain = new ArcIntegration(arcs, weight).solve(wrong).values;
    expect(rms(quantities[0].values, truth)).toBeLessThan(1.1 * rms(clean, truth));
    expect(rms(plain, truth)).toBeGreaterThan(1.5 * rms(clean, truth));
    expect(quantities[0].unitError).toBeGreaterThan(0.95);
    expect(quantities[0].unitError).toBeLessThan(1.05);
    expect(quantities[0].relativeResidual).toBeLessThan(1e-8);
    expect(quantities[0].keptClosureRms).toBeLessThan(0.5 * quantities[0].closureRms);
    expect(statistics.keptArcs - statistics.degreesOfFreedom).toBe(2_000 - statistics.droppedPoints - 1);
  });

  test('does not trust an arc in one quantity that is wrong in the other', () => {
    const { arcs, weight, noisy, wrong, isWrong } = simulatedArcs(1_000, 7, 6, 0.03);
    const { arcState, quantities } = integrateRobustly(arcs, [noisy, wrong], weight);
    const missed = arcState.reduce((n, state, arc) => n + (state === KEPT && isWrong[arc] ? 1 : 0), 0);
    expect(missed).toBeLessThan(5);
    expect(quantities).toHaveLength(2);
  });

  test('drops a point whose arcs say nothing, and no other', () => {
    const { arcs, weight, noisy } = simulatedArcs(1_000, 8, 6);
    const differences = noisy.map((value, arc) =>
      arcs.from[arc] === 500 || arcs.to[arc] === 500 ? value + 40 * Math.sin(arc * arc) : value,
    );
    const { isDropped, quantities, components } = integrateRobustly(arcs, [differences], weight);
    expect(isDropped.indexOf(1)).toBe(500);
    expect(isDropped.reduce((sum, dropped) => sum + dropped, 0)).toBe(1);
    expect(quantities[0].values[500]).toBeNaN();
    expect([...components.sizes]).toEqual([999]);
  });

  test('keeps everything that is exact, and what is harmless', () => {
    const { arcs, weight, exact } = simulatedArcs(300, 9, 4);
    expect(integrateRobustly(arcs, [exact], weight).statistics).toMatchObject({ rejectedArcs: 0, droppedPoints: 0 });
    const off = exact.map((value, arc) => value + (arc % 50 === 0 ? 2 : 0));
    expect(integrateRobustly(arcs, [off], weight).statistics.rejectedArcs).toBeGreaterThan(0);
    expect(integrateRobustly(arcs, [off], weight, { harmless: [3] }).statistics).toMatchObject({
      rejectedArcs: 0,
      droppedPoints: 0,
    });
  });

  test('passes over arcs without data, and gives the same bits again', () => {
    const { arcs, weight, wrong } = simulatedArcs(500, 10, 4, 0.02);
    const differences = wrong.map((value, arc) => (arc % 10 === 0 ? NaN : value));
    const once = integrateRobustly(arcs, [differences], weight);
    expect(once.arcState[10]).toBe(UNUSED);
    expect(integrateRobustly(arcs, [differences], weight)).toEqual(once);
  });

  test.each([
    [0, [], []],
    [2, [0], [1]],
    [3, [0, 1], [1, 2]],
  ])('of %i points and hardly an arc is what the arcs say', (pointCount, from, to) => {
    const arcs = { pointCount, from: Int32Array.from(from), to: Int32Array.from(to) };
    const ones = new Float64Array(from.length).fill(1);
    const { quantities, statistics } = integrateRobustly(arcs, [ones], ones, { reference: 0 });
    expect([...quantities[0].values].map((value) => Math.round(value * 1e9) / 1e9)).toEqual(
      [0, 1, 2].slice(0, pointCount),
    );
    expect(statistics).toMatchObject({ rejectedArcs: 0, degreesOfFreedom: 0 });
    expect(quantities[0].unitError).toBeNaN();
  });
});

describe('hanging points', () => {
  test('are those that lost most of their arcs, the worst first', () => {
    // A ring 0-1-2-3, and point 4 with arcs to all of it, three of them rejected.
    const arcs = {
      pointCount: 5,
      from: Int32Array.of(0, 1, 2, 0, 0, 1, 2, 3),
      to: Int32Array.of(1, 2, 3, 3, 4, 4, 4, 4),
    };
    const arcState = Uint8Array.of(KEPT, KEPT, KEPT, KEPT, REJECTED, REJECTED, REJECTED, KEPT);
    expect([...dropHangingPoints(arcs, arcState)]).toEqual([0, 0, 0, 0, 1]);
    expect([...arcState.subarray(4)]).toEqual([UNUSED, UNUSED, UNUSED, UNUSED]);
  });
});
