import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, stat, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ByteCache } from '../../src/maps/byte-cache.js';
import { FileCache } from '../../src/maps/file-cache.js';
import { SharedWork } from '../../src/maps/shared-work.js';
import { Turnstile } from '../../src/maps/turnstile.js';

const never = new AbortController().signal;

describe('bytes in memory', () => {
  test('stay until their room is needed, those that were used last the longest', () => {
    const cache = new ByteCache(3 * 1600);
    for (const key of ['a', 'b', 'c']) cache.set(key, new Uint8Array(1000));
    cache.get('a');
    cache.set('d', new Uint8Array(1000));
    expect(['a', 'b', 'c', 'd'].map((key) => cache.get(key)?.length)).toEqual([1000, undefined, 1000, 1000]);
    expect(cache.bytes).toBeLessThanOrEqual(3 * 1600);
  });

  test('that are more than there is room for are not kept, and replace what they replace', () => {
    const cache = new ByteCache(2000);
    cache.set('a', new Uint8Array(1000));
    cache.set('a', new Uint8Array(5000));
    expect(cache.get('a')).toBeUndefined();
    expect(cache.bytes).toBe(0);
  });

  test('may be none: an empty tile is one, too', () => {
    const cache = new ByteCache(2000);
    cache.set('empty', new Uint8Array());
    expect(cache.get('empty')).toHaveLength(0);
  });
});

describe('bytes in files', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'open-egms-cache-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const files = async () => {
    const names = await readdir(folder, { recursive: true });
    const found = await Promise.all(
      names.map(async (name) => ({ file: join(folder, name), stat: await stat(join(folder, name)) })),
    );
    return found.filter((entry) => entry.stat.isFile());
  };

  test('come back as they were', async () => {
    const cache = new FileCache(folder, 1e6);
    await cache.set('tile', Uint8Array.of(1, 2, 3));
    await cache.set('empty', new Uint8Array());
    expect([...(await cache.get('tile'))!]).toEqual([1, 2, 3]);
    expect(await cache.get('empty')).toHaveLength(0);
    expect(await cache.get('other')).toBeUndefined();
    expect([...(await new FileCache(folder, 1e6).get('tile'))!]).toEqual([1, 2, 3]);
  });

  test('that were cut or changed count as absent', async () => {
    const cache = new FileCache(folder, 1e6);
    for (const damage of [
      (file: string) => truncate(file, 10),
      (file: string) => truncate(file, 0),
      (file: string) => writeFile(file, Buffer.alloc(108)),
    ]) {
      await cache.set('tile', new Uint8Array(100).fill(7));
      const [{ file }] = await files();
      await damage(file);
      expect(await cache.get('tile')).toBeUndefined();
    }
  });

  test('are files: pipes, devices and folders in their place are absent, and nobody waits for them', async () => {
    const cache = new FileCache(folder, 1e6);
    await cache.set('tile', new Uint8Array(100).fill(7));
    const [{ file }] = await files();
    for (const replace of [() => execFileSync('mkfifo', [file]), () => symlink('/dev/zero', file), () => mkdir(file)]) {
      await rm(file, { recursive: true });
      await replace();
      expect(await cache.get('tile')).toBeUndefined();
    }
  });

  test('go when there are too many, the oldest first', async () => {
    const cache = new FileCache(folder, 100_000);
    for (let i = 0; i < 40; i++) await cache.set(`tile ${i}`, new Uint8Array(900));
    // One may be under way that began before the last was written.
    await cache.clean();
    await cache.clean();
    // Each takes a block of 4,096 bytes, however small it is.
    expect((await files()).length * 4_096).toBeLessThanOrEqual(100_000);
    for (const { file } of await files()) await utimes(file, 0, 0);
    await cache.set('young', new Uint8Array(70_000));
    await cache.clean();
    await cache.clean();
    expect(await cache.get('young')).toHaveLength(70_000);
  });

  test('that cannot be written are no failure', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    const cache = new FileCache(join(file, 'below'), 1e6);
    await cache.set('tile', new Uint8Array(3));
    expect(await cache.get('tile')).toBeUndefined();
  });
});

