import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { selectPoints } from '../../../src/catalog/points/point-selection.js';
import { storedProducts } from '../../../src/catalog/points/stored-products.js';
import type { Database } from '../../../src/db/database.js';
import { createAttributeModel } from '../../../src/products/attributes.js';
import { regularEpochs } from '../../../src/products/epochs.js';
import { syntheticBurst } from '../../../src/products/synthetic-burst.js';
import { syntheticTile } from '../../../src/products/synthetic-tile.js';
import { mmOfTenths } from '../../../src/products/tenths.js';
import { cutRelease, plainTenths } from '../../support/cut-release.js';
import { publishTile } from '../../support/publish-tile.js';
import type { TrialOptions } from '../../support/run-process.js';
import { publishSynthetic, TEST_BURST } from '../../support/synthetic-catalog.js';

import {
  concatenate as concatenateIn,
  count,
  DATES,
  EARLIER,
  earlierPoint,
  isCommon,
  isEarlier,
  isJoined,
  isLacking,
  isLater,
  isMoved,
  isOtherPixel,
  isSeldom,
  JOINED,
  LATER,
  laterPoint,
  pointsIn as pointsOfCollection,
  publishReleases,
  READ,
  RECORD,
  RELEASES,
  TRUTH,
} from './cut-releases.js';

let database: Database;

beforeAll(async () => {
  database = await publishReleases();
});
afterAll(() => database.close());

const concatenate = (given?: Record<string, unknown>, options?: TrialOptions, mostPoints?: number) =>
  concatenateIn(database, given, options, mostPoints);
const pointsIn = (collection: string) => pointsOfCollection(database, collection);

