import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Collection } from '../../src/catalog/collection.js';
import { SqlMapCatalog } from '../../src/catalog/maps/map-source.js';
import type { Database } from '../../src/db/database.js';
import type { MapLayer, MapRequest, MapView } from '../../src/maps/map.js';
import { MapServer } from '../../src/maps/map-server.js';
import { mmOfTenths } from '../../src/products/tenths.js';
import type { PointStyle } from '../../src/render/style.js';
import { testDatabase } from '../support/database.js';
import { pixelsOf } from '../support/decoded-image.js';
import type { TestPoint } from '../support/synthetic-catalog.js';
import { displacement, drawnCatalog, never, placeOf, velocity, viewOf } from './drawn-catalog.js';

let database: Database;
let points: TestPoint[];
let early: ReadonlySet<string>;
let collection: Collection;
let maps: MapServer;

beforeAll(async () => {
  database = await testDatabase();
  const drawnOnes = await drawnCatalog(database);
  ({ points, early } = drawnOnes);
  [collection] = await drawnOnes.catalog.collections();
  maps = new MapServer(new SqlMapCatalog(database), { softwareVersion: 'test' });
});
afterAll(async () => {
  await maps.close();
  await database.close();
});

const requestOf = (view: MapView, ...layers: (Partial<MapLayer> | PointStyle)[]): MapRequest => ({
  view,
  layers: (layers.length > 0 ? layers : [{}]).map((layer) => ({
    collection,
    style: velocity,
    ...('attribute' in layer ? { style: layer } : layer),
  })),
  mediaType: 'image/png',
});

const drawn = async (request: MapRequest) => (await pixelsOf(Buffer.from(await maps.image(request, never)))).rgba;

describe('displacement between two dates', () => {
  const at = (from: string | undefined, to: string | undefined): PointStyle => ({
    ...displacement,
    size: { stops: [{ zoom: 0, radiusPx: 3 }] },
    attribute: { type: 'displacement', ...(from && { from }), ...(to && { to }) },
  });
  const moved = ({ series }: TestPoint, from: number, to: number) => mmOfTenths(series[to]) - mmOfTenths(series[from]);

  test.each([
    ['of the whole series', undefined, undefined, 0, -1, 0, -1],
    ['of named dates', '2020-01-15', '2020-02-08', 2, 6, 2, 2],
    ['of the dates nearest to those asked for', '2018-01-10', '2020-01-17', 0, 2, 1, 2],
  ] as const)('%s is what the series say', async (_, from, to, first, last, firstEarly, lastEarly) => {
    const view = viewOf('EPSG:3857', 4);
    let seen = 0;
    for (const point of points) {
      const [column, row] = placeOf(view, point).map(Math.floor);
      if (!(column >= 0 && column < view.widthPx && row >= 0 && row < view.heightPx) || seen > 40) continue;
      const request = { view, layers: [{ collection, style: at(from, to) }], column, row, limit: 50 };
      const picked = (await maps.pick(request, never)).find(({ pid }) => pid === point.pid);
      // Another one may lie in its square, and be faster.
      if (!picked || picked.pointCount > 1) continue;
      const ends = early.has(point.pid) ? [firstEarly, lastEarly] : [first, last];
      const [a, b] = ends.map((epoch) => (epoch < 0 ? point.series.length + epoch : epoch));
      expect(picked.value).toBeCloseTo(moved(point, a, b), 4);
      seen++;
    }
    expect(seen).toBeGreaterThan(20);
  });

  test('changes the picture with the date', async () => {
    const view = viewOf('EPSG:3035', 10);
    const pictures = [];
    for (const to of ['2020-01-09', '2020-03-01'])
      pictures.push(await drawn(requestOf(view, { style: at(undefined, to) })));
    expect(Buffer.compare(pictures[0], pictures[1])).not.toBe(0);
    // The nearest date is the same one.
    const near = await drawn(requestOf(view, { style: at(undefined, '2020-01-10') }));
    expect(Buffer.compare(pictures[0], near)).toBe(0);
  });

  test('of a cell is that of its fastest point', async () => {
    const view = viewOf('EPSG:3857', 300, [64, 64]);
    const layers = [{ collection, style: at(undefined, undefined) }];
    const picked = await maps.pick({ view, layers, column: 32, row: 32, limit: 5 }, never);
    expect(picked.length).toBeGreaterThan(0);
    for (const { pid, value, pointCount } of picked) {
      const point = points.find((candidate) => candidate.pid === pid)!;
      expect(value).toBeCloseTo(moved(point, 0, point.series.length - 1), 4);
      expect(pointCount).toBeGreaterThan(1);
    }
  });
});

