import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createAttributeModel, type SeriesAttributes, WAVELENGTH_MM } from '../../src/products/attributes.js';
import { regularEpochs } from '../../src/products/epochs.js';
import { sharedData } from '../support/shared-data.js';
import { zipEntryText } from '../support/zip-entry.js';

const dates = regularEpochs('20200103', '20241225', 12);
const model = createAttributeModel(dates);
const seriesOf = (value: (tYears: number) => number) => model.timesYears.map(value);
const annual = (t: number) => 2 * Math.PI * t;
/** Deterministic, of zero mean and no trend to speak of. */
const ripple = seriesOf((t) => Math.sin(997 * t) + Math.cos(1733 * t));

describe('attributes of a series', () => {
  test('a line with an annual term gives back its slope and amplitude', () => {
    const result = model.attributes(seriesOf((t) => 5 - 4.2 * t + 3 * Math.cos(annual(t)) - 4 * Math.sin(annual(t))));
    expect(result.velocityMmPerYear).toBeCloseTo(-4.2, 9);
    expect(result.seasonalityMm).toBeCloseTo(5, 9);
    expect(result.accelerationMmPerYear2).toBeCloseTo(0, 9);
    expect(result.rmseMm).toBeCloseTo(0, 5);
  });

  test('acceleration is twice the quadratic coefficient, and a cubic has no residual', () => {
    expect(model.attributes(seriesOf((t) => 1 + 2 * t + 1.25 * t * t)).accelerationMmPerYear2).toBeCloseTo(2.5, 9);
    const cubic = model.attributes(seriesOf((t) => 1 + 2 * t - 3 * t * t + 0.5 * t ** 3 + Math.sin(annual(t))));
    expect(cubic.rmseMm).toBeCloseTo(0, 5);
    expect(cubic.seasonalityMm).toBeCloseTo(1, 9);
  });

  test('coherence is that of the formula written out, in tenths or not, with gaps of any length', () => {
    const dates = [
      '20200103',
      '20200109',
      '20200121',
      '20200122',
      '20200315',
      ...regularEpochs('20200401', '20221231', 12),
    ];
    const { timesYears, attributes } = createAttributeModel(dates);
    for (const scale of [1, 0.737]) {
      const series = Float64Array.from(dates, (_, i) => (scale * Math.round(80 * Math.sin(i * 1.7) - 3 * i)) / 10);
      const { temporalCoherence, velocityMmPerYear } = attributes(series);
      let [real, imaginary] = [0, 0];
      series.forEach((mm, i) => {
        const phaseRad = ((4 * Math.PI) / 55.46576) * (mm - velocityMmPerYear * timesYears[i]);
        real += Math.cos(phaseRad);
        imaginary += Math.sin(phaseRad);
      });
      expect(temporalCoherence).toBeCloseTo(Math.hypot(real, imaginary) / series.length, 12);
    }
  });

  test('a line is fully coherent, and an annual term counts against coherence as a Bessel function', () => {
    expect(model.attributes(seriesOf((t) => 7 + 30 * t)).temporalCoherence).toBeCloseTo(1, 12);
    // Whole years of a sinusoid of phase amplitude x: |mean exp(j x cos)| = J0(x), and J0(1) = 0.7651976866.
    const daily = createAttributeModel(regularEpochs('20210101', '20221231', 1));
    const amplitudeMm = WAVELENGTH_MM / (4 * Math.PI);
    const sinusoid = daily.timesYears.map((t) => amplitudeMm * Math.cos(annual(t)));
    expect(daily.attributes(sinusoid).temporalCoherence).toBeCloseTo(0.7651976866, 6);
  });

  test('standard deviations follow the slow, obvious normal equations', () => {
    const series = seriesOf((t) => -3 * t + 0.4 * t * t).map((value, i) => value + ripple[i]);
    const result = model.attributes(series);
    const times = [...model.timesYears];
    const velocity = leastSquares(
      times,
      [(t) => t, () => 1, (t) => Math.cos(annual(t)), (t) => Math.sin(annual(t))],
      series,
    );
    expect(result.velocityMmPerYear).toBeCloseTo(velocity.coefficients[0], 8);
    expect(result.velocityStdMmPerYear).toBeCloseTo(Math.sqrt(velocity.cofactors[0]) * velocity.rms, 8);
    const quadratic = leastSquares(
      times,
      [(t) => (t * t) / 2, (t) => t, () => 1, (t) => Math.cos(annual(t)), (t) => Math.sin(annual(t))],
      series,
    );
    expect(result.accelerationMmPerYear2).toBeCloseTo(quadratic.coefficients[0], 7);
    expect(result.accelerationStdMmPerYear2).toBeCloseTo(Math.sqrt(quadratic.cofactors[0]) * quadratic.rms, 7);
    const cubic = leastSquares(
      times,
      [(t) => t ** 3, (t) => t * t, (t) => t, () => 1, (t) => Math.cos(annual(t)), (t) => Math.sin(annual(t))],
      series,
    );
    const [qCos, qSin] = cubic.cofactors.slice(4);
    expect(result.rmseMm).toBeCloseTo(cubic.rms, 7);
    expect(result.seasonalityStdMm).toBeCloseTo(Math.sqrt((((4 - Math.PI) / 2) * (qCos + qSin)) / 2) * cubic.rms, 7);
  });

  test('the value at the first epoch is that of the model, not of the sample', () => {
    const series = seriesOf((t) => 6 + t + 2 * Math.cos(annual(t))).map((value, i) => (i === 0 ? Number.NaN : value));
    expect(model.valueAtFirstEpochMm(series)).toBeCloseTo(8, 8);
  });
});

