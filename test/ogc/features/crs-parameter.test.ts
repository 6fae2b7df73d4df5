import request from 'supertest';
import { describe, expect, test } from 'vitest';
import { ITEMS, PLACES, pid, volcano, volcanoApp } from './volcano.js';

const CRS84 = 'http://www.opengis.net/def/crs/OGC/1.3/CRS84';
const EPSG = 'http://www.opengis.net/def/crs/EPSG/0';

/** EPSG's formula of Pseudo-Mercator: x = R lon, y = R ln tan(45 degrees + lat / 2). */
const mercator = (longitudeDeg: number, latitudeDeg: number): readonly [x: number, y: number] => [
  (6378137 * longitudeDeg * Math.PI) / 180,
  6378137 * Math.log(Math.tan(Math.PI / 4 + (latitudeDeg * Math.PI) / 360)),
];

const app = volcanoApp();
const get = (path: string) => request(app).get(path);
const firstPosition = async (query: string): Promise<number[]> =>
  (await get(`${ITEMS}?limit=1&${query}`).expect(200)).body.features[0].geometry.coordinates;

describe('Features 2, crs', () => {
  test('ogc-crs-header: every answer with data names its system in angle brackets', async () => {
    for (const path of [
      ITEMS,
      `${ITEMS}?f=csv`,
      `${ITEMS}?f=html`,
      `${ITEMS}/${pid(0)}`,
      `${ITEMS}/${pid(0)}?f=html`,
    ]) {
      const { headers } = await get(path).expect(200);
      expect(headers['content-crs']).toBe(`<${CRS84}>`);
    }
    const { headers } = await get(`${ITEMS}?crs=${EPSG}/3035`);
    expect(headers['content-crs']).toBe(`<${EPSG}/3035>`);
  });

  test('fc-crs-action: coordinates follow the axis order of the system, inside GeoJSON too', async () => {
    expect(await firstPosition(`crs=${CRS84}`)).toEqual([13.1, 38.6]);
    expect(await firstPosition(`crs=${EPSG}/4326`)).toEqual([38.6, 13.1]);
    expect(await firstPosition(`crs=${EPSG}/4258`)).toEqual([38.6, 13.1]);
    const [x, y] = await firstPosition(`crs=${EPSG}/3857`);
    expect(x).toBeCloseTo(mercator(13.1, 38.6)[0], 2);
    expect(y).toBeCloseTo(mercator(13.1, 38.6)[1], 2);
  });

  test('EPSG:3035 has the northing first, as in the attributes of the point', async () => {
    const { body } = await get(`${ITEMS}?limit=1&crs=${EPSG}/3035`);
    const { geometry, properties } = body.features[0];
    expect(geometry.coordinates[0]).toBeCloseTo(properties.northing, 1);
    expect(geometry.coordinates[1]).toBeCloseTo(properties.easting, 1);
  });

  test('coordinates have at most seven decimals of a degree, three of a metre (R3)', async () => {
    for (const query of [`crs=${EPSG}/3857`, `crs=${EPSG}/25833`, `crs=${CRS84}`]) {
      for (const coordinate of await firstPosition(query)) expect(String(coordinate)).toMatch(/^\d+(\.\d{1,7})?$/);
    }
  });

  test('geometries other than points swap axes as well', async () => {
    const ring = async (crs: string) =>
      (await get(`${PLACES}?limit=1&crs=${crs}`)).body.features[0].geometry.coordinates[0];
    expect((await ring(CRS84))[0]).toEqual([13, 38.1]);
    expect((await ring(`${EPSG}/4326`))[0]).toEqual([38.1, 13]);
  });

  test('a system may be named by its http URI or its URN', async () => {
    expect(await firstPosition('crs=urn:ogc:def:crs:EPSG::4326')).toEqual([38.6, 13.1]);
  });

  test.each(['crs', 'bbox-crs', 'filter-crs'])(
    'crs-exception: an unknown %s is a 400 that lists the known ones',
    async (name) => {
      for (const uri of [`${EPSG}/999999`, 'nonsense', '', `${EPSG}/4326'--`]) {
        const { body } = await get(`${ITEMS}?bbox=13,38,14,39&${name}=${encodeURIComponent(uri)}`).expect(400);
        expect(body.detail).toContain(CRS84);
      }
    },
  );

  test('fc-crs-valid-value: a known system in which the collection is not offered is a 400', async () => {
    await get(`${PLACES}?crs=${EPSG}/3035`).expect(400);
  });

  test.each([
    ['4326, latitude first', `${EPSG}/4326`, '38.6,13.1,38.6015,13.1025'],
    ['4258, latitude first', `${EPSG}/4258`, '38.6,13.1,38.6015,13.1025'],
    ['CRS84', CRS84, '13.1,38.6,13.1025,38.6015'],
    ['3857', `${EPSG}/3857`, [mercator(13.09999, 38.59999), mercator(13.1025, 38.6015)].join(',')],
  ])('fc-bbox-crs-action: a box in %s selects the same features', async (_, crs, bbox) => {
    const { body } = await get(`${ITEMS}?bbox=${bbox}&bbox-crs=${crs}`).expect(200);
    expect(body.features.map(({ id }: { id: string }) => id)).toEqual([0, 1, 2, 25, 26, 27].map(pid));
  });

  test('a box in EPSG:3035 has northing first, and its edges are those of that system', async () => {
    const { body } = await get(`${ITEMS}/${pid(30)}`);
    const { northing, easting } = body.properties;
    const bbox = [northing - 1, easting - 1, northing + 1, easting + 1].join(',');
    const found = await get(`${ITEMS}?bbox=${bbox}&bbox-crs=${EPSG}/3035`).expect(200);
    expect(found.body.features.map(({ id }: { id: string }) => id)).toEqual([pid(30)]);
  });

  test('metres do not wrap around: a western edge east of the eastern one is a 400 there', async () => {
    await get(`${ITEMS}?bbox=1458600,4660000,1458285,4670000&bbox-crs=${EPSG}/3857`).expect(400);
  });

  test('fc-md-storageCrs-valid-value: the storage system is one of those offered', () => {
    expect(volcano.crs).toContain(volcano.storageCrs);
  });
});
