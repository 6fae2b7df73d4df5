import { describe, expect, test } from 'vitest';
import { allCrs, CRS84_URI, EPSG_3035_URI } from '../../src/geodesy/crs.js';
import { type Box, transformBox, transformPoint } from '../../src/geodesy/transform.js';

const epsg = (code: number) => `http://www.opengis.net/def/crs/EPSG/0/${code}`;

describe('points', () => {
  // x and y by PROJ 9.5.1, x first.
  test.each([
    [3035, 13.405, 52.52, 4552036.4502, 3273268.2736],
    [3857, 13.405, 52.52, 1492237.7741, 6894699.8013],
    [3857, -21.9426, 64.1466, -2442639.0587, 9387089.6498],
    [25828, -21.9426, 64.1466, 162715.8465, 7131770.8375],
    [25832, 13.405, 52.52, 798812.8026, 5827999.9],
    [25832, 33.3823, 35.1856, 2741466.7982, 4178627.407],
    [25838, 33.3823, 35.1856, -560165.944, 3956065.3133],
    [32625, -21.9426, 64.1466, 1035925.2762, 7160088.4188],
    [32632, 13.405, 52.52, 798812.8026, 5827999.9001],
    [32638, 33.3823, 35.1856, -560165.944, 3956065.3134],
  ])('EPSG:%d agrees with PROJ at %d, %d', (code, longitudeDeg, latitudeDeg, x, y) => {
    const there = transformPoint(CRS84_URI, epsg(code))(longitudeDeg, latitudeDeg);
    expect(there[0]).toBeCloseTo(x, 3);
    expect(there[1]).toBeCloseTo(y, 3);
    const back = transformPoint(epsg(code), CRS84_URI)(x, y);
    expect(back[0]).toBeCloseTo(longitudeDeg, 8);
    expect(back[1]).toBeCloseTo(latitudeDeg, 8);
  });

  test('between projected systems they go and come back within a micrometre', () => {
    for (const crs of allCrs.filter(({ unit }) => unit === 'm')) {
      const [x, y] = transformPoint(EPSG_3035_URI, crs.uri)(4_552_036, 3_273_268);
      const [backX, backY] = transformPoint(crs.uri, EPSG_3035_URI)(x, y);
      expect(Math.hypot(backX - 4_552_036, backY - 3_273_268)).toBeLessThan(1e-6);
    }
  });

  test('between systems in degrees they stay as they are, longitude first', () => {
    expect(transformPoint(CRS84_URI, epsg(4326))(33.4, 35.2)).toEqual([33.4, 35.2]);
    expect(transformPoint(epsg(4258), CRS84_URI)(33.4, 35.2)).toEqual([33.4, 35.2]);
  });

  test('a place without an image gives no finite number instead of an exception', () => {
    expect(transformPoint(EPSG_3035_URI, CRS84_URI)(2e7, 2e7).every(Number.isFinite)).toBe(false);
    expect(transformPoint(CRS84_URI, epsg(3857))(Number.NaN, 0).every(Number.isFinite)).toBe(false);
  });

  test('an unknown system is refused by name', () => {
    expect(() => transformPoint(CRS84_URI, 'EPSG:31370')).toThrow(/EPSG:31370/);
  });
});

