import { describe, expect, test } from 'vitest';
import { type SeriesEstimate, SeriesModel } from '../../../src/insar/interferograms/series-model.js';
import { RandomStream } from '../../../src/insar/simulation/random-stream.js';

const DATES = 40;
const days = Float64Array.from({ length: DATES }, (_, i) => 12 * i);
const baselines = days.map((_, i) => (i === 0 ? 0 : 80 * Math.sin(2.4 * i)));
const LEVER_M = 500_000;
const onePart = new Int32Array(DATES);
/** Apparent motion of a height error, mm. */
const heightEffect = (heightM: number, i: number) => (-1000 * baselines[i] * heightM) / LEVER_M;
const estimateOf = (series: Float64Array, model: SeriesModel, part = onePart): SeriesEstimate => {
  const out = {} as SeriesEstimate;
  model.estimate(series, part, LEVER_M, out);
  return out;
};

describe('the model of a series', () => {
  test('velocity and height error of a line are exact, and the series comes out without the height error', () => {
    const series = days.map((day, i) => (-12 * day) / 365 + heightEffect(25, i));
    const got = estimateOf(series, new SeriesModel(days, baselines));
    expect(got.velocityMmPerYear).toBeCloseTo(-12, 9);
    expect(got.heightErrorM).toBeCloseTo(25, 9);
    expect(got.residualRms).toBeCloseTo(0, 9);
    expect(series[39]).toBeCloseTo((-12 * days[39]) / 365, 9);
  });

  test('curves, seasons and jumps of the motion do not go into the height error when the model has them', () => {
    const motion = (day: number) =>
      (day / 365) ** 2 * 9 + 5 * Math.sin((2 * Math.PI * day) / 365) + (day >= 200 ? 20 : 0);
    const series = () => days.map((day, i) => motion(day) + heightEffect(-7, i));
    const full = estimateOf(series(), new SeriesModel(days, baselines, { isAnnual: true, stepDays: [200] }));
    expect(full.heightErrorM).toBeCloseTo(-7, 8);
    const poor = estimateOf(series(), new SeriesModel(days, baselines, { degree: 1 }));
    expect(Math.abs(poor.heightErrorM + 7)).toBeGreaterThan(0.1);
  });

  test('parts of a network with unknown offsets give the same velocity and height error', () => {
    const part = Int32Array.from(days, (_, i) => i % 2);
    const series = days.map((day, i) => (8 * day) / 365 + heightEffect(10, i) + 500 * part[i]);
    const got = estimateOf(series, new SeriesModel(days, baselines), part);
    expect(got.velocityMmPerYear).toBeCloseTo(8, 9);
    expect(got.heightErrorM).toBeCloseTo(10, 9);
  });

  test('standard deviations are those of the scatter: z-scores of noise have a spread of one', () => {
    const random = new RandomStream(3);
    const model = new SeriesModel(days, baselines);
    let [velocity, height] = [0, 0];
    const runs = 1500;
    for (let run = 0; run < runs; run++) {
      const series = days.map((day, i) => (3 * day) / 365 + heightEffect(5, i) + 4 * random.normal());
      const got = estimateOf(series, model);
      velocity += ((got.velocityMmPerYear - 3) / got.velocityStd) ** 2;
      height += ((got.heightErrorM - 5) / got.heightErrorStd) ** 2;
    }
    // Student's t of 36 degrees of freedom has a variance of 36 / 34.
    expect(velocity / runs).toBeCloseTo(36 / 34, 0);
    expect(Math.abs(Math.sqrt(velocity / runs) - 1)).toBeLessThan(0.08);
    expect(Math.abs(Math.sqrt(height / runs) - 1)).toBeLessThan(0.08);
  });

  test('equal baselines, too few dates and a missing lever give no height error', () => {
    const series = days.map((day) => day / 10);
    expect(
      estimateOf(
        series.slice(),
        new SeriesModel(
          days,
          days.map(() => 30),
        ),
      ).heightErrorM,
    ).toBeNaN();
    const short = series.map((value, i) => (i < 3 ? value : Number.NaN));
    expect(estimateOf(short, new SeriesModel(days, baselines)).velocityMmPerYear).toBeNaN();
    const out = {} as SeriesEstimate;
    expect(new SeriesModel(days, baselines).estimate(series, onePart, Number.NaN, out)).toBe(true);
    expect(out.heightErrorM).toBeNaN();
    expect(out.velocityMmPerYear).toBeCloseTo(36.5, 9);
  });
});
