/** Jobs that are killed and taken up again, and those whose input changes meanwhile. */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../../../processes/concatenate-releases/index.js';
import { selectPoints } from '../../../src/catalog/points/point-selection.js';
import type { Database } from '../../../src/db/database.js';
import { withDefaults } from '../../support/described-inputs.js';
import { runProcess, type TrialOptions } from '../../support/run-process.js';

import {
  concatenate as concatenateIn,
  EARLIER,
  LATER,
  pointsIn as pointsOfCollection,
  publishReleases,
} from './cut-releases.js';

let database: Database;

beforeAll(async () => {
  database = await publishReleases();
});
afterAll(() => database.close());

const concatenate = (given?: Record<string, unknown>, options?: TrialOptions, mostPoints?: number) =>
  concatenateIn(database, given, options, mostPoints);
const pointsIn = (collection: string) => pointsOfCollection(database, collection);

describe('a job', () => {
  /** Dies once some regions are done. */
  class Checkpoints extends Map<string, unknown> {
    constructor(
      private readonly controller: AbortController,
      private readonly most: number,
    ) {
      super();
    }
    override set(key: string, value: unknown): this {
      super.set(key, value);
      if (this.size === this.most) this.controller.abort(new Error('killed'));
      return this;
    }
  }

  async function filesOf(folder: string): Promise<Record<string, string>> {
    const names = (await readdir(folder)).sort();
    const sums = await Promise.all(
      names.map(async (name) =>
        createHash('sha256')
          .update(await readFile(join(folder, name)))
          .digest('hex'),
      ),
    );
    return Object.fromEntries(names.map((name, i) => [name, sums[i]]));
  }

  test('killed between regions and taken up again gives the same bytes', async () => {
    const folders = await Promise.all([0, 1].map(() => mkdtemp(join(tmpdir(), 'open-egms-join-'))));
    try {
      const [whole, again] = folders;
      const options = { outputCollections: { joined: 'bytes' } };
      const undisturbed = await concatenate({ keepUnmatched: 'both' }, { ...options, folder: whole }, 100);
      const rows = await pointsIn('bytes');
      const controller = new AbortController();
      const checkpoints = new Checkpoints(controller, 4);
      const dying = concatenate(
        { keepUnmatched: 'both' },
        { ...options, folder: again, checkpoints, signal: controller.signal },
        100,
      );
      await expect(dying).rejects.toThrow('killed');
      const resumed = await concatenate(
        { keepUnmatched: 'both' },
        { ...options, folder: again, checkpoints: new Map(checkpoints) },
        100,
      );
      expect(resumed.outputs).toEqual(undisturbed.outputs);
      expect(await filesOf(again)).toEqual(await filesOf(whole));
      expect(Object.keys(await filesOf(whole)).length).toBeGreaterThan(6);
      const after = await pointsIn('bytes');
      expect([...after.keys()]).toEqual([...rows.keys()]);
      expect([...after.values()].map(({ mm }) => mm)).toEqual([...rows.values()].map(({ mm }) => mm));
    } finally {
      for (const folder of folders) await rm(folder, { recursive: true });
    }
  });

  test('publishes nothing when a collection has changed meanwhile', async () => {
    const original = database.query.bind(database);
    let asked = 0;
    const spy: Database = Object.assign(Object.create(database) as Database, {
      query: async (...args: Parameters<Database['query']>) => {
        // The redelivery is asked for once all regions are done.
        if (String(args[0]).includes('max(p.redelivery)') && asked++ === 0) {
          await original('update egms.collection set version = version + 1 where id = $1', [EARLIER]);
        }
        return original(...args);
      },
    });
    const inputs = withDefaults('concatenate-releases', {
      earlier: { collection: EARLIER },
      later: { collection: LATER },
    });
    const options = { outputCollections: { joined: 'never' } };
    await expect(runProcess(run, spy, inputs, options)).rejects.toThrow(/2018-2022 was changed/);
    await expect(selectPoints(database, { collection: 'never' })).rejects.toThrow(/not found/);
  });
});