describe('boxes', () => {
  const holds = (box: Box, [x, y]: readonly [number, number]) =>
    x >= box.minX && x <= box.maxX && y >= box.minY && y <= box.maxY;

  /** Seeded, so that a failure can be repeated. */
  let state = 7;
  const random = (min: number, max: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return min + (state / 2 ** 32) * (max - min);
  };
  const within = (box: Box) => [random(box.minX, box.maxX), random(box.minY, box.maxY)] as const;
  const boxIn = (area: Box): Box => {
    const [ax, ay] = within(area);
    const [bx, by] = within(area);
    return { minX: Math.min(ax, bx), minY: Math.min(ay, by), maxX: Math.max(ax, bx), maxY: Math.max(ay, by) };
  };
  /** From the Azores to the Caucasus, from the Canaries to Svalbard. */
  const europe = { minX: -32, minY: 27, maxX: 45, maxY: 82 };
  const projected = allCrs.filter(({ unit }) => unit === 'm');

  test('of longitudes and latitudes hold every point of the original, in every system', () => {
    for (const crs of projected) {
      const transform = transformPoint(CRS84_URI, crs.uri);
      for (let i = 0; i < 20; i++) {
        const box = boxIn({ ...europe, minX: Math.max(-32, crs.centralMeridianDeg - 44) });
        const image = transformBox(box, CRS84_URI, crs.uri);
        for (let sample = 0; sample < 30; sample++) {
          const point = within(box);
          if (Math.abs(point[0] - crs.centralMeridianDeg) > 45 && crs.srid !== 3857 && crs.srid !== 3035) continue;
          expect(holds(image, transform(...point))).toBe(true);
        }
      }
    }
  });

  test('of eastings and northings hold every point of the original, the pole included', () => {
    const area = { minX: 900_000, minY: 900_000, maxX: 7_400_000, maxY: 8_500_000 };
    const back = transformPoint(EPSG_3035_URI, CRS84_URI);
    for (let i = 0; i < 300; i++) {
      const box = boxIn(area);
      const image = transformBox(box, EPSG_3035_URI, CRS84_URI);
      for (let sample = 0; sample < 30; sample++) {
        const place = back(...within(box));
        // Beyond the pole the system is not asked to reach.
        if (Math.abs(place[0] - 10) <= 90) expect(holds(image, place)).toBe(true);
      }
    }
  });

  test('between two projected systems hold every point of the original', () => {
    const utm = transformPoint(epsg(25832), EPSG_3035_URI);
    for (let i = 0; i < 100; i++) {
      const box = boxIn({ minX: -1_000_000, minY: 3_900_000, maxX: 2_000_000, maxY: 9_000_000 });
      const image = transformBox(box, epsg(25832), EPSG_3035_URI);
      for (let sample = 0; sample < 30; sample++) expect(holds(image, utm(...within(box)))).toBe(true);
    }
  });

  test('are tight: a square kilometre grows by less than its rotation asks for and 10 cm', () => {
    // At 33 E the grid of EPSG:3035 is turned by 17 degrees against the meridian.
    const south = transformPoint(EPSG_3035_URI, CRS84_URI)(6_400_000, 1_700_000);
    const box = { minX: south[0], minY: south[1], maxX: south[0] + 0.01, maxY: south[1] + 0.01 };
    const corners = [
      [box.minX, box.minY],
      [box.maxX, box.minY],
      [box.maxX, box.maxY],
      [box.minX, box.maxY],
    ].map(([x, y]) => transformPoint(CRS84_URI, EPSG_3035_URI)(x, y));
    const image = transformBox(box, CRS84_URI, EPSG_3035_URI);
    expect(Math.min(...corners.map(([x]) => x)) - image.minX).toBeLessThan(0.1);
    expect(image.maxY - Math.max(...corners.map(([, y]) => y))).toBeLessThan(0.1);
  });

  test('of the whole world are what a projection reaches', () => {
    const world = { minX: -180, minY: -90, maxX: 180, maxY: 90 };
    const laea = transformBox(world, CRS84_URI, EPSG_3035_URI);
    expect(holds(laea, [900_000, 900_000])).toBe(true);
    expect(holds(laea, [7_400_000, 6_900_000])).toBe(true);
    expect(Object.values(laea).every(Number.isFinite)).toBe(true);
    expect(Object.values(transformBox(world, CRS84_URI, epsg(25832))).every(Number.isFinite)).toBe(true);
    expect(transformBox(world, CRS84_URI, epsg(3857)).maxX).toBeCloseTo(20_037_508.34, 0);
  });

  test('over the antimeridian take both sides', () => {
    const image = transformBox({ minX: 170, minY: 60, maxX: -170, maxY: 70 }, CRS84_URI, epsg(3857));
    expect(image.maxX - image.minX).toBeCloseTo(40_075_016.7, 0);
    const overEurope = transformBox({ minX: 20, minY: 50, maxX: 10, maxY: 55 }, CRS84_URI, EPSG_3035_URI);
    const transform = transformPoint(CRS84_URI, EPSG_3035_URI);
    expect(holds(overEurope, transform(5, 52))).toBe(true);
    expect(holds(overEurope, transform(25, 52))).toBe(true);
  });

  test('in degrees keep their turn over the antimeridian among systems in degrees', () => {
    const box = { minX: 177, minY: 65, maxX: -177, maxY: 70 };
    expect(transformBox(box, CRS84_URI, epsg(4326))).toEqual(box);
  });

  test('around the pole span all longitudes', () => {
    const [x, y] = transformPoint(CRS84_URI, EPSG_3035_URI)(10, 90);
    const around = { minX: x - 1e5, minY: y - 1e5, maxX: x + 1e5, maxY: y + 1e5 };
    const image = transformBox(around, EPSG_3035_URI, CRS84_URI);
    expect([image.minX, image.maxX, image.maxY]).toEqual([-180, 180, 90]);
    expect(image.minY).toBeGreaterThan(88);
  });

  test('out of reach of a projection are empty', () => {
    const pacific = { minX: 177, minY: 65, maxX: -177, maxY: 70 };
    const image = transformBox(pacific, CRS84_URI, EPSG_3035_URI);
    expect(image.minX).toBeGreaterThan(image.maxX);
    const nowhere = transformBox({ minX: 5e7, minY: 5e7, maxX: 6e7, maxY: 6e7 }, EPSG_3035_URI, CRS84_URI);
    expect(nowhere.minX).toBeGreaterThan(nowhere.maxX);
  });
});
