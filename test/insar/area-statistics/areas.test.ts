/** Areas from GeoJSON: what each holds, with and without a buffer, and what is refused, to the very vertex. */
import { describe, expect, test } from 'vitest';
import { CRS84_URI, EPSG_3035_URI } from '../../../src/geodesy/crs.js';
import { laeaToGeographic } from '../../../src/geodesy/laea.js';
import { transformPoint } from '../../../src/geodesy/transform.js';
import { AreaFinder } from '../../../src/insar/area-statistics/area-finder.js';
import { type Area, checkAreas, readAreas as prepareAreas } from '../../../src/insar/area-statistics/areas.js';
import { Turns } from '../../../src/insar/turns.js';
import { SeededRandom } from '../../../src/products/seeded-random.js';

const toGround = transformPoint(CRS84_URI, EPSG_3035_URI);
const feature = (geometry: unknown, rest: object = {}) => ({ type: 'Feature', properties: {}, geometry, ...rest });
const collection = (...geometries: unknown[]) => ({
  type: 'FeatureCollection',
  features: geometries.map((geometry) => feature(geometry)),
});
const square = (lon: number, lat: number, size: number) => [
  [lon, lat],
  [lon + size, lat],
  [lon + size, lat + size],
  [lon, lat + size],
  [lon, lat],
];
const holds = (area: Area, lon: number, lat: number) => area.contains(lon, lat, ...toGround(lon, lat));
const readAreas = (given: unknown, bufferM: number) =>
  prepareAreas(checkAreas(given, bufferM), bufferM, new Turns(new AbortController().signal));
const only = async (geometry: unknown, bufferM = 0) => (await readAreas(collection(geometry), bufferM))[0];

describe('an area', () => {
  test('of several polygons holds what any of them holds', async () => {
    const area = await only({
      type: 'MultiPolygon',
      coordinates: [[square(10, 45, 1), square(10.4, 45.4, 0.2)], [square(10.9, 45.9, 1)]],
    });
    expect([holds(area, 10.1, 45.1), holds(area, 11.5, 46.5), holds(area, 10.95, 45.95)]).toEqual([true, true, true]);
    expect([holds(area, 10.5, 45.5), holds(area, 11.5, 45.5)]).toEqual([false, false]);
  });

  test('of a thousand islands holds the same as its islands one by one', async () => {
    const random = new SeededRandom(1);
    const islands = Array.from({ length: 1000 }, () => [square(random.between(10, 12), random.between(45, 46), 0.01)]);
    const whole = await only({ type: 'MultiPolygon', coordinates: islands });
    const single = await Promise.all(islands.map((coordinates) => only({ type: 'Polygon', coordinates })));
    for (let i = 0; i < 500; i++) {
      const [lon, lat] = [random.between(10, 12), random.between(45, 46)];
      expect(holds(whole, lon, lat)).toBe(single.some((area) => holds(area, lon, lat)));
    }
  });

  test('has heights, which do not matter', async () => {
    const area = await only({
      type: 'Polygon',
      coordinates: [square(10, 45, 1).map(([lon, lat]) => [lon, lat, 312.5, 7])],
    });
    expect(holds(area, 10.5, 45.5)).toBe(true);
  });

  test('without geometry, or with an empty one, holds nothing', async () => {
    const nothing = [
      null,
      undefined,
      { type: 'Polygon', coordinates: [] },
      { type: 'MultiPolygon', coordinates: [] },
      { type: 'Polygon', coordinates: [[]] },
      { type: 'GeometryCollection', geometries: [] },
    ];
    for (const area of await readAreas(collection(...nothing), 0)) {
      expect(area.box).toBeUndefined();
      expect(area.contains(10, 45, 4321000, 2400000)).toBe(false);
    }
    for (const { box } of await readAreas(collection(...nothing, { type: 'Point', coordinates: [] }), 100)) {
      expect(box).toBeUndefined();
    }
  });

  test('on the other side of the Earth holds nothing of Europe, with a buffer too', async () => {
    for (const bufferM of [0, 500]) {
      const area = await only({ type: 'Polygon', coordinates: [square(-170.5, -52.5, 1)] }, bufferM);
      expect(area.box).toBeUndefined();
    }
  });

  test('of the whole world holds everything', async () => {
    const world = await only({
      type: 'Polygon',
      coordinates: [
        [
          [-180, -90],
          [180, -90],
          [180, 90],
          [-180, 90],
          [-180, -90],
        ],
      ],
    });
    expect([holds(world, -31, 39), holds(world, 45, 71), holds(world, 13, 38)]).toEqual([true, true, true]);
    expect(world.box!.minEastingM).toBeLessThan(900_000);
    expect(world.box!.maxNorthingM).toBeGreaterThan(6_000_000);
  });
});

