/** Rows into batches: rounding, missing values, and what tenths cannot hold. */
import { expect, test } from 'vitest';
import { JoinedRows } from '../../../src/insar/release-join/joined-rows.js';
import { MISSING_TENTHS } from '../../../src/products/point-batch.js';

test('rows are rounded to tenths of a millimetre, missing values kept', () => {
  const rows = new JoinedRows(2, 3);
  rows.add('aaaaaaaaaa', (a) => a + 0.5, Float64Array.of(1.24, -1.26, NaN));
  rows.add('bbbbbbbbbb', (a) => -a, Float64Array.of(0.04, -0.04, 3276.6));
  const [batch] = rows.batches();
  expect(batch).toMatchObject({ count: 2, firstRow: 0, pid: ['aaaaaaaaaa', 'bbbbbbbbbb'] });
  expect(batch.attributes.map((column) => [...column])).toEqual([
    [0.5, -0],
    [1.5, -1],
  ]);
  expect([...batch.seriesTenths!]).toEqual([12, -13, MISSING_TENTHS, 0, 0, 32766]);
});

test('a batch with a value beyond tenths holds millimetres, the rows before it and after it too', () => {
  const rows = new JoinedRows(0, 2);
  rows.add('a', () => 0, Float64Array.of(1.2, NaN));
  rows.add('b', () => 0, Float64Array.of(4000.04, -0.04));
  rows.add('c', () => 0, Float64Array.of(NaN, 5));
  const [batch] = rows.batches();
  expect(batch.seriesTenths).toBeUndefined();
  expect([...batch.seriesMm!]).toEqual([1.2, NaN, 4000, 0, NaN, 5]);
});

test('batches are of 4,096 rows, numbered from the first, and none is empty', () => {
  const rows = new JoinedRows(1, 1);
  for (let i = 0; i < 4096 + 5; i++) rows.add(String(i), () => i, Float64Array.of(i % 100));
  expect(rows.count).toBe(4101);
  const batches = rows.batches();
  expect(batches.map(({ count, firstRow }) => [count, firstRow])).toEqual([
    [4096, 0],
    [5, 4096],
  ]);
  expect(batches[1].attributes[0][4]).toBe(4100);
  expect(batches[1].seriesTenths).toHaveLength(5);
  expect(new JoinedRows(1, 1).batches()).toEqual([]);
});
