/** OGC API - EDR as clients meet it, over a real database: the answers are those of Features, and of the file. */
import type { Express } from 'express';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SqlAreas } from '../../../src/catalog/points/area-summary.js';
import type { Database } from '../../../src/db/database.js';
import { polygonTest } from '../../../src/geodesy/polygon.js';
import { isoDate } from '../../../src/products/epochs.js';
import { answersOfContract } from '../../support/answers-of-contract.js';
import { testDatabase } from '../../support/database.js';
import { syntheticCatalog, TEST_BURST, type TestPoint } from '../../support/synthetic-catalog.js';
import { testApp } from '../../support/test-app.js';

const BASE = '/collections/l2b-ascending-2020-2024';
const EPSG_3035 = 'http://www.opengis.net/def/crs/EPSG/0/3035';
const { dates } = TEST_BURST;
const contract = answersOfContract('edr.yaml');

let database: Database;
let app: Express;
let points: readonly TestPoint[];
/** A polygon with a dent over the middle of the burst, longitude and latitude side by side. */
let ring: Float64Array;

beforeAll(async () => {
  database = await testDatabase();
  const made = await syntheticCatalog(database);
  points = made.points;
  app = testApp({
    catalog: made.catalog,
    areas: new SqlAreas(database),
  });
  const [west, south, east, north] = (await made.catalog.collection('l2b-ascending-2020-2024'))!.bbox!;
  const at = (x: number, y: number) => [west + x * (east - west), south + y * (north - south)];
  ring = Float64Array.from([at(0.2, 0.2), at(0.8, 0.1), at(0.5, 0.5), at(0.9, 0.9), at(0.2, 0.8), at(0.2, 0.2)].flat());
});
afterAll(() => database.close());

const get = (path: string) => request(app).get(`${BASE}${path}`).set('Host', 'edr.example.org');
const wkt = (numbers: ArrayLike<number>) =>
  `((${Array.from({ length: numbers.length / 2 }, (_, i) => `${numbers[2 * i]} ${numbers[2 * i + 1]}`).join(',')}))`;
const polygon = () => encodeURIComponent(`POLYGON${wkt(ring)}`);
const inside = (numbers = ring) => {
  const { contains } = polygonTest([numbers]);
  return points.filter(({ value }) => contains(value('longitudeDeg'), value('latitudeDeg')));
};
const mm = ({ series }: TestPoint): number[] => [...series].map((tenths) => (tenths === -32_767 ? 0 : tenths / 10));
const pids = (list: readonly { pid?: string; id?: string }[]) => list.map(({ pid, id }) => pid ?? id).sort();
const place = ({ value }: TestPoint) => `POINT(${value('longitudeDeg')} ${value('latitudeDeg')})`;

