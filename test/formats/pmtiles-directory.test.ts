import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { directoriesOf, MAX_ROOT_BYTES } from '../../src/formats/pmtiles-directory.js';
import { TileEntries } from '../../src/formats/pmtiles-entries.js';
import { readDirectory } from '../support/pmtiles-archive.js';

function entriesOf(rows: readonly (readonly [id: number, offset: number, length: number, run: number])[]) {
  const entries = new TileEntries();
  for (const row of rows) entries.add(...row);
  return entries;
}

/** Tiles here and there, so that directories do not compress to nothing. */
const scattered = (count: number) =>
  entriesOf(
    Array.from({ length: count }, (_, i) => [
      1_000_000 + 7 * i + ((i * i) % 7),
      1_000 * i,
      1 + ((i * 7919) % 997),
      1 + (i % 3),
    ]),
  );

describe('directories', () => {
  test('are the columns of the specification: differences, runs, lengths, and 0 for what follows on', () => {
    const { root, leaves } = directoriesOf(
      entriesOf([
        [5, 1337, 42, 1],
        [42, 1379, 300, 3],
        [69, 0, 7, 1],
      ]),
    );
    expect(leaves).toEqual([]);
    const [high, low] = [(1338 & 0x7f) | 0x80, 1338 >> 7];
    expect([...gunzipSync(root)]).toEqual([3, 5, 37, 27, 1, 3, 1, 42, 0xac, 0x02, 7, high, low, 0, 1]);
  });

  test('write the place of a first tile at the beginning as 1, because 0 means after the one before', () => {
    expect([...gunzipSync(directoriesOf(entriesOf([[0, 0, 9, 1]])).root)]).toEqual([1, 0, 1, 9, 1]);
  });

  test('hold numbers beyond 32 bits', () => {
    const { root } = directoriesOf(
      entriesOf([
        [2 ** 36 + 5, 2 ** 43 + 1, 2 ** 32 - 1, 2 ** 31],
        [2 ** 37, 2 ** 45, 1, 1],
      ]),
    );
    expect(readDirectory(gunzipSync(root))).toEqual([
      { tileId: 2 ** 36 + 5, offset: 2 ** 43 + 1, length: 2 ** 32 - 1, runLength: 2 ** 31 },
      { tileId: 2 ** 37, offset: 2 ** 45, length: 1, runLength: 1 },
    ]);
  });

  test('become leaves under a root that fits, whatever is allowed to it', () => {
    const entries = scattered(30_000);
    for (const most of [MAX_ROOT_BYTES, 60, 45]) {
      const { root, leaves } = directoriesOf(entries, most);
      expect(root.length).toBeLessThanOrEqual(most);
      const above = readDirectory(gunzipSync(root));
      expect(above.length).toBe(leaves.length);
      const section = Buffer.concat(leaves);
      const below = above.flatMap(({ tileId, offset, length, runLength }) => {
        expect(runLength).toBe(0);
        const leaf = readDirectory(gunzipSync(section.subarray(offset, offset + length)));
        expect(leaf[0].tileId).toBe(tileId);
        return leaf;
      });
      expect(below.length).toBe(entries.count);
      expect(below.map(({ tileId }) => tileId)).toEqual([...entries.id.subarray(0, entries.count)]);
      expect(below.map(({ offset }) => offset)).toEqual([...entries.offset.subarray(0, entries.count)]);
    }
  });

  test('are refused without entries, and where no root can be small enough', () => {
    expect(() => directoriesOf(new TileEntries())).toThrow(/at least one tile/);
    expect(() => directoriesOf(scattered(10_000), 10)).toThrow(/expected 10 at most/);
  });
});
