/** Steps that leave a file: done once, done again when the file is gone, never half there. */
import { mkdtemp, readdir, readFile, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type KeptFile, keptFile, writeTextFile } from '../../../processes/calibrate/kept-file.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'open-egms-kept-'));
});
afterEach(() => rm(folder, { recursive: true }));

function context(checkpoints = new Map<string, unknown>()) {
  const log: string[] = [];
  return {
    folder,
    told: log,
    log: (level: string, message: string) => {
      log.push(`${level} ${message}`);
    },
    checkpoint: async <T>(key: string, step: () => Promise<T>): Promise<T> => {
      if (!checkpoints.has(key)) checkpoints.set(key, await step());
      return checkpoints.get(key) as T;
    },
  };
}

describe('a step that writes a file', () => {
  let times = 0;
  const make = (text: string) => async (): Promise<KeptFile> => {
    times++;
    return writeTextFile(folder, 'a.txt', [text, ' world']);
  };
  beforeEach(() => {
    times = 0;
  });

  test('is done once, however often it is asked for', async () => {
    const setting = context();
    const first = await keptFile(setting, 'key', make('hello'));
    expect(await keptFile(setting, 'key', make('hello'))).toEqual(first);
    expect(times).toBe(1);
    expect(await readFile(join(folder, 'a.txt'), 'utf8')).toBe('hello world');
    expect(first).toMatchObject({ fileName: 'a.txt', bytes: 11 });
    expect(await readdir(folder)).toEqual(['a.txt']);
  });

  test.each(['is gone', 'is shorter'])('is done again when the file %s, and that is told', async (fate) => {
    const setting = context();
    const first = await keptFile(setting, 'key', make('hello'));
    if (fate === 'is gone') await rm(join(folder, 'a.txt'));
    else await truncate(join(folder, 'a.txt'), 4);
    expect(await keptFile(setting, 'key', make('hello'))).toEqual(first);
    expect(times).toBe(2);
    expect(setting.told).toEqual(["warn a.txt is not in the job's folder any more: made again"]);
  });

  test('must then give the same bytes', async () => {
    const setting = context();
    await keptFile(setting, 'key', make('hello'));
    await rm(join(folder, 'a.txt'));
    await expect(keptFile(setting, 'key', make('other'))).rejects.toThrow(/a\.txt: made again it is not what it was/);
  });
});
