/** Statistics of areas over a catalog, beside a slow, obvious version that has every point and every date in memory. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { check } from '../../../processes/area-statistics/check.js';
import { areaStatistics, run } from '../../../processes/area-statistics/index.js';
import type { Database } from '../../../src/db/database.js';
import type { OutputValue } from '../../../src/jobs/process.js';
import { isoDate, regularEpochs } from '../../../src/products/epochs.js';
import type { AttributeName } from '../../../src/products/point-batch.js';
import { SeededRandom } from '../../../src/products/seeded-random.js';
import { syntheticBurst } from '../../../src/products/synthetic-burst.js';
import { mmOfTenths } from '../../../src/products/tenths.js';
import { testDatabase } from '../../support/database.js';
import { withDefaults } from '../../support/described-inputs.js';
import { runProcess, type TrialOptions } from '../../support/run-process.js';
import { pointsOf, publishSynthetic, TEST_BURST } from '../../support/synthetic-catalog.js';

interface Measured {
  readonly lon: number;
  readonly lat: number;
  readonly value: (attribute: AttributeName) => number;
  readonly series: ReadonlyMap<string, number>;
}

interface FoundFeature {
  readonly id?: unknown;
  readonly geometry: unknown;
  readonly properties: Record<string, unknown>;
  readonly series?: Record<string, (number | string | null)[]> | null;
}

const ASCENDING = 'l2b-ascending-2020-2024';
/** Two tracks over the same ground, three days apart. */
const BURSTS = [
  syntheticBurst(TEST_BURST),
  syntheticBurst({
    ...TEST_BURST,
    track: 117,
    seed: 5,
    pointCount: 500,
    dates: regularEpochs('20200106', '20200415', 6),
  }),
];
const MEASURED: readonly Measured[] = BURSTS.flatMap((burst) =>
  pointsOf(burst).map(({ value, series }) => ({
    lon: value('longitudeDeg'),
    lat: value('latitudeDeg'),
    value,
    series: new Map(burst.header.dates.map((date, i) => [date, mmOfTenths(series[i])])),
  })),
);

let database: Database;

beforeAll(async () => {
  database = await testDatabase();
  for (const burst of BURSTS) await publishSynthetic(database, burst);
});
afterAll(() => database.close());

const feature = (coordinates: unknown, rest: object = {}) => ({
  type: 'Feature',
  properties: {},
  geometry: { type: 'Polygon', coordinates },
  ...rest,
});
const collection = (features: unknown[]) => ({ type: 'FeatureCollection', features });

const [WEST, EAST] = [Math.min(...MEASURED.map(({ lon }) => lon)), Math.max(...MEASURED.map(({ lon }) => lon))];
const [SOUTH, NORTH] = [Math.min(...MEASURED.map(({ lat }) => lat)), Math.max(...MEASURED.map(({ lat }) => lat))];
const rectangle = (west: number, south: number, east: number, north: number) => [
  [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ],
];
/** Where the synthetic points are, and a little more. */
const EVERYWHERE = rectangle(WEST - 0.001, SOUTH - 0.001, EAST + 0.001, NORTH + 0.001);

/** Overlapping triangles, and some without a point. */
function randomTriangles(count: number, seed: number) {
  const random = new SeededRandom(seed);
  return Array.from({ length: count }, (_, i) => {
    const [lon, lat, size] = [random.between(WEST, EAST), random.between(SOUTH, NORTH), random.between(0, 0.03)];
    const corner = () => [lon + random.between(-size, size), lat + random.between(-size, size)];
    return feature([[corner(), corner(), corner()]], { id: i, properties: { name: `triangle ${i}` } });
  });
}

function isInTriangle([[a, b, c]]: number[][][], x: number, y: number): boolean {
  const side = (p: number[], q: number[]) => Math.sign((q[0] - p[0]) * (y - p[1]) - (q[1] - p[1]) * (x - p[0]));
  const sides = [side(a, b), side(b, c), side(c, a)];
  return sides.every((s) => s > 0) || sides.every((s) => s < 0);
}

