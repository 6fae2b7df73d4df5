/**
 * Vector tiles of a million points, or of as many as are asked for: how fast their store is made, how long a tile takes at each zoom, and how much faster
 * a walk over the map is than with ST_AsMVT on the same machine in the same run.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keyPoints, TieCounter } from '../src/catalog/ingest/key-points.js';
import { buildMissingTiles } from '../src/catalog/tiles/missing-tiles.js';
import { TileWriter } from '../src/catalog/tiles/tile-writer.js';
import type { Database } from '../src/db/database.js';
import { webMercatorQuad } from '../src/geodesy/tile-matrix-sets.js';
import { regularEpochs } from '../src/products/epochs.js';
import { type SyntheticBurstSpec, syntheticBurst } from '../src/products/synthetic-burst.js';
import { asMvtServer, makeMvtTable } from './asmvt-server.js';
import { residentPeakMiB } from './child-process.js';
import { type Measurement, median, round } from './report.js';
import { BenchServer } from './server.js';
import { publishBurst, withCatalog } from './synthetic-catalog.js';
import { emptyDatabase } from './target.js';

const POINTS = 1_000_000;
export const COLLECTION = 'l2b-ascending-2020-2024';
const [PORT, YARDSTICK_PORT] = [5877, 5878];
const YARDSTICK = `http://127.0.0.1:${YARDSTICK_PORT}`;
const TILES_PER_ZOOM = 40;
const WARM_UP = 60;
const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** A burst of the size that EGMS delivers, and denser. */
export const TILE_BURST: SyntheticBurstSpec = {
  track: 44,
  burstCycle: 240,
  swath: 2,
  level: 'L2b',
  generation: 'from-2020-2024',
  release: { firstYear: 2020, lastYear: 2024 },
  redelivery: 1,
  centreEastingM: 4_420_000,
  centreNorthingM: 2_050_000,
  widthM: 85_000,
  heightM: 22_000,
  pointCount: POINTS,
  dates: regularEpochs('20200103', '20200401', 6),
  headingDeg: -9,
  incidenceDeg: 39,
  seed: 1,
  bowls: [],
};

/** Bursts of a million points along a track, each beginning where the one before ends. */
export const burstsOf = (million: number): readonly SyntheticBurstSpec[] =>
  Array.from({ length: million }, (_, i) => ({
    ...TILE_BURST,
    burstCycle: TILE_BURST.burstCycle + i,
    centreNorthingM: TILE_BURST.centreNorthingM + i * TILE_BURST.heightM,
    seed: TILE_BURST.seed + i,
  }));

export async function benchTiles(url: string, million = 1): Promise<readonly Measurement[]> {
  await emptyDatabase(url);
  const { rates, places } = await withCatalog(url, async (database) => {
    for (const burst of burstsOf(million)) await publishBurst(database, burst);
    const client = await database.pool.connect();
    try {
      await makeMvtTable(client, 'egms.point_1');
    } finally {
      client.release();
    }
    return {
      rates: [await storeRate(database), await rebuildRate(database, million * POINTS)],
      places: await somePlaces(database),
    };
  });
  const dataDir = await mkdtemp(join(tmpdir(), 'open-egms-bench-'));
  const server = new BenchServer(url, dataDir, PORT);
  const yardstick = await asMvtServer(url, YARDSTICK_PORT);
  try {
    await server.start();
    for (let i = 0; i < WARM_UP; i++)
      await Promise.all([
        fetched(cold(server, addressAt(places[i], 6 + (i % 12)))),
        fetched(plain(addressAt(places[i], 13))),
      ]);
    const zooms = await everyZoom(server, places);
    const walks = [await walk(server, places), await lowZooms(server, places)];
    const crowd = await manyAtOnce(server, places);
    return [...rates, ...zooms, ...walks, crowd];
  } finally {
    agent.destroy();
    await server.kill('SIGTERM');
    yardstick.server.close();
    await yardstick.pool.end();
    await rm(dataDir, { recursive: true });
  }
}

/** Sorting, packing, summing and writing alone, of points that are at hand as they are while they are published. */
async function storeRate(database: Database): Promise<Measurement> {
  const burst = syntheticBurst(TILE_BURST);
  const ties = new TieCounter();
  const keyed = [...burst.batches()].map((batch) => keyPoints(burst.header, batch, ties, 'bench'));
  const client = await database.pool.connect();
  try {
    await client.query('begin');
    const writer = new TileWriter(client, { collectionNo: 1, productNo: 999 });
    const startMs = performance.now();
    for (const batch of keyed) await writer.add(batch);
    await writer.end();
    const rate = POINTS / ((performance.now() - startMs) / 1000);
    return {
      what: 'making the store of tiles while publishing (points/s)',
      measured: round(rate),
      asked: '>= 300,000',
      met: rate >= 300_000,
    };
  } finally {
    await client.query('rollback');
    client.release();
  }
}

async function rebuildRate(database: Database, points: number): Promise<Measurement> {
  await database.query('update egms.product set tile_format = null');
  const startMs = performance.now();
  await buildMissingTiles(database);
  const rate = points / ((performance.now() - startMs) / 1000);
  return { what: 'making it later, from the tables (points/s)', measured: round(rate), asked: 'told', met: true };
}

export interface Place {
  readonly longitudeDeg: number;
  readonly latitudeDeg: number;
}

