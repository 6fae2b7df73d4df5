/**
 * Kills workers and servers at random moments while jobs run, and asks afterwards: did every accepted job end well, are
 * its results those of an undisturbed run, is every collection whole?
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../src/db/database.js';
import { regularEpochs } from '../src/products/epochs.js';
import type { SyntheticBurstSpec } from '../src/products/synthetic-burst.js';
import type { Measurement } from './report.js';
import { BenchServer } from './server.js';
import { publishBurst, withCatalog } from './synthetic-catalog.js';
import { emptyDatabase, mainScript } from './target.js';

const PORT = 5874;
const POINTS = 12_000;
/** Jobs that are kept waiting or running, so that a kill always meets some. */
const UNDER_WAY = 6;

interface Asked {
  readonly jobId: string;
  readonly kind: string;
  /** What its result must be equal to, given the reference run. */
  readonly fingerprint: () => Promise<string>;
}

export async function benchKills(url: string, kills: number, seed = 1): Promise<readonly Measurement[]> {
  const folder = await mkdtemp(join(tmpdir(), 'open-egms-bench-'));
  await emptyDatabase(url);
  return withCatalog(url, async (database) => {
    for (const spec of BURSTS) await publishBurst(database, spec);
    const server = new BenchServer(url, folder, PORT);
    const random = seeded(seed);
    let worker = startWorker(url, folder);
    await server.start();
    try {
      const expected = await reference(server, database);
      const asked: Asked[] = [];
      const killed = { server: 0, worker: 0, own: 0 };
      for (let i = 0; i < kills; i++) {
        await topUp(server, database, asked, random);
        await delay(200 + random() * 1_500);
        const pick = random();
        if (pick < 0.34) {
          killed.server++;
          await server.kill('SIGKILL');
          await server.start();
        } else if (pick < 0.67 && server.workerPid) {
          killed.own++;
          process.kill(server.workerPid, 'SIGKILL');
        } else {
          killed.worker++;
          worker.kill('SIGKILL');
          worker = startWorker(url, folder);
        }
        process.stderr.write(`\r${i + 1} of ${kills} kills, ${asked.length} jobs accepted `);
      }
      process.stderr.write('\n');
      const wrong: string[] = [];
      for (const { jobId, kind, fingerprint } of asked) {
        const outcome = await server.success(jobId).then(fingerprint, (error: Error) => error.message);
        if (outcome !== expected.get(kind)) wrong.push(`${kind} ${jobId}: ${outcome}`);
      }
      const half = await halfCollections(database);
      for (const line of [...wrong, ...half]) console.error(line);
      const how = `${killed.server} servers, ${killed.own} of their workers, ${killed.worker} other workers`;
      return [
        row(
          `kills -9 (${how}) over ${asked.length} accepted jobs: jobs not ended well or with other results`,
          wrong.length,
        ),
        row('collections that are not whole, or of jobs that did not end well', half.length),
      ];
    } finally {
      worker.kill('SIGKILL');
      await server.kill('SIGTERM');
      await rm(folder, { recursive: true, force: true });
    }
  });
}

const row = (what: string, count: number): Measurement => ({
  what,
  measured: String(count),
  asked: '0',
  met: count === 0,
});

/** What each kind of job gives when nobody disturbs it. */
async function reference(server: BenchServer, database: Database): Promise<ReadonlyMap<string, string>> {
  const expected = new Map<string, string>();
  for (const kind of KINDS) {
    const { jobId, fingerprint } = await submit(server, database, kind, 'undisturbed');
    await server.success(jobId);
    expected.set(kind, await fingerprint());
  }
  return expected;
}

const KINDS = ['echo', 'area-statistics', 'decompose'] as const;

async function topUp(server: BenchServer, database: Database, asked: Asked[], random: () => number): Promise<void> {
  const { rows } = await database.query<{ n: number }>(
    `select count(*)::int as n from egms.job where status in ('accepted', 'running')`,
  );
  for (let i = rows[0].n; i < UNDER_WAY; i++) {
    const kind = KINDS[Math.min(KINDS.length - 1, Math.floor(random() * KINDS.length))];
    asked.push(await submit(server, database, kind, `n${asked.length}`));
  }
}

