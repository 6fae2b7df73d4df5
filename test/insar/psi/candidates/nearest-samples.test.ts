import { expect, test } from 'vitest';
import { NearestSamples } from '../../../../src/insar/psi/candidates/nearest-samples.js';

const WIDTH = 9;
/** All pixels of 9 x 9, for two centres; the second list is short. */
const lists = () => ({
  samples: Int32Array.from({ length: 162 }, (_, i) => i % 81),
  counts: Int32Array.of(81, 5),
  capacity: 81,
});
const kept = (most: number, aspect: number) => {
  const made = lists();
  const nearest = new NearestSamples({ rows: 4, columns: 4 }, aspect);
  for (const list of [0, 1]) nearest.keep(made, list, most, WIDTH, 4 * WIDTH + 4);
  expect(made.counts[1]).toBe(Math.min(5, most));
  return Array.from(made.samples.subarray(0, made.counts[0]), (pixel) => [Math.floor(pixel / WIDTH), pixel % WIDTH]);
};

test('the nearest samples are kept, in their order, and never more than are wanted', () => {
  expect(kept(5, 1)).toEqual([
    [3, 4],
    [4, 3],
    [4, 4],
    [4, 5],
    [5, 4],
  ]);
  expect(kept(7, 1)).toHaveLength(7);
  expect(kept(100, 1)).toHaveLength(81);
});

test('rows that are twice as far apart count twice', () => {
  expect(kept(3, 2).map(([row]) => row)).toEqual([4, 4, 4]);
  expect(kept(3, 0.5).map(([, column]) => column)).toEqual([4, 4, 4]);
});
