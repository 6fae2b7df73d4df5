import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { check } from '../../../processes/concatenate-releases/check.js';
import type { Database } from '../../../src/db/database.js';
import { regularEpochs } from '../../../src/products/epochs.js';
import { syntheticBurst } from '../../../src/products/synthetic-burst.js';
import type { TrialOptions } from '../../support/run-process.js';
import { publishSynthetic, TEST_BURST } from '../../support/synthetic-catalog.js';

import {
  concatenate as concatenateIn,
  EARLIER,
  isLater,
  LATER,
  LONG,
  publishReleases,
  RELEASES,
} from './cut-releases.js';

let database: Database;

beforeAll(async () => {
  database = await publishReleases();
});
afterAll(() => database.close());

const concatenate = (given?: Record<string, unknown>, options?: TrialOptions, mostPoints?: number) =>
  concatenateIn(database, given, options, mostPoints);

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