function statistics(values: number[]) {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  const n = sorted.length;
  if (n === 0) return { count: 0, mean: null, median: null, std: null, min: null, max: null, p5: null, p95: null };
  const at = (p: number) => {
    const place = ((n - 1) * p) / 100;
    return sorted[Math.floor(place)] + (place % 1) * (sorted[Math.ceil(place)] - sorted[Math.floor(place)]);
  };
  const mean = sorted.reduce((sum, value) => sum + value, 0) / n;
  const std = Math.sqrt(sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n);
  return { count: n, mean, median: at(50), std, min: sorted[0], max: sorted[n - 1], p5: at(5), p95: at(95) };
}

const near = (value: number | null) => (value === null ? null : expect.closeTo(value, 9));
/** Series are rounded to micrometres. */
const rounded = (mm: number | null) => expect.closeTo(mm!, 2.99);

async function statisticsOf(inputs: Record<string, unknown>, options: TrialOptions = {}, memoryBytes?: number) {
  const all = withDefaults('area-statistics', { points: [{ collection: ASCENDING }], ...inputs });
  const process =
    memoryBytes === undefined ? run : (context: Parameters<typeof run>[0]) => areaStatistics(context, memoryBytes);
  const trial = await runProcess(process, database, all, options);
  const value = (output: OutputValue | undefined) => (output?.kind === 'json' ? output.value : undefined);
  const text = (output: OutputValue | undefined) => (output?.kind === 'text' ? output.text : '');
  return {
    ...trial,
    features: (value(trial.outputs.statistics) as { features: FoundFeature[] }).features,
    summary: value(trial.outputs.summary) as Record<string, unknown>,
    csv: text(trial.outputs.csv).trimEnd().split('\r\n'),
    seriesCsv: text(trial.outputs['series-csv']).trimEnd().split('\r\n'),
  };
}

