/** What is over is cleared away, what is needed stays. */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database } from '../../src/db/database.js';
import { sweep } from '../../src/jobs/sweep.js';
import { testDatabase } from '../support/database.js';
import { JobBench } from '../support/jobs.js';

let database: Database;
let bench: JobBench;

beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  await database.query('delete from egms.job');
  await database.query('delete from egms.collection');
  bench = new JobBench(database);
});
afterAll(async () => {
  bench.close();
  await database.close();
});

async function finished(): Promise<string> {
  await bench.submit();
  const job = (await bench.claim())!;
  await bench.run(job, async ({ folder }) => {
    await writeFile(join(folder, 'map.csv'), 'a');
    return { answer: { kind: 'file', fileName: 'map.csv', mediaType: 'text/csv' } };
  });
  return job.jobId;
}
const expire = (jobId: string) =>
  database.query(`update egms.job set expires = now() - interval '1 s' where job_id = $1`, [jobId]);

test('a job past its time goes with its results and its folder; a younger one stays', async () => {
  const [old, young] = [await finished(), await finished()];
  await expire(old);
  expect(await sweep(database, bench.storage)).toEqual({ jobs: 1, folders: 1 });
  expect(await bench.store.job(old)).toBeUndefined();
  expect(existsSync(bench.storage.file(young, 'map.csv'))).toBe(true);
  expect((await bench.store.results(young)).length).toBe(1);
});

test('a job whose collection is still published stays as its record, without its files', async () => {
  const jobId = await finished();
  await database.query(
    `insert into egms.collection (id, level, geometry, release, header_generation, point_count, origin_job_id)
     values ('made', 'L3', 'up', '2020-2024', 'from-2020-2024', 1, $1)`,
    [jobId],
  );
  await expire(jobId);
  await sweep(database, bench.storage);
  expect((await bench.store.job(jobId))?.status).toBe('successful');
  expect(await bench.store.results(jobId)).toEqual([]);
  expect(existsSync(bench.storage.folder(jobId))).toBe(false);
});

test('the folder of a job that waits or runs is left alone, that of a dismissed one is not', async () => {
  const { jobId: waiting } = await bench.submit();
  const { jobId: dismissed } = await bench.submit();
  for (const id of [waiting, dismissed]) await writeFile(join(await bench.storage.make(id), 'half.bin'), 'half');
  await bench.store.dismiss(dismissed);
  expect(await sweep(database, bench.storage)).toEqual({ jobs: 0, folders: 1 });
  expect(existsSync(bench.storage.file(waiting, 'half.bin'))).toBe(true);
});

test('a job that computed an input stays as long as the job it was for', async () => {
  const parent = await bench.submit();
  const child = await bench.submit({}, { parentJobId: parent.jobId });
  await bench.run((await bench.claim())!, async () => ({ answer: { kind: 'json', value: 1 } }));
  await expire(child.jobId);
  expect((await sweep(database, bench.storage)).jobs).toBe(0);
  await expire(parent.jobId);
  expect((await sweep(database, bench.storage)).jobs).toBeGreaterThan(0);
  expect(await bench.store.job(child.jobId)).toBeUndefined();
});