describe('position', () => {
  test('is the series of the point that stands there, as the file has it', async () => {
    const point = points[17];
    const { body, headers } = await get(`/position?coords=${place(point)}&parameter-name=displacement`).expect(200);
    expect(headers['content-type']).toBe('application/prs.coverage+json');
    expect(headers['content-crs']).toBe('<http://www.opengis.net/def/crs/OGC/1.3/CRS84>');
    expect(contract.faultsOf('edr.position', body, 'application/prs.coverage+json')).toEqual([]);
    expect(body).toMatchObject({ type: 'Coverage', id: point.pid, domain: { domainType: 'PointSeries' } });
    expect(body.domain.axes.t.values).toEqual(dates.map((date) => `${isoDate(date)}T00:00:00Z`));
    expect(body.domain.axes.x.values[0]).toBeCloseTo(point.value('longitudeDeg'), 6);
    expect(body.ranges.displacement).toEqual({
      type: 'NdArray',
      dataType: 'float',
      axisNames: ['t'],
      shape: [dates.length],
      values: mm(point),
    });
  });

  test('of several places is the nearest point of each, once', async () => {
    const [a, b] = [points[3], points[400]];
    const coords = `MULTIPOINT(${[a, b, a].map((each) => place(each).slice(5)).join(',')})`;
    const { body } = await get(`/position?coords=${coords}&f=GeoJSON&parameter-name=mean_velocity`).expect(200);
    expect(body.features.map(({ id }: { id: string }) => id)).toEqual([a.pid, b.pid]);
    expect(body.features[0].properties).toMatchObject({
      mean_velocity: a.value('velocityMmPerYear'),
      label: a.pid,
      'parameter-name': ['mean_velocity'],
      edrqueryendpoint: `http://edr.example.org${BASE}/locations/${a.pid}`,
    });
  });

  test('is found from afar, the same as by looking at all points', async () => {
    const [x, y] = [Math.min(...points.map(({ value }) => value('longitudeDeg'))) - 0.02, ring[1]];
    const north = Math.cos((y * Math.PI) / 180);
    const away = ({ value }: TestPoint) => Math.hypot((value('longitudeDeg') - x) * north, value('latitudeDeg') - y);
    const wanted = points.reduce((a, b) => (away(a) <= away(b) ? a : b));
    const { body } = await get(`/position?coords=POINT(${x} ${y})&within=20&within-units=km&parameter-name=rmse_ts`);
    expect(body.id).toBe(wanted.pid);
    await get(`/position?coords=POINT(${x} ${y})&within=1.1&within-units=km`).expect(204);
  });

  test('is empty where no point is near enough, or no epoch in the time asked for', async () => {
    const far = await get('/position?coords=POINT(0 0)').expect(204);
    expect(far.text).toBe('');
    await get(`/position?coords=${place(points[0])}&datetime=1999-01-01/1999-12-31`).expect(204);
    const between = `${isoDate(dates[0]).slice(0, 8)}04`;
    await get(`/position?coords=${place(points[0])}&datetime=${between}&parameter-name=displacement`).expect(204);
  });

  test('follows the axis order of the system of the request', async () => {
    const { value, pid } = points[5];
    const coords = `POINT(${value('northingM')} ${value('eastingM')})`;
    const { body, headers } = await get(`/position?coords=${coords}&crs=${EPSG_3035}&parameter-name=rmse_ts`).expect(
      200,
    );
    expect(headers['content-crs']).toBe(`<${EPSG_3035}>`);
    expect(body.id).toBe(pid);
    expect(body.domain.referencing[0].coordinates).toEqual(['y', 'x']);
    expect(body.domain.axes.x.values[0]).toBeCloseTo(value('eastingM'), 2);
  });
});

