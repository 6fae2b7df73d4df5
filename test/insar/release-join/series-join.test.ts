/** Two halves of one known series are one again, whatever zero each of them had. */
import { describe, expect, test } from 'vitest';
import { joinDates, SeriesJoin } from '../../../src/insar/release-join/series-join.js';
import { createAttributeModel } from '../../../src/products/attributes.js';
import { regularEpochs } from '../../../src/products/epochs.js';
import { SeededRandom } from '../../../src/products/seeded-random.js';

const DATES = regularEpochs('20180107', '20241231', 12);
const EARLIER = DATES.filter((date) => date < '20230101');
const LATER = DATES.filter((date) => date >= '20200101');
const rule = { offset: 'median', minCommonEpochs: 12 } as const;

/** Trend, bend, annual swing and noise. */
function longSeries(seed: number): number[] {
  const random = new SeededRandom(seed);
  const { timesYears } = createAttributeModel(DATES);
  return Array.from(
    timesYears,
    (t) => -6 * t + 0.4 * t * t + 3 * Math.cos(2 * Math.PI * t + 1) + 2 * random.gaussian(),
  );
}

const on = (dates: string[], truth: number[], zero: number) =>
  Float64Array.from(dates, (date) => truth[DATES.indexOf(date)] - zero);

describe('dates of two products', () => {
  test('are united in order, and those of both are known by their places', () => {
    const joined = joinDates(
      ['20200101', '20200113', '20200125'],
      ['20200107', '20200113', '20200119', '20200125', '20200201'],
    );
    expect(joined.dates).toEqual(['20200101', '20200107', '20200113', '20200119', '20200125', '20200201']);
    expect([...joined.earlier]).toEqual([0, 2, 4]);
    expect([...joined.later]).toEqual([1, 2, 3, 4, 5]);
    expect(joined.common).toEqual([
      [1, 1],
      [2, 3],
    ]);
    expect(joinDates([], ['20200101'])).toMatchObject({ dates: ['20200101'], common: [] });
  });
});

describe('a series cut in two', () => {
  test.each(['median', 'mean'] as const)('is joined to what it was (%s)', (offset) => {
    const join = new SeriesJoin(joinDates(EARLIER, LATER), { ...rule, offset });
    const model = createAttributeModel(DATES);
    for (let seed = 1; seed <= 20; seed++) {
      const truth = longSeries(seed);
      const fit = join.join(on(EARLIER, truth, 3.7 - seed), 0, on(LATER, truth, -11.2 + seed), 0)!;
      expect(fit.offsetMm).toBeCloseTo(-11.2 + seed - (3.7 - seed), 9);
      expect(fit.commonEpochs).toBe(EARLIER.filter((date) => LATER.includes(date)).length);
      expect(fit.squaresMm2).toBeCloseTo(0, 9);
      const zero = model.valueAtFirstEpochMm(Float64Array.from(truth));
      expect([...join.joinedMm]).toEqual(truth.map((mm) => expect.closeTo(mm - zero, 9)));
      expect(model.valueAtFirstEpochMm(join.joinedMm)).toBeCloseTo(0, 9);
      const expected = model.attributes(Float64Array.from(truth));
      for (const [name, value] of Object.entries(join.attributes())) {
        expect(value).toBeCloseTo(expected[name as keyof typeof expected], 9);
      }
    }
  });

  test('whose halves differ on common dates keeps the later values there, and says by how much they differ', () => {
    const join = new SeriesJoin(
      joinDates(['20200101', '20200113', '20200125', '20200206'], ['20200113', '20200125', '20200206', '20200218']),
      { ...rule, minCommonEpochs: 3 },
    );
    // Earlier minus later: 5, 6, 10. Median 6, residuals -1, 0, 4.
    const fit = join.join(Float64Array.of(1, 5, 7, 12), 0, Float64Array.of(0, 1, 2, 3), 0)!;
    expect(fit).toEqual({ offsetMm: 6, commonEpochs: 3, squaresMm2: 17 });
    // Five dates are too few for the cubic model: nothing to be zeroed by. The first is 1 - 6.
    expect([...join.joinedMm]).toEqual([-5, 0, 1, 2, 3]);
    const mean = new SeriesJoin(join.dates, { offset: 'mean', minCommonEpochs: 1 });
    expect(mean.join(Float64Array.of(1, 5, 7, 12), 0, Float64Array.of(0, 1, 2, 3), 0)!.offsetMm).toBe(7);
  });

  test('is filled from the earlier release where the later is silent on a common date', () => {
    const join = new SeriesJoin(joinDates(['20200101', '20200113', '20200125'], ['20200101', '20200113', '20200206']), {
      ...rule,
      minCommonEpochs: 1,
    });
    join.join(Float64Array.of(10, 11, 12), 0, Float64Array.of(NaN, 1, 3), 0);
    expect([...join.joinedMm]).toEqual([0, 1, 2, 3]);
    join.join(Float64Array.of(NaN, 11, NaN), 0, Float64Array.of(NaN, 1, 3), 0);
    expect([...join.joinedMm]).toEqual([NaN, 1, NaN, 3]);
  });

  test('observed together too seldom is not joined: what is missing on one side does not count', () => {
    const truth = longSeries(1);
    const common = EARLIER.filter((date) => LATER.includes(date)).length;
    const earlier = on(EARLIER, truth, 0);
    const later = on(LATER, truth, 5);
    later.fill(NaN, 11, common);
    const dates = joinDates(EARLIER, LATER);
    expect(new SeriesJoin(dates, rule).join(earlier, 0, later, 0)).toBeUndefined();
    const fit = new SeriesJoin(dates, { ...rule, minCommonEpochs: 11 }).join(earlier, 0, later, 0);
    expect(fit).toMatchObject({ commonEpochs: 11, offsetMm: expect.closeTo(5, 9) });
  });

  test('is read from among many', () => {
    const truth = longSeries(3);
    const many = (series: Float64Array) => Float64Array.of(9, 9, ...series, 9);
    const join = new SeriesJoin(joinDates(EARLIER, LATER), rule);
    join.join(on(EARLIER, truth, 1), 0, on(LATER, truth, 2), 0);
    const expected = [...join.joinedMm];
    join.join(many(on(EARLIER, truth, 1)), 2, many(on(LATER, truth, 2)), 2);
    expect([...join.joinedMm]).toEqual(expected);
  });
});
