import { describe, expect, test } from 'vitest';
import { KnownContents, TileEntries } from '../../src/formats/pmtiles-entries.js';

const content = (number: number) => Uint8Array.from([number & 0xff, (number >> 8) & 0xff, number >> 16]);

describe('known contents', () => {
  test('give the first entry of equal bytes, however many there are', () => {
    const contents = new KnownContents();
    const numbers = Array.from({ length: 5_000 }, (_, i) => i);
    expect(numbers.map((i) => contents.entryOf(content(i), i))).toEqual(numbers);
    expect(numbers.map((i) => contents.entryOf(content(i), 5_000 + i))).toEqual(numbers);
    expect(contents.count).toBe(5_000);
  });

  test('tell bytes apart that differ in their length alone', () => {
    const contents = new KnownContents();
    expect(contents.entryOf(new Uint8Array(1), 0)).toBe(0);
    expect(contents.entryOf(new Uint8Array(2), 1)).toBe(1);
  });
});

test('entries keep what was added before they grew', () => {
  const entries = new TileEntries();
  for (let i = 0; i < 5_000; i++) entries.add(2 ** 36 + i, 2 ** 40 + 10 * i, 10, i);
  expect(entries.count).toBe(5_000);
  for (const i of [0, 1023, 1024, 4_999]) {
    const { id, offset, length, runLength } = entries;
    expect([id[i], offset[i], length[i], runLength[i]]).toEqual([2 ** 36 + i, 2 ** 40 + 10 * i, 10, i]);
  }
});
