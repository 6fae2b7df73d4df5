/** The threshold of coherence against noise that is searched as arcs are, and against the table it is known by. */
import { describe, expect, test } from 'vitest';
import { coherenceThreshold } from '../../../../src/insar/psi/network/coherence-threshold.js';
import { fitArcs, halfRayleighGrid } from '../../../../src/kernels/index.js';
import { SeededRandom } from '../../../../src/products/seeded-random.js';
import { kernelsOf } from '../../../support/kernels.js';
import { madeModel } from '../made-model.js';

const { thread } = await kernelsOf('simd128');

/** Coherences that a search of many arcs of noise ends at, the largest first. */
function coherencesOfNoise(dates: number, stepDays: number, arcs: number) {
  const model = madeModel(dates, stepDays);
  const grid = halfRayleighGrid(model, 60, 120);
  const random = new SeededRandom(dates);
  const phases = Float32Array.from({ length: (arcs + 1) * dates }, (_, k) =>
    k < dates ? 0 : random.between(-Math.PI, Math.PI),
  );
  const pairs = Int32Array.from({ length: 2 * arcs }, (_, k) => (k % 2 === 0 ? 0 : 1 + (k >> 1)));
  return { grid, coherence: fitArcs(thread, phases, pairs, model, grid, 3).coherence.sort().reverse() };
}

describe('the threshold of coherence', () => {
  test.each([
    [12, 12],
    [20, 12],
    [60, 24],
    [200, 6],
  ])('of %i dates every %i days is passed by as much noise as was allowed', (dates, stepDays) => {
    const arcs = 2000;
    const { grid, coherence } = coherencesOfNoise(dates, stepDays, arcs);
    for (const allowed of [0.1, 0.02]) {
      const threshold = coherenceThreshold(dates, grid, allowed);
      const passed = coherence.filter((xi) => xi > threshold).length / arcs;
      expect(passed / allowed).toBeGreaterThan(0.5);
      expect(passed / allowed).toBeLessThan(3);
    }
  });

  // insar.md 2.6, velocities to 30 mm/yr and heights to 30 m about zero, one image every six days, a chance of 1e-5.
  test.each([
    [60, 0.48],
    [100, 0.38],
    [150, 0.32],
    [250, 0.25],
    [300, 0.23],
  ])('of %i dates every six days is near %f', (dates, expected) => {
    const grid = halfRayleighGrid(madeModel(dates, 6), 30, 30);
    expect(Math.abs(coherenceThreshold(dates, grid, 1e-5) - expected)).toBeLessThan(0.035);
  });

  test('rises where more is searched, where less is risked, and where dates are fewer, but never to one', () => {
    const grid = { velocities: 12, velocityStepMmPerYear: 2.8, heights: 4, heightStepM: 27 };
    const wider = { ...grid, velocities: 40, heights: 20 };
    const usual = coherenceThreshold(60, grid, 1e-5);
    expect(coherenceThreshold(60, wider, 1e-5)).toBeGreaterThan(usual);
    expect(coherenceThreshold(60, grid, 1e-7)).toBeGreaterThan(usual);
    expect(coherenceThreshold(20, grid, 1e-5)).toBeGreaterThan(usual);
    expect(coherenceThreshold(8, grid, 1e-5)).toBeGreaterThan(coherenceThreshold(20, grid, 1e-5));
    expect(coherenceThreshold(8, grid, 1e-5)).toBeLessThan(1);
  });

  test('of a single place is that of a walk of random steps', () => {
    // P(xi > T) = exp(-N T^2) for many dates, here for one velocity in half a cell about zero.
    const one = { velocities: 1, velocityStepMmPerYear: 1, heights: 0, heightStepM: 1 };
    const threshold = coherenceThreshold(1000, one, 1e-4);
    expect(threshold).toBeGreaterThan(Math.sqrt(Math.log(1e4) / 1000));
    expect(threshold).toBeLessThan(1.15 * Math.sqrt(Math.log(1e4) / 1000));
  });
});