describe('equal questions at once', () => {
  test('are worked on once', async () => {
    const work = new SharedWork<number>();
    let begun = 0;
    const answer = async () => {
      begun++;
      await new Promise(setImmediate);
      return 42;
    };
    const answers = await Promise.all([1, 2, 3].map(() => work.join('key', never, answer)));
    expect(answers).toEqual([42, 42, 42]);
    expect(begun).toBe(1);
    await work.join('key', never, answer);
    expect(begun).toBe(2);
    expect(work.size).toBe(0);
  });

  test('fail together, and may be asked again', async () => {
    const work = new SharedWork<number>();
    const failing = () => Promise.reject(new Error('no'));
    const failures = await Promise.allSettled([1, 2].map(() => work.join('key', never, failing)));
    expect(failures.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await work.join('key', never, async () => 1)).toBe(1);
  });

  test('stop when the last one who waits has gone, not before', async () => {
    const work = new SharedWork<number>();
    const [first, second] = [new AbortController(), new AbortController()];
    let stopped = false;
    const endless = (signal: AbortSignal) =>
      new Promise<number>((_, reject) => {
        signal.addEventListener('abort', () => {
          stopped = true;
          reject(signal.reason);
        });
      });
    const waiting = [first, second].map(({ signal }) => work.join('key', signal, endless));
    first.abort(new Error('gone'));
    await expect(waiting[0]).rejects.toThrow('gone');
    expect(stopped).toBe(false);
    second.abort(new Error('gone too'));
    await expect(waiting[1]).rejects.toThrow('gone too');
    expect(stopped).toBe(true);
    expect(work.size).toBe(0);
  });
});

describe('a turnstile', () => {
  test('lets so many through at once, in order', async () => {
    const turnstile = new Turnstile(2);
    let [inside, most] = [0, 0];
    const order: number[] = [];
    await Promise.all(
      [0, 1, 2, 3, 4, 5].map((i) =>
        turnstile.pass(async () => {
          most = Math.max(most, ++inside);
          order.push(i);
          await new Promise(setImmediate);
          inside--;
        }, never),
      ),
    );
    expect(most).toBe(2);
    expect(order).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('lets people leave the line, and gives nobody their place twice', async () => {
    const turnstile = new Turnstile(1);
    let open!: () => void;
    const held = turnstile.pass(() => new Promise<void>((resolve) => (open = resolve)), never);
    const controller = new AbortController();
    const leaving = turnstile.pass(async () => 'in', controller.signal);
    const staying = turnstile.pass(async () => 'in', never);
    controller.abort(new Error('gone'));
    await expect(leaving).rejects.toThrow('gone');
    expect(turnstile.waiting).toBe(1);
    open();
    await held;
    expect(await staying).toBe('in');
    expect(await turnstile.pass(async () => 'in', never)).toBe('in');
  });

  test('lets in who needs all of it alone, and in turn', async () => {
    const turnstile = new Turnstile(6);
    let inside = 0;
    const seen: [string, number][] = [];
    const work = (name: string, places: number) =>
      turnstile.pass(
        async () => {
          inside += Math.min(6, places);
          seen.push([name, inside]);
          await new Promise(setImmediate);
          inside -= Math.min(6, places);
        },
        never,
        places,
      );
    await Promise.all([work('a', 1), work('large', 99), work('b', 2), work('c', 4), work('d', 1)]);
    expect(seen).toEqual([
      ['a', 1],
      ['large', 6],
      ['b', 2],
      ['c', 6],
      ['d', expect.any(Number)],
    ]);
    expect(turnstile.waiting).toBe(0);
  });

  test('lets those pass who fit when the one before them leaves the line', async () => {
    const turnstile = new Turnstile(2);
    let open!: () => void;
    const held = turnstile.pass(() => new Promise<void>((resolve) => (open = resolve)), never);
    const controller = new AbortController();
    const large = turnstile.pass(async () => 'in', controller.signal, 2);
    const small = turnstile.pass(async () => 'in', never, 1);
    controller.abort(new Error('gone'));
    await expect(large).rejects.toThrow('gone');
    expect(await small).toBe('in');
    open();
    await held;
  });
});
