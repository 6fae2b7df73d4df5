import { beforeAll, describe, expect, test } from 'vitest';
import {
  type DistributedSetting,
  distributedCandidates,
} from '../../../../src/insar/psi/candidates/distributed-candidates.js';
import { linkedPhaseSigma } from '../../../../src/insar/psi/candidates/linked-phase-sigma.js';
import { noiseLevelAt, noiseLevels } from '../../../../src/insar/psi/candidates/linking-noise.js';
import type { KernelMemory, KernelThread } from '../../../../src/kernels/index.js';
import { cramerRaoReference } from '../../../../src/kernels/reference.js';
import { SeededRandom } from '../../../../src/products/seeded-random.js';
import { kernelsOf } from '../../../support/kernels.js';
import {
  type CoherenceModel,
  choleskyOf,
  covarianceOf,
  decaying,
  drawSamples,
} from '../../../support/simulated-samples.js';

let memory: KernelMemory;
let thread: KernelThread;
beforeAll(async () => {
  ({ memory, thread } = await kernelsOf('simd128'));
});

const [ROWS, COLUMNS] = [30, 60];
/** Windows hold more, of which the nearest are taken. */
const FULL = 200;
const BLOCK = { firstRow: 0, rows: ROWS, firstColumn: 0, columns: COLUMNS };
const noNoise = { samples: Int32Array.of(20), coherence: Float32Array.of(0) };
const settingOf = (dates: number, changed: Partial<DistributedSetting> = {}): DistributedSetting => ({
  dates: Array.from({ length: dates }, (_, i) => i),
  referenceDate: dates >> 1,
  method: 'laplacian',
  sequentialAbove: 60,
  ministackDates: 30,
  looksPerSample: 1,
  half: { rows: 7, columns: 9 },
  strideRows: 3,
  strideColumns: 6,
  minSamples: 20,
  homogeneityAlpha: 0.001,
  minLinkedCoherence: 0.5,
  noise: noNoise,
  ...changed,
});

/** One kind of ground, with the same phases everywhere. */
function patch(dates: number, coherence: CoherenceModel, phaseRad: (date: number) => number, seed = 1) {
  const days = Array.from({ length: dates }, (_, i) => 6 * i);
  const phases = days.map((_, i) => phaseRad(i));
  const vectors = drawSamples(
    new SeededRandom(seed),
    choleskyOf(covarianceOf(days, coherence, phases), dates),
    dates,
    ROWS * COLUMNS,
  );
  const images = days.map((_, date) =>
    Float32Array.from({ length: 2 * ROWS * COLUMNS }, (_, k) => vectors[2 * ((k >> 1) * dates + date) + (k & 1)]),
  );
  const gamma = Float64Array.from({ length: dates ** 2 }, (_, k) =>
    k % (dates + 1) === 0 ? 1 : coherence(days[Math.floor(k / dates)], days[k % dates]),
  );
  return { images, gamma, phases };
}

function inputOf(images: readonly Float32Array[]) {
  return {
    window: BLOCK,
    images,
    gains: new Float64Array(images.length).fill(1),
    power: new Float32Array(ROWS * COLUMNS).fill(1),
    isTaken: new Uint8Array(ROWS * COLUMNS),
  };
}

function found(images: readonly Float32Array[], setting: DistributedSetting, changed = {}) {
  const mark = memory.mark();
  const all = distributedCandidates(thread, memory, BLOCK, { ...inputOf(images), ...changed }, setting);
  memory.release(mark);
  return all;
}

const wrapped = (rad: number) => rad - 2 * Math.PI * Math.round(rad / (2 * Math.PI));
const phaseOf = (date: number) => 0.4 * date + Math.sin(date);

/** Root mean square against the reference date, and the Cramer-Rao bound of full windows. */
function errorsOf(dates: number, coherence: CoherenceModel, setting: DistributedSetting) {
  const { images, gamma, phases } = patch(dates, coherence, phaseOf);
  const reference = dates >> 1;
  const full = found(images, setting).filter(({ samples }) => samples === FULL);
  expect(full.length).toBeGreaterThan(15);
  const squares = full.flatMap(({ phasesRad }) =>
    Array.from(phasesRad, (phase, date) => wrapped(phase - (phases[date] - phases[reference])) ** 2),
  );
  const bound = cramerRaoReference(gamma, dates, FULL, reference);
  const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, v) => sum + v, 0) / values.length;
  return { rms: Math.sqrt(mean(squares)), bound: Math.sqrt(mean(bound.map((s) => s * s))), full };
}

