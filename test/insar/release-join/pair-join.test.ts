/** Points of two releases find their partners: who is joined, refused, kept, and in which part of the ground. */
import { describe, expect, test } from 'vitest';
import { PairJoin, type PairRule, reachM } from '../../../src/insar/release-join/pair-join.js';
import { ReleasePoints } from '../../../src/insar/release-join/release-points.js';
import { joinDates } from '../../../src/insar/release-join/series-join.js';
import { Turns } from '../../../src/insar/turns.js';
import { regularEpochs } from '../../../src/products/epochs.js';
import { MISSING_TENTHS, type PointBatch, type ProductHeader } from '../../../src/products/point-batch.js';

const EARLIER = regularEpochs('20180107', '20221231', 12);
const LATER = regularEpochs('20200108', '20241231', 12)
  .filter((_, i) => i > 0)
  .concat(EARLIER.filter((d) => d >= '20200101'))
  .sort();
const DATES = joinDates(EARLIER, LATER);
const NAMES = ['eastingM', 'northingM', 'line', 'pixel', 'heightM', 'velocityMmPerYear'] as const;
const HEADER: ProductHeader = {
  generation: 'from-2020-2024',
  attributes: ['eastingM', 'northingM', 'heightM', 'velocityMmPerYear'],
  dates: DATES.dates,
};
const RULE: PairRule = {
  offset: 'median',
  minCommonEpochs: 12,
  maxShiftM: 20,
  requireSameLinePixel: true,
  keepEarlier: false,
  keepLater: false,
};

interface Point {
  readonly pid: string;
  readonly e?: number;
  readonly n?: number;
  readonly pixel?: number;
  readonly height?: number;
  /** Displacement on every date. */
  readonly mm?: number;
  readonly missing?: boolean;
}

function pointsOf(dates: readonly string[], points: readonly Point[]): ReleasePoints {
  const out = new ReleasePoints(NAMES, dates.length);
  // In two pages, as the catalog hands them out.
  for (const page of [points.slice(0, 2), points.slice(2)]) {
    const columns = [
      page.map(({ e = 100 }) => e),
      page.map(({ n = 100 }) => n),
      page.map(() => 7),
      page.map(({ pixel = 9 }) => pixel),
      page.map(({ height = 1 }) => height),
      page.map(() => 99),
    ];
    out.add({
      count: page.length,
      pid: page.map(({ pid }) => pid),
      attributes: columns.map((column) => Float64Array.from(column)),
      displacementMm: Float64Array.from(page.flatMap(({ mm = 0, missing }) => dates.map(() => (missing ? NaN : mm)))),
    });
  }
  return out;
}

async function joined(
  earlier: Point[],
  later: Point[],
  rule: Partial<PairRule> = {},
  isInside = (_e: number, _n: number) => true,
) {
  const join = new PairJoin('L2b', HEADER, DATES, { ...RULE, ...rule });
  const turns = new Turns(new AbortController().signal);
  const part = await join.join(pointsOf(EARLIER, earlier), pointsOf(LATER, later), isInside, turns);
  const pids = (batches: readonly PointBatch[]) => batches.flatMap(({ pid }) => pid);
  return { ...part, pids: { joined: pids(part.joined), later: pids(part.laterKept), earlier: pids(part.earlierKept) } };
}