describe('a buffer', () => {
  const near = (eastingM: number, northingM: number) => {
    const { longitudeDeg, latitudeDeg } = laeaToGeographic(eastingM, northingM);
    return [longitudeDeg, latitudeDeg] as const;
  };

  test('makes a circle of a point and a band of a line, in metres', async () => {
    const [e, n] = [4_500_000, 2_500_000];
    const circle = await only({ type: 'Point', coordinates: near(e, n) }, 100);
    expect(holds(circle, ...near(e + 60, n + 79.9))).toBe(true);
    expect(holds(circle, ...near(e + 60, n + 80.1))).toBe(false);
    const band = await only({ type: 'LineString', coordinates: [near(e, n), near(e + 1000, n)] }, 100);
    expect(holds(band, ...near(e + 500, n + 99.9))).toBe(true);
    expect(holds(band, ...near(e + 500, n + 100.1))).toBe(false);
    expect(holds(band, ...near(e - 70, n - 70))).toBe(true);
    expect(holds(band, ...near(e - 71, n - 71))).toBe(false);
    expect(band.box).toMatchObject({
      minEastingM: expect.closeTo(e - 125, 0),
      maxNorthingM: expect.closeTo(n + 125, 0),
    });
  });

  test('widens a polygon and narrows its hole', async () => {
    const [e, n] = [4_500_000, 2_500_000];
    const ring = (size: number) =>
      [
        [-size, -size],
        [size, -size],
        [size, size],
        [-size, size],
        [-size, -size],
      ].map(([x, y]) => near(e + x, n + y));
    const area = await only({ type: 'Polygon', coordinates: [ring(2000), ring(500)] }, 50);
    expect([holds(area, ...near(e + 2049, n)), holds(area, ...near(e + 2051, n))]).toEqual([true, false]);
    expect([holds(area, ...near(e + 451, n)), holds(area, ...near(e + 449, n))]).toEqual([true, false]);
    expect(holds(area, ...near(e + 1000, n))).toBe(true);
  });

  test('follows a long edge of GeoJSON, straight in longitude and latitude, not in the plane', async () => {
    // Half way along two degrees of the 60th parallel the chord in the plane lies hundreds of metres off.
    const road = await only(
      {
        type: 'MultiLineString',
        coordinates: [
          [
            [20, 60],
            [22, 60],
          ],
        ],
      },
      20,
    );
    const [e, n] = toGround(21, 60);
    expect(holds(road, 21, 60)).toBe(true);
    const chord = [toGround(20, 60), toGround(22, 60)];
    const onChord = [(chord[0][0] + chord[1][0]) / 2, (chord[0][1] + chord[1][1]) / 2] as const;
    expect(Math.hypot(onChord[0] - e, onChord[1] - n)).toBeGreaterThan(300);
    expect(holds(road, ...near(...onChord))).toBe(false);
  });

  test('takes geometries of all kinds together', async () => {
    const area = await only(
      {
        type: 'GeometryCollection',
        geometries: [
          {
            type: 'MultiPoint',
            coordinates: [
              [10, 45],
              [11, 46],
            ],
          },
          {
            type: 'LineString',
            coordinates: [
              [12, 45],
              [12.1, 45],
            ],
          },
          { type: 'GeometryCollection', geometries: [{ type: 'Polygon', coordinates: [square(13, 45, 0.1)] }] },
        ],
      },
      200,
    );
    expect(
      [
        [10, 45],
        [11, 46.001],
        [12.05, 45.001],
        [13.05, 45.05],
        [13.1, 45.101],
      ].map(([x, y]) => holds(area, x, y)),
    ).toEqual(Array(5).fill(true));
    expect(holds(area, 11.5, 45.5)).toBe(false);
  });
});

