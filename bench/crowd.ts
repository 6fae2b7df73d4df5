/**
 * Five hundred tiles at once of which half are not waited for, again and again: the server must answer the other half, and
 * end as it began: with as many threads and connections, and no more memory than the rounds before took.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../src/db/database.js';
import { SeededRandom } from '../src/products/seeded-random.js';
import { residentPeakMiB } from './child-process.js';
import { type Measurement, round } from './report.js';
import { BenchServer } from './server.js';
import { publishBurst, withCatalog } from './synthetic-catalog.js';
import { emptyDatabase } from './target.js';
import { addressAt, COLLECTION, type Place, somePlaces, TILE_BURST } from './tiles.js';

const PORT = 6191;
const CLIENTS = 500;
const ROUNDS = 12;
/** Rounds after which memory is taken for what the server needs. */
const SETTLED_ROUNDS = 6;
/** After which clients lose patience, at random up to this. */
const PATIENCE_MS = 1_000;

interface State {
  readonly threads: number;
  readonly connections: number;
  readonly residentMiB: number;
}

export async function benchCrowd(url: string): Promise<readonly Measurement[]> {
  await emptyDatabase(url);
  return withCatalog(url, async (database) => {
    await publishBurst(database, TILE_BURST);
    const places = await somePlaces(database);
    const dataDir = await mkdtemp(join(tmpdir(), 'open-egms-bench-'));
    const server = new BenchServer(url, dataDir, PORT);
    try {
      await server.start();
      return await rounds(server, database, places);
    } finally {
      await server.kill('SIGTERM');
      await rm(dataDir, { recursive: true });
    }
  });
}

async function rounds(server: BenchServer, database: Database, places: readonly Place[]): Promise<Measurement[]> {
  const random = new SeededRandom(11);
  const states: State[] = [];
  const answers = new Map<number | 'cut' | 'failed', number>();
  for (let turn = 0; turn < ROUNDS; turn++) {
    const clients = Array.from({ length: CLIENTS }, (_, i) => {
      const { z, x, y } = addressAt(places[(turn * 131 + i) % places.length], 6 + (i % 11));
      // Never asked before, although the tile may be the same.
      const time = new Date(1.9e12 + 1000 * (turn * CLIENTS + i)).toISOString().slice(0, 19);
      const address = `${server.base}/tiles/${COLLECTION}/${z}/${x}/${y}.mvt?datetime=1990-01-01/${time}Z`;
      return asked(address, i % 2 === 0 ? undefined : random.between(0, PATIENCE_MS));
    });
    for (const answer of await Promise.all(clients)) answers.set(answer, (answers.get(answer) ?? 0) + 1);
    await delay(500);
    states.push(await stateOf(server, database));
  }
  const next = await asked(`${server.base}/tiles/${COLLECTION}/0/0/0.mvt`, undefined);
  return measurements(answers, states, next, residentPeakMiB(server.pid));
}

function measurements(
  answers: ReadonlyMap<number | 'cut' | 'failed', number>,
  states: readonly State[],
  next: number | 'cut' | 'failed',
  peakMiB: number,
): Measurement[] {
  const told = [...answers].map(([what, count]) => `${count} x ${what}`).join(', ');
  // Beside the points nothing is offered: 204 and 404 are answers, too.
  const answered = [200, 204, 404].reduce((sum, status) => sum + (answers.get(status) ?? 0), 0);
  const staying = (ROUNDS * CLIENTS) / 2;
  const [settled, last] = [states[SETTLED_ROUNDS - 1], states[states.length - 1]];
  const grownMiB = last.residentMiB - settled.residentMiB;
  const same = (of: 'threads' | 'connections') => ({
    what: `${of} after ${ROUNDS} rounds, beside ${states[0][of]} after the first`,
    measured: String(last[of]),
    asked: 'no more',
    met: last[of] <= states[0][of],
  });
  return [
    {
      what: `${ROUNDS} rounds of ${CLIENTS} tiles of which half are cut off (${told}): answered`,
      measured: String(answered),
      asked: `>= ${staying}, and the next one`,
      met: answered >= staying && next === 200,
    },
    same('threads'),
    same('connections'),
    {
      what: `memory after round ${ROUNDS} beside that after round ${SETTLED_ROUNDS}, peak ${round(peakMiB)} (MiB)`,
      measured: round(Math.max(0, grownMiB)),
      asked: '< 50; peak < 700',
      met: grownMiB < 50 && peakMiB < 700,
    },
  ];
}

/** A connection of its own: one that is cut is not to be used again. */
const agent = new Agent({ maxSockets: Number.POSITIVE_INFINITY });

/** The status, once the last byte is there; `cut` when patience, milliseconds, ended before. */
function asked(address: string, patienceMs: number | undefined): Promise<number | 'cut' | 'failed'> {
  return new Promise((resolve) => {
    let isCut = false;
    const request = get(address, { agent, headers: { 'Accept-Encoding': 'gzip' } }, (response) => {
      response.resume();
      response.once('error', () => resolve(isCut ? 'cut' : 'failed'));
      response.once('end', () => end(response.statusCode!));
    });
    const cutting = setTimeout(() => {
      isCut = true;
      request.destroy();
      resolve('cut');
    }, patienceMs ?? 60_000);
    const end = (answer: number | 'failed') => {
      clearTimeout(cutting);
      resolve(answer);
    };
    request.once('error', () => end('failed'));
  });
}

async function stateOf(server: BenchServer, database: Database): Promise<State> {
  const { rows } = await database.query<{ count: number }>(
    'select count(*)::int as count from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  );
  const status = readFileSync(`/proc/${server.pid}/status`, 'utf8');
  return {
    threads: readdirSync(`/proc/${server.pid}/task`).length,
    connections: rows[0].count,
    residentMiB: Number(/^VmRSS:\s+(\d+) kB/m.exec(status)![1]) / 1024,
  };
}