describe('a pair of products', () => {
  test('is joined point by point: attributes of the series anew, all others from the later release', async () => {
    const {
      joined: [batch],
      pids,
      tally,
    } = await joined(
      [{ pid: 'a', mm: 5, height: 1 }, { pid: 'b' }],
      [{ pid: 'c' }, { pid: 'b' }, { pid: 'a', mm: 2, height: 3 }],
    );
    expect(pids).toEqual({ joined: ['b', 'a'], later: [], earlier: [] });
    expect(batch.attributes.map((column) => column[1])).toEqual([100, 100, 3, 0]);
    expect(batch.seriesTenths!.slice(DATES.dates.length).every((tenths) => tenths === 0)).toBe(true);
    expect(tally).toMatchObject({ matched: 2, laterOnly: 1, earlierOnly: 0, rows: 2, missingValues: 0 });
    expect(tally.offsets).toEqual({ 0: 1, 60: 1 });
  });

  test.each([
    ['moved', { e: 121 }],
    ['otherLinePixel', { pixel: 10 }],
    ['tooFewCommonEpochs', { missing: true }],
  ] as const)('leaves out a point that is %s, and counts why', async (reason, change) => {
    const { pids, tally } = await joined([{ pid: 'a' }], [{ pid: 'a', ...change }]);
    expect(pids.joined).toEqual([]);
    expect(tally).toMatchObject({ matched: 0, earlierOnly: 0, laterOnly: 0, rows: 0, refused: { [reason]: 1 } });
  });

  test('joins what has moved no farther than allowed, and other pixels when they may be joined', async () => {
    const { tally } = await joined([{ pid: 'a' }], [{ pid: 'a', e: 112, n: 116, pixel: 3 }], {
      requireSameLinePixel: false,
    });
    expect(tally).toMatchObject({ matched: 1, greatestShiftM: 20, shiftSumM: 20 });
  });

  test('takes points of one pid out of reach of each other for strangers', async () => {
    expect([reachM(RULE), reachM({ ...RULE, maxShiftM: 80 })]).toEqual([50, 80]);
    const far = await joined([{ pid: 'a' }], [{ pid: 'a', e: 150.01 }]);
    expect(far.tally).toMatchObject({ earlierOnly: 1, laterOnly: 1, refused: { moved: 0 } });
    const near = await joined([{ pid: 'a' }], [{ pid: 'a', e: 150 }]);
    expect(near.tally).toMatchObject({ earlierOnly: 0, laterOnly: 0, refused: { moved: 1 } });
  });

  test.each([
    ['earlier', { joined: ['m'], earlier: ['r', 'e'], later: [] }],
    ['later', { joined: ['m'], earlier: [], later: ['l', 'r'] }],
    ['both', { joined: ['m'], earlier: ['e'], later: ['l', 'r'] }],
  ] as const)('keeps unmatched points of %s as they are, of a refused pair only one', async (keep, expected) => {
    const earlier = [{ pid: 'e', mm: 4, height: 8 }, { pid: 'm' }, { pid: 'r' }];
    const later = [{ pid: 'l', mm: 6, height: 9 }, { pid: 'm' }, { pid: 'r', pixel: 1 }];
    const rule = { keepEarlier: keep !== 'later', keepLater: keep !== 'earlier' };
    const { pids, tally, earlierKept, laterKept } = await joined(earlier, later, rule);
    expect(pids).toEqual(expected);
    expect(tally).toMatchObject({
      matched: 1,
      earlierOnly: 1,
      laterOnly: 1,
      rows: pids.joined.length + pids.earlier.length + pids.later.length,
    });
    if (rule.keepEarlier) {
      const at = pids.earlier.indexOf('e');
      expect(earlierKept[0].attributes.map((column) => column[at])).toEqual([100, 100, 8, 99]);
      const series = [...earlierKept[0].seriesTenths!.slice(at * DATES.dates.length, (at + 1) * DATES.dates.length)];
      expect(series).toEqual(DATES.dates.map((date) => (EARLIER.includes(date) ? 40 : MISSING_TENTHS)));
    }
    if (rule.keepLater) {
      const series = [...laterKept[0].seriesTenths!.slice(0, DATES.dates.length)];
      expect(series).toEqual(DATES.dates.map((date) => (LATER.includes(date) ? 60 : MISSING_TENTHS)));
    }
  });

  test('shares out points and pairs between neighbouring parts', async () => {
    // The border lies at 100: pairs belong to the side of their later point.
    const earlier = [
      { pid: 'a', e: 99 },
      { pid: 'b', e: 101 },
      { pid: 'c', e: 99.9 },
    ];
    const later = [
      { pid: 'a', e: 101 },
      { pid: 'b', e: 99 },
      { pid: 'd', e: 100 },
    ];
    const west = await joined(earlier, later, {}, (e) => e < 100);
    const east = await joined(earlier, later, {}, (e) => e >= 100);
    expect([west.pids.joined, east.pids.joined]).toEqual([['b'], ['a']]);
    expect([west.tally.earlierOnly, east.tally.earlierOnly]).toEqual([1, 0]);
    expect([west.tally.laterOnly, east.tally.laterOnly]).toEqual([0, 1]);
  });
});
