/** Active areas over a catalog, beside the points they were made of. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { check } from '../../../processes/active-areas/check.js';
import { run } from '../../../processes/active-areas/index.js';
import { SqlCatalog } from '../../../src/catalog/sql-catalog.js';
import type { Database } from '../../../src/db/database.js';
import { CRS84_URI } from '../../../src/geodesy/crs.js';
import { polygonTest } from '../../../src/geodesy/polygon.js';
import type { OutputValue } from '../../../src/jobs/process.js';
import { isoDate, regularEpochs } from '../../../src/products/epochs.js';
import { syntheticBurst } from '../../../src/products/synthetic-burst.js';
import { mmOfTenths } from '../../../src/products/tenths.js';
import { testDatabase } from '../../support/database.js';
import { withDefaults } from '../../support/described-inputs.js';
import { runProcess, type TrialOptions } from '../../support/run-process.js';
import { pointsOf, publishSynthetic, TEST_BURST } from '../../support/synthetic-catalog.js';

const ASCENDING = 'l2b-ascending-2020-2024';
const { centreEastingM, centreNorthingM } = TEST_BURST;
const BURST = syntheticBurst({
  ...TEST_BURST,
  pointCount: 3000,
  widthM: 3000,
  heightM: 2500,
  dates: regularEpochs('20200103', '20231231', 24),
  bowls: [
    { eastingM: centreEastingM - 600, northingM: centreNorthingM, radiusM: 500, velocityUpMmPerYear: -40 },
    { eastingM: centreEastingM + 700, northingM: centreNorthingM + 300, radiusM: 400, velocityUpMmPerYear: 30 },
  ],
});
const POINTS = pointsOf(BURST);

interface AreaFeature {
  readonly id: string;
  readonly geometry: { readonly type: string; readonly coordinates: number[][][] };
  readonly properties: Record<string, number | string | null>;
  readonly series?: { readonly dates: string[]; readonly mean: (number | null)[] };
}

let database: Database;

beforeAll(async () => {
  database = await testDatabase();
  await publishSynthetic(database, BURST);
});
afterAll(() => database.close());

async function areasOf(inputs: Record<string, unknown> = {}, options: TrialOptions = {}) {
  const given = { points: { collection: ASCENDING }, threshold: 8, searchRadiusM: 150, minPoints: 20, ...inputs };
  const trial = await runProcess(run, database, withDefaults('active-areas', given), options);
  const value = (output: OutputValue | undefined) => (output?.kind === 'json' ? output.value : undefined);
  const text = (output: OutputValue | undefined) => (output?.kind === 'text' ? output.text : '');
  return {
    ...trial,
    features: (value(trial.outputs.areas) as { features: AreaFeature[] } | undefined)?.features ?? [],
    summary: value(trial.outputs.summary) as Record<string, unknown>,
    csv: text(trial.outputs.csv).trimEnd().split('\r\n'),
    seriesCsv: text(trial.outputs['series-csv']).trimEnd().split('\r\n'),
  };
}

/** Points of the scene that lie in the polygon and move as fast as the threshold, its way. */
function movingInside({ geometry }: AreaFeature, direction: number) {
  const { contains } = polygonTest(geometry.coordinates.map((ring) => Float64Array.from(ring.flat())));
  return POINTS.filter(
    ({ value }) => value('velocityMmPerYear') * direction >= 8 && contains(value('longitudeDeg'), value('latitudeDeg')),
  );
}

describe('active areas that are published', () => {
  const published = (options: TrialOptions = {}, inputs: Record<string, unknown> = {}) =>
    areasOf(inputs, {
      wantedOutputs: ['areas', 'published'],
      outputCollections: { published: 'my-areas' },
      ...options,
    });
  const itemsOf = async (id: string) => {
    const catalog = new SqlCatalog(database, [], { countCap: 100 });
    const collection = (await catalog.collection(id))!;
    const query = { limit: 100, withGeometry: true, crs: CRS84_URI, series: 'none', count: 'none' } as const;
    return { collection, page: await catalog.items(collection, query) };
  };

  test('are the same areas, with the same numbers, as in the file', async () => {
    const { features, outputs } = await published();
    expect(outputs.published).toEqual({ kind: 'collection', collectionId: 'my-areas' });
    const { collection, page } = await itemsOf('my-areas');
    expect(collection).toMatchObject({
      title: 'Active deformation areas, L2b ascending, 2020-2024',
      itemCount: 2,
      interval: ['2020-01-03', isoDate(BURST.header.dates.at(-1)!)],
    });
    expect(collection.description).toContain('faster than 8 mm/yr, at most 150 m apart, at least 20 of them');
    const names = page.columns.map(({ property }) => property.name);
    for (const { id, geometry, properties } of features) {
      const row = page.rows.find((each) => each.id === id)!;
      const cells = Object.fromEntries(names.map((name, i) => [name, row.cells[i]]));
      const told = Object.entries(properties).map(([name, value]) => [name, value === null ? null : String(value)]);
      expect(cells).toMatchObject(Object.fromEntries(told));
      const { coordinates } = JSON.parse(row.geometry && 'geojson' in row.geometry ? row.geometry.geojson : '{}');
      expect(coordinates.flat(2).length).toBe(geometry.coordinates.flat(2).length);
      expect(areaOf(coordinates[0])).toBeCloseTo(areaOf(geometry.coordinates[0]), 9);
    }
  });

  test('have the title that was asked for, and without series no columns of motion', async () => {
    await published({}, { title: 'Slopes that move', series: false });
    const { collection } = await itemsOf('my-areas');
    expect(collection.title).toBe('Slopes that move');
    expect(collection.properties.map(({ name }) => name)).not.toContain('trend');
  });

  test('are published only when they are asked for, and then have a usual name', async () => {
    expect(Object.keys((await areasOf()).outputs)).not.toContain('published');
    const { outputs } = await areasOf({}, { wantedOutputs: ['published'] });
    expect(outputs.published).toEqual({ kind: 'collection', collectionId: 'active-areas-ascending-2020-2024' });
  });

  test('may take neither the name of the points they come from nor that of other points', async () => {
    const names = { outputCollections: { published: ASCENDING } };
    await expect(published(names)).rejects.toMatchObject({ code: 'InvalidParameterValue' });
  });
});

