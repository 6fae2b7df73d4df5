/** Fits of series against the normal equations, closed forms, and the attributes of EGMS. */
import { describe, expect, test } from 'vitest';
import { egmsDesign, factorDesign, fitSeries } from '../../src/kernels/index.js';
import { fitReference } from '../../src/kernels/reference.js';
import { createAttributeModel } from '../../src/products/attributes.js';
import { regularEpochs } from '../../src/products/epochs.js';
import { SeededRandom } from '../../src/products/seeded-random.js';
import { kernelsOf, VARIANTS, worstDifference } from '../support/kernels.js';

const DATES = regularEpochs('20200103', '20241230', 6);
const MODEL = createAttributeModel(DATES);
const DESIGN = egmsDesign(MODEL.timesYears);
const EPOCHS = DATES.length;
const MODELS = [4, 5, 6];

const COLUMNS: readonly ((i: number) => number)[] = [
  () => 1,
  (i) => MODEL.timesYears[i],
  (i) => Math.cos(2 * Math.PI * MODEL.timesYears[i]),
  (i) => Math.sin(2 * Math.PI * MODEL.timesYears[i]),
  (i) => MODEL.timesYears[i] ** 2,
  (i) => MODEL.timesYears[i] ** 3,
];

describe.each(VARIANTS)('series, %s', async (variant) => {
  const { thread } = await kernelsOf(variant);

  test('a series that is in the model is found exactly, and leaves no residual', () => {
    const truth = [3, -12.5, 4, -2, 1.5, -0.25];
    const series = Float32Array.from({ length: EPOCHS }, (_, i) => modelled(truth, i));
    const { models, epochsUsed } = fitSeries(thread, series, DESIGN, MODELS);
    expect(worstDifference(models[2].coefficients, truth)).toBeLessThan(1e-5);
    expect(models[2].rms[0]).toBeLessThan(5e-6);
    expect(epochsUsed[0]).toBe(EPOCHS);
    expect(models[0].rms[0]).toBeGreaterThan(0.3);
  });

  test.each([
    ['complete', () => false],
    ['with a few gaps', (i: number) => i % 17 === 3],
    ['with a gap of a year', (i: number) => i > 90 && i < 150],
    ['of a sixth of the dates', (i: number) => i % 6 !== 1],
    ['of the last two years', (i: number) => i < EPOCHS - 120],
  ])('series %s are fitted as by the normal equations', (_, isMissing) => {
    const series = noisySeries(5, isMissing);
    const { models, epochsUsed } = fitSeries(thread, series, DESIGN, MODELS);
    for (let p = 0; p < 5; p++) {
      const own = series.subarray(p * EPOCHS, (p + 1) * EPOCHS);
      for (const { columns, coefficients, rms, cofactors } of models) {
        const twin = fitReference(own, COLUMNS.slice(0, columns))!;
        const part = (values: Float64Array) => values.subarray(p * columns, (p + 1) * columns);
        const scale = Math.max(...twin.coefficients.map(Math.abs));
        expect(worstDifference(part(coefficients), twin.coefficients) / scale).toBeLessThan(1e-7);
        expect(rms[p]).toBeCloseTo(twin.rms, 8);
        expect(worstDifference(part(cofactors), twin.cofactors) / Math.max(...twin.cofactors)).toBeLessThan(1e-7);
      }
      expect(epochsUsed[p]).toBe(own.filter((value) => !Number.isNaN(value)).length);
    }
  });

  test.each([
    ['complete', () => false],
    ['gappy', (i: number) => i % 9 === 4],
  ])('coefficients of %s series are the attributes of EGMS', (_, isMissing) => {
    const series = noisySeries(8, isMissing);
    const { models } = fitSeries(thread, series, DESIGN, MODELS);
    const [linear, quadratic, cubic] = models;
    for (let p = 0; p < 8; p++) {
      const published = MODEL.attributes(Float64Array.from(series.subarray(p * EPOCHS, (p + 1) * EPOCHS)));
      expect(linear.coefficients[4 * p + 1]).toBeCloseTo(published.velocityMmPerYear, 9);
      expect(2 * quadratic.coefficients[5 * p + 4]).toBeCloseTo(published.accelerationMmPerYear2, 8);
      expect(Math.hypot(cubic.coefficients[6 * p + 2], cubic.coefficients[6 * p + 3])).toBeCloseTo(
        published.seasonalityMm,
        9,
      );
      expect(cubic.rms[p]).toBeCloseTo(published.rmseMm, 9);
      expect(Math.sqrt(linear.cofactors[4 * p + 1]) * linear.rms[p]).toBeCloseTo(published.velocityStdMmPerYear, 9);
    }
  });

  test('models of more columns than dates are NaN, smaller ones are not', () => {
    const series = new Float32Array(3 * EPOCHS).fill(Number.NaN);
    for (const i of [3, 50, 100, 160, 200]) series[i] = i;
    for (const i of [3, 50]) series[EPOCHS + i] = i;
    const { models, epochsUsed } = fitSeries(thread, series, DESIGN, [1, 2, 4, 5]);
    expect([...epochsUsed]).toEqual([5, 2, 0]);
    expect(models.map(({ rms }) => rms.map((value) => (Number.isNaN(value) ? 0 : 1)))).toEqual([
      Float64Array.of(1, 1, 0),
      Float64Array.of(1, 0, 0),
      Float64Array.of(1, 0, 0),
      Float64Array.of(0, 0, 0),
    ]);
    expect(models[0].coefficients[1]).toBeCloseTo(26.5, 10);
  });

  test('dates all of one day of the year cannot tell season from constant', () => {
    const yearly = fitSeries(
      thread,
      noisySeries(1, (i) => i % 61 !== 0),
      DESIGN,
      [2, 3],
    );
    expect(yearly.models[0].rms[0]).toBeGreaterThan(0);
    // Steps of 366 days: all but dependent, and only two more dates than columns.
    const same = egmsDesign(Float64Array.of(0, 1, 2, 3, 4));
    const fits = fitSeries(thread, Float32Array.of(0, 1, 2, 3, 4), same, [2, 3]);
    expect(fits.models[0].coefficients[1]).toBeCloseTo(1, 12);
    expect(fits.models[1].coefficients.every(Number.isNaN)).toBe(true);
  });

  test('eight columns are fitted, more are refused', () => {
    const columns = Array.from({ length: 8 }, (_, k) => (i: number) => Math.cos((Math.PI * k * (i + 0.5)) / 40));
    const truth = [1, -2, 3, -4, 5, -6, 7, -8];
    const series = Float32Array.from({ length: 40 }, (_, i) => truth.reduce((sum, c, k) => sum + c * columns[k](i), 0));
    const { models } = fitSeries(thread, series, factorDesign(40, columns), [8]);
    expect(worstDifference(models[0].coefficients, truth)).toBeLessThan(1e-5);
    // Cosines of the discrete transform: orthogonal, of length N and N / 2.
    expect(models[0].cofactors[0]).toBeCloseTo(1 / 40, 12);
    expect(models[0].cofactors[7]).toBeCloseTo(2 / 40, 12);
    expect(() => factorDesign(40, [...columns, () => 2])).toThrow('columns: expected at most 8, got 9');
    expect(() => fitSeries(thread, series, DESIGN, [4])).toThrow(`multiple of ${EPOCHS} epochs, got 40`);
    expect(() => fitSeries(thread, series, factorDesign(40, columns), [9])).toThrow(
      'models: expected 1 to 8 columns, got 9',
    );
  });

  test('more points than one call takes are all fitted', () => {
    const design = factorDesign(3, [() => 1, (i) => i]);
    const points = 4100;
    const series = Float32Array.from({ length: 3 * points }, (_, k) => Math.floor(k / 3) + (k % 3));
    const { models } = fitSeries(thread, series, design, [2]);
    for (const p of [0, 4095, 4096, 4099]) expect(models[0].coefficients[2 * p]).toBeCloseTo(p, 9);
  });
});

const modelled = (coefficients: readonly number[], i: number) =>
  coefficients.reduce((sum, coefficient, k) => sum + coefficient * COLUMNS[k](i), 0);

function noisySeries(points: number, isMissing: (epoch: number) => boolean): Float32Array {
  const random = new SeededRandom(points);
  const series = new Float32Array(points * EPOCHS);
  for (let p = 0; p < points; p++) {
    const truth = [1, random.between(-20, 20), 3, -2, random.between(-2, 2), 0.2];
    for (let i = 0; i < EPOCHS; i++) {
      series[p * EPOCHS + i] = isMissing(i) ? Number.NaN : modelled(truth, i) + 4 * random.gaussian();
    }
  }
  return series;
}
