/**
 * Maps of a million points, or of as many as are asked for, with series of five years: how long a tile of 256 pixels takes at each zoom when nobody has
 * asked for it before, a larger map, and the same for displacements, whose series are looked up.
 */

import type { Collection } from '../src/catalog/collection.js';
import { SqlMapCatalog } from '../src/catalog/maps/map-source.js';
import { SqlCatalog } from '../src/catalog/sql-catalog.js';
import type { Database } from '../src/db/database.js';
import { crsByUri } from '../src/geodesy/crs.js';
import { cellSize, tileBox } from '../src/geodesy/tile-matrix-set.js';
import { webMercatorQuad } from '../src/geodesy/tile-matrix-sets.js';
import type { MapView } from '../src/maps/map.js';
import { MapServer } from '../src/maps/map-server.js';
import { regularEpochs } from '../src/products/epochs.js';
import { defaultStyles } from '../src/render/default-styles.js';
import type { PointStyle } from '../src/render/style.js';
import { type Measurement, median, round } from './report.js';
import { publishBurst, withCatalog } from './synthetic-catalog.js';
import { emptyDatabase } from './target.js';
import { burstsOf, COLLECTION, TILE_BURST } from './tiles.js';

const TILES_PER_ZOOM = 40;
const WARM_UP = 12;
const VIEWS = 15;
const POINTS_OF_VIEW = 100_000;
const [velocity] = defaultStyles;
const displacement = defaultStyles.find(({ id }) => id === 'displacement')!;
const crs = crsByUri(webMercatorQuad.crsUri)!;
const never = new AbortController().signal;

export async function benchMaps(url: string, million = 1): Promise<readonly Measurement[]> {
  await emptyDatabase(url);
  return withCatalog(url, async (database) => {
    const dates = regularEpochs('20200103', '20241230', 6);
    for (const burst of burstsOf(million)) await publishBurst(database, { ...burst, dates });
    const collection = (await new SqlCatalog(database, [], { countCap: 1 }).collection(COLLECTION))!;
    const maps = new MapServer(new SqlMapCatalog(database), { softwareVersion: 'bench' });
    try {
      const places = await somePlaces(database);
      const bench = { maps, collection, places };
      for (let i = 0; i < WARM_UP; i++) {
        for (const style of [velocity, displacement]) await drawn(bench, tileView(places[i], 7 + i), style);
      }
      const rows: Measurement[] = [];
      for (const style of [velocity, displacement]) {
        for (let zoom = 4; zoom <= 18; zoom++) rows.push(await tiles(bench, zoom, style));
      }
      for (const style of [velocity, displacement]) rows.push(await largeMap(bench, style, database));
      rows.push(await pick(bench));
      return rows;
    } finally {
      await maps.close();
    }
  });
}

interface Bench {
  readonly maps: MapServer;
  readonly collection: Collection;
  readonly places: readonly Place[];
}

interface Place {
  readonly x: number;
  readonly y: number;
}

/** Where people look is where points are; web Mercator. */
async function somePlaces(database: Database): Promise<readonly Place[]> {
  const { rows } = await database.query<{ longitude: number; latitude: number }>(
    `select longitude_deg as longitude, latitude_deg as latitude from egms.point_1 order by md5(pid) limit 1000`,
  );
  const at = new Float64Array(2);
  return rows.map(({ longitude, latitude }) => {
    webMercatorQuad.place(longitude, latitude, 0, 0, at, 0);
    const { originX, originY, rootTileSpan } = webMercatorQuad;
    return { x: originX + at[0] * rootTileSpan, y: originY - at[1] * rootTileSpan };
  });
}

function tileView({ x, y }: Place, zoom: number): MapView {
  const span = webMercatorQuad.rootTileSpan / 2 ** zoom;
  const [column, row] = [(x - webMercatorQuad.originX) / span, (webMercatorQuad.originY - y) / span].map(Math.floor);
  return { crs, box: tileBox(webMercatorQuad, { zoom, row, column }), widthPx: 256, heightPx: 256 };
}

let asked = 0;
/** Milliseconds of a map that was never asked for before, although it looks the same: its ground is another one. */
async function drawn({ maps, collection }: Bench, view: MapView, style: PointStyle): Promise<number> {
  const background = `#${(0x100000 + asked++).toString(16)}`;
  const startMs = performance.now();
  await maps.image({ view, layers: [{ collection, style }], background, mediaType: 'image/png' }, never);
  return performance.now() - startMs;
}

async function tiles(bench: Bench, zoom: number, style: PointStyle): Promise<Measurement> {
  const times: number[] = [];
  for (let i = 0; i < TILES_PER_ZOOM; i++) {
    const place = bench.places[(zoom * 37 + i) % bench.places.length];
    times.push(await drawn(bench, tileView(place, zoom), style));
  }
  const p95 = percentile(times, 0.95);
  return {
    what: `map tile of zoom ${zoom}, ${style.id}: cold p95, p50 ${round(median(times))} (ms)`,
    measured: round(p95),
    asked: '< 40',
    met: p95 < 40,
  };
}

/** As large a scale as has about the points that are asked for. */
async function largeMap(bench: Bench, style: PointStyle, database: Database): Promise<Measurement> {
  const [widthPx, heightPx] = [1024, 768];
  const { widthM, heightM, pointCount, centreEastingM, centreNorthingM } = TILE_BURST;
  const groundM2 = (POINTS_OF_VIEW * widthM * heightM) / pointCount;
  const metresPerPixel = Math.sqrt(groundM2 / (widthPx * heightPx));
  const [halfX, halfY] = [(metresPerPixel * widthPx) / 2, (metresPerPixel * heightPx) / 2];
  const times: number[] = [];
  const counts: number[] = [];
  for (let i = 0; i < VIEWS; i++) {
    const x = centreEastingM + (i - VIEWS / 2) * 2_000;
    const box = { minX: x - halfX, minY: centreNorthingM - halfY, maxX: x + halfX, maxY: centreNorthingM + halfY };
    const { rows } = await database.query<{ count: string }>(
      'select count(*) from egms.point_1 where easting_m between $1 and $2 and northing_m between $3 and $4',
      [box.minX, box.maxX, box.minY, box.maxY],
    );
    counts.push(Number(rows[0].count));
    times.push(await drawn(bench, { crs: crsByUri('EPSG:3035')!, box, widthPx, heightPx }, style));
  }
  const p50 = median(times);
  return {
    what: `map of 1024 x 768 with ${round(median(counts))} points, ${style.id}: cold p50, p95 ${round(percentile(times, 0.95))} (ms)`,
    measured: round(p50),
    asked: '< 150',
    met: p50 < 150,
  };
}

async function pick({ maps, collection, places }: Bench): Promise<Measurement> {
  const times: number[] = [];
  for (let i = 0; i < TILES_PER_ZOOM; i++) {
    const view = tileView(places[i], 8 + (i % 9));
    const units = cellSize(webMercatorQuad, 8 + (i % 9));
    const column = Math.min(255, Math.floor((places[i].x - view.box.minX) / units));
    const row = Math.min(255, Math.floor((view.box.maxY - places[i].y) / units));
    const startMs = performance.now();
    await maps.pick({ view, layers: [{ collection, style: velocity }], column, row, limit: 10 }, never);
    times.push(performance.now() - startMs);
  }
  const p95 = percentile(times, 0.95);
  return {
    what: `points under a pixel, z8 to z16: p95, p50 ${round(median(times))} (ms)`,
    measured: round(p95),
    asked: 'told',
    met: true,
  };
}

const percentile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.ceil(share * values.length) - 1];