describe('statistics of areas', () => {
  test('are those of the points in each area, attribute by attribute and date by date', async () => {
    const areas = randomTriangles(40, 3);
    const { features } = await statisticsOf({
      areas: collection(areas),
      attributes: ['mean_velocity', 'height_ortho'],
      percentiles: [5, 95],
    });
    expect(features).toHaveLength(40);
    let held = 0;
    for (const [i, { id, geometry, properties, series }] of features.entries()) {
      expect({ id, geometry }).toEqual({ id: i, geometry: areas[i].geometry });
      const inside = MEASURED.filter(({ lon, lat }) =>
        isInTriangle(areas[i].geometry.coordinates as number[][][], lon, lat),
      );
      held += inside.length;
      expect(properties).toMatchObject({ name: `triangle ${i}`, count: inside.length });
      for (const [name, attribute] of [
        ['mean_velocity', 'velocityMmPerYear'],
        ['height_ortho', 'heightM'],
      ] as const) {
        for (const [kind, expected] of Object.entries(statistics(inside.map(({ value }) => value(attribute))))) {
          expect(properties[`${name}_${kind}`]).toEqual(near(expected));
        }
      }
      if (inside.length === 0) {
        expect(series).toBeNull();
        continue;
      }
      const dates = [...new Set(inside.flatMap((point) => [...point.series.keys()]))].sort();
      expect(series!.dates).toEqual(dates.map(isoDate));
      const expected = dates.map((date) => statistics(inside.flatMap((point) => point.series.get(date) ?? [])));
      for (const kind of ['count', 'mean', 'median', 'std', 'p5', 'p95'] as const) {
        expect(series![kind]).toEqual(expected.map((at) => rounded(at[kind])));
      }
    }
    expect(held).toBeGreaterThan(1000);
    expect(features.filter(({ properties }) => properties.count === 0).length).toBeGreaterThan(0);
  });

  test('are the same with little memory, where one area is read in windows of dates and others in many groups', async () => {
    const areas = collection([feature(EVERYWHERE), ...randomTriangles(30, 4)]);
    const inputs = { areas, attributes: ['mean_velocity', 'temporal_coherence'] };
    const plenty = await statisticsOf(inputs);
    const little = await statisticsOf(inputs, {}, 20_000);
    expect(little.features).toEqual(plenty.features);
    expect(little.csv).toEqual(plenty.csv);
    expect(little.seriesCsv).toEqual(plenty.seriesCsv);
    expect(plenty.features[0].properties.count).toBe(MEASURED.length);
  });

  test('leave every area where it was, with its id, its own properties and what else it holds', async () => {
    const given = [
      feature(rectangle(0, 0, 1, 1), {
        id: 'same',
        properties: { name: 'far away', tags: ['a', 'b'] },
        bbox: [0, 0, 1, 1],
      }),
      feature(EVERYWHERE, { id: 'same', properties: { count: 'mine', mean_velocity_mean: 'mine too', area_count: 7 } }),
      { type: 'Feature', properties: null, geometry: null },
      feature(EVERYWHERE, { id: 7, properties: {} }),
    ];
    const areas = { name: 'parishes', ...collection(given) };
    const { features, outputs, summary } = await statisticsOf({ areas, series: false, percentiles: [2.5] });
    expect((outputs.statistics as { value: { name: string } }).value.name).toBe('parishes');
    expect(features.map(({ id }) => id)).toEqual(['same', 'same', undefined, 7]);
    expect(features[0]).toMatchObject({
      bbox: [0, 0, 1, 1],
      properties: { name: 'far away', tags: ['a', 'b'], count: 0 },
    });
    expect(features[0].properties).toMatchObject({
      mean_velocity_count: 0,
      mean_velocity_mean: null,
      mean_velocity_p2_5: null,
    });
    expect(features[1].properties).toMatchObject({
      area_area_count: 'mine',
      area_mean_velocity_mean: 'mine too',
      area_count: 7,
      count: 1100,
    });
    expect(features[2]).toMatchObject({ geometry: null, properties: { count: 0 } });
    expect(features[3].properties).toMatchObject({ count: 1100, mean_velocity_count: 1100 });
    expect(features.every((f) => !('series' in f))).toBe(true);
    expect(outputs['series-csv']).toBeUndefined();
    expect(summary).toMatchObject({ areas: 4, emptyAreas: 2, pointsInAreas: 1100, memberships: 2200, series: null });
  });

  test('of areas side by side add up: no point on a shared edge is lost or counted twice', async () => {
    // Cut exactly through points, in both directions.
    const cutLon = MEASURED[50].lon;
    const cutLat = MEASURED[50].lat;
    const [w, s, e, n] = [WEST, SOUTH, EAST + 0.001, NORTH + 0.001];
    const quarters = [
      rectangle(w, s, cutLon, cutLat),
      rectangle(cutLon, s, e, cutLat),
      rectangle(w, cutLat, cutLon, n),
      rectangle(cutLon, cutLat, e, n),
    ];
    const { features } = await statisticsOf({ areas: collection(quarters.map((q) => feature(q))), series: false });
    const counts = features.map(({ properties }) => properties.count as number);
    expect(counts.reduce((a, b) => a + b)).toBe(MEASURED.length);
    // West and south edges are inside: the point at the cross belongs to the north-eastern quarter.
    expect(counts[3]).toBe(MEASURED.filter(({ lon, lat }) => lon >= cutLon && lat >= cutLat).length);
  });

  test('on a grid of dates are those of series interpolated before they are compared', async () => {
    const areas = collection([feature(EVERYWHERE)]);
    const { features, summary } = await statisticsOf({ areas, stepDays: 3, percentiles: [], maxGapDays: 30 });
    const grid = regularEpochs('20200103', '20200411', 3);
    expect(features[0].series!.dates).toEqual(grid.map(isoDate));
    expect(summary.series).toEqual({ dates: 'grid', count: grid.length, maxGapDays: 30 });
    // Both tracks repeat every six days, three days apart: each observes every other date of the grid.
    for (const [i, date] of grid.entries()) {
      const values = MEASURED.flatMap(({ series }) => {
        const observed = series.get(date);
        if (observed !== undefined) return observed;
        const [before, after] = [series.get(grid[i - 1] ?? ''), series.get(grid[i + 1] ?? '')];
        return before === undefined || after === undefined ? [] : (before + after) / 2;
      });
      const expected = statistics(values);
      expect(features[0].series!.count[i]).toBe(expected.count);
      expect(features[0].series!.mean[i]).toEqual(rounded(expected.mean));
      expect(features[0].series!.median[i]).toEqual(rounded(expected.median));
    }
  });

  test('say nothing of areas with fewer points than asked for, but how many those are', async () => {
    const areas = collection(randomTriangles(40, 3));
    const all = await statisticsOf({ areas });
    const some = await statisticsOf({ areas, minPoints: 30 });
    for (const [i, { properties, series }] of some.features.entries()) {
      const full = all.features[i];
      if ((full.properties.count as number) >= 30)
        expect({ properties, series }).toEqual({ properties: full.properties, series: full.series });
      else
        expect({ count: properties.count, mean: properties.mean_velocity_mean, series }).toEqual({
          count: full.properties.count,
          mean: null,
          series: null,
        });
    }
    const below = all.features.filter(
      ({ properties }) => (properties.count as number) > 0 && (properties.count as number) < 30,
    );
    expect(some.summary.areasBelowMinPoints).toBe(below.length);
    expect(below.length).toBeGreaterThan(0);
  });

  test('heed the filter, box and collection of each input', async () => {
    const areas = collection([feature(EVERYWHERE)]);
    const middle = (WEST + EAST) / 2;
    const points = [
      { collection: ASCENDING, filter: 'mean_velocity < -1', bbox: [WEST - 1, SOUTH - 1, middle, NORTH + 1] },
    ];
    const { features, used } = await statisticsOf({ areas, points, series: false });
    const expected = MEASURED.filter(({ lon, value }) => lon <= middle && value('velocityMmPerYear') < -1);
    expect(features[0].properties.count).toBe(expected.length);
    expect(used.map(({ id }) => id)).toEqual([
      expect.stringMatching(/^collection:l2b-ascending-2020-2024@\d+$/),
      'product:EGMS_L2b_044_0240_IW2_VV_2020_2024_1',
      'product:EGMS_L2b_117_0240_IW2_VV_2020_2024_1',
    ]);
  });

  test('reach as far around a point, a road or a border as the buffer', async () => {
    const place = MEASURED[10];
    const e = place.value('eastingM');
    const n = place.value('northingM');
    const geometry = { type: 'Point', coordinates: [place.lon, place.lat] };
    const { features } = await statisticsOf({
      areas: collection([{ type: 'Feature', geometry }]),
      bufferM: 250,
      series: false,
    });
    const expected = MEASURED.filter(({ value }) => Math.hypot(value('eastingM') - e, value('northingM') - n) <= 250);
    expect(features[0].properties.count).toBe(expected.length);
    expect(expected.length).toBeGreaterThan(1);
  });
});

