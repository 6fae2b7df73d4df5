/** Two releases cut from one known record are joined to that record again; what cannot be joined is refused and told. */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { check } from '../../../processes/concatenate-releases/check.js';
import { concatenateReleases, run } from '../../../processes/concatenate-releases/index.js';
import { type SelectedProduct, selectPoints } from '../../../src/catalog/points/point-selection.js';
import { storedProducts } from '../../../src/catalog/points/stored-products.js';
import type { Database } from '../../../src/db/database.js';
import { createAttributeModel } from '../../../src/products/attributes.js';
import { regularEpochs } from '../../../src/products/epochs.js';
import type { AttributeName } from '../../../src/products/point-batch.js';
import { type SyntheticBurstSpec, syntheticBurst } from '../../../src/products/synthetic-burst.js';
import { syntheticTile } from '../../../src/products/synthetic-tile.js';
import { mmOfTenths } from '../../../src/products/tenths.js';
import { type CutPoint, cutRelease, plainTenths } from '../../support/cut-release.js';
import { testDatabase } from '../../support/database.js';
import { withDefaults } from '../../support/described-inputs.js';
import { publishTile } from '../../support/publish-tile.js';
import { runProcess, type TrialOptions } from '../../support/run-process.js';
import { pointsOf, publishSynthetic, TEST_BURST } from '../../support/synthetic-catalog.js';

const LONG: SyntheticBurstSpec = {
  ...TEST_BURST,
  pointCount: 240,
  dates: regularEpochs('20180107', '20241231', 24),
  bowls: [{ eastingM: 4_400_000, northingM: 2_000_000, radiusM: 2000, velocityUpMmPerYear: -25 }],
};
const RECORD = syntheticBurst(LONG);
/** The same points under the names that files had up to 2019_2023. */
const OLDER_RECORD = syntheticBurst({ ...LONG, generation: 'to-2019-2023' });
const TRUTH = pointsOf(RECORD);
const DATES = RECORD.header.dates;
const isEarlier = (date: string) => date < '20230101';
const isLater = (date: string) => date >= '20200101';
const isCommon = (date: string) => isEarlier(date) && isLater(date);
const RELEASES = [
  { firstYear: 2018, lastYear: 2022 },
  { firstYear: 2020, lastYear: 2024 },
] as const;
const EARLIER = 'l2b-ascending-2018-2022';
const LATER = 'l2b-ascending-2020-2024';
const JOINED = 'l2b-ascending-2018-2024';

/** Numbers of some points, by what is done to them. */
const isLacking = (i: number, release: 'earlier' | 'later') => (release === 'earlier' ? i % 10 === 1 : i % 10 === 2);
const isMoved = (i: number) => i % 40 === 3;
const isOtherPixel = (i: number) => i % 40 === 14;
const isSeldom = (i: number) => i % 40 === 25;
const count = (which: (i: number) => boolean) => TRUTH.filter((_, i) => which(i)).length;

function earlierPoint(i: number): CutPoint | undefined {
  if (isLacking(i, 'earlier')) return undefined;
  // The velocity of five years and its kin are not those of seven: to be computed anew, so anything will do here.
  return { zeroTenths: (i % 23) * 7 - 60, attributes: { velocityMmPerYear: 77, heightM: -5 } };
}

function laterPoint(i: number): CutPoint | undefined {
  if (isLacking(i, 'later')) return undefined;
  const value = TRUTH[i].value;
  return {
    zeroTenths: 40 - (i % 31) * 3,
    attributes: {
      velocityMmPerYear: 88,
      temporalCoherence: 0.01,
      // Geolocation is not the same to the metre.
      eastingM: value('eastingM') + (isMoved(i) ? 30 : 3),
      ...(isOtherPixel(i) ? { pixel: value('pixel') + 1 } : {}),
    },
    ...(isSeldom(i) ? { isMissing: (date: string) => isCommon(date) && date > '20200301' } : {}),
  };
}

let database: Database;

beforeAll(async () => {
  database = await testDatabase();
  await publishSynthetic(
    database,
    cutRelease(OLDER_RECORD, { release: RELEASES[0], isKept: isEarlier, point: earlierPoint }),
  );
  await publishSynthetic(database, cutRelease(RECORD, { release: RELEASES[1], isKept: isLater, point: laterPoint }));
});
afterAll(() => database.close());