describe('missing epochs', () => {
  test('are left out: the rest gives what a product without those dates would give', () => {
    const series = seriesOf((t) => -3 * t + 2 * Math.sin(annual(t))).map((value, i) => value + ripple[i]);
    const gaps = new Set([3, 4, 50, 150]);
    const fewer = createAttributeModel(dates.filter((_, i) => !gaps.has(i)));
    const expected = fewer.attributes(series.filter((_, i) => !gaps.has(i)));
    const actual = model.attributes(series.map((value, i) => (gaps.has(i) ? Number.NaN : value)));
    for (const name of Object.keys(expected) as (keyof SeriesAttributes)[]) {
      expect(actual[name], name).toBeCloseTo(expected[name], 9);
    }
  });

  test('a missing first epoch does not move the origin of time', () => {
    const series = seriesOf((t) => 4 * t * t).map((value, i) => (i < 20 ? Number.NaN : value));
    expect(model.attributes(series).accelerationMmPerYear2).toBeCloseTo(8, 6);
    expect(model.valueAtFirstEpochMm(series)).toBeCloseTo(0, 6);
  });

  test('what too few epochs cannot tell is NaN, what they can tell stays', () => {
    const keep = (count: number) =>
      model.attributes(seriesOf((t) => 2 * t).map((value, i) => (i % 5 || i / 5 >= count ? Number.NaN : value)));
    const five = keep(5);
    expect(five.velocityMmPerYear).toBeCloseTo(2, 6);
    expect(five.accelerationMmPerYear2).toBeNaN();
    expect(five.rmseMm).toBeNaN();
    expect(Object.values(keep(4)).every(Number.isNaN)).toBe(true);
    expect(Object.values(keep(0)).every(Number.isNaN)).toBe(true);
  });

  test('epochs that all fall on one day of the year leave the annual term unknown', () => {
    const yearly = createAttributeModel([
      '20150101',
      '20160101',
      '20161231',
      '20171231',
      '20181231',
      '20191231',
      '20201230',
      '20211230',
    ]);
    expect(yearly.attributes(yearly.timesYears.map((t) => 3 * t)).velocityMmPerYear).toBeNaN();
  });

  test('series of another length and dates out of order are refused', () => {
    expect(() => model.attributes(new Float64Array(3))).toThrow(/expected 152 values, got 3/);
    expect(() => createAttributeModel(['20200115', '20200103'])).toThrow(/20200103 after 20200115/);
  });
});

const products = sharedData('egms-ortho-product');
const L2B_DATES_START = 25;
/** Half a unit of the printed attribute, and what the series' own rounding to 0.1 mm adds. */
const L2B_TOLERANCES = {
  rmseMm: ['rmse_ts', 0.055],
  temporalCoherence: ['temporal_coherence', 0.01],
  velocityMmPerYear: ['mean_velocity', 0.1],
  velocityStdMmPerYear: ['mean_velocity_std', 0.055],
  accelerationMmPerYear2: ['acceleration', 0.0105],
  accelerationStdMmPerYear2: ['acceleration_std', 0.0055],
  seasonalityMm: ['seasonality', 0.055],
  seasonalityStdMm: ['seasonality_std', 0.055],
} as const satisfies Record<keyof SeriesAttributes, readonly [column: string, tolerance: number]>;

