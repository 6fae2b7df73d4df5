/**
 * OGC API - EDR over a million points with series of five years: the series of one point, and the statistics of polygons,
 * over HTTP as clients ask for them; how much memory a summary takes.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../src/db/database.js';
import { regularEpochs } from '../src/products/epochs.js';
import { residentPeakMiB } from './child-process.js';
import { type Measurement, median, round } from './report.js';
import { BenchServer } from './server.js';
import { publishBurst, withCatalog } from './synthetic-catalog.js';
import { emptyDatabase } from './target.js';
import { COLLECTION, TILE_BURST } from './tiles.js';

const PORT = 5879;
const BASE = `http://127.0.0.1:${PORT}/collections/${COLLECTION}`;
const POLYGON_POINTS = 100_000;
const WARM_UP = 2;
const RUNS = 7;
const POSITIONS = 60;
const agent = new Agent({ keepAlive: true, maxSockets: 4 });

export async function benchEdr(url: string): Promise<readonly Measurement[]> {
  await emptyDatabase(url);
  const dates = regularEpochs('20200103', '20241230', 6);
  const places = await withCatalog(url, async (database) => {
    await publishBurst(database, { ...TILE_BURST, dates });
    await database.query('vacuum analyze');
    return placesOf(database);
  });
  const folder = await mkdtemp(join(tmpdir(), 'open-egms-edr-'));
  const server = new BenchServer(url, folder, PORT);
  await server.start();
  try {
    return [
      await positions(places.positions),
      ...(await summaries(places.polygon, dates.length)),
      await sampled(places.everything),
      memory(server),
    ];
  } finally {
    await server.kill('SIGTERM');
    await rm(folder, { recursive: true });
  }
}

interface Places {
  readonly positions: readonly string[];
  /** With about 100,000 points in it. */
  readonly polygon: string;
  readonly everything: string;
}

async function placesOf(database: Database): Promise<Places> {
  const { rows } = await database.query<{ x: number; y: number }>(
    'select longitude_deg as x, latitude_deg as y from egms.point_1 order by md5(pid) limit 1000',
  );
  const box = await database.query<{ west: number; south: number; east: number; north: number }>(
    `select min(longitude_deg) as west, min(latitude_deg) as south, max(longitude_deg) as east, max(latitude_deg) as north
     from egms.point_1`,
  );
  const { west, south, east, north } = box.rows[0];
  const share = POLYGON_POINTS / TILE_BURST.pointCount;
  const cut = await database.query<{ x: number }>(
    `select percentile_disc(${share}) within group (order by longitude_deg) as x from egms.point_1`,
  );
  const ring = (x: number) =>
    `POLYGON((${west} ${south},${x} ${south},${x} ${(south + north) / 2},${x} ${north},${west} ${north},${west} ${south}))`;
  return {
    positions: rows.slice(0, POSITIONS + WARM_UP).map(({ x, y }) => `POINT(${x} ${y})`),
    polygon: ring(cut.rows[0].x),
    everything: ring(east),
  };
}

async function positions(places: readonly string[]): Promise<Measurement> {
  const times: number[] = [];
  for (const place of places) {
    const { ms, text } = await asked('position', { coords: place, 'parameter-name': 'displacement' });
    if (!text.includes('PointSeries')) throw new Error(`no series at ${place}: ${text.slice(0, 200)}`);
    times.push(ms);
  }
  const p50 = median(times.slice(WARM_UP));
  return { what: 'edr: series at a position, p50', measured: `${round(p50)} ms`, asked: '< 150 ms', met: p50 < 150 };
}

async function summaries(polygon: string, epochs: number): Promise<readonly Measurement[]> {
  const rows: Measurement[] = [];
  const cases = [
    { name: 'mean', aggregate: 'mean', mostMs: 1500 },
    { name: 'mean, median, std, p10, p90', aggregate: 'mean,median,std,p10,p90', mostMs: 1500 },
  ];
  for (const { name, aggregate, mostMs } of cases) {
    const times: number[] = [];
    let matched = '';
    for (let run = 0; run < WARM_UP + RUNS; run++) {
      // A window that differs each time, by what lies before the first epoch: nothing is answered from a cache.
      const datetime = `2019-01-${String(run + 1).padStart(2, '0')}/..`;
      const query = { coords: polygon, aggregate, datetime, 'parameter-name': 'displacement' };
      const { ms, headers } = await asked('area', query);
      matched = String(headers['ogc-numbermatched']);
      if (run >= WARM_UP) times.push(ms);
    }
    const p50 = median(times);
    rows.push({
      what: `edr: ${name} of ${matched} points x ${epochs} dates`,
      measured: `${round(p50)} ms`,
      asked: `< ${mostMs} ms`,
      met: p50 < mostMs,
    });
  }
  return rows;
}

async function sampled(polygon: string): Promise<Measurement> {
  const { ms, headers } = await asked('area', { coords: polygon, 'parameter-name': 'displacement', limit: '1000' });
  const isTold = String(headers['open-egms-sample']).includes(`matched=${TILE_BURST.pointCount}`);
  return {
    what: 'edr: 1,000 series out of an area of a million points, said to be a sample',
    measured: `${round(ms)} ms`,
    asked: '< 5,000 ms',
    met: ms < 5000 && isTold,
  };
}

function memory(server: BenchServer): Measurement {
  const peak = residentPeakMiB(server.pid);
  return {
    what: 'edr: resident peak of the server',
    measured: `${round(peak)} MiB`,
    asked: '< 600 MiB',
    met: peak < 600,
  };
}

interface Answer {
  readonly ms: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

function asked(query: string, parameters: Readonly<Record<string, string>>): Promise<Answer> {
  const start = performance.now();
  return new Promise((resolve, reject) => {
    get(`${BASE}/${query}?${new URLSearchParams(parameters)}`, { agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        if (response.statusCode !== 200) reject(new Error(`${query}: ${response.statusCode} ${text.slice(0, 300)}`));
        else resolve({ ms: performance.now() - start, text, headers: response.headers });
      });
    }).on('error', reject);
  });
}
