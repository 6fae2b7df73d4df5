/** Archives as they should be, and every attack on whoever unpacks them. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { findStacks } from '../../../src/insar/stack-archive/find-stacks.js';
import { type UnpackOptions, unpackArchive } from '../../../src/insar/stack-archive/unpack-archive.js';
import { type ZipMember, zipArchive } from '../../support/zip-archive.js';

const base = mkdtempSync(join(tmpdir(), 'open-egms-archive-'));
afterAll(() => rmSync(base, { recursive: true }));

let count = 0;
function unpack(archive: Buffer | readonly ZipMember[], options: Partial<UnpackOptions> = {}) {
  const own = join(base, `${++count}`);
  const path = `${own}.zip`;
  writeFileSync(path, Buffer.isBuffer(archive) ? archive : zipArchive(archive as ZipMember[]));
  const folder = join(own, 'in', 'side');
  return { folder, own, done: unpackArchive(path, folder, { maxBytes: 1e6, name: 'stack.zip', ...options }) };
}

describe('an archive', () => {
  test('is written as it is, without what macOS leaves in it', async () => {
    const shares: number[] = [];
    const { folder, done } = unpack(
      [
        { name: 'town/', mode: 0o040755 },
        { name: 'town/stack.json', content: '{}' },
        { name: 'town/slc/a.tif', content: 'a'.repeat(5000), deflate: true },
        { name: '__MACOSX/town/._stack.json', content: 'x' },
        { name: 'town/.DS_Store', content: 'x' },
      ],
      { onProgress: (share) => shares.push(share) },
    );
    expect(await done).toEqual({ files: 2, bytes: 5002 });
    expect(readFileSync(join(folder, 'town/slc/a.tif'), 'utf8')).toBe('a'.repeat(5000));
    expect(readdirSync(join(folder, 'town')).sort()).toEqual(['slc', 'stack.json']);
    expect(existsSync(join(folder, '__MACOSX'))).toBe(false);
    expect(shares.at(-1)).toBe(1);
    expect(await findStacks(folder, 'stack.zip')).toEqual({ root: join(folder, 'town'), stacks: [''] });
  });

  const hello = { content: 'hello' };
  test.each<[string, readonly ZipMember[], RegExp]>([
    ['a path upwards', [{ name: '../evil', ...hello }], /relative path|leads out/],
    ['a path upwards in the middle', [{ name: 'a/../../evil', ...hello }], /relative path|leads out/],
    ['an absolute path', [{ name: '/etc/evil', ...hello }], /absolute path|relative path/],
    ['a drive', [{ name: 'C:/evil', ...hello }], /absolute path|relative path/],
    ['backslashes', [{ name: '..\\evil', ...hello }], /invalid characters|may not hold/],
    ['a control character', [{ name: 'a\nb', ...hello, flags: 0x800 }], /may not hold/],
    ['a zero byte', [{ name: 'a\0.tif', ...hello }], /may not hold/],
    ['an empty part', [{ name: 'a//b', ...hello }], /between slashes/],
    ['a dot', [{ name: './a', ...hello }], /between slashes/],
    ['a name without end', [{ name: 'n'.repeat(300), ...hello }], /too long/],
    ['folders without end', [{ name: `${'d/'.repeat(20)}a`, ...hello }], /folders deep/],
    ['a link', [{ name: 'slc', content: '/etc', mode: 0o120777 }], /is a link/],
    ['a device', [{ name: 'null', mode: 0o020666 }], /no plain file/],
    ['a pipe', [{ name: 'pipe', mode: 0o010666 }], /no plain file/],
    [
      'a name twice',
      [
        { name: 'a', ...hello },
        { name: 'a', ...hello },
      ],
      /twice/,
    ],
    [
      'a name twice, in other letters',
      [
        { name: 'Stack.json', ...hello },
        { name: 'stack.JSON', ...hello },
      ],
      /twice/,
    ],
    [
      'a file that is a folder too',
      [
        { name: 'a', ...hello },
        { name: 'a/b', ...hello },
      ],
      /below a file/,
    ],
    [
      'a folder that is a file too',
      [
        { name: 'a/b', ...hello },
        { name: 'a', ...hello },
      ],
      /twice/,
    ],
    ['a password', [{ name: 'a', ...hello, flags: 1, deflate: true }], /encrypted/],
    ['another compression', [{ name: 'a', ...hello, method: 14 }], /compression method 14/],
    ['another checksum', [{ name: 'a', ...hello, claims: { crc: 1 } }], /CRC-32/],
    [
      'more bytes than it says',
      [{ name: 'a', content: 'a'.repeat(9e5), deflate: true, claims: { bytes: 10 } }],
      /damaged|declared/,
    ],
    [
      'fewer bytes than it says',
      [{ name: 'a', content: 'aaaa', deflate: true, claims: { bytes: 10 } }],
      /damaged|declared/,
    ],
    [
      'files that share their bytes',
      [
        { name: 'a', content: 'a'.repeat(2000) },
        ...Array.from({ length: 20 }, (_, i) => ({ name: `b${i}`, sharing: 0 })),
      ],
      /claim 42000 bytes/,
    ],
    ['nothing', [], /empty/],
  ])('with %s is refused', async (_what, members, why) => {
    const { done, own } = unpack(members);
    await expect(done).rejects.toMatchObject({ status: 422, code: 'InvalidStack', detail: expect.stringMatching(why) });
    expect(existsSync(join(own, 'evil')) || existsSync(join(base, 'evil'))).toBe(false);
  });

  test('that grows beyond the limit is refused before anything is written', async () => {
    const { done, folder } = unpack([{ name: 'zeros', content: Buffer.alloc(2e6), deflate: true }]);
    await expect(done).rejects.toMatchObject({ status: 413, detail: expect.stringContaining('2000000 bytes') });
    expect(existsSync(folder)).toBe(false);
  });

  test('that claims gigabytes out of nothing is refused', async () => {
    const bomb = [{ name: 'zeros', content: Buffer.alloc(1e6), deflate: true, claims: { bytes: 3e9 } }];
    const { done } = unpack(bomb, { maxBytes: 1e12 });
    await expect(done).rejects.toMatchObject({ status: 422, detail: expect.stringContaining('200 to 1') });
  });

  test('of too many files is refused', async () => {
    const { done } = unpack([{ name: 'a' }, { name: 'b' }, { name: 'c' }], { maxEntries: 2 });
    await expect(done).rejects.toMatchObject({ status: 422, detail: expect.stringContaining('at most 2 files') });
  });

  test('that is none, or cut off, is refused', async () => {
    await expect(unpack(Buffer.from('no zip at all')).done).rejects.toMatchObject({ status: 422 });
    const whole = zipArchive([{ name: 'a', content: 'a'.repeat(1000) }]);
    await expect(unpack(whole.subarray(0, 600)).done).rejects.toMatchObject({ status: 422 });
  });

  test('that the disk has no room for is refused', async () => {
    const { done } = unpack([{ name: 'a', content: 'a' }], { freeDiskBytes: 1000 });
    await expect(done).rejects.toMatchObject({ status: 507, detail: expect.stringContaining('to spare') });
  });

  test('is left when it is no longer wanted', async () => {
    const { done } = unpack([{ name: 'a', content: 'a' }], { signal: AbortSignal.abort(new Error('enough')) });
    await expect(done).rejects.toThrow('enough');
  });
});

describe('stacks of an archive', () => {
  test('lie at its top, or in its folders', async () => {
    const top = unpack([
      { name: 'stack.json', content: '{}' },
      { name: 'truth/stack.json', content: '{}' },
    ]);
    await top.done;
    expect(await findStacks(top.folder, 'x')).toEqual({ root: top.folder, stacks: [''] });
    const pair = unpack([
      { name: 'my-city/ascending/stack.json', content: '{}' },
      { name: 'my-city/descending/stack.json', content: '{}' },
      { name: 'my-city/simulation.json', content: '{}' },
    ]);
    await pair.done;
    expect(await findStacks(pair.folder, 'x')).toEqual({
      root: join(pair.folder, 'my-city'),
      stacks: ['ascending', 'descending'],
    });
  });

  test('are missed where there are none', async () => {
    const { done, folder } = unpack([{ name: 'readme.txt', content: 'x' }]);
    await done;
    await expect(findStacks(folder, 'x.zip')).rejects.toMatchObject({
      detail: expect.stringContaining('got readme.txt'),
    });
  });
});