describe('a finder among many areas', () => {
  test('finds those that asking each finds', async () => {
    const random = new SeededRandom(9);
    const polygons = Array.from({ length: 300 }, () => {
      const [lon, lat, size] = [random.between(10, 11), random.between(45, 46), random.between(0.001, 0.2)];
      const corners = Math.round(random.between(3, 9));
      const ring = Array.from({ length: corners }, () => [
        lon + random.between(0, size),
        lat + random.between(0, size),
      ]);
      return { type: 'Polygon', coordinates: [ring] };
    });
    for (const bufferM of [0, 300]) {
      const areas = await readAreas(collection(...polygons, null), bufferM);
      const finder = new AreaFinder(areas);
      const found: number[] = [];
      let hits = 0;
      for (let i = 0; i < 1000; i++) {
        const [lon, lat] = [random.between(9.9, 11.3), random.between(44.9, 46.3)];
        const [e, n] = toGround(lon, lat);
        // Files round coordinates: eastings and longitudes need not agree to the millimetre.
        finder.find(lon, lat, Math.round(e), Math.round(n), found);
        const each = areas.flatMap((area, place) =>
          area.contains(lon, lat, Math.round(e), Math.round(n)) ? place : [],
        );
        expect([...found].sort((a, b) => a - b)).toEqual(each);
        hits += found.length;
      }
      expect(hits).toBeGreaterThan(300);
    }
  });
});

describe('areas that are refused', () => {
  test.each([
    ['no collection', { type: 'Feature' }, '/type', /FeatureCollection, got "Feature"/],
    ['nothing', undefined, '/type', /got nothing/],
    ['no features', { type: 'FeatureCollection', features: {} }, '/features', /array, got \{\}/],
    [
      'no feature',
      { type: 'FeatureCollection', features: [{ type: 'Polygon' }] },
      '/features/0/type',
      /Feature, got "Polygon"/,
    ],
    ['a null', { type: 'FeatureCollection', features: [null] }, '/features/0/type', /Feature, got nothing/],
    [
      'properties of no use',
      { type: 'FeatureCollection', features: [feature(null, { properties: [1] })] },
      '/features/0/properties',
      /object or null/,
    ],
    ['an unknown geometry', collection(null, { type: 'Circle' }), '/features/1/geometry/type', /got "Circle"/],
    ['text for a geometry', collection('POINT (1 2)'), '/features/0/geometry', /geometry or null/],
    [
      'metres',
      collection({
        type: 'Polygon',
        coordinates: [
          [
            [10, 45],
            [4450000.5, 2390000],
          ],
        ],
      }),
      '/features/0/geometry/coordinates/0/1',
      /degrees.*4450000.5.*reprojected/,
    ],
    [
      'latitude 91',
      collection({ type: 'MultiPolygon', coordinates: [[[[10, 91]]]] }),
      '/features/0/geometry/coordinates/0/0/0',
      /91/,
    ],
    [
      'a missing number',
      collection({ type: 'Polygon', coordinates: [[[10]]] }),
      '/features/0/geometry/coordinates/0/0',
      /\[10\]/,
    ],
    [
      'text for a number',
      collection({ type: 'Polygon', coordinates: [[['10', '45']]] }),
      '/features/0/geometry/coordinates/0/0',
      /degrees/,
    ],
    [
      'a point without a buffer',
      collection({ type: 'Point', coordinates: [10, 45] }),
      '/features/0/geometry',
      /bufferM above 0/,
    ],
    [
      'a line without a buffer',
      collection({
        type: 'LineString',
        coordinates: [
          [10, 45],
          [11, 45],
        ],
      }),
      '/features/0/geometry',
      /bufferM above 0/,
    ],
    [
      'another system',
      {
        type: 'FeatureCollection',
        features: [],
        crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::3035' } },
      },
      '/crs',
      /3035.*reproject/,
    ],
  ])('hold %s, and the fault says where', (_, areas, pointer, detail) => {
    expect(() => checkAreas(areas, 0)).toThrow(
      expect.objectContaining({ pointer, detail: expect.stringMatching(detail) }),
    );
  });

  test('nest collections without end', async () => {
    let geometry: unknown = { type: 'Point', coordinates: [10, 45] };
    for (let i = 0; i < 50; i++) geometry = { type: 'GeometryCollection', geometries: [geometry] };
    expect(() => checkAreas(collection(geometry), 10)).toThrow(/inside each other/);
  });

  test('are so long that a buffer around them would fill the memory', async () => {
    const zigzag = Array.from({ length: 3000 }, (_, i) => [i % 2 === 0 ? -180 : 180, 45]);
    expect(() => checkAreas(collection({ type: 'LineString', coordinates: zigzag }), 10)).toThrow(/too long/);
  });
});

test('the reference system that older GeoJSON names may be WGS 84 in any spelling', async () => {
  for (const name of [
    'urn:ogc:def:crs:OGC:1.3:CRS84',
    'EPSG:4326',
    'urn:ogc:def:crs:EPSG::4258',
    'http://www.opengis.net/def/crs/OGC/1.3/CRS84',
  ]) {
    expect(checkAreas({ type: 'FeatureCollection', features: [], crs: { properties: { name } } }, 0).parts).toEqual([]);
  }
});
