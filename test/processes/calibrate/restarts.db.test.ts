/** Jobs that are killed and taken up again, with their folder and without. */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../../../processes/calibrate/index.js';
import { storedProducts } from '../../../src/catalog/points/stored-products.js';
import type { Database } from '../../../src/db/database.js';
import { testDatabase } from '../../support/database.js';
import { runProcess } from '../../support/run-process.js';
import { publishBursts, readAll, request, UP } from './ramped-catalog.js';

let database: Database;

beforeAll(async () => {
  database = await testDatabase();
  await publishBursts(database, 2);
});
afterAll(() => database.close());

describe('a job that is killed', () => {
  const wanted = { points: [{ collection: UP }] };
  const hashes = async (folder: string) => {
    const files = (await readdir(folder)).filter((name) => !name.endsWith('.part')).sort();
    return Promise.all(
      files.map(async (name) => [
        name,
        createHash('sha256')
          .update(await readFile(join(folder, name)))
          .digest('hex'),
      ]),
    );
  };

  test('goes on where it was, and gives the same bytes', async () => {
    const [whole, broken] = [
      await mkdtemp(join(tmpdir(), 'open-egms-whole-')),
      await mkdtemp(join(tmpdir(), 'open-egms-broken-')),
    ];
    try {
      const outputCollections = { ascending: 'cal-killed' };
      const first = await runProcess(run, database, request(wanted), { outputCollections, folder: whole });
      const expected = [...(await readAll(database, 'cal-killed'))].map(([pid, { series }]) => [pid, [...series]]);
      const checkpoints = new Map<string, unknown>();
      // Stopped in the first reading, in the adjustment, and in the middle of every burst.
      for (const share of [0.01, 0.13, 0.2, 0.3, 0.5, 0.59]) {
        const abort = new AbortController();
        const dying = dyingRun(abort, share);
        await expect(
          runProcess(dying, database, request(wanted), {
            outputCollections,
            folder: broken,
            checkpoints,
            signal: abort.signal,
          }),
        ).rejects.toThrow('killed');
      }
      const kept = [...checkpoints.keys()].length;
      expect(kept).toBeGreaterThan(2);
      const last = await runProcess(run, database, request(wanted), { outputCollections, folder: broken, checkpoints });
      expect(last.outputs.report).toEqual(first.outputs.report);
      expect(await hashes(broken)).toEqual(await hashes(whole));
      expect([...(await readAll(database, 'cal-killed'))].map(([pid, { series }]) => [pid, [...series]])).toEqual(
        expected,
      );
      // A second edition of the same collection counts on.
      const [product] = await (await storedProducts(database, 'cal-killed'))!.list();
      expect(product.name.redelivery).toBe(2);
    } finally {
      await rm(whole, { recursive: true });
      await rm(broken, { recursive: true });
    }
  });

  test('makes files again that were lost with its folder', async () => {
    const checkpoints = new Map<string, unknown>();
    const outputCollections = { ascending: 'cal-lost' };
    await runProcess(run, database, request(wanted), { outputCollections, checkpoints });
    const { log } = await runProcess(run, database, request(wanted), { outputCollections, checkpoints });
    expect(log.filter((line) => line.includes('made again'))).toHaveLength(3);
    expect((await readAll(database, 'cal-lost')).size).toBe(3000);
  });

  /** Runs until a share of the work is done, then dies as a killed worker does: in the middle of whatever it does. */
  const dyingRun =
    (abort: AbortController, share: number): typeof run =>
    (context) =>
      run({
        ...context,
        progress: (reached) => {
          if (reached >= share) abort.abort(new Error('killed'));
        },
      });
});