async function concatenate(given: Record<string, unknown> = {}, options: TrialOptions = {}, mostPoints?: number) {
  const inputs = withDefaults('concatenate-releases', {
    earlier: { collection: EARLIER },
    later: { collection: LATER },
    ...given,
  });
  const process = mostPoints === undefined ? run : (c: Parameters<typeof run>[0]) => concatenateReleases(c, mostPoints);
  const trial = await runProcess(process, database, inputs, options);
  return { ...trial, report: (trial.outputs.report as { value: Report }).value };
}

interface Report {
  readonly matched: number;
  readonly earlierOnly: number;
  readonly laterOnly: number;
  readonly rows: number;
  readonly refused: Record<string, number>;
  readonly offsetMm: Record<string, number>;
  readonly residualRmsMm: number;
  readonly meanShiftM: number;
  readonly products: readonly Record<string, unknown>[];
}

interface PublishedPoint {
  readonly product: SelectedProduct;
  readonly value: (attribute: AttributeName) => number;
  readonly mm: number[];
}

const READ = [
  'velocityMmPerYear',
  'temporalCoherence',
  'rmseMm',
  'seasonalityMm',
  'accelerationMmPerYear2',
  'velocityStdMmPerYear',
  'heightM',
  'eastingM',
  'line',
  'pixel',
  'losUp',
  'gnssVelocityMmPerYear',
] as const;

async function pointsIn(collection: string): Promise<Map<string, PublishedPoint>> {
  const points = new Map<string, PublishedPoint>();
  const selection = await selectPoints(database, { collection });
  for await (const { product, pid, attributes, displacementMm } of selection.blocks({
    attributes: READ,
    withSeries: true,
  })) {
    const { length: epochs } = product.dates;
    pid.forEach((id, row) => {
      const value = (attribute: AttributeName) => attributes[(READ as readonly string[]).indexOf(attribute)][row];
      points.set(id, { product, value, mm: [...displacementMm.subarray(row * epochs, (row + 1) * epochs)] });
    });
  }
  return points;
}

const isJoined = (i: number) =>
  !isLacking(i, 'earlier') && !isLacking(i, 'later') && !isMoved(i) && !isOtherPixel(i) && !isSeldom(i);

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

describe('a job', () => {
  /** Dies once some regions are done. */
  class Checkpoints extends Map<string, unknown> {
    constructor(
      private readonly controller: AbortController,
      private readonly most: number,
    ) {
      super();
    }
    override set(key: string, value: unknown): this {
      super.set(key, value);
      if (this.size === this.most) this.controller.abort(new Error('killed'));
      return this;
    }
  }

  async function filesOf(folder: string): Promise<Record<string, string>> {
    const names = (await readdir(folder)).sort();
    const sums = await Promise.all(
      names.map(async (name) =>
        createHash('sha256')
          .update(await readFile(join(folder, name)))
          .digest('hex'),
      ),
    );
    return Object.fromEntries(names.map((name, i) => [name, sums[i]]));
  }

  test('killed between regions and taken up again gives the same bytes', async () => {
    const folders = await Promise.all([0, 1].map(() => mkdtemp(join(tmpdir(), 'open-egms-join-'))));
    try {
      const [whole, again] = folders;
      const options = { outputCollections: { joined: 'bytes' } };
      const undisturbed = await concatenate({ keepUnmatched: 'both' }, { ...options, folder: whole }, 100);
      const rows = await pointsIn('bytes');
      const controller = new AbortController();
      const checkpoints = new Checkpoints(controller, 4);
      const dying = concatenate(
        { keepUnmatched: 'both' },
        { ...options, folder: again, checkpoints, signal: controller.signal },
        100,
      );
      await expect(dying).rejects.toThrow('killed');
      const resumed = await concatenate(
        { keepUnmatched: 'both' },
        { ...options, folder: again, checkpoints: new Map(checkpoints) },
        100,
      );
      expect(resumed.outputs).toEqual(undisturbed.outputs);
      expect(await filesOf(again)).toEqual(await filesOf(whole));
      expect(Object.keys(await filesOf(whole)).length).toBeGreaterThan(6);
      const after = await pointsIn('bytes');
      expect([...after.keys()]).toEqual([...rows.keys()]);
      expect([...after.values()].map(({ mm }) => mm)).toEqual([...rows.values()].map(({ mm }) => mm));
    } finally {
      for (const folder of folders) await rm(folder, { recursive: true });
    }
  });

  test('publishes nothing when a collection has changed meanwhile', async () => {
    const original = database.query.bind(database);
    let asked = 0;
    const spy: Database = Object.assign(Object.create(database) as Database, {
      query: async (...args: Parameters<Database['query']>) => {
        // The redelivery is asked for once all regions are done.
        if (String(args[0]).includes('max(p.redelivery)') && asked++ === 0) {
          await original('update egms.collection set version = version + 1 where id = $1', [EARLIER]);
        }
        return original(...args);
      },
    });
    const inputs = withDefaults('concatenate-releases', {
      earlier: { collection: EARLIER },
      later: { collection: LATER },
    });
    const options = { outputCollections: { joined: 'never' } };
    await expect(runProcess(run, spy, inputs, options)).rejects.toThrow(/2018-2022 was changed/);
    await expect(selectPoints(database, { collection: 'never' })).rejects.toThrow(/not found/);
  });
});

