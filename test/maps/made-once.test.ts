import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MadeOnce, type MadeOnceOptions } from '../../src/maps/made-once.js';

const never = new AbortController().signal;
const madeOnce = (options: Partial<MadeOnceOptions> = {}) =>
  new MadeOnce({ what: 'maps', memoryBytes: 1e6, fileBytes: 1e6, budgetMs: 10_000, most: 100, places: 6, ...options });
const bytes = Uint8Array.of(1, 2, 3);
const endless = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

describe('bytes made once', () => {
  test('are made once for all who ask, at once and later', async () => {
    const made = madeOnce();
    let times = 0;
    const make = async () => {
      times++;
      await new Promise(setImmediate);
      return bytes;
    };
    const asked = [1, 2, 3].map(() => made.get({ key: 'a', isFiled: true, make }, never));
    expect(await Promise.all(asked)).toEqual([bytes, bytes, bytes]);
    await made.get({ key: 'a', isFiled: true, make }, never);
    expect(times).toBe(1);
    await made.get({ key: 'b', isFiled: true, make }, never);
    expect(times).toBe(2);
  });

  test('are found in files by the next server, unless they were not to be filed', async () => {
    const cacheFolder = await mkdtemp(join(tmpdir(), 'open-egms-made-'));
    try {
      for (const isFiled of [true, false]) {
        const key = String(isFiled);
        await madeOnce({ cacheFolder }).get({ key, isFiled, make: async () => bytes }, never);
        // Files are written after the answer.
        await new Promise((resolve) => setTimeout(resolve, 50));
        const again = madeOnce({ cacheFolder }).get({ key, isFiled, make: async () => new Uint8Array() }, never);
        expect((await again).length).toBe(isFiled ? 3 : 0);
      }
    } finally {
      await rm(cacheFolder, { recursive: true });
    }
  });

  test('that do not come in time are told to be asked for again', async () => {
    const made = madeOnce({ budgetMs: 20 });
    const late = { status: 503, code: 'TooManyTiles', detail: expect.stringMatching(/0\.02 s.*maps/) };
    await expect(made.get({ key: 'a', isFiled: true, make: endless }, never)).rejects.toMatchObject(late);
    await expect(made.pass(endless, never)).rejects.toMatchObject(late);
  });

  test('that are not wanted any more are given up, for the reason given', async () => {
    const made = madeOnce();
    const controller = new AbortController();
    let stopped: unknown;
    const make = (signal: AbortSignal) => {
      signal.addEventListener('abort', () => {
        stopped = true;
      });
      return endless(signal);
    };
    const asked = made.get({ key: 'a', isFiled: true, make }, controller.signal);
    await new Promise(setImmediate);
    controller.abort(new Error('gone'));
    await expect(asked).rejects.toThrow();
    expect(stopped).toBe(true);
    expect(await made.get({ key: 'a', isFiled: true, make: async () => bytes }, never)).toBe(bytes);
  });

  test('are no more at a time than there are places, and no more under way than may be', async () => {
    const made = madeOnce({ places: 10, most: 4 });
    let [inside, most] = [0, 0];
    const make = async () => {
      most = Math.max(most, ++inside);
      await new Promise(setImmediate);
      inside--;
      return bytes;
    };
    const asked = [0, 1, 2, 3].map((i) => made.get({ key: String(i), isFiled: false, places: 5, make }, never));
    await expect(made.get({ key: '4', isFiled: false, make }, never)).rejects.toMatchObject({ code: 'TooManyTiles' });
    await Promise.all(asked);
    expect(most).toBe(2);
  });
});
