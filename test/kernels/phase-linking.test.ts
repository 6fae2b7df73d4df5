/** Phase linking against the plain float64 twin: other eigenvectors (Jacobi), other inverses (pivots). */
import { describe, expect, test } from 'vitest';
import {
  coherenceMatrices,
  createLinkedPhases,
  DEFAULT_LINKING,
  LINKING_OUTCOME,
  type LinkingMethod,
  linkMatrices,
  linkPhases,
  linkWindows,
  windowCoherenceMatrices,
} from '../../src/kernels/index.js';
import { cramerRaoReference, linkReference } from '../../src/kernels/reference.js';
import { SeededRandom } from '../../src/products/seeded-random.js';
import { kernelsOf, VARIANTS, worstAngle, worstDifference } from '../support/kernels.js';
import {
  type CoherenceModel,
  choleskyOf,
  consecutiveLists,
  covarianceOf,
  decaying,
  drawSamples,
  seasonal,
  stackOf,
} from '../support/simulated-samples.js';

const METHODS: readonly LinkingMethod[] = ['laplacian', 'evd', 'emi'];
const PHASE_TOLERANCE_RAD = 1e-4;
const LOOKS = 150;

describe.each(VARIANTS)('phase linking, %s', async (variant) => {
  const { memory, thread } = await kernelsOf(variant);

  describe.each(METHODS)('by %s', (method) => {
    test.each<[string, CoherenceModel, number, number]>([
      ['long-lived', decaying(0.1), 60, 1],
      ['short-lived', decaying(0), 30, 3],
      ['seasonal', seasonal, 25, 3],
      ['very coherent', (a, b) => 0.9 * Math.exp(-Math.abs(a - b) / 72) + 0.1 - 0.001, 21, 4],
      ['of two epochs', decaying(0.2), 2, 2],
      ['of three epochs', decaying(0.2), 3, 2],
    ])('phases of a %s stack are those of the twin', (_, model, epochs, pixels) => {
      const vectors = vectorsOf(model, epochs, pixels * LOOKS, epochs);
      const lists = consecutiveLists(pixels, LOOKS);
      const stack = stackOf(thread, vectors, epochs);
      const c = coherenceMatrices(thread, stack, lists);
      const linked = linkPhases(thread, stack, lists, { method, referenceEpoch: epochs >> 1 });
      for (let p = 0; p < pixels; p++) {
        const matrix = Float64Array.from(c.subarray(2 * p * epochs ** 2, 2 * (p + 1) * epochs ** 2));
        const twin = linkReference(matrix, epochs, LOOKS, { ...DEFAULT_LINKING, method, referenceEpoch: epochs >> 1 })!;
        const phases = linked.phasesRad.subarray(p * epochs, (p + 1) * epochs);
        expect(worstAngle(phases, twin.phasesRad)).toBeLessThan(PHASE_TOLERANCE_RAD);
        expect(phases[epochs >> 1]).toBe(0);
        expect(Math.abs(linked.temporalCoherence[p] - twin.temporalCoherence)).toBeLessThan(1e-5);
        // The smallest is exactly 0 where phases close; float32 sees it beside the largest.
        expect(Math.abs(linked.eigenvalue[p] - twin.eigenvalue)).toBeLessThan(1e-4 * Math.max(1, twin.eigenvalue));
        expect(linked.outcome[p]).toBe(LINKING_OUTCOME.linked);
      }
    });

    test('a ramp of phase common to all samples passes through', () => {
      const epochs = 13;
      const vectors = vectorsOf(decaying(0.2), epochs, LOOKS, 7);
      const ramp = (i: number) => 0.9 * i + 0.02 * i * i;
      const turned = vectors.slice();
      for (let k = 0; k < vectors.length; k += 2) {
        const [c, s] = [Math.cos(ramp((k / 2) % epochs)), Math.sin(ramp((k / 2) % epochs))];
        turned[k] = vectors[k] * c - vectors[k + 1] * s;
        turned[k + 1] = vectors[k] * s + vectors[k + 1] * c;
      }
      const lists = consecutiveLists(1, LOOKS);
      const before = linkPhases(thread, stackOf(thread, vectors, epochs), lists, { method });
      const after = linkPhases(thread, stackOf(thread, turned, epochs), lists, { method });
      const expected = before.phasesRad.map((phase, i) => phase + ramp(i) - ramp(0));
      expect(worstAngle(after.phasesRad, expected)).toBeLessThan(PHASE_TOLERANCE_RAD);
      expect(after.temporalCoherence[0]).toBeCloseTo(before.temporalCoherence[0], 4);
    });

    test('noiseless samples give their phases exactly, with a temporal coherence of 1', () => {
      const epochs = 10;
      const truth = Array.from({ length: epochs }, (_, i) => Math.sin(3 * i) * 3);
      const vectors = Float64Array.from({ length: 2 * epochs * 40 }, (_, k) => {
        const [pixel, epoch] = [Math.floor(k / (2 * epochs)), (k >> 1) % epochs];
        const angle = truth[epoch] + 2.3 * pixel;
        return k % 2 === 0 ? Math.cos(angle) : Math.sin(angle);
      });
      const linked = linkPhases(thread, stackOf(thread, vectors, epochs), consecutiveLists(1, 40), { method });
      expect(
        worstAngle(
          linked.phasesRad,
          truth.map((phase) => phase - truth[0]),
        ),
      ).toBeLessThan(PHASE_TOLERANCE_RAD);
      expect(linked.temporalCoherence[0]).toBeCloseTo(1, 5);
      // |C| is singular here: all ones.
      expect(linked.outcome[0]).toBe(LINKING_OUTCOME.linked);
    });

    test('an epoch that is missing everywhere is NaN, the others are those of a stack without it', () => {
      const [epochs, gone] = [12, 4];
      const vectors = vectorsOf(decaying(0.3), epochs, LOOKS, 9);
      const without = vectors.filter((_, k) => (k >> 1) % epochs !== gone);
      for (let p = 0; p < LOOKS; p++) vectors.fill(Number.NaN, 2 * (p * epochs + gone), 2 * (p * epochs + gone) + 2);
      const lists = consecutiveLists(1, LOOKS);
      const withSigma = createLinkedPhases(1, epochs, true);
      const linked = linkPhases(thread, stackOf(thread, vectors, epochs), lists, { method }, withSigma);
      const expected = linkPhases(thread, stackOf(thread, without, epochs - 1), lists, { method });
      const expectedPhases = [...expected.phasesRad];
      expectedPhases.splice(gone, 0, Number.NaN);
      expect(worstAngle(linked.phasesRad, expectedPhases)).toBeLessThan(PHASE_TOLERANCE_RAD);
      expect(linked.temporalCoherence[0]).toBeCloseTo(expected.temporalCoherence[0], 5);
      expect(linked.sigmaRad![gone]).toBeNaN();
      expect(linked.sigmaRad![gone + 1]).toBeGreaterThan(0);
    });

    test('windows are linked as their matrices are', () => {
      const epochs = 9;
      const stack = { ...stackOf(thread, vectorsOf(decaying(0.2), epochs, 7 * 13, 3), epochs), rows: 7, columns: 13 };
      const [centres, half] = [
        { row: 3, first: 4, stride: 2, count: 3 },
        { rows: 3, columns: 4 },
      ];
      const linked = linkWindows(thread, stack, centres, half, { method });
      const matrices = windowCoherenceMatrices(thread, stack, centres, half);
      expect(linked).toEqual(linkMatrices(thread, matrices, epochs, 63, { method }));
    });
  });

  test('no samples, a missing reference and single epochs give NaN and say so', () => {
    const epochs = 5;
    const vectors = vectorsOf(decaying(0.2), epochs, 30, 5);
    for (let p = 0; p < 10; p++) vectors.fill(Number.NaN, 2 * p * epochs, 2 * p * epochs + 2);
    for (let p = 10; p < 20; p++) vectors.fill(Number.NaN, 2 * p * epochs + 2, 2 * (p + 1) * epochs);
    const lists = { ...consecutiveLists(3, 10), counts: Int32Array.of(10, 10, 0) };
    for (const method of METHODS) {
      const linked = linkPhases(thread, stackOf(thread, vectors, epochs), lists, { method });
      expect([...linked.outcome]).toEqual([3, 3, 3]);
      expect(linked.phasesRad.every(Number.isNaN)).toBe(true);
      expect(linked.temporalCoherence.every(Number.isNaN)).toBe(true);
    }
  });

  test('where |C| is not positive definite EMI falls back to EVD, and says so', () => {
    const epochs = 24;
    // Fewer samples than epochs, and nothing regularised.
    const lists = consecutiveLists(6, 8);
    const stack = stackOf(thread, vectorsOf(decaying(0.6), epochs, 48, 2), epochs);
    const emi = linkPhases(thread, stack, lists, { method: 'emi', regularisation: 0 });
    const evd = linkPhases(thread, stack, lists, { method: 'evd' });
    expect([...emi.outcome]).toContain(LINKING_OUTCOME.fellBackToEvd);
    for (const [p, outcome] of emi.outcome.entries()) {
      const part = (phases: Float32Array) => phases.slice(p * epochs, (p + 1) * epochs);
      if (outcome === LINKING_OUTCOME.fellBackToEvd) expect(part(emi.phasesRad)).toEqual(part(evd.phasesRad));
    }
  });

  test('pure noise is linked without failing, by every method', () => {
    const epochs = 22;
    const vectors = vectorsOf(() => 0, epochs, 20 * 40, 6);
    for (const method of METHODS) {
      const linked = linkPhases(thread, stackOf(thread, vectors, epochs), consecutiveLists(20, 40), { method });
      expect(linked.outcome.every((outcome) => outcome === LINKING_OUTCOME.linked)).toBe(true);
      expect(linked.phasesRad.some(Number.isNaN)).toBe(false);
      expect(Math.max(...linked.temporalCoherence)).toBeLessThan(0.5);
    }
  });

  test('sigma is the Cramer-Rao bound of the regularised coherence', () => {
    const [epochs, reference] = [18, 3];
    const vectors = vectorsOf(decaying(0.2), epochs, LOOKS, 4);
    const [stack, lists] = [stackOf(thread, vectors, epochs), consecutiveLists(1, LOOKS)];
    const options = { regularisation: 0.1, referenceEpoch: reference, looksPerSample: 0.5 };
    const { sigmaRad } = linkPhases(thread, stack, lists, options, createLinkedPhases(1, epochs, true));
    const c = coherenceMatrices(thread, stack, lists);
    const gamma = Float64Array.from({ length: epochs ** 2 }, (_, k) => {
      const isDiagonal = Math.floor(k / epochs) === k % epochs;
      return 0.9 * Math.hypot(c[2 * k], c[2 * k + 1]) + (isDiagonal ? 0.1 : 0);
    });
    const expected = cramerRaoReference(gamma, epochs, LOOKS / 2, reference);
    expect(worstDifference(sigmaRad!, expected)).toBeLessThan(2e-4);
    expect(sigmaRad![reference]).toBe(0);
  });

  test('pairs beyond the lag do not count for the Laplacian', () => {
    const epochs = 15;
    const stack = stackOf(thread, vectorsOf(decaying(0.2), epochs, LOOKS, 11), epochs);
    const lists = consecutiveLists(1, LOOKS);
    const c = Float64Array.from(coherenceMatrices(thread, stack, lists));
    for (const mostLagEpochs of [1, 3, 14]) {
      const twin = linkReference(c, epochs, LOOKS, { ...DEFAULT_LINKING, mostLagEpochs })!;
      const { phasesRad } = linkPhases(thread, stack, lists, { mostLagEpochs });
      expect(worstAngle(phasesRad, twin.phasesRad)).toBeLessThan(PHASE_TOLERANCE_RAD);
    }
  });

  test('results in the memory of the kernels are the same as results outside', () => {
    const epochs = 8;
    const vectors = vectorsOf(decaying(0.2), epochs, 60, 12);
    const outside = linkPhases(thread, stackOf(thread, vectors, epochs), consecutiveLists(2, 30));
    const inside = createLinkedPhases(
      2,
      epochs,
      false,
      (n) => memory.float32(n),
      (n) => memory.uint8(n),
    );
    const stack = stackOf(thread, vectors, epochs, (n) => memory.float32(n));
    linkPhases(thread, stack, consecutiveLists(2, 30), {}, inside);
    expect([...inside.phasesRad]).toEqual([...outside.phasesRad]);
    expect([...inside.outcome]).toEqual([...outside.outcome]);
  });

  test('options out of range are refused', () => {
    const matrix = Float32Array.of(1, 0, 0, 0, 0, 0, 1, 0);
    const linking = (options: object) => () => linkMatrices(thread, matrix, 2, 10, options);
    expect(linking({ regularisation: 1 })).toThrow('regularisation: expected 0 or more and less than 1, got 1');
    expect(linking({ referenceEpoch: 2 })).toThrow('referenceEpoch: expected a whole number from 0 to 1, got 2');
    expect(linking({ method: 'pta' })).toThrow('method: expected one of laplacian, evd, emi, got pta');
    expect(linking({ mostLagEpochs: 0 })).toThrow('mostLagEpochs');
    expect(linking({ looksPerSample: Number.NaN })).toThrow('looksPerSample');
    expect(() => linkMatrices(thread, matrix, 2, 10, {}, createLinkedPhases(2, 2))).toThrow(
      'expected 16 values, got 8',
    );
  });
});

function vectorsOf(model: CoherenceModel, epochs: number, count: number, seed: number): Float64Array {
  const days = Array.from({ length: epochs }, (_, i) => 6 * i);
  const phases = days.map((day) => (0.4 * day) / 6 + Math.sin(day));
  return drawSamples(new SeededRandom(seed), choleskyOf(covarianceOf(days, model, phases), epochs), epochs, count);
}