describe('two releases of one record', () => {
  test('are joined to the record: series, attributes, dates, names and title', async () => {
    const { outputs, report, used } = await concatenate();
    expect(outputs.joined).toEqual({ kind: 'collection', collectionId: JOINED });
    const points = await pointsIn(JOINED);
    const model = createAttributeModel(DATES);
    const decimals = {
      velocityMmPerYear: 1,
      temporalCoherence: 2,
      rmseMm: 1,
      seasonalityMm: 1,
      accelerationMmPerYear2: 2,
      velocityStdMmPerYear: 1,
    } as const;
    let worstMm = 0;
    let ties = 0;
    for (const [i, truth] of TRUTH.entries()) {
      const point = points.get(truth.pid);
      expect(point !== undefined).toBe(isJoined(i));
      if (!point) continue;
      const record = Float64Array.from(truth.series, (tenths) => plainTenths(tenths) / 10);
      const zero = model.valueAtFirstEpochMm(record);
      for (const [epoch, mm] of point.mm.entries()) {
        worstMm = Math.max(worstMm, Math.abs(mm - (record[epoch] - zero)));
        if (mm !== Math.round((record[epoch] - zero) * 10) / 10 + 0) ties++;
      }
      const expected = model.attributes(record);
      for (const [name, digits] of Object.entries(decimals)) {
        const attribute = name as keyof typeof decimals;
        expect(Math.abs(point.value(attribute) - expected[attribute])).toBeLessThan(0.5 * 10 ** -digits + 1e-9);
      }
      // Everything else is the later release's.
      expect(point.value('heightM')).toBe(truth.value('heightM'));
      expect(point.value('eastingM')).toBe(truth.value('eastingM') + 3);
      for (const attribute of ['line', 'pixel', 'losUp', 'gnssVelocityMmPerYear'] as const) {
        expect(point.value(attribute)).toBe(truth.value(attribute));
      }
    }
    // Rounded to tenths once more: the last bit of the offset may turn a half the other way.
    expect(worstMm).toBeLessThan(0.05 + 1e-9);
    expect(ties).toBeLessThan(5);
    expect(points.size).toBe(count(isJoined));
    const [product] = await (await storedProducts(database, JOINED))!.list();
    expect(product.header).toEqual({ ...RECORD.header, dates: DATES });
    const { collection, products } = await selectPoints(database, { collection: JOINED });
    expect(products.map(({ name }) => name)).toEqual(['EGMS_L2b_044_0240_IW2_VV_2018_2024_1']);
    expect(collection.title).toBe('EGMS L2b, ascending, 2018–2024, joined from 2018–2022 and 2020–2024');
    expect(collection.identity).toEqual({ level: 'L2b', geometry: 'ascending', release: '2018-2024' });
    expect(collection.originJobId).toBeDefined();
    expect(report.residualRmsMm).toBe(0);
    expect(report.meanShiftM).toBe(3);
    expect(used.map(({ id }) => id)).toEqual([
      `collection:${EARLIER}@1`,
      'product:EGMS_L2b_044_0240_IW2_VV_2018_2022_1',
      `collection:${LATER}@1`,
      'product:EGMS_L2b_044_0240_IW2_VV_2020_2024_1',
    ]);
  });

  test('tell what became of every point, and the offsets that were found', async () => {
    const { report } = await concatenate();
    const offsets = TRUTH.flatMap((_, i) =>
      isJoined(i) ? (laterPoint(i)!.zeroTenths - earlierPoint(i)!.zeroTenths) / 10 : [],
    );
    const both = (i: number) => !isLacking(i, 'earlier') && !isLacking(i, 'later');
    expect(report).toMatchObject({
      matched: offsets.length,
      earlierOnly: count((i) => isLacking(i, 'later')),
      laterOnly: count((i) => isLacking(i, 'earlier')),
      refused: {
        moved: count((i) => both(i) && isMoved(i)),
        otherLinePixel: count((i) => both(i) && isOtherPixel(i)),
        tooFewCommonEpochs: count((i) => both(i) && isSeldom(i)),
      },
      rows: offsets.length,
    });
    expect(report.offsetMm.mean).toBeCloseTo(offsets.reduce((a, b) => a + b) / offsets.length, 3);
    expect([report.offsetMm.min, report.offsetMm.max]).toEqual([Math.min(...offsets), Math.max(...offsets)]);
    expect(report.products).toEqual([
      expect.objectContaining({
        product: 'EGMS_L2b_044_0240_IW2_VV',
        dates: DATES.length,
        commonDates: DATES.filter(isCommon).length,
        firstDate: DATES[0],
        lastDate: DATES.at(-1),
        matched: offsets.length,
      }),
    ]);
  });

  test.each([
    ['earlier', isJoined, (i: number) => !isLacking(i, 'earlier') && !isJoined(i)],
    ['later', isJoined, (i: number) => !isLacking(i, 'later') && !isJoined(i)],
    ['both', isJoined, (i: number) => !isJoined(i)],
  ] as const)('keep the points of %s that were not joined, if asked to', async (keepUnmatched, isMatched, isKept) => {
    const { report, outputs } = await concatenate(
      { keepUnmatched },
      { outputCollections: { joined: `kept-${keepUnmatched}` } },
    );
    const { collectionId } = outputs.joined as { collectionId: string };
    const points = await pointsIn(collectionId);
    expect([...points.keys()].sort()).toEqual(
      TRUTH.filter((_, i) => isMatched(i) || isKept(i))
        .map(({ pid }) => pid)
        .sort(),
    );
    expect(report.rows).toBe(points.size);
    for (const [i, { pid, series }] of TRUTH.entries()) {
      if (isMatched(i) || !isKept(i)) continue;
      const { value, mm } = points.get(pid)!;
      const isOfEarlier = value('velocityMmPerYear') === 77;
      expect(isOfEarlier).toBe(keepUnmatched === 'earlier' || isLacking(i, 'later'));
      const { zeroTenths, isMissing } = isOfEarlier ? earlierPoint(i)! : laterPoint(i)!;
      const isOn = isOfEarlier ? isEarlier : isLater;
      const expected = DATES.map((date, epoch) =>
        isOn(date) && !isMissing?.(date) ? mmOfTenths(plainTenths(series[epoch]) - zeroTenths) : NaN,
      );
      expect(mm).toEqual(expected);
    }
  });

  test('give the same points in regions of any size, across the borders of cells', async () => {
    const whole = await pointsIn(JOINED);
    const { report } = await concatenate({}, {}, 120);
    const cut = await pointsIn(JOINED);
    expect(report.matched).toBe(whole.size);
    expect(cut.size).toBe(whole.size);
    for (const [pid, { mm, value }] of whole) {
      expect(cut.get(pid)!.mm).toEqual(mm);
      expect(READ.map(cut.get(pid)!.value)).toEqual(READ.map(value));
    }
    // A second edition: named so, and in place of the first.
    const { products } = await selectPoints(database, { collection: JOINED });
    expect(products.map(({ name }) => name)).toEqual(['EGMS_L2b_044_0240_IW2_VV_2018_2024_3']);
  });

  test('are joined as far as box and filter reach', async () => {
    const filter = `pid in ('${TRUTH[0].pid}', '${TRUTH[5].pid}', '${TRUTH[2].pid}')`;
    const { report } = await concatenate(
      { later: { collection: LATER, filter } },
      { outputCollections: { joined: 'few' } },
    );
    expect(report).toMatchObject({ matched: 2, laterOnly: 0, rows: 2 });
    expect([...(await pointsIn('few')).keys()].sort()).toEqual([TRUTH[0].pid, TRUTH[5].pid].sort());
  });
});

