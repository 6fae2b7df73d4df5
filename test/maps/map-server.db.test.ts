/** Maps out of the database against plain drawings of all points: where they lie is worked out by proj4 alone. */
import proj4 from 'proj4';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Collection } from '../../src/catalog/collection.js';
import { parseCql2Text } from '../../src/catalog/cql2/index.js';
import { SqlMapCatalog } from '../../src/catalog/maps/map-source.js';
import type { Database } from '../../src/db/database.js';
import { CRS84_URI } from '../../src/geodesy/crs.js';
import { cellSize, type TileMatrixSet, tileBox, tileLimits } from '../../src/geodesy/tile-matrix-set.js';
import {
  europeanLaeaQuad,
  tileMatrixSetById,
  webMercatorQuad,
  worldCrs84Quad,
} from '../../src/geodesy/tile-matrix-sets.js';
import type { MapLayer, MapRequest, MapView } from '../../src/maps/map.js';
import { MapServer } from '../../src/maps/map-server.js';
import { syntheticTile } from '../../src/products/synthetic-tile.js';
import { straightPixels } from '../../src/render/canvas.js';
import { defaultStyles } from '../../src/render/default-styles.js';
import { rasterisePoints } from '../../src/render/rasterise-points.js';
import { lookOf, type PointStyle } from '../../src/render/style.js';
import { testDatabase } from '../support/database.js';
import { pixelsOf } from '../support/decoded-image.js';
import { publishTile } from '../support/publish-tile.js';
import { TEST_BURST, type TestPoint } from '../support/synthetic-catalog.js';
import { crsOf, displacement, drawnCatalog, never, placeOf, velocity, viewOf } from './drawn-catalog.js';

const TOWN = { eastingM: 4_405_000, northingM: 2_005_000, radiusM: 2_500 };

let database: Database;
let points: TestPoint[];
let early: ReadonlySet<string>;
let collection: Collection;
let ortho: Collection;
let maps: MapServer;