describe.skipIf(!products)('against real L2b products (skipped without the folder of shared data)', () => {
  test.for([
    ['EGMS_L2b_022_0845_IW2_VV_2020_2024_1', 11_590],
    ['EGMS_L2b_117_0227_IW2_VV_2020_2024_1', 11_759],
  ] as const)(
    'every attribute of every point of %s is reproduced to its rounding',
    { timeout: 60_000 },
    async ([name, count]) => {
      const csv = await zipEntryText(join(products!, 'input', `${name}.zip`), `${name}.csv`);
      const [header, ...rows] = csv
        .trimEnd()
        .split('\n')
        .map((row) => row.split(','));
      const real = createAttributeModel(header.slice(L2B_DATES_START));
      const worst = new Map<string, number>();
      let worstStartMm = 0;
      for (const row of rows) {
        const series = Float64Array.from(row.slice(L2B_DATES_START), Number);
        const computed = real.attributes(series);
        for (const [attribute, [column]] of Object.entries(L2B_TOLERANCES)) {
          const error = Math.abs(computed[attribute as keyof SeriesAttributes] - Number(row[header.indexOf(column)]));
          worst.set(attribute, Math.max(error, worst.get(attribute) ?? 0));
        }
        worstStartMm = Math.max(worstStartMm, Math.abs(real.valueAtFirstEpochMm(series)));
      }
      expect(rows.length).toBe(count);
      for (const [attribute, [, tolerance]] of Object.entries(L2B_TOLERANCES)) {
        expect(worst.get(attribute), attribute).toBeLessThanOrEqual(tolerance);
      }
      expect(worstStartMm, 'the series start where the model is zero').toBeLessThan(0.1);
    },
  );
});

const munich = sharedData('egms-l3-munich-matched');

test.skipIf(!munich)(
  'two real L3 cells are reproduced to their rounding (skipped without the folder of shared data)',
  () => {
    const [header, ...rows] = readFileSync(join(munich!, 'egms_matched_up.csv'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((row) => row.split(','));
    const dateColumns = header.filter((name) => /^\d{8}$/.test(name));
    const start = header.indexOf(dateColumns[0]);
    const real = createAttributeModel(dateColumns);
    for (const row of rows) {
      const published = (column: string) => Number(row[header.indexOf(column)]);
      const computed = real.attributes(Float64Array.from(row.slice(start, start + dateColumns.length), Number));
      expect(Math.abs(computed.velocityMmPerYear - published('mean_velocity'))).toBeLessThan(0.05);
      expect(Math.abs(computed.rmseMm - published('rmse_ts'))).toBeLessThan(0.05);
      expect(Math.abs(computed.accelerationMmPerYear2 - published('acceleration'))).toBeLessThan(0.01);
      expect(Math.abs(computed.seasonalityMm - published('seasonality'))).toBeLessThan(0.05);
    }
    expect(rows.length).toBe(2);
  },
);

/** Normal equations by Gauss-Jordan elimination: coefficients, diagonal of the inverse normal matrix, residual RMS. */
function leastSquares(times: readonly number[], columns: readonly ((t: number) => number)[], series: Float64Array) {
  const design = times.map((t) => columns.map((column) => column(t)));
  const size = columns.length;
  const sum = (term: (row: readonly number[], i: number) => number) =>
    design.reduce((total, row, i) => total + term(row, i), 0);
  const matrix = columns.map((_, a) => [
    ...columns.map((_, b) => sum((row) => row[a] * row[b])),
    ...columns.map((_, b) => (a === b ? 1 : 0)),
  ]);
  for (let pivot = 0; pivot < size; pivot++) {
    matrix[pivot] = matrix[pivot].map((value) => value / matrix[pivot][pivot]);
    for (let row = 0; row < size; row++) {
      if (row === pivot) continue;
      const factor = matrix[row][pivot];
      matrix[row] = matrix[row].map((value, k) => value - factor * matrix[pivot][k]);
    }
  }
  const inverse = matrix.map((row) => row.slice(size));
  const right = columns.map((_, a) => sum((row, i) => row[a] * series[i]));
  const coefficients = inverse.map((row) => row.reduce((total, value, k) => total + value * right[k], 0));
  const residualSquares = sum(
    (row, i) => (series[i] - row.reduce((total, value, k) => total + value * coefficients[k], 0)) ** 2,
  );
  return {
    coefficients,
    cofactors: inverse.map((row, k) => row[k]),
    rms: Math.sqrt(residualSquares / times.length),
  };
}