describe('area', () => {
  test('holds the points of Features, with series and attributes', async () => {
    const wanted = inside();
    expect(wanted.length).toBeGreaterThan(100);
    const { body, headers } = await get(`/area?coords=${polygon()}&f=geojson`).expect(200);
    // Texts, as the schema of EDR GeoJSON has them, and not the languages of CoverageJSON.
    expect(body.parameters[0]).toMatchObject({
      type: 'Parameter',
      id: 'displacement',
      description: expect.stringContaining('Displacement since'),
      observedProperty: { label: 'Displacement' },
    });
    expect(contract.faultsOf('edr.area', body, 'application/geo+json')).toEqual([]);
    expect(pids(body.features)).toEqual(pids(wanted));
    expect([body.numberMatched, body.numberReturned]).toEqual([wanted.length, wanted.length]);
    expect(headers['ogc-numbermatched']).toBe(String(wanted.length));
    const filter = encodeURIComponent(`S_INTERSECTS(geometry,POLYGON${wkt(ring)})`);
    const features = (await get(`/items?limit=1000&profile=series&filter=${filter}`).expect(200)).body;
    expect(body.dates).toEqual(features.dates);
    for (const feature of features.features) {
      const own = body.features.find(({ id }: { id: string }) => id === feature.id);
      expect(own.geometry).toEqual(feature.geometry);
      expect(own.properties).toMatchObject(withoutPid(feature.properties));
    }
  });

  test('that crosses itself holds what it encloses an odd number of times', async () => {
    const [x1, y1, x2, y2] = [ring[0], ring[1], ring[6], ring[7]];
    const bow = Float64Array.from([x1, y1, x2, y2, x2, y1, x1, y2, x1, y1]);
    const wanted = inside(bow);
    const { body } = await get(`/area?coords=POLYGON${wkt(bow)}&f=geojson&parameter-name=mean_velocity`).expect(200);
    expect(pids(body.features)).toEqual(pids(wanted));
  });

  test('of many points answers with an even share, the same every time, and says so', async () => {
    const url = `/area?coords=${polygon()}&limit=40&parameter-name=displacement`;
    const { body, headers } = await get(url).expect(200);
    const matched = inside().length;
    expect(body.numberMatched).toBe(matched);
    expect(body.numberReturned).toBe(body.coverages.length);
    expect(body.coverages.length).toBeLessThanOrEqual(40);
    expect(body.coverages.length).toBeGreaterThan(15);
    expect(body.sample.share).toBeCloseTo((0.95 * 40) / matched, 9);
    expect(headers['open-egms-sample']).toContain(`matched=${matched}`);
    expect(headers['ogc-numberreturned']).toBeUndefined();
    const all: string = headers.link.split(', ').find((link: string) => link.includes('rel="related"'))!;
    expect(all).toContain('stream=true');
    const { pathname, search } = new URL(/<([^>]+)>/.exec(all)![1]);
    const everything = await request(app).get(pathname + search);
    expect(pids(everything.body.features)).toEqual(pids(inside()));
    expect((await get(url)).body).toEqual(body);
  });

  test('as MultiPointSeries has dates once, and the same values', async () => {
    const { body } = await get(`/area?coords=${polygon()}&domain=MultiPointSeries&parameter-name=displacement,rmse_ts`);
    expect(contract.faultsOf('edr.area', body, 'application/prs.coverage+json')).toEqual([]);
    const [series, attributes] = body.coverages;
    const { pid, rmse_ts: rmse } = attributes.ranges;
    const count = inside().length;
    expect(series.ranges.displacement.shape).toEqual([count, dates.length]);
    expect(pid.values.toSorted()).toEqual(pids(inside()));
    for (const i of [0, 50, count - 1]) {
      const point = points.find((each) => each.pid === pid.values[i])!;
      expect(series.ranges.displacement.values.slice(i * dates.length, (i + 1) * dates.length)).toEqual(mm(point));
      expect(rmse.values[i]).toBe(point.value('rmseMm'));
    }
  });

  test('as CSV is the file: the same values under the same dates', async () => {
    const { text, headers } = await get(`/area?coords=${polygon()}&f=csv`).expect(200);
    expect(headers['content-disposition']).toContain('l2b-ascending-2020-2024.csv');
    const [header, ...lines] = text
      .trim()
      .split('\r\n')
      .map((line) => line.split(','));
    expect(header.slice(-dates.length)).toEqual(dates);
    expect(lines.map(([pid]) => pid).sort()).toEqual(pids(inside()));
    for (const line of lines) {
      const point = points.find(({ pid }) => pid === line[0])!;
      expect(line.slice(-dates.length).map(Number)).toEqual(mm(point));
      expect(Number(line[header.indexOf('mean_velocity')])).toBe(point.value('velocityMmPerYear'));
    }
  });

  test('takes a filter and a time window', async () => {
    const filter = encodeURIComponent('temporal_coherence > 0.85');
    const window = `${isoDate(dates[2])}/${isoDate(dates[5])}`;
    const { body } = await get(
      `/area?coords=${polygon()}&filter=${filter}&datetime=${window}&parameter-name=displacement&f=geojson`,
    ).expect(200);
    const wanted = inside().filter(({ value }) => value('temporalCoherence') > 0.85);
    expect(pids(body.features)).toEqual(pids(wanted));
    expect(body.dates).toEqual(dates.slice(2, 6).map(isoDate));
    expect(body.features[0].properties.displacement).toEqual(
      mm(points.find(({ pid }) => pid === body.features[0].id)!).slice(2, 6),
    );
  });

  test('is not sent again to who has it', async () => {
    const url = `/area?coords=${polygon()}&parameter-name=displacement`;
    const { headers } = await get(url).expect(200);
    await get(url).set('If-None-Match', headers.etag).expect(304);
  });
});

/** The slow and obvious way. */
function statistics(values: readonly number[]) {
  const sorted = values.toSorted((a, b) => a - b);
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const at = (p: number) => {
    const rank = ((sorted.length - 1) * p) / 100;
    const below = sorted[Math.floor(rank)];
    return below + (rank - Math.floor(rank)) * (sorted[Math.ceil(rank)] - below);
  };
  const std = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length);
  return { count: values.length, mean, median: at(50), std, p10: at(10), p90: at(90) };
}

function expectClose(got: Record<string, number>, wanted: Record<string, number>): void {
  for (const [name, value] of Object.entries(wanted)) expect(got[name], name).toBeCloseTo(value, 6);
}