/** Where people look is where points are. */
export async function somePlaces(database: Database): Promise<readonly Place[]> {
  const { rows } = await database.query<{ longitude: number; latitude: number }>(
    `select longitude_deg as longitude, latitude_deg as latitude from egms.point_1 order by md5(pid) limit 1000`,
  );
  return rows.map(({ longitude, latitude }) => ({ longitudeDeg: longitude, latitudeDeg: latitude }));
}

interface Address {
  readonly z: number;
  readonly x: number;
  readonly y: number;
}

export function addressAt({ longitudeDeg, latitudeDeg }: Place, z: number): Address {
  const at = new Float64Array(2);
  webMercatorQuad.place(longitudeDeg, latitudeDeg, 0, 0, at, 0);
  return { z, x: Math.floor(at[0] * 2 ** z), y: Math.floor(at[1] * 2 ** z) };
}

let asked = 0;
/** Never asked before, although it is the same tile: a time that leaves nothing out, different each time. */
const cold = (server: BenchServer, { z, x, y }: Address): string =>
  `${server.base}/tiles/${COLLECTION}/${z}/${x}/${y}.mvt?datetime=1990-01-01/${new Date(1.9e12 + 1000 * asked++).toISOString().slice(0, 19)}Z`;
const cached = (server: BenchServer, { z, x, y }: Address): string =>
  `${server.base}/tiles/${COLLECTION}/${z}/${x}/${y}.mvt`;
const plain = ({ z, x, y }: Address): string => `${YARDSTICK}/${z}/${x}/${y}`;

async function everyZoom(server: BenchServer, places: readonly Place[]): Promise<readonly Measurement[]> {
  const rows: Measurement[] = [];
  for (let z = 4; z <= 18; z++) {
    const times = { cold: [] as number[], warm: [] as number[] };
    for (let i = 0; i < TILES_PER_ZOOM; i++) {
      const address = addressAt(places[(z * 37 + i) % places.length], z);
      times.cold.push(await fetched(cold(server, address)));
      await fetched(cached(server, address));
      times.warm.push(await fetched(cached(server, address)));
    }
    const [coldMs, warmMs] = [percentile(times.cold, 0.95), percentile(times.warm, 0.95)];
    rows.push({
      what: `tile of zoom ${z}: cold p95, p50 ${round(median(times.cold))}; cached p95 ${round(warmMs)}, p50 ${round(median(times.warm))} (ms)`,
      measured: round(coldMs),
      asked: 'p95 < 25, cached p50 < 2',
      met: coldMs < 25 && median(times.warm) < 2,
    });
  }
  return rows;
}

/** Views of six tiles, from afar to near and a step aside at each zoom: cold here, as it always is there. */
async function walk(server: BenchServer, places: readonly Place[]): Promise<Measurement> {
  const views = places.slice(500, 503).flatMap((place) =>
    [6, 8, 9, 10, 11, 12, 13, 14, 15, 16].flatMap((z) => {
      const { x, y } = addressAt(place, z);
      return [0, 1].map((aside) =>
        [0, 1, 2].flatMap((dx) => [0, 1].map((dy) => ({ z, x: x - 1 + dx + aside, y: y + dy }))),
      );
    }),
  );
  return besideYardstick('a walk of 60 views of 6 tiles, z6 to z16', server, views, 3);
}

async function lowZooms(server: BenchServer, places: readonly Place[]): Promise<Measurement> {
  const views = places.slice(600, 602).flatMap((place) => [5, 7, 8, 9, 10].map((z) => [addressAt(place, z)]));
  return besideYardstick('tiles of z5 to z10', server, views, 20);
}

async function besideYardstick(
  what: string,
  server: BenchServer,
  views: readonly (readonly Address[])[],
  times: number,
): Promise<Measurement> {
  let [ours, theirs] = [0, 0];
  for (const view of views) {
    ours += await timed(() => Promise.all(view.map((address) => fetched(cold(server, address)))));
    theirs += await timed(() => Promise.all(view.map((address) => fetched(plain(address)))));
  }
  const ratio = theirs / ours;
  return {
    what: `${what}: ${round(ours)} ms beside ${round(theirs)} ms of ST_AsMVT, ratio`,
    measured: round(ratio),
    asked: `>= ${times}`,
    met: ratio >= times,
  };
}

async function manyAtOnce(server: BenchServer, places: readonly Place[]): Promise<Measurement> {
  const addresses = places.slice(0, 600).map((place, i) => addressAt(place, 6 + (i % 11)));
  const startMs = performance.now();
  for (let start = 0; start < addresses.length; start += 200) {
    await Promise.all(addresses.slice(start, start + 200).map((address) => fetched(cold(server, address))));
  }
  const perSecond = addresses.length / ((performance.now() - startMs) / 1000);
  const peakMiB = residentPeakMiB(server.pid);
  return {
    what: `200 cold tiles at once: ${round(perSecond)} tiles/s; peak memory of the server (MiB)`,
    measured: round(peakMiB),
    asked: '< 700',
    met: peakMiB < 700,
  };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}

const percentile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.ceil(share * values.length) - 1];

/** Milliseconds until the last byte. */
function fetched(url: string): Promise<number> {
  const startMs = performance.now();
  return new Promise((resolve, reject) => {
    get(url, { agent, headers: { 'Accept-Encoding': 'gzip' } }, (response) => {
      response.resume();
      response.once('error', reject);
      response.once('end', () => {
        // Beside the burst nothing is offered.
        if (![200, 204, 404].includes(response.statusCode!)) reject(new Error(`${url}: ${response.statusCode}`));
        else resolve(performance.now() - startMs);
      });
    }).once('error', reject);
  });
}