test('two releases of a tile are joined cell by cell', async () => {
  const made = syntheticTile({
    tileEasting100Km: 45,
    tileNorthing100Km: 23,
    component: 'U',
    generation: 'from-2020-2024',
    release: RELEASES[1],
    redelivery: 1,
    pointCount: 80,
    dates: DATES,
    seed: 4,
    bowls: [],
    towns: [],
  });
  // Made once: looking through a million cells for 80 points takes a while.
  const [truth] = [...made.batches()];
  function* batches() {
    yield truth;
  }
  const tile = { ...made, batches };
  const cuts = [
    { release: RELEASES[0], isKept: isEarlier },
    { release: RELEASES[1], isKept: isLater },
  ];
  for (const [k, cut] of cuts.entries()) {
    await publishTile(
      database,
      cutRelease(tile, { ...cut, point: (i) => (i % 8 === k ? undefined : { zeroTenths: 10 * k * i }) }),
    );
  }
  const inputs = { earlier: { collection: 'l3-up-2018-2022' }, later: { collection: 'l3-up-2020-2024' } };
  const { report, outputs } = await concatenate(inputs);
  expect(outputs.joined).toMatchObject({ collectionId: 'l3-up-2018-2024' });
  expect(report).toMatchObject({ matched: 60, earlierOnly: 10, laterOnly: 10, residualRmsMm: 0, meanShiftM: 0 });
  const points = await pointsIn('l3-up-2018-2024');
  const model = createAttributeModel(DATES);
  const velocityOf = tile.header.attributes.indexOf('velocityMmPerYear');
  truth.pid.forEach((pid, i) => {
    const point = points.get(pid);
    expect(point !== undefined).toBe(i % 8 > 1);
    if (!point) return;
    const record = Float64Array.from(
      truth.seriesTenths!.subarray(i * DATES.length, (i + 1) * DATES.length),
      (t) => plainTenths(t) / 10,
    );
    expect(point.mm[0]).toBeCloseTo(record[0] - model.valueAtFirstEpochMm(record), 0.99);
    expect(point.value('velocityMmPerYear')).toBeCloseTo(truth.attributes[velocityOf][i], 9);
    expect(point.product.name).toBe('EGMS_L3_E45N23_100km_U_2018_2024_1');
  });
});

test('a burst that only one of the releases has is kept as it is, or left out', async () => {
  const release = { firstYear: 2017, lastYear: 2021 };
  const dates = regularEpochs('20170101', '20211231', 60);
  await publishSynthetic(database, syntheticBurst({ ...TEST_BURST, burstCycle: 300, pointCount: 50, release, dates }));
  const isKept = (date: string) => date < '20220101';
  await publishSynthetic(database, cutRelease(RECORD, { release, isKept, point: () => ({ zeroTenths: 0 }) }));
  const earlier = { collection: 'l2b-ascending-2017-2021' };
  const kept = await concatenate({ earlier, keepUnmatched: 'earlier' });
  const names = ['EGMS_L2b_044_0240_IW2_VV_2017_2024_1', 'EGMS_L2b_044_0300_IW2_VV_2017_2024_1'];
  const { products } = await selectPoints(database, { collection: 'l2b-ascending-2017-2024' });
  expect(products.map(({ name }) => name)).toEqual(names);
  expect(products[1]).toMatchObject({ dates, pointCount: 50 });
  expect(kept.report.products[1]).toMatchObject({ later: null, earlierOnly: 50, matched: 0, offsetMm: null });
  const bare = await concatenate({ earlier });
  const left = await selectPoints(database, { collection: 'l2b-ascending-2017-2024' });
  expect(left.products.map(({ name }) => name)).toEqual([names[0].replace(/1$/, '2')]);
  expect(bare.report.matched).toBe(kept.report.matched);
});
