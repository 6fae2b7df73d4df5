import { describe, expect, test } from 'vitest';
import { keyPoints, TieCounter } from '../../../src/catalog/ingest/key-points.js';
import type { PointBatch, ProductHeader } from '../../../src/products/point-batch.js';

const header: ProductHeader = {
  generation: 'from-2020-2024',
  attributes: ['eastingM', 'northingM'],
  dates: ['20200103'],
};

function batchAt(...places: readonly (readonly [eastingM: number, northingM: number])[]): PointBatch {
  return {
    count: places.length,
    firstRow: 10,
    pid: places.map((_, i) => `pid${i}`),
    attributes: [Float64Array.from(places, ([e]) => e), Float64Array.from(places, ([, n]) => n)],
    seriesTenths: new Int16Array(places.length),
  };
}

describe('keys of points', () => {
  test('order rows by cell and then by place, whatever their order in the file', () => {
    const batch = batchAt([4_400_000, 2_000_000], [4_399_999.9, 1_999_999.9], [4_300_000, 1_900_000.1]);
    const keyed = keyPoints(header, batch, new TieCounter(), 'f');
    expect([...keyed.cell]).toEqual([2044, 1943, 1943]);
    expect(keyed.order[2]).toBe(0);
    expect(keyed.hilbert[keyed.order[0]]).toBeLessThan(keyed.hilbert[keyed.order[1]]);
  });

  test('tell apart points of one square, also over batches', () => {
    const ties = new TieCounter();
    const first = keyPoints(header, batchAt([4_400_000.01, 2_000_000.01], [4_400_000.2, 2_000_000.2]), ties, 'f');
    const second = keyPoints(header, batchAt([4_400_000.1, 2_000_000.1]), ties, 'f');
    expect([...first.tie, ...second.tie]).toEqual([0, 1, 2]);
    expect(second.hilbert[0]).toBe(first.hilbert[0]);
  });

  test('give level 3 the longitude and latitude of its cell centres', () => {
    // The origin of the projection is 10 E, 52 N.
    const keyed = keyPoints(header, batchAt([4_321_000, 3_210_000]), new TieCounter(), 'f');
    expect(keyed.attribute('longitudeDeg')![0]).toBe(10);
    expect(keyed.attribute('latitudeDeg')![0]).toBe(52);
  });

  test('run out at 512 points in one square, and say at which line', () => {
    const crowd = Array.from({ length: 513 }, () => [4_400_000, 2_000_000] as const);
    expect(() => keyPoints(header, batchAt(...crowd), new TieCounter(), 'f.csv')).toThrow(/f\.csv:524/);
  });
});

describe('TieCounter', () => {
  test('counts like a map, through every growth', () => {
    const counter = new TieCounter();
    const map = new Map<number, number>();
    for (let i = 0; i < 200_000; i++) {
      const key = 1 + ((i * 2_654_435_761) % 150_001) * 2 ** 33;
      const seen = map.get(key) ?? 0;
      map.set(key, seen + 1);
      if (counter.next(key) !== seen) throw new Error(`key ${key} after ${i} calls`);
    }
    expect(counter.next(1 + 2 ** 52)).toBe(0);
  });
});