describe('the tables', () => {
  test('have a line for each area and for each area and date, text made harmless', async () => {
    const areas = collection([
      feature(EVERYWHERE, { id: 'a,b', properties: { name: '=1+1', size: 2.5, flag: true, none: null, list: [1] } }),
      feature(rectangle(0, 0, 1, 1), { properties: { other: 'x' } }),
    ]);
    const { csv, seriesCsv, features } = await statisticsOf({ areas, percentiles: [50] });
    expect(csv[0]).toBe(
      'area,id,name,size,flag,none,list,other,count,mean_velocity_count,mean_velocity_mean,mean_velocity_median,mean_velocity_std,mean_velocity_min,mean_velocity_max,mean_velocity_p50',
    );
    const { properties: p } = features[0];
    const values = ['count', 'mean', 'median', 'std', 'min', 'max', 'p50'].map((kind) => p[`mean_velocity_${kind}`]);
    expect(csv[1]).toBe(`0,"a,b",'=1+1,2.5,true,,[1],,1100,${values.join(',')}`);
    expect(csv[2]).toBe('1,,,,,,,x,0,0,,,,,,');
    expect(csv).toHaveLength(3);
    const { dates, count, mean, median, std, p50 } = features[0].series!;
    expect(seriesCsv[0]).toBe('area,id,date,count,mean,median,std,p50');
    expect(seriesCsv[1]).toBe(`0,"a,b",${dates[0]},${count[0]},${mean[0]},${median[0]},${std[0]},${p50[0]}`);
    expect(seriesCsv).toHaveLength(1 + dates.length);
  });

  test('are files when they are large, and only those asked for are made', async () => {
    const areas = collection(randomTriangles(1200, 6));
    const inputs = { points: [{ collection: ASCENDING }], areas };
    await runProcess(run, database, withDefaults('area-statistics', inputs), {
      wantedOutputs: ['statistics'],
      inspect: async (outputs, folder) => {
        expect(Object.keys(outputs).sort()).toEqual(['statistics', 'summary']);
        expect(outputs.statistics).toMatchObject({ kind: 'file', mediaType: 'application/geo+json' });
        const text = await readFile(join(folder, (outputs.statistics as { fileName: string }).fileName), 'utf8');
        expect(JSON.parse(text).features).toHaveLength(1200);
      },
    });
  });
});