/** Positive when the ring winds counter-clockwise, square degrees. */
const areaOf = (ring: number[][]): number =>
  Math.abs(ring.slice(1).reduce((sum, [x, y], i) => sum + ring[i][0] * y - x * ring[i][1], 0) / 2);

describe('active areas of a catalog', () => {
  test('are a bowl that sinks and one that rises, with the numbers of their points', async () => {
    const { features, summary, shares, used } = await areasOf();
    expect(features.map(({ properties }) => Math.sign(Number(properties.mean_velocity))).sort()).toEqual([-1, 1]);
    for (const feature of features) {
      const { properties, series } = feature;
      const direction = Math.sign(Number(properties.mean_velocity));
      const inside = movingInside(feature, direction);
      const velocities = inside.map(({ value }) => value('velocityMmPerYear'));
      expect(properties.count).toBe(inside.length);
      expect(properties.mean_velocity).toBeCloseTo(velocities.reduce((sum, v) => sum + v, 0) / velocities.length, 3);
      expect(properties.max_velocity).toBe(direction * Math.max(...velocities.map(Math.abs)));
      expect(properties).toMatchObject({ trend: 'linear', quality: 1 });
      expect(series?.dates).toEqual(BURST.header.dates.map(isoDate));
      const mean = BURST.header.dates.map(
        (_, date) => inside.reduce((sum, point) => sum + mmOfTenths(point.series[date]), 0) / inside.length,
      );
      expect(series?.mean.map((mm) => mm ?? Number.NaN)).toEqual(mean.map((mm) => expect.closeTo(mm, 2)));
    }
    expect(summary).toMatchObject({ areas: 2, points: 3000, threshold: 8, searchRadiusM: 150 });
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(used.map(({ id }) => id)).toEqual([`collection:${ASCENDING}@1`, expect.stringMatching(/^product:EGMS_L2b/)]);
  });

  test('stand in the tables as in the features', async () => {
    const { features, csv, seriesCsv } = await areasOf();
    const names = csv[0].split(',');
    expect(csv.slice(1).map((line) => line.split(','))).toEqual(
      features.map(({ id, properties }) => [id, ...names.slice(1).map((name) => String(properties[name] ?? ''))]),
    );
    expect(Object.keys(features[0].properties)).toEqual(names.slice(1));
    expect(seriesCsv).toHaveLength(1 + features.length * BURST.header.dates.length);
    expect(seriesCsv[1]).toBe(`ada-1,2020-01-03,${features[0].series?.mean[0]}`);
  });

  test('come without series when none are wanted', async () => {
    const { features, outputs } = await areasOf({ series: false });
    expect(features).toHaveLength(2);
    expect(features[0].series).toBeUndefined();
    expect(features[0].properties.trend).toBeUndefined();
    expect(Object.keys(outputs).sort()).toEqual(['areas', 'csv', 'summary']);
  });

  test('of noise alone are an empty collection and a table of one line', async () => {
    const { features, csv, summary } = await areasOf({ threshold: 500 });
    expect(features).toEqual([]);
    expect(csv).toHaveLength(1);
    expect(summary).toMatchObject({ areas: 0, movingPoints: 0, pointsInAreas: 0 });
  });

  test('are sought among the points of the box and the filter', async () => {
    const west = Math.min(...POINTS.map(({ value }) => value('longitudeDeg')));
    const { features } = await areasOf({ points: { collection: ASCENDING, filter: 'mean_velocity < 0' } });
    expect(features).toHaveLength(1);
    const none = await areasOf({ points: { collection: ASCENDING, bbox: [west - 2, 40, west - 1, 60] } });
    expect(none.summary).toMatchObject({ areas: 0, points: 0, spreadOfStillPoints: null });
  });

  test('can be measured in standard deviations', async () => {
    const { features, summary } = await areasOf({ measure: 'velocity-over-std', threshold: 15 });
    const moving = POINTS.filter(
      ({ value }) => Math.abs(value('velocityMmPerYear') / value('velocityStdMmPerYear')) >= 15,
    );
    expect(summary.movingPoints).toBe(moving.length);
    expect(features.length).toBeGreaterThan(0);
  });

  test('are the same bits every time', async () => {
    expect((await areasOf()).outputs).toEqual((await areasOf()).outputs);
  });

  test('are not sought with two thresholds, in no collection, or after a dismissal', async () => {
    const both = { threshold: 8, thresholdSpreads: 2 };
    expect(check(both)).toEqual([
      { pointer: '/inputs/thresholdSpreads', detail: 'expected either threshold or thresholdSpreads, got both' },
    ]);
    expect(check({ threshold: 8 })).toEqual([]);
    await expect(areasOf(both)).rejects.toThrow('got both');
    await expect(areasOf({ points: { collection: 'nowhere' } })).rejects.toThrow('nowhere');
    await expect(areasOf({}, { signal: AbortSignal.abort(new Error('dismissed')) })).rejects.toThrow('dismissed');
  });

  test('have an example that names inputs of the description', () => {
    const example = JSON.parse(readFileSync('processes/active-areas/example.json', 'utf8'));
    expect(check(withDefaults('active-areas', example.inputs))).toEqual([]);
  });
});
