/** The engine: from accepted to running, and a long list. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Measurement, median, round } from './report.js';
import { BenchServer } from './server.js';
import { withCatalog } from './synthetic-catalog.js';
import { emptyDatabase } from './target.js';

const JOBS = 60;
const LISTED = 1_000;
const PORT = 5872;

export async function benchJobs(url: string): Promise<readonly Measurement[]> {
  const folder = await mkdtemp(join(tmpdir(), 'open-egms-bench-'));
  await emptyDatabase(url);
  await withCatalog(url, async () => {});
  const server = new BenchServer(url, folder, PORT);
  await server.start();
  try {
    return [...(await overhead(server)), await listing(server)];
  } finally {
    await server.kill('SIGTERM');
    await rm(folder, { recursive: true, force: true });
  }
}

async function overhead(server: BenchServer): Promise<readonly Measurement[]> {
  const toRunning: number[] = [];
  const toEnd: number[] = [];
  const synchronous: number[] = [];
  for (let i = 0; i < JOBS; i++) {
    const { jobID } = await server.execute('hello-world', { inputs: { name: 'bench' } });
    const job = await server.success(jobID, 20);
    toRunning.push(Date.parse(job.started!) - Date.parse(job.created));
    toEnd.push(Date.parse(job.finished!) - Date.parse(job.created));
    const startMs = performance.now();
    const response = await fetch(`${server.base}/processes/hello-world/execution`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ inputs: { name: 'bench' } }),
    });
    if (response.status !== 200) throw new Error(`sync: ${response.status} ${await response.text()}`);
    await response.text();
    synchronous.push(performance.now() - startMs);
  }
  return [
    below('job, accepted to running, p50 (ms)', median(toRunning), 200),
    below('job, accepted to running, slowest (ms)', Math.max(...toRunning), 200),
    below('job, accepted to successful, hello-world, p50 (ms)', median(toEnd), 1_000),
    below('synchronous execution of hello-world, p50 (ms)', median(synchronous), 1_000),
  ];
}

async function listing(server: BenchServer): Promise<Measurement> {
  // The first one pauses, so that the others wait.
  await server.execute('echo', { inputs: { message: 'x', pause: 60 } });
  for (let i = 0; i < LISTED; i++) await server.execute('echo', { inputs: { message: String(i), pause: 60 } });
  const times: number[] = [];
  for (let i = 0; i < 30; i++) {
    const startMs = performance.now();
    const { jobs } = await server.get<{ jobs: unknown[] }>(`/jobs?limit=${LISTED}`);
    times.push(performance.now() - startMs);
    if (jobs.length !== LISTED) throw new Error(`expected ${LISTED} jobs, got ${jobs.length}`);
  }
  return below(`list of ${LISTED} queued jobs in one answer, p50 (ms)`, median(times.slice(5)), 50);
}

const below = (what: string, value: number, asked: number): Measurement => ({
  what,
  measured: round(value),
  asked: `< ${asked}`,
  met: value < asked,
});
