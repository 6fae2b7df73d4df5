/** Files of columns: what was written comes back, or an error says what is wrong. */
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readColumns, writeColumns } from '../../../src/insar/psi/columns-file.js';

const COLUMNS = {
  row: Int32Array.of(-1, 0, 2 ** 31 - 1),
  state: Uint8Array.of(0, 1, 255, 7, 9),
  phaseRad: Float32Array.of(Math.PI, Number.NaN, -0),
  eastM: Float64Array.of(655_000.123456789, Number.NEGATIVE_INFINITY),
  nothing: new Float32Array(0),
};

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'open-egms-columns-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function written(name: string): Promise<string> {
  const path = join(folder, name);
  await writeColumns(path, COLUMNS);
  return path;
}

describe('a file of columns', () => {
  test('gives back every kind of column, bit by bit', async () => {
    const found = await readColumns(await written('whole.columns'));
    expect(Object.keys(found)).toEqual(Object.keys(COLUMNS));
    expect(found).toEqual(COLUMNS);
  });

  test('holds what a view shows, not the whole array behind it', async () => {
    const path = join(folder, 'view.columns');
    const long = new Float64Array(new SharedArrayBuffer(80)).fill(5);
    await writeColumns(path, { some: long.subarray(3, 5) });
    expect(await readColumns(path)).toEqual({ some: Float64Array.of(5, 5) });
  });

  test('begins with a line of JSON, and every array at a multiple of 8 bytes after it, little-endian', async () => {
    const bytes = await readFile(await written('line.columns'));
    const end = bytes.indexOf(0x0a) + 1;
    expect(end % 8).toBe(0);
    const { type, version, columns } = JSON.parse(bytes.toString('utf8', 0, end));
    expect({ type, version }).toEqual({ type: 'open-egms-columns', version: 1 });
    expect(columns.map(({ offset }: { offset: number }) => offset)).toEqual([0, 16, 24, 40, 56]);
    expect(bytes.readInt32LE(end + 8)).toBe(2 ** 31 - 1);
    expect(bytes.readDoubleLE(end + 40)).toBe(655_000.123456789);
    expect(bytes.length).toBe(end + 56);
  });

  test('tells which column is damaged', async () => {
    const path = await written('damaged.columns');
    const bytes = await readFile(path);
    bytes[bytes.indexOf(0x0a) + 1 + 17] ^= 4;
    await writeFile(path, bytes);
    await expect(readColumns(path)).rejects.toMatchObject({ detail: expect.stringMatching(/state is damaged/) });
  });

  test('tells that its end is missing', async () => {
    const path = await written('short.columns');
    await truncate(path, (await readFile(path)).length - 9);
    await expect(readColumns(path)).rejects.toMatchObject({ detail: expect.stringMatching(/eastM is damaged/) });
  });

  test.each([
    ['of something else', 'hello\nworld'],
    ['that is empty', ''],
    ['of other JSON', '{"type":"FeatureCollection"}\n'],
    ['of columns of a later version', '{"type":"open-egms-columns","version":2,"columns":[]}\n'],
    [
      'of a kind of column that is none',
      '{"type":"open-egms-columns","version":1,"columns":[{"name":"a","kind":"Int64","length":0,"offset":0,"crc32":0}]}\n',
    ],
  ])('is refused with its name when it is one %s', async (_, text) => {
    const path = join(folder, 'other.columns');
    await writeFile(path, text);
    await expect(readColumns(path)).rejects.toMatchObject({
      code: 'InvalidStack',
      detail: expect.stringContaining('other.columns'),
    });
  });

  test('is not there when writing it failed, and what was there before stays', async () => {
    const path = await written('kept.columns');
    const wrong = { fine: Int32Array.of(1), wrong: new Int16Array(2) as unknown as Int32Array };
    await expect(writeColumns(path, wrong)).rejects.toThrow(RangeError);
    expect(await readColumns(path)).toEqual(COLUMNS);
  });

  test('has another name until it is whole', async () => {
    const path = await written('final.columns');
    await writeFile(`${path}.draft`, 'half of it');
    expect(await readColumns(path)).toEqual(COLUMNS);
    // The next to write it takes the place of a draft that a kill left.
    await writeColumns(path, { row: Int32Array.of(4) });
    expect(await readColumns(path)).toEqual({ row: Int32Array.of(4) });
    expect((await readdir(folder)).filter((name) => name.startsWith('final'))).toEqual(['final.columns']);
  });
});