beforeAll(async () => {
  database = await testDatabase();
  const drawnOnes = await drawnCatalog(database);
  ({ points, early } = drawnOnes);
  await publishTile(
    database,
    syntheticTile({
      tileEasting100Km: 44,
      tileNorthing100Km: 20,
      component: 'U',
      generation: 'from-2020-2024',
      release: { firstYear: 2020, lastYear: 2024 },
      redelivery: 1,
      pointCount: 4_000,
      dates: TEST_BURST.dates,
      seed: 3,
      bowls: [],
      towns: [TOWN],
    }),
  );
  const collections = await drawnOnes.catalog.collections();
  collection = collections.find(({ identity }) => identity?.level === 'L2b')!;
  ortho = collections.find(({ identity }) => identity?.level === 'L3')!;
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

/** Every point drawn by itself, in the order of their keys. */
function plainDrawing(view: MapView, zoom: number): Uint8Array {
  const places = points.map((point) => placeOf(view, point));
  const screen = {
    x: Float64Array.from(places, ([x]) => x),
    y: Float64Array.from(places, ([, y]) => y),
    // As they are stored, in hundredths.
    values: Float32Array.from(points, (point) => Math.round(point.value('velocityMmPerYear') * 100) / 100),
  };
  return straightPixels(rasterisePoints(view, screen, lookOf(velocity, zoom)));
}

/** Share of the pixels of which a channel differs by more than 24. */
function differing(a: Uint8Array, b: Uint8Array): number {
  let count = 0;
  for (let at = 0; at < a.length; at += 4) {
    if ([0, 1, 2, 3].some((channel) => Math.abs(a[at + channel] - b[at + channel]) > 24)) count++;
  }
  return (4 * count) / a.length;
}

const coloured = (rgba: Uint8Array) =>
  rgba.filter((_, at) => at % 4 === 3).reduce((sum, alpha) => sum + (alpha > 0 ? 1 : 0), 0);

describe.each(['EPSG:3857', 'EPSG:4326', 'EPSG:3035', 'EPSG:25832'])('a map in %s', (crsName) => {
  test('shows what a plain drawing of all points shows', async () => {
    const view = viewOf(crsName, 12);
    const zoom = Math.log2(156_543.03392804097 / 12);
    const rgba = await drawn(requestOf(view));
    expect(coloured(rgba)).toBeGreaterThan(5_000);
    // A place on the border of two eighths of a pixel may be rounded to either; in UTM a lattice stands in for proj4.
    expect(differing(rgba, plainDrawing(view, zoom))).toBeLessThan(crsName === 'EPSG:25832' ? 0.05 : 0.01);
  });

  test('has a known point within a pixel of where it lies', async () => {
    const view = viewOf(crsName, 10);
    const point = points.find((candidate) => {
      const [x, y] = placeOf(view, candidate);
      return !early.has(candidate.pid) && x > 20 && x < 280 && y > 20 && y < 180;
    })!;
    const text = `pid = '${point.pid}'`;
    const filter = { expression: parseCql2Text(text, { filterCrs: CRS84_URI }), text };
    const rgba = await drawn(requestOf(view, { filter }));
    let [sum, sumX, sumY] = [0, 0, 0];
    for (let i = 0; i < rgba.length / 4; i++) {
      const alpha = rgba[4 * i + 3];
      sum += alpha;
      sumX += alpha * ((i % view.widthPx) + 0.5);
      sumY += alpha * (Math.floor(i / view.widthPx) + 0.5);
    }
    const [x, y] = placeOf(view, point);
    expect(Math.hypot(sumX / sum - x, sumY / sum - y)).toBeLessThan(0.2);
  });

  test('at small scales leaves out nothing that moves fast', async () => {
    const speeds = points.map(({ value }) => Math.abs(value('velocityMmPerYear'))).filter(Number.isFinite);
    const limit = speeds.sort((a, b) => a - b)[Math.floor(0.999 * speeds.length)];
    const fast = points.filter(({ value }) => Math.abs(value('velocityMmPerYear')) >= limit);
    expect(fast.length).toBeGreaterThanOrEqual(3);
    const style: PointStyle = {
      ...velocity,
      scale: {
        type: 'classes',
        classes: [
          { max: -limit, includesMax: true, colour: '#ff0000' },
          { min: limit, colour: '#ff0000' },
        ],
        otherwise: '#0000ff',
      },
    };
    for (const metresPerPixel of [2_000, 500, 150, 90]) {
      const view = viewOf(crsName, metresPerPixel, [128, 128]);
      const rgba = await drawn(requestOf(view, style));
      for (const point of fast) {
        const [x, y] = placeOf(view, point).map(Math.floor);
        // The middle of its disc, or of a faster one of its cell.
        const near = [-2, -1, 0, 1, 2].flatMap((dy) => [-2, -1, 0, 1, 2].map((dx) => 4 * ((y + dy) * 128 + x + dx)));
        expect(near.some((at) => rgba[at] > 200 && rgba[at + 2] < 55 && rgba[at + 3] > 200)).toBe(true);
      }
    }
  });
});

/** Two tiles side by side that hold points, and the map of both. */
function neighbours(set: TileMatrixSet, zoom: number, sizePx = 256, of = collection) {
  const [west, south, east, north] = of.bbox!;
  const middle = {
    minX: (west + east) / 2,
    minY: (south + north) / 2,
    maxX: (west + east) / 2,
    maxY: (south + north) / 2,
  };
  const { minRow: row, minColumn: column } = tileLimits(set, zoom, middle)!;
  const crs = crsOf(set.crsUri);
  const [left, right] = [column, column + 1].map((each) => tileBox(set, { zoom, row, column: each }));
  const pixelRatio = sizePx / 256;
  return {
    tiles: [left, right].map((box): MapView => ({ crs, box, widthPx: sizePx, heightPx: sizePx, pixelRatio })),
    whole: { crs, box: { ...left, maxX: right.maxX }, widthPx: 2 * sizePx, heightPx: sizePx, pixelRatio } as MapView,
  };
}

describe('neighbouring tiles', () => {
  const outlined: PointStyle = { ...velocity, outline: { colour: '#000000', widthPx: 1.5 } };
  const squares: PointStyle = { ...velocity, cells: { sizeM: 100 } };
  test.each([
    ['points', webMercatorQuad.id, 12, velocity, 256],
    ['dense points', webMercatorQuad.id, 11, velocity, 256],
    ['points with outlines', worldCrs84Quad.id, 12, outlined, 256],
    ['points of tiles twice as fine', webMercatorQuad.id, 12, velocity, 512],
    ['cells', webMercatorQuad.id, 9, velocity, 256],
    ['cells', worldCrs84Quad.id, 8, velocity, 256],
    ['cells', europeanLaeaQuad.id, 6, velocity, 256],
    ['displacements', webMercatorQuad.id, 12, displacement, 256],
    ['displacements of cells', europeanLaeaQuad.id, 7, displacement, 256],
    ['squares', europeanLaeaQuad.id, 10, squares, 256],
    ['squares of overviews', europeanLaeaQuad.id, 6, squares, 256],
  ] as const)('of %s in %s at zoom %i join without a seam', async (_, setId, zoom, style, sizePx) => {
    const set = tileMatrixSetById(setId)!;
    const layer = 'cells' in style ? { style, collection: ortho } : { style };
    const { tiles, whole } = neighbours(set, zoom, sizePx, 'cells' in style ? ortho : collection);
    const one = await drawn(requestOf(whole, layer));
    const halves = await Promise.all(tiles.map((view) => drawn(requestOf(view, layer))));
    expect(coloured(one)).toBeGreaterThan(10);
    const joined = new Uint8Array(one.length);
    for (let row = 0; row < sizePx; row++) {
      halves.forEach((half, side) => {
        joined.set(half.subarray(row * sizePx * 4, (row + 1) * sizePx * 4), (2 * row + side) * sizePx * 4);
      });
    }
    expect(Buffer.compare(joined, one)).toBe(0);
  });
});

test('squares of level 3 fill the ground that is theirs', async () => {
  const style: PointStyle = { ...velocity, cells: { sizeM: 100 } };
  const crs = crsOf('EPSG:3857');
  const [x, y] = proj4(crsOf('EPSG:3035').proj4, crs.proj4, [TOWN.eastingM, TOWN.northingM]);
  const view = {
    crs,
    box: { minX: x - 3000, minY: y - 2000, maxX: x + 3000, maxY: y + 2000 },
    widthPx: 150,
    heightPx: 100,
  };
  const rgba = await drawn({ ...requestOf(view, { style, collection: ortho }) });
  const { rows } = await database.query<{ e: number; n: number }>(
    `select easting_m as e, northing_m as n from egms.point p join egms.collection c using (collection_no) where c.id = $1`,
    [ortho.id],
  );
  const cells = new Set(rows.map(({ e, n }) => `${Math.floor(e / 100)} ${Math.floor(n / 100)}`));
  let [wrong, inside] = [0, 0];
  for (let row = 0; row < 100; row++) {
    for (let column = 0; column < 150; column++) {
      const place = [view.box.minX + (column + 0.5) * 40, view.box.maxY - (row + 0.5) * 40];
      const [e, n] = proj4(crs.proj4, crsOf('EPSG:3035').proj4, place);
      const isInside = cells.has(`${Math.floor(e / 100)} ${Math.floor(n / 100)}`);
      if (isInside) inside++;
      if (rgba[4 * (row * 150 + column) + 3] > 0 !== isInside) wrong++;
    }
  }
  expect(inside).toBeGreaterThan(500);
  // Middles of pixels on the very edge of a cell.
  expect(wrong).toBeLessThan(60);
});

test.each(defaultStyles.map((style) => [style.id, style] as const))(
  'the style %s colours cells and points',
  async (_, style) => {
    for (const metresPerPixel of [500, 8]) {
      const rgba = await drawn(requestOf(viewOf('EPSG:3857', metresPerPixel, [64, 64]), style));
      expect(coloured(rgba)).toBeGreaterThan(20);
    }
  },
);

test('layers lie over one another on their background, and JPEG is one', async () => {
  const view = viewOf('EPSG:3857', 10, [64, 64]);
  const [below, above] = ['#00ff00', '#ff0000'].map(
    (otherwise): PointStyle => ({ ...velocity, opacity: 0.5, scale: { type: 'classes', classes: [], otherwise } }),
  );
  const rgba = await drawn({ ...requestOf(view, below, above), background: '#0000ff' });
  const middles = new Set<string>();
  for (let at = 0; at < rgba.length; at += 4) middles.add([...rgba.subarray(at, at + 4)].join());
  // Half red over half green over blue; and the ground.
  expect([...middles].some((text) => /^12[78],6[345],6[345],255$/.test(text))).toBe(true);
  expect(middles.has('0,0,255,255')).toBe(true);
  const jpeg = await maps.image({ ...requestOf(view), mediaType: 'image/jpeg' }, never);
  expect([...jpeg.subarray(0, 2)]).toEqual([0xff, 0xd8]);
});

test('a filter draws those that pass, at every scale; one that lets none pass draws nothing', async () => {
  for (const metresPerPixel of [2_000, 10]) {
    const view = viewOf('EPSG:3857', metresPerPixel, [64, 64]);
    for (const [text, isEmpty] of [
      ['mean_velocity < -5', false],
      ['mean_velocity > 50000', true],
    ] as const) {
      const filter = { expression: parseCql2Text(text, { filterCrs: CRS84_URI }), text };
      expect(coloured(await drawn(requestOf(view, { filter }))) === 0).toBe(isEmpty);
    }
  }
});

test.each([
  ['beside the points', { minX: 25, minY: 60, maxX: 26, maxY: 61 }, 'EPSG:4326', true],
  ['over the antimeridian', { minX: 170, minY: -20, maxX: 190, maxY: 0 }, 'EPSG:4326', true],
  ['of more than the world', { minX: -5e7, minY: -5e7, maxX: 5e7, maxY: 5e7 }, 'EPSG:3857', false],
  ['beyond the reach of a projection', { minX: 9e7, minY: 9e7, maxX: 9.1e7, maxY: 9.1e7 }, 'EPSG:3035', true],
  ['of a far zone', { minX: 3e5, minY: 4e6, maxX: 4e5, maxY: 4.1e6 }, 'EPSG:32660', true],
])('a map %s shows what there is', async (_, box, crsName, isEmpty) => {
  const rgba = await drawn(requestOf({ crs: crsOf(crsName), box, widthPx: 64, heightPx: 64 }));
  expect(coloured(rgba) === 0).toBe(isEmpty);
});

test('a collection that has changed is not drawn from, and the new one is', async () => {
  const view = viewOf('EPSG:3857', 10, [64, 64]);
  const stale = { ...collection, version: '0' };
  for (const style of [velocity, displacement]) {
    await expect(maps.image(requestOf(view, { collection: stale, style }), never)).rejects.toMatchObject({
      code: 'CollectionChanged',
    });
  }
  const before = await maps.image(requestOf(view), never);
  await database.query(`update egms.collection set version = version + 1 where id = $1`, [collection.id]);
  // Kept, because it is what that version looked like.
  expect(await maps.image(requestOf(view), never)).toBe(before);
  await expect(maps.image(requestOf(viewOf('EPSG:3857', 11, [64, 64])), never)).rejects.toMatchObject({
    code: 'CollectionChanged',
  });
  const current = { ...collection, version: String(Number(collection.version) + 1) };
  expect(Buffer.compare(await maps.image(requestOf(view, { collection: current }), never), before)).toBe(0);
});

test('pixels of a tile are as large as its set says', () => {
  const { tiles } = neighbours(webMercatorQuad, 12);
  expect((tiles[0].box.maxX - tiles[0].box.minX) / 256).toBeCloseTo(cellSize(webMercatorQuad, 12), 9);
});