describe('a job', () => {
  test('killed between groups and taken up again gives the same bytes', async () => {
    const inputs = { areas: collection(randomTriangles(30, 4)) };
    const whole = await statisticsOf(inputs, {}, 20_000);
    const folder = await mkdtemp(join(tmpdir(), 'open-egms-areas-'));
    const controller = new AbortController();
    /** Dies once three groups are done. */
    class Checkpoints extends Map<string, unknown> {
      override set(key: string, value: unknown): this {
        super.set(key, value);
        if (this.size === 4) controller.abort(new Error('killed'));
        return this;
      }
    }
    const checkpoints = new Checkpoints();
    try {
      const { signal } = controller;
      await expect(statisticsOf(inputs, { folder, checkpoints, signal }, 20_000)).rejects.toThrow('killed');
      const before = new Map(checkpoints);
      expect(before.size).toBe(4);
      const again = await statisticsOf(inputs, { folder, checkpoints: new Map(before) }, 20_000);
      expect(again.outputs).toEqual(whole.outputs);
      // What is remembered of one edition of the collection is of no use for another.
      await database.query('update egms.collection set version = version + 1 where id = $1', [ASCENDING]);
      const later = new Map(before);
      const other = await statisticsOf(inputs, { folder, checkpoints: later }, 20_000);
      expect(other.features).toEqual(whole.features);
      expect(later.size).toBeGreaterThan(2 * before.size);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('tells its progress without ever going back', async () => {
    const { shares } = await statisticsOf({ areas: collection(randomTriangles(30, 4)) }, {}, 10_000);
    expect(shares.length).toBeGreaterThan(5);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares[shares.length - 1]).toBeLessThanOrEqual(1);
  });
});

describe('a request that does not fit', () => {
  const areas = collection([feature(EVERYWHERE)]);

  test('is refused with what was expected', async () => {
    await expect(statisticsOf({ areas, attributes: ['velocity'] })).rejects.toThrow(
      /attributes: no numeric attribute velocity .* known: .*mean_velocity/,
    );
    for (const name of ['pid', 'product', 'date_count', 'cluster_label']) {
      await expect(statisticsOf({ areas, attributes: [name] })).rejects.toThrow(`no numeric attribute ${name}`);
    }
    const twice = [{ collection: ASCENDING }, { collection: ASCENDING }];
    await expect(statisticsOf({ areas, points: twice })).rejects.toThrow(/named twice/);
    await expect(statisticsOf({ areas, points: [{ collection: 'l9' }] })).rejects.toThrow(/not found: l9/);
    const inMetres = collection([feature([[[4_400_000, 2_000_000]]])]);
    await expect(statisticsOf({ areas: inMetres })).rejects.toThrow(
      /areas: \/features\/0\/geometry\/coordinates\/0\/0: .*degrees/,
    );
  });

  test('is judged before it is accepted where its areas stand in it', () => {
    const road = collection([
      {
        type: 'Feature',
        geometry: {
          type: 'LineString',
          coordinates: [
            [10, 45],
            [11, 45],
          ],
        },
      },
    ]);
    expect(check({ areas: road, bufferM: 0 })).toEqual([
      { pointer: '/inputs/areas/features/0/geometry', detail: expect.stringContaining('bufferM') },
    ]);
    expect(check({ areas: road, bufferM: 5 })).toEqual([]);
    expect(check({ areas })).toEqual([]);
    expect(check({ areas: { href: 'http://example.org/areas' } })).toEqual([]);
  });

  test('may name an attribute by the name of another release', async () => {
    const { features } = await statisticsOf({ areas, attributes: ['rmse', 'rmse_ts'], series: false });
    const { properties } = features[0];
    expect(properties.rmse_mean).toBe(properties.rmse_ts_mean);
    expect(properties.rmse_mean).toEqual(near(statistics(MEASURED.map(({ value }) => value('rmseMm'))).mean));
  });
});
