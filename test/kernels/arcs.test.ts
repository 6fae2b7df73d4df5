/** Arcs against the periodogram written out, and against what they were made from. */
import { describe, expect, test } from 'vitest';
import { type ArcDesign, type ArcGrid, fitArcs, halfRayleighGrid } from '../../src/kernels/index.js';
import { arcReference, periodogramReference, wrapped } from '../../src/kernels/reference.js';
import { SeededRandom } from '../../src/products/seeded-random.js';
import { kernelsOf, VARIANTS } from '../support/kernels.js';

const FOUR_PI = 4 * Math.PI;
const WAVELENGTH_M = 0.0554658;

describe.each(VARIANTS)('arcs, %s', async (variant) => {
  const { thread } = await kernelsOf(variant);

  test.each([
    ['noisy', 60, 0.5],
    ['very noisy', 61, 1.1],
    ['few', 21, 0.4],
  ])('of %s phases are those of the periodogram written out', (_, epochs, noiseRad) => {
    const design = designOf(epochs);
    const grid = halfRayleighGrid(design, 30, 30);
    const count = 22;
    const { phasesRad, arcs } = simulated(design, count, noiseRad, epochs);
    const fits = fitArcs(thread, phasesRad, arcs, design, grid);
    for (let k = 0; k < count; k++) {
      const { cell, top } = arcReference(
        arcPhases(phasesRad, arcs, epochs, k),
        design.velocityRad,
        design.heightRad,
        grid,
      );
      expect(Math.abs(fits.velocityMmPerYear[k] - top.velocity)).toBeLessThan(5e-4);
      expect(Math.abs(fits.heightM[k] - top.height)).toBeLessThan(2e-3);
      expect(Math.abs(fits.coherence[k] - top.coherence)).toBeLessThan(1e-5);
      // Within a cell of where the grid was best: the same cell, then.
      expect(Math.abs(fits.velocityMmPerYear[k] - cell.velocity)).toBeLessThan(2 * grid.velocityStepMmPerYear);
    }
  });

  test('noiseless arcs give what they were made from, up to the ends of the search', () => {
    const epochs = 50;
    const design = designOf(epochs);
    const grid = halfRayleighGrid(design, 30, 30);
    const truth = [-30, -17.3, -0.01, 0, 0.4, 12, 29.9].flatMap((v) => [-30, -3, 0, 14.2, 30].map((h) => [v, h]));
    const phasesRad = new Float32Array((truth.length + 1) * epochs);
    truth.forEach(([v, h], k) => {
      for (let i = 0; i < epochs; i++) {
        phasesRad[(k + 1) * epochs + i] = wrapped(1 + design.velocityRad[i] * v + design.heightRad[i] * h);
      }
    });
    const arcs = Int32Array.from(truth.flatMap((_, k) => [0, k + 1]));
    const fits = fitArcs(thread, phasesRad, arcs, design, grid);
    truth.forEach(([v, h], k) => {
      expect(fits.velocityMmPerYear[k]).toBeCloseTo(v, 3);
      expect(fits.heightM[k]).toBeCloseTo(h, 2);
      expect(fits.coherence[k]).toBeCloseTo(1, 5);
    });
    const back = fitArcs(thread, phasesRad, arcs.slice().reverse(), design, grid);
    expect(back.velocityMmPerYear[truth.length - 1]).toBeCloseTo(-truth[0][0], 3);
  });

  test('the best cell of a fine grid is found wherever it lies, first and last one too', () => {
    const epochs = 30;
    const design = designOf(epochs);
    for (const velocities of [1, 2, 5, 6]) {
      const grid: ArcGrid = { velocities, velocityStepMmPerYear: 4, heights: 1, heightStepM: 40 };
      for (let v = 1 - velocities; v < velocities; v++) {
        const phases = Float32Array.from({ length: 2 * epochs }, (_, k) =>
          k < epochs ? 0 : design.velocityRad[k - epochs] * v * 4 + design.heightRad[k - epochs] * 40,
        );
        const fits = fitArcs(thread, phases, Int32Array.of(0, 1), design, grid);
        expect(fits.velocityMmPerYear[0]).toBeCloseTo(v * 4, 3);
        expect(fits.heightM[0]).toBeCloseTo(40, 2);
      }
    }
  });

  test('missing epochs are left out; arcs with too few are NaN', () => {
    const epochs = 40;
    const design = designOf(epochs);
    const grid = halfRayleighGrid(design, 20, 20);
    const { phasesRad, arcs } = simulated(design, 5, 0.3, 3);
    for (let i = 0; i < epochs; i++) {
      if (i % 4 === 1) phasesRad[arcs[2] * epochs + i] = Number.NaN;
      if (i > 8) phasesRad[arcs[9] * epochs + i] = Number.NaN;
    }
    const fits = fitArcs(thread, phasesRad, arcs, design, grid, 10);
    const { velocityMmPerYear: v, heightM: h, coherence } = fits;
    const phases = arcPhases(phasesRad, arcs, epochs, 1);
    expect(coherence[1]).toBeCloseTo(periodogramReference(phases, design.velocityRad, design.heightRad, v[1], h[1]), 5);
    expect([v[4], h[4], coherence[4]]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect(coherence[2]).toBeGreaterThan(0.8);
  });

  test('without baselines only velocities are looked for, without time only heights', () => {
    const epochs = 40;
    const { velocityRad, heightRad } = designOf(epochs);
    const none = new Float32Array(epochs);
    const phases = (factor: Float32Array, size: number) =>
      Float32Array.from({ length: 2 * epochs }, (_, k) => (k < epochs ? 0 : factor[k - epochs] * size));
    for (const [design, size] of [
      [{ velocityRad, heightRad: none }, 7],
      [{ velocityRad: none, heightRad }, 11],
    ] as const) {
      const grid = halfRayleighGrid(design, 20, 20);
      const factor = design.heightRad === none ? velocityRad : heightRad;
      const fits = fitArcs(thread, phases(factor, size), Int32Array.of(0, 1), design, grid);
      const found = [fits.velocityMmPerYear[0], fits.heightM[0]];
      expect(found[design.heightRad === none ? 0 : 1]).toBeCloseTo(size, 3);
      expect(found[design.heightRad === none ? 1 : 0]).toBe(0);
    }
  });

  test('no arcs give no fits, and bad arguments are refused', () => {
    const design = designOf(10);
    const grid = halfRayleighGrid(design, 5, 5);
    const phases = new Float32Array(20);
    expect(fitArcs(thread, phases, new Int32Array(0), design, grid).coherence.length).toBe(0);
    expect(() => fitArcs(thread, phases, Int32Array.of(0, 2), design, grid)).toThrow(
      'expected points below 2, got 2 in arc 0',
    );
    expect(() => fitArcs(thread, phases, Int32Array.of(0), design, grid)).toThrow('expected pairs of points');
    expect(() => fitArcs(thread, new Float32Array(15), Int32Array.of(0, 1), design, grid)).toThrow('multiple of 10');
    expect(() => fitArcs(thread, phases, Int32Array.of(0, 1), design, { ...grid, velocities: 0 })).toThrow(
      'velocities',
    );
  });
});

test('a half-Rayleigh grid over five years of narrow orbits needs some seventy cells', () => {
  const epochs = 300;
  const velocityRad = Float32Array.from(
    { length: epochs },
    (_, i) => (FOUR_PI / WAVELENGTH_M / 1000) * ((6 * i) / 365.25),
  );
  const random = new SeededRandom(1);
  const heightRad = Float32Array.from({ length: epochs }, () => heightFactor(60 * random.gaussian()));
  const grid = halfRayleighGrid({ velocityRad, heightRad }, 30, 30);
  expect(grid.velocityStepMmPerYear).toBeCloseTo(2.82, 1);
  expect(grid.heightStepM).toBeGreaterThan(25);
  expect(grid.heightStepM).toBeLessThan(36);
  expect((2 * grid.velocities - 1) * (2 * grid.heights + 1)).toBeLessThan(80);
});

/** rad per m of height error at 880 km and 39 degrees. */
const heightFactor = (baselineM: number) => ((FOUR_PI / WAVELENGTH_M) * baselineM) / (880_000 * Math.sin(0.68));

function designOf(epochs: number): ArcDesign {
  const random = new SeededRandom(40);
  return {
    velocityRad: Float32Array.from({ length: epochs }, (_, i) => (FOUR_PI / WAVELENGTH_M / 1000) * ((12 * i) / 365.25)),
    heightRad: Float32Array.from({ length: epochs }, () => heightFactor(60 * random.gaussian())),
  };
}

/** Points at random, and arcs from each to the next. */
function simulated(design: ArcDesign, count: number, noiseRad: number, seed: number) {
  const random = new SeededRandom(seed);
  const epochs = design.velocityRad.length;
  const phasesRad = new Float32Array((count + 1) * epochs);
  let [velocity, height] = [0, 0];
  for (let p = 0; p <= count; p++) {
    velocity += random.between(-25, 25);
    height += random.between(-25, 25);
    for (let i = 0; i < epochs; i++) {
      const phase = design.velocityRad[i] * velocity + design.heightRad[i] * height;
      phasesRad[p * epochs + i] = wrapped(phase + (noiseRad / Math.SQRT2) * random.gaussian());
    }
  }
  return { phasesRad, arcs: Int32Array.from({ length: 2 * count }, (_, k) => (k + 1) >> 1) };
}

function arcPhases(phasesRad: Float32Array, arcs: Int32Array, epochs: number, arc: number): Float64Array {
  return Float64Array.from(
    { length: epochs },
    (_, i) => phasesRad[arcs[2 * arc + 1] * epochs + i] - phasesRad[arcs[2 * arc] * epochs + i],
  );
}