async function submit(server: BenchServer, database: Database, kind: string, name: string): Promise<Asked> {
  const ascending = [{ collection: 'l2b-ascending-2020-2024' }];
  const descending = [{ collection: 'l2b-descending-2020-2024' }];
  const bodies: Record<string, unknown> = {
    echo: { inputs: { message: 'hello', pause: 2 } },
    'area-statistics': { inputs: { points: ascending, areas: AREAS } },
    decompose: {
      inputs: { ascending, descending },
      outputs: { up: { collection: `up-${name}` }, east: { collection: `east-${name}` }, quality: {} },
    },
  };
  const { jobID } = await server.execute(kind, bodies[kind]);
  const fingerprint = async () => {
    const { rows } = await database.query<{ output_id: string; sha256: string | null; collection_id: string | null }>(
      'select output_id, sha256, collection_id from egms.job_result where job_id = $1 order by output_id',
      [jobID],
    );
    const parts = await Promise.all(
      rows.map(
        async (r) => `${r.output_id} ${r.collection_id ? await contentOf(database, r.collection_id) : r.sha256}`,
      ),
    );
    return createHash('sha256').update(parts.join('\n')).digest('hex');
  };
  return { jobId: jobID, kind, fingerprint };
}

/** Every row of a collection but the numbers that depend on when it was made. */
async function contentOf(database: Database, id: string): Promise<string> {
  const { rows } = await database.query<{ collection_no: number }>(
    'select collection_no from egms.collection where id = $1',
    [id],
  );
  const n = rows[0].collection_no;
  const { rows: sums } = await database.query<{ sum: string }>(
    `select md5(string_agg(md5(p.pid || p.file_row || p.velocity_mm_per_year || p.easting_m || s.displacement::text), ''
       order by p.pid)) as sum
     from egms.point_${n} p join egms.series_${n} s using (collection_no, cell, id)`,
  );
  return sums[0].sum;
}

async function halfCollections(database: Database): Promise<string[]> {
  const { rows } = await database.query<{
    collection_no: number;
    id: string;
    point_count: string;
    status: string | null;
  }>(
    `select c.collection_no, c.id, c.point_count::text, j.status from egms.collection c
     left join egms.job j on j.job_id = c.origin_job_id`,
  );
  const faults: string[] = [];
  for (const { collection_no: n, id, point_count: count, status } of rows) {
    const counted = await database.query<{ points: string; series: string; products: string }>(
      `select (select count(*) from egms.point_${n})::text as points, (select count(*) from egms.series_${n})::text as series,
         (select coalesce(sum(point_count), 0) from egms.product where collection_no = ${n})::text as products`,
    );
    const { points, series, products } = counted.rows[0];
    if (points !== count || series !== count || products !== count)
      faults.push(`${id}: ${count} ${points} ${series} ${products}`);
    if (count !== '0' && status !== null && status !== 'successful') faults.push(`${id}: of a job that is ${status}`);
  }
  return faults;
}

function startWorker(url: string, folder: string): ChildProcess {
  return spawn(mainScript, ['worker', '--database-url', url, '--data-dir', folder, '--log-level', 'fatal'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

const seeded = (seed: number) => {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};

const SHARED = {
  burstCycle: 240,
  swath: 2,
  level: 'L2b',
  generation: 'from-2020-2024',
  release: { firstYear: 2020, lastYear: 2024 },
  redelivery: 1,
  centreEastingM: 4_400_000,
  centreNorthingM: 2_000_000,
  widthM: 9_000,
  heightM: 8_000,
  pointCount: POINTS,
  bowls: [],
} as const;
const BURSTS: readonly SyntheticBurstSpec[] = [
  { ...SHARED, track: 44, headingDeg: -9, incidenceDeg: 39, seed: 7, dates: regularEpochs('20200103', '20211231', 12) },
  {
    ...SHARED,
    track: 95,
    headingDeg: 191,
    incidenceDeg: 38,
    seed: 8,
    dates: regularEpochs('20200108', '20211231', 12),
  },
];
/** Around the corner of four 100 km cells, where the bursts lie. */
const AREAS = {
  type: 'FeatureCollection',
  features: [
    {
      type: 'Feature',
      properties: { name: 'all' },
      geometry: {
        type: 'Polygon',
        coordinates: [
          [
            [10.5, 40.8],
            [11.5, 40.8],
            [11.5, 41.4],
            [10.5, 41.4],
            [10.5, 40.8],
          ],
        ],
      },
    },
  ],
};