describe('statistics of an area', () => {
  const ASKED = 'aggregate=mean,median,std,p10,p90';

  test('are those of its points, date by date, and of attributes', async () => {
    const { body, headers } = await get(
      `/area?coords=${polygon()}&${ASKED}&f=geojson&parameter-name=displacement,mean_velocity`,
    ).expect(200);
    const wanted = inside();
    expect(headers['ogc-numbermatched']).toBe(String(wanted.length));
    expect(headers['open-egms-sample']).toBeUndefined();
    const { properties } = body.features[0];
    expect([properties.points, properties.points_used]).toEqual([wanted.length, wanted.length]);
    expect(properties.dates).toEqual(dates.map(isoDate));
    dates.forEach((_, date) => {
      const got = Object.fromEntries(
        Object.entries(properties.displacement as Record<string, number[]>).map(([name, list]) => [name, list[date]]),
      );
      expectClose(got, statistics(wanted.map((point) => mm(point)[date])));
    });
    expectClose(properties.mean_velocity, statistics(wanted.map(({ value }) => value('velocityMmPerYear'))));
  });

  test('are a PolygonSeries of one parameter per statistic, and lines of a table', async () => {
    const url = `/area?coords=${polygon()}&aggregate=mean,p90&parameter-name=displacement`;
    const { body } = await get(url).expect(200);
    expect(contract.faultsOf('edr.area', body, 'application/prs.coverage+json')).toEqual([]);
    expect(Object.keys(body.coverages[0].ranges)).toEqual([
      'displacement_count',
      'displacement_mean',
      'displacement_p90',
    ]);
    expect(body.coverages[0].domain).toMatchObject({ domainType: 'PolygonSeries' });
    expect(body.coverages[0].domain.axes.composite.values[0][0]).toHaveLength(6);
    const { text } = await get(`${url}&f=csv`).expect(200);
    const [header, ...lines] = text.trim().split('\r\n');
    expect(header).toBe('polygon,parameter,date,count,mean,p90');
    expect(lines).toHaveLength(dates.length);
    expect(lines[3].split(',').slice(0, 4)).toEqual(['1', 'displacement', isoDate(dates[3]), String(inside().length)]);
    expect(Number(lines[3].split(',')[4])).toBe(body.coverages[0].ranges.displacement_mean.values[3]);
  });

  test('of several polygons are told of each', async () => {
    const half = Float64Array.from(ring, (value, i) => (i % 2 === 0 ? ring[0] + (value - ring[0]) / 2 : value));
    const coords = encodeURIComponent(`MULTIPOLYGON(${wkt(ring)},${wkt(half)})`);
    const { body } = await get(`/area?coords=${coords}&aggregate=mean&f=geojson&parameter-name=rmse_ts`).expect(200);
    expect(body.features.map(({ properties }: { properties: { points: number } }) => properties.points)).toEqual([
      inside().length,
      inside(half).length,
    ]);
  });

  test('of a circle and of a box are those of their points', async () => {
    const circle = `coords=${place(points[9])}&within=1&within-units=km&f=geojson`;
    const { body } = await get(`/radius?${circle}&parameter-name=mean_velocity`).expect(200);
    const velocities = body.features.map(
      ({ properties }: { properties: { mean_velocity: number } }) => properties.mean_velocity,
    );
    const summed = await get(`/radius?${circle}&${ASKED}&parameter-name=mean_velocity`).expect(200);
    expectClose(summed.body.features[0].properties.mean_velocity, statistics(velocities));
    expect(summed.body.features[0].geometry.coordinates[0]).toHaveLength(73);

    const box = `bbox=${ring[0]},${ring[1]},${ring[6]},${ring[7]}`;
    const cube = await get(`/cube?${box}&f=geojson&parameter-name=mean_velocity`).expect(200);
    const features = await get(`/items?${box}&limit=1000`).expect(200);
    expect(pids(cube.body.features)).toEqual(pids(features.body.features));
    const summedBox = await get(`/cube?${box}&aggregate=mean&parameter-name=mean_velocity&f=geojson`).expect(200);
    expect(summedBox.body.features[0].properties.points).toBe(cube.body.features.length);
  });

  test('of no points at all are none', async () => {
    await get('/area?coords=POLYGON((0 0,1 0,1 1,0 0))&aggregate=mean').expect(204);
  });
});