describe('releases that do not belong together', () => {
  beforeAll(async () => {
    const other = syntheticBurst({
      ...TEST_BURST,
      headingDeg: 191,
      track: 95,
      pointCount: 50,
      release: RELEASES[0],
      dates: regularEpochs('20180107', '20221231', 60),
    });
    await publishSynthetic(database, other);
    // Another burst, and the same burst with other dates.
    await publishSynthetic(
      database,
      syntheticBurst({
        ...TEST_BURST,
        burstCycle: 300,
        pointCount: 50,
        release: { firstYear: 2016, lastYear: 2020 },
        dates: regularEpochs('20160103', '20201231', 60),
      }),
    );
    await publishSynthetic(
      database,
      syntheticBurst({
        ...LONG,
        pointCount: 50,
        seed: 77,
        release: { firstYear: 2015, lastYear: 2019 },
        dates: regularEpochs('20150101', '20191231', 30),
      }),
    );
    await publishSynthetic(
      database,
      syntheticBurst({
        ...LONG,
        pointCount: 50,
        seed: 77,
        release: { firstYear: 2021, lastYear: 2025 },
        dates: LONG.dates.filter(isLater),
      }),
    );
  });

  test.each([
    [
      'of another geometry',
      { earlier: { collection: 'l2b-descending-2018-2022' } },
      /later: expected L2b descending as in earlier, got L2b ascending/,
    ],
    [
      'that are one',
      { earlier: { collection: LATER } },
      /later: expected another release than earlier's, got 2020-2024/,
    ],
    [
      'in the wrong order',
      { earlier: { collection: LATER }, later: { collection: EARLIER } },
      /ends after 2020-2024, got 2018-2022: exchange/,
    ],
    [
      'without a common burst',
      { earlier: { collection: 'l2b-ascending-2016-2020' } },
      /no burst is in both collections: EGMS_L2b_044_0300_IW2_VV in earlier, EGMS_L2b_044_0240_IW2_VV in later/,
    ],
    [
      'without common dates',
      { earlier: { collection: 'l2b-ascending-2015-2019' } },
      /minCommonEpochs: expected at most 0, the dates the releases share, got 12/,
    ],
    [
      'with fewer common dates than asked for',
      { minCommonEpochs: 500 },
      /expected at most 45, the dates the releases share, got 500/,
    ],
    [
      'without a common point',
      { later: { collection: 'l2b-ascending-2021-2025' } },
      /no point could be joined: 0 points joined, 216 in the earlier release only, 50 in the later only/,
    ],
    ['that do not exist', { later: { collection: 'l2b-none' } }, /not found: l2b-none/],
  ])('(%s) are refused, and the error says why', async (_, given, message) => {
    await expect(concatenate(given, { outputCollections: { joined: 'refused' } })).rejects.toThrow(message);
  });

  test('are told before any work when the result could not be named', async () => {
    await expect(concatenate({}, { outputCollections: { joined: LATER } })).rejects.toThrow(/is an input/);
    await expect(concatenate({}, { outputCollections: { joined: 'l2b-descending-2018-2022' } })).rejects.toThrow(
      /delivered products/,
    );
  });

  test('are seen in the request when they are one', () => {
    const request = { earlier: { collection: EARLIER }, later: { collection: EARLIER } };
    expect(check(request)).toEqual([{ pointer: '/inputs/later/collection', detail: expect.stringContaining(EARLIER) }]);
    expect(check({ ...request, later: { collection: LATER } })).toEqual([]);
  });
});