describe('distributed scatterers', () => {
  test('of long-lived coherence have phases within 1.3 times the Cramer-Rao bound', () => {
    const { rms, bound, full } = errorsOf(24, decaying(0.1), settingOf(24));
    expect(rms / bound).toBeLessThan(1.3);
    expect(rms / bound).toBeGreaterThan(0.7);
    // The noise they are said to have, but for what windows add.
    const said = full.map((one) => linkedPhaseSigma(one.temporalCoherence, one.samples, false));
    const own = Math.sqrt(Math.max(0, said[0] ** 2 - 0.01));
    expect(rms / own).toBeGreaterThan(0.6);
    expect(rms / own).toBeLessThan(1.8);
  });

  test('lose hardly anything when they are linked in ministacks', () => {
    const dates = 96;
    const whole = errorsOf(dates, decaying(0.1), settingOf(dates, { sequentialAbove: 1000, strideColumns: 12 }));
    const parts = errorsOf(dates, decaying(0.1), settingOf(dates, { strideColumns: 12 }));
    expect(parts.rms / whole.rms).toBeLessThan(1.15);
    expect(parts.rms / parts.bound).toBeLessThan(1.6);
  });

  test('have NaN on dates without values, and are none where the reference date has none', () => {
    const { images } = patch(22, decaying(0.3), phaseOf);
    images[3].fill(Number.NaN);
    images[11].fill(Number.NaN, 0, COLUMNS * ROWS);
    const dates = Array.from({ length: 22 }, (_, i) => i).filter((i) => i !== 3);
    for (const changed of [{}, { sequentialAbove: 10, ministackDates: 7 }]) {
      const all = found(images, settingOf(22, { dates, ...changed }));
      expect(all.length).toBeGreaterThan(30);
      for (const { phasesRad, pixel } of all) {
        expect(phasesRad[3]).toBeNaN();
        expect(phasesRad.filter((phase) => Number.isNaN(phase)).length).toBe(1);
        expect(phasesRad[11]).toBe(0);
        // Seven rows beyond the hole, which covers the upper half, windows see the reference date.
        expect(Math.floor(pixel / COLUMNS)).toBeGreaterThanOrEqual(ROWS / 2 - 7);
      }
    }
  });

  test('are left out where a point is, or too few pixels are alike', () => {
    const { images } = patch(22, decaying(0.3), phaseOf);
    const isTaken = new Uint8Array(ROWS * COLUMNS);
    isTaken[4 * COLUMNS + 8] = 1;
    const all = found(images, settingOf(22)).map(({ pixel }) => pixel);
    const without = found(images, settingOf(22), { isTaken }).map(({ pixel }) => pixel);
    expect(all.filter((pixel) => !without.includes(pixel))).toEqual([4 * COLUMNS + 9]);
    const power = new Float32Array(ROWS * COLUMNS).map((_, pixel) => 10 ** (pixel % 2));
    expect(
      found(images, settingOf(22), { power: power.map((p, k) => p * 10 ** (2 * (Math.floor(k / COLUMNS) % 2))) }),
    ).toEqual([]);
  });

  test('are found by ranks of amplitudes in short stacks', () => {
    const { images } = patch(12, decaying(0.3), phaseOf);
    const dates = Array.from({ length: 11 }, (_, i) => i);
    images[11].fill(Number.NaN);
    // The right half is six times as bright.
    for (const image of images) {
      for (let k = 0; k < image.length; k++) if ((k >> 1) % COLUMNS >= COLUMNS / 2) image[k] *= 6;
    }
    // 15 x 19 pixels, of which a border three columns away leaves 15 x 13.
    const all = found(images, settingOf(12, { dates, referenceDate: 5, minSamples: 15 * 13 + 1 }));
    const columnsToBorder = all.map(({ pixel }) => Math.abs((pixel % COLUMNS) - COLUMNS / 2));
    expect(all.length).toBeGreaterThan(20);
    expect(Math.min(...columnsToBorder)).toBeGreaterThan(3);
  });
});

describe('what noise reaches in phase linking', () => {
  test('falls with dates and samples; above 0.5 only in short stacks', () => {
    const levelsOf = (dates: number) => {
      const mark = memory.mark();
      const levels = noiseLevels(thread, memory, dates, 20, 160, settingOf(dates));
      memory.release(mark);
      return levels;
    };
    const [short, middle, long] = [levelsOf(10), levelsOf(20), levelsOf(45)];
    expect([...short.samples]).toEqual([20, 40, 80, 160]);
    expect(noiseLevelAt(short, 20)).toBeGreaterThan(0.5);
    for (const samples of [20, 57, 160, 900]) {
      expect(noiseLevelAt(middle, samples)).toBeLessThan(noiseLevelAt(short, samples));
      expect(noiseLevelAt(long, samples)).toBeLessThan(noiseLevelAt(middle, samples));
    }
    expect(noiseLevelAt(long, 20)).toBeLessThan(0.45);
    expect(noiseLevelAt(long, 100)).toBeLessThan(noiseLevelAt(long, 20));
    expect(levelsOf(20)).toEqual(middle);
  });

  test('is not reached by other noise than that it was measured with', () => {
    const dates = 14;
    const mark = memory.mark();
    const noise = noiseLevels(thread, memory, dates, 20, 300, settingOf(dates));
    memory.release(mark);
    const { images } = patch(
      dates,
      () => 0,
      () => 0,
      77,
    );
    const setting = settingOf(dates, { half: { rows: 2, columns: 2 }, minSamples: 9, strideRows: 1, strideColumns: 1 });
    expect(found(images, { ...setting, minLinkedCoherence: 0, noise, dates: setting.dates }).length).toBeLessThan(5);
    expect(found(images, { ...setting, minLinkedCoherence: 0 }).length).toBeGreaterThan(1000);
  });
});