describe('locations', () => {
  test('are all points by name, in pages, each with where to ask', async () => {
    const seen: { id: string; properties: { edrqueryendpoint: string } }[] = [];
    for (let path: string | undefined = '/locations?limit=250'; path; ) {
      const {
        body,
      }: { body: { features: typeof seen; links: { rel: string; href: string }[]; numberMatched: number } } =
        await get(path).expect(200);
      expect(body.numberMatched).toBe(points.length);
      seen.push(...body.features);
      const next = body.links.find(({ rel }) => rel === 'next');
      path = next && new URL(next.href).href.slice(`http://edr.example.org${BASE}`.length);
    }
    expect(pids(seen)).toEqual(pids(points));
    const { pathname } = new URL(seen[0].properties.edrqueryendpoint);
    await request(app).get(pathname).expect(200);
  });

  test('of one is its series and its attributes', async () => {
    const { pid, value } = points[44];
    const { body } = await get(`/locations/${pid}?datetime=${isoDate(dates[3])}/..`).expect(200);
    expect(contract.faultsOf('edr.location', body, 'application/prs.coverage+json')).toEqual([]);
    const [series, attributes] = body.coverages;
    expect(series.ranges.displacement.values).toEqual(mm(points[44]).slice(3));
    expect(attributes.domain.domainType).toBe('Point');
    expect(attributes.ranges.height_ortho.values).toEqual([value('heightM')]);
    expect(attributes.ranges.first_date.values).toEqual([isoDate(dates[0])]);
  });

  test('that do not exist are not found', async () => {
    const { body } = await get('/locations/nobody').expect(404);
    expect(body.detail).toBe('location not found: nobody');
  });
});

test.each([
  ['/area?coords=POLYGON((0 0,1 0,1 1))', 'coords: Polygon needs 4 positions'],
  ['/area?coords=POINT(1 2)', 'coords: at character 1: expected POLYGON or MULTIPOLYGON'],
  ['/area', 'coords'],
  [
    '/area?coords=POLYGON((0 0,1 0,1 1,0 0))&parameter-name=velocity',
    'parameter-name: expected names out of displacement,',
  ],
  [
    '/area?coords=POLYGON((0 0,1 0,1 1,0 0))&datetime=2021-01-01/2020-01-01',
    'datetime: expected the start before the end',
  ],
  ['/area?coords=POLYGON((0 0,1 0,1 1,0 0))&aggregate=mode', 'aggregate: expected names out of count, mean'],
  ['/area?coords=POLYGON((0 0,1 0,1 1,0 0))&aggregate=mean&parameter-name=product', 'product cannot be summed up'],
  ['/area?coords=POLYGON((0 0,1 0,1 1,0 0))&f=netcdf', 'f: expected one of coveragejson, covjson'],
  ['/area?coords=POLYGON((0 0,1 0,1 1,0 0))&crs=EPSG:2154', 'crs: expected one of'],
  ['/area?coords=POLYGON((0 0,1 0,1 1,0 0))&limit=0', 'limit: expected an integer of at least 1'],
  ['/area?coords=POLYGON((0 0,1 0,1 1,0 0))&colour=red', 'colour: no such query parameter here'],
  ['/radius?coords=POINT(11 41)&within=0&within-units=km', 'within: expected more than 0 and at most 200 km'],
  ['/radius?coords=POINT(11 41)&within=-3&within-units=km', 'within: expected more than 0'],
  ['/radius?coords=POINT(11 41)&within-units=km', 'within'],
  ['/radius?coords=POINT(11 41)&within=3&within-units=furlong', 'within-units: expected one of m, km, mi'],
  ['/cube?bbox=12,41,11', 'bbox'],
  ['/cube?bbox=11,42,12,41', 'bbox: expected the southern edge first'],
  [`/position?coords=MULTIPOINT(${'11 41,'.repeat(999)}11 41)`, 'coords: expected at most 100 points, got 1000'],
])('a request is refused with a word about why: %s', async (path, words) => {
  const { status, body } = await get(path);
  expect([status, body.detail]).toEqual([400, expect.stringContaining(words)]);
});

test('an address of ten thousand places is too long', async () => {
  const { status } = await get(`/position?coords=MULTIPOINT(${'1 2,'.repeat(2_500)}1 2)`);
  expect(status).toBe(414);
});

const withoutPid = ({ pid: _, dates: __, ...rest }: Record<string, unknown>) => rest;
