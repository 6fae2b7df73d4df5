/** Small batches become larger ones, row for row the same. */
import { describe, expect, test } from 'vitest';
import { filteredBatch, mergedBatches } from '../../../src/insar/release-join/merged-batches.js';
import type { PointBatch } from '../../../src/products/point-batch.js';

const batch = (from: number, count: number, kind: 'tenths' | 'mm' = 'tenths'): PointBatch => {
  const numbers = Array.from({ length: count }, (_, i) => from + i);
  const series = numbers.flatMap((n) => [n % 1000, -(n % 1000)]);
  return {
    count,
    firstRow: 77,
    pid: numbers.map(String),
    attributes: [Float64Array.from(numbers)],
    ...(kind === 'tenths' ? { seriesTenths: Int16Array.from(series) } : { seriesMm: Float64Array.from(series) }),
  };
};

async function merged(...batches: PointBatch[]): Promise<PointBatch[]> {
  async function* stream() {
    yield* batches;
  }
  const out: PointBatch[] = [];
  for await (const one of mergedBatches(stream())) out.push(one);
  return out;
}

describe('merged batches', () => {
  test('hold the same rows in the same order, numbered through', async () => {
    const sizes = [10, 4000, 0, 200, 4096, 1, 1];
    let from = 0;
    const parts = sizes.map((size) => {
      const part = batch(from, size);
      from += size;
      return part;
    });
    const out = await merged(...parts);
    expect(out.map(({ count, firstRow }) => [count, firstRow])).toEqual([
      [4210, 0],
      [4096, 4210],
      [2, 8306],
    ]);
    expect(out.flatMap(({ pid }) => pid)).toEqual(parts.flatMap(({ pid }) => pid));
    expect(out.flatMap(({ attributes }) => [...attributes[0]])).toEqual(Array.from({ length: from }, (_, i) => i));
    expect(out.flatMap(({ seriesTenths }) => [...seriesTenths!])).toEqual(parts.flatMap((p) => [...p.seriesTenths!]));
  });

  test('do not mix tenths with millimetres', async () => {
    const out = await merged(batch(0, 3), batch(3, 2, 'mm'), batch(5, 2, 'mm'), batch(7, 1));
    expect(out.map((b) => [b.count, b.firstRow, b.seriesMm?.length])).toEqual([
      [3, 0, undefined],
      [4, 3, 8],
      [1, 7, undefined],
    ]);
  });

  test('of nothing are nothing', async () => {
    expect(await merged()).toEqual([]);
    expect(await merged(batch(0, 0))).toEqual([]);
  });
});

describe('a filtered batch', () => {
  test.each(['tenths', 'mm'] as const)('keeps the rows wanted (%s)', (kind) => {
    const whole = batch(0, 5, kind);
    const odd = filteredBatch(whole, (pid) => Number(pid) % 2 === 1);
    expect(odd).toMatchObject({ count: 2, pid: ['1', '3'] });
    expect([...odd.attributes[0]]).toEqual([1, 3]);
    expect([...(odd.seriesTenths ?? odd.seriesMm)!]).toEqual([1, -1, 3, -3]);
    expect(filteredBatch(whole, () => true)).toBe(whole);
    expect(filteredBatch(whole, () => false)).toMatchObject({ count: 0, pid: [] });
  });
});
