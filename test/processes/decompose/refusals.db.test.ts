/** Requests that leave nothing to compute: each error says what was expected, what came, and where. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../../../processes/decompose/index.js';
import type { Database } from '../../../src/db/database.js';
import { regularEpochs } from '../../../src/products/epochs.js';
import { testDatabase } from '../../support/database.js';
import { runProcess, type TrialOptions } from '../../support/run-process.js';
import { syntheticCatalog } from '../../support/synthetic-catalog.js';
import { ASCENDING_ID, BURSTS, DESCENDING_ID, requestOf, uniformModel } from './request.js';

const EARLIER_ID = 'l2b-descending-2015-2019';
let database: Database;

beforeAll(async () => {
  database = await testDatabase();
  const [ascending, descending] = BURSTS;
  const release = { firstYear: 2015, lastYear: 2019 };
  await syntheticCatalog(
    database,
    { ...ascending, pointCount: 300 },
    { ...descending, pointCount: 300 },
    { ...descending, pointCount: 300, release, dates: regularEpochs('20150103', '20160103', 12) },
    { ...ascending, pointCount: 50, level: 'L2a' },
  );
});
afterAll(() => database.close());

const refused = (inputs: Readonly<Record<string, unknown>>, options: TrialOptions = {}) =>
  expect(runProcess(run, database, requestOf(inputs), options)).rejects;

describe('decompose refuses', () => {
  test('collections that are not there, or of another level or direction', async () => {
    await refused({ ascending: [{ collection: 'l2b-nowhere' }] }).toThrow(/not found: l2b-nowhere/);
    await refused({ ascending: [{ collection: DESCENDING_ID }] }).toThrow(
      /^ascending: expected a collection of L2b ascending, got l2b-descending-2020-2024: L2b descending/,
    );
    await refused({ ascending: [{ collection: 'l2a-ascending-2020-2024' }] }).toThrow(/got .*: L2a ascending/);
  });

  test('one direction alone', async () => {
    await refused({ descending: [] }).toThrow(/^descending: expected at least one collection, got none/);
    await refused({ ascending: undefined }).toThrow(/^ascending: expected at least one collection/);
  });

  test('selections without points, and names what was asked for', async () => {
    await refused({ descending: [{ collection: DESCENDING_ID, filter: 'mean_velocity > 1000' }] }).toThrow(
      /^descending: expected points, but none match in l2b-descending-2020-2024 \(filter mean_velocity > 1000\)/,
    );
    await refused({ ascending: [{ collection: ASCENDING_ID, bbox: [1, 1, 2, 2] }] }).toThrow(/bbox 1,1,2,2/);
    await refused({ ascending: [{ collection: ASCENDING_ID, datetime: '1999-01-01' }] }).toThrow(/datetime 1999-01-01/);
    await refused({ ascending: [{ collection: ASCENDING_ID, filter: 'speed >' }] }).toThrow(/filter/);
  });

  test('directions that share no cell, and says where they lie', async () => {
    await refused({
      ascending: [{ collection: ASCENDING_ID, filter: 'easting < 4399900' }],
      descending: [{ collection: DESCENDING_ID, filter: 'easting > 4400100' }],
    }).toThrow(
      /no cell of 100 m holds points of both orbit directions: ascending at 439\d{4}\.\.4399\d{3} m east, .*, descending at 4400\d{3}\.\.440\d{4} m east/,
    );
  });

  test('series that do not overlap in time, or not enough', async () => {
    await refused({ descending: [{ collection: EARLIER_ID }] }).toThrow(
      /no date lies from 2020-01-03 to 2015-12-29; the series reach: ascending 2020-01-03..2021-04-15, descending 2015-01-03..2015-12-29/,
    );
    await refused({ descending: [{ collection: EARLIER_ID }], start: '2015-01-03' }).toThrow(
      /expected at least 7 dates that both orbit directions have, got 0 of 31/,
    );
    await refused({ start: '2021-03-01' }).toThrow(/^stepDays: expected at least 7 dates .* got 4/);
    await refused({ start: '2030-01-01' }).toThrow(/^start: no date lies from 2030-01-01 to 2021-04-15/);
    await refused({ end: '2019-01-01' }).toThrow(/^end: no date lies from 2020-01-03 to 2019-01-01/);
    await refused({ start: '2020-02-01', end: '2020-01-01' }).toThrow(/^end: expected a date at or after the start/);
  });

  test('gaps that leave no date in common', async () => {
    await refused({ start: '2020-01-04', stepDays: 12, maxGapDays: 11 }).toThrow(
      /^maxGapDays: expected at least 7 dates that both orbit directions have, got 0 of 39/,
    );
  });

  test('a GNSS model that does not cover the points', async () => {
    const gnssModel = uniformModel(1, 0, 0)
      .split('\n')
      .filter((line) => !line.includes('4450000'))
      .join('\n');
    await refused({ north: 'gnss', gnssModel }).toThrow(
      /^gnssModel: does not cover \d+ of 600 points, the first at [\d.]+ E, [\d.]+ N \(EPSG:3035\)/,
    );
    await refused({ north: 'gnss' }).toThrow(/^gnssModel: expected a GNSS model/);
  });

  test('demands that no cell meets', async () => {
    await refused({ minPointsPerGeometry: 1000 }).toThrow(/no cell could be solved: 0 cells kept, .*tooFewPoints \d+/);
    await refused({ maxConditionNumber: 1.01 }).toThrow(/illConditioned \d+/);
  });

  test('names of collections that belong to others', async () => {
    await refused({}, { outputCollections: { up: 'same', east: 'same' } }).toThrow(
      /two names for up and east, got same/,
    );
    await refused({}, { outputCollections: { up: ASCENDING_ID } }).toThrow(/up: l2b-ascending-2020-2024 is an input/);
    await refused({}, { outputCollections: { up: EARLIER_ID } }).toThrow(/holds delivered products/);
  });
});