describe('what lies under a pixel', () => {
  test('is the point that is drawn there, the nearest first', async () => {
    const view = viewOf('EPSG:25832', 8);
    const places = points.map((point) => placeOf(view, point));
    const lonely = points.filter((point, i) => {
      const [x, y] = places[i];
      if (!(x > 0 && x < view.widthPx && y > 0 && y < view.heightPx) || early.has(point.pid)) return false;
      return places.filter((other) => Math.hypot(other[0] - x, other[1] - y) < 12).length === 1;
    });
    expect(lonely.length).toBeGreaterThan(2);
    for (const point of lonely.slice(0, 5)) {
      const [x, y] = placeOf(view, point);
      const request = {
        view,
        layers: [{ collection, style: velocity }],
        column: Math.floor(x),
        row: Math.floor(y),
        limit: 3,
      };
      const [picked, ...others] = await maps.pick(request, never);
      expect(others).toEqual([]);
      expect(picked).toMatchObject({ pid: point.pid, pointCount: 1, layer: { collection: { id: collection.id } } });
      expect(picked.value).toBeCloseTo(point.value('velocityMmPerYear'), 2);
      expect(picked.longitudeDeg).toBe(point.value('longitudeDeg'));
      expect(picked.distancePx).toBeLessThan(0.8);
      // Further than the radius and two pixels away there is nothing.
      expect(await maps.pick({ ...request, column: Math.min(299, Math.floor(x) + 8) }, never)).toEqual([]);
    }
  });

  test('at small scales is the fastest of the cell, and says how many it stands for', async () => {
    const view = viewOf('EPSG:4326', 20_000, [16, 16]);
    const layers = [{ collection, style: velocity }];
    const picked = await maps.pick({ view, layers, column: 8, row: 8, limit: 50 }, never);
    expect(picked.reduce((sum, { pointCount }) => sum + pointCount, 0)).toBe(points.length);
    const fastest = points.reduce((a, b) =>
      Math.abs(b.value('velocityMmPerYear')) > Math.abs(a.value('velocityMmPerYear')) ? b : a,
    );
    const found = picked.find(({ pid }) => pid === fastest.pid)!;
    expect(found.longitudeDeg).toBeCloseTo(fastest.value('longitudeDeg'), 6);
    expect(found.latitudeDeg).toBeCloseTo(fastest.value('latitudeDeg'), 6);
  });

  test('is nothing where the style draws nothing', async () => {
    const view = viewOf('EPSG:3857', 20_000, [16, 16]);
    const none: PointStyle = { ...velocity, scale: { type: 'classes', classes: [{ min: 50_000, colour: '#ff0000' }] } };
    expect(
      await maps.pick({ view, layers: [{ collection, style: none }], column: 8, row: 8, limit: 9 }, never),
    ).toEqual([]);
  });
});

test('a time leaves out the products that were not measured then', async () => {
  const view = viewOf('EPSG:3857', 20_000, [16, 16]);
  const layers = [
    { collection, style: { ...velocity, noDataColour: '#000000' }, datetime: ['2018-01-01', '2018-12-31'] as const },
  ];
  const picked = await maps.pick({ view, layers, column: 8, row: 8, limit: 50 }, never);
  expect(picked.reduce((sum, { pointCount }) => sum + pointCount, 0)).toBe(early.size);
});
