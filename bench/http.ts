/** How fast a server over a million points answers, measured through HTTP on the loopback. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { residentPeakMiB, run } from './child-process.js';
import { type Measurement, median, round } from './report.js';
import { writeSyntheticBurst } from './synthetic-file.js';
import { emptyDatabase, mainScript } from './target.js';

const POINTS = 1_000_000;
const COLLECTION = 'l2b-ascending-2020-2024';
const PORT = 5871;
const BASE = `http://127.0.0.1:${PORT}`;
const LAST_PAGE = 500;
/** A server answers its first requests before its code is compiled: they say nothing of the rest of its day. */
const WARM_UP = 60;
const BOXES = 120;
const agent = new Agent({ keepAlive: true });

export async function benchHttp(url: string): Promise<readonly Measurement[]> {
  const folder = await mkdtemp(join(tmpdir(), 'open-egms-bench-'));
  const csv = await writeSyntheticBurst(folder, POINTS, 210);
  await emptyDatabase(url);
  await run(mainScript, ['ingest', '--database-url', url, csv]);
  await rm(folder, { recursive: true });
  const server = spawn(mainScript, ['serve', '--database-url', url, '--port', String(PORT)], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, OPEN_EGMS_LOG_LEVEL: 'warn' },
  });
  try {
    await untilReady(server);
    const box = await boxOf(COLLECTION);
    return [...(await pages(box)), await item(), ...(await stream(server.pid!))];
  } finally {
    server.kill('SIGTERM');
    agent.destroy();
  }
}

type Box = readonly [west: number, south: number, east: number, north: number];

async function pages(box: Box): Promise<readonly Measurement[]> {
  const items = `${BASE}/collections/${COLLECTION}/items`;
  const times: number[] = [];
  for (let i = 0; i < WARM_UP + BOXES; i++) {
    // Boxes of a tenth of the burst's sides, along its diagonal.
    const [west, south, east, north] = box;
    const at = 0.2 + (0.6 * (i % BOXES)) / BOXES;
    const corner = [west + (east - west) * at, south + (north - south) * at];
    const bbox = [...corner, corner[0] + (east - west) * 0.1, corner[1] + (north - south) * 0.1];
    const answer = await fetched(`${items}?bbox=${bbox.map((v) => v.toFixed(6)).join(',')}&limit=1000`);
    if (i >= WARM_UP) times.push(answer.ms);
  }
  const walk: number[] = [];
  let next: string | undefined = `${items}?bbox=${box.join(',')}&limit=1000`;
  while (next && walk.length < LAST_PAGE + 10) {
    const answer: Fetched = await fetched(next);
    walk.push(answer.ms);
    next = (JSON.parse(answer.text) as { links: { rel: string; href: string }[] }).links.find(
      ({ rel }) => rel === 'next',
    )?.href;
  }
  const first = median(await repeated(10, `${items}?bbox=${box.join(',')}&limit=1000`));
  const late = median(walk.slice(LAST_PAGE - 10, LAST_PAGE + 10));
  const ratio = late / first;
  return [
    below(`items?bbox&limit=1000 of ${POINTS / 1e6} million points, p50 (ms)`, median(times), 20),
    {
      what: `page ${LAST_PAGE} (${round(late)} ms) beside page 1 (${round(first)} ms), ratio`,
      measured: round(ratio),
      asked: '<= 1.5',
      met: ratio <= 1.5,
    },
  ];
}

async function item(): Promise<Measurement> {
  const { text } = await fetched(`${BASE}/collections/${COLLECTION}/items?limit=300&properties=pid`);
  const ids = (JSON.parse(text) as { features: { id: string }[] }).features.map(({ id }) => id);
  const times: number[] = [];
  for (const id of ids) times.push((await fetched(`${BASE}/collections/${COLLECTION}/items/${id}?profile=series`)).ms);
  return below('item with its series of 210 dates, p50 (ms)', median(times.slice(50)), 3);
}

async function stream(pid: number): Promise<readonly Measurement[]> {
  const url = `${BASE}/collections/${COLLECTION}/items?stream=true&f=json`;
  const answer = await drained(url);
  const rate = POINTS / (answer.ms / 1000);
  // The heap finds its size in the first stream; what grew with the data would grow again in the second.
  const afterFirstMiB = residentPeakMiB(pid);
  await drained(url);
  const grownMiB = residentPeakMiB(pid) - afterFirstMiB;
  return [
    {
      what: `streaming all as GeoJSON, ${round(answer.bytes / 1e6)} MB (features/s)`,
      measured: round(rate),
      asked: '>= 60,000',
      met: rate >= 60_000,
    },
    below('first byte of that stream (ms)', answer.firstByteMs, 100),
    below(
      `peak memory of the server (${round(afterFirstMiB)} MiB), growth by a second such stream (MiB)`,
      Math.max(grownMiB, 0.01),
      50,
    ),
  ];
}

interface Fetched {
  readonly ms: number;
  readonly text: string;
}

async function repeated(times: number, url: string): Promise<readonly number[]> {
  const all: number[] = [];
  for (let i = 0; i < times; i++) all.push((await fetched(url)).ms);
  return all;
}

function fetched(url: string): Promise<Fetched> {
  const startMs = performance.now();
  return new Promise((resolve, reject) => {
    get(url, { agent, headers: { Accept: 'application/geo+json' } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const text = Buffer.concat(chunks).toString();
        if (response.statusCode !== 200) reject(new Error(`${url}: ${response.statusCode} ${text.slice(0, 300)}`));
        else resolve({ ms: performance.now() - startMs, text });
      });
    }).once('error', reject);
  });
}

function drained(url: string): Promise<{ ms: number; firstByteMs: number; bytes: number }> {
  const startMs = performance.now();
  return new Promise((resolve, reject) => {
    get(url, { agent, headers: { Accept: 'application/geo+json' } }, (response) => {
      let firstByteMs = Number.NaN;
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        if (bytes === 0) firstByteMs = performance.now() - startMs;
        bytes += chunk.length;
      });
      response.once('aborted', () => reject(new Error('the stream was cut')));
      response.once('end', () => resolve({ ms: performance.now() - startMs, firstByteMs, bytes }));
    }).once('error', reject);
  });
}

async function boxOf(collection: string): Promise<Box> {
  const { text } = await fetched(`${BASE}/collections/${collection}?f=json`);
  return (JSON.parse(text) as { extent: { spatial: { bbox: [Box] } } }).extent.spatial.bbox[0];
}

async function untilReady(server: ChildProcess): Promise<void> {
  for (let i = 0; i < 600; i++) {
    if (server.exitCode !== null) throw new Error(`the server ended with ${server.exitCode}`);
    const ready = await fetch(`${BASE}/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the server did not get ready in a minute');
}

function below(what: string, value: number, asked: number): Measurement {
  return { what, measured: round(value), asked: `< ${asked}`, met: value < asked };
}
