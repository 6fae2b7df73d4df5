/** The R-tree of boxes, beside looking at every box. */
import { describe, expect, test } from 'vitest';
import { BoxIndex } from '../../src/geodesy/box-index.js';
import { SeededRandom } from '../../src/products/seeded-random.js';

function everyBox(boxes: Float64Array, x: number, y: number): number[] {
  const found: number[] = [];
  for (let b = 0; b < boxes.length; b += 4) {
    if (x >= boxes[b] && y >= boxes[b + 1] && x <= boxes[b + 2] && y <= boxes[b + 3]) found.push(b / 4);
  }
  return found;
}

const sorted = (numbers: number[]) => [...numbers].sort((a, b) => a - b);

describe('an index of boxes', () => {
  test.each([0, 1, 2, 15, 16, 17, 256, 257, 4097])('finds of %i boxes those that looking at all of them finds', (n) => {
    const random = new SeededRandom(n);
    const boxes = new Float64Array(4 * n);
    for (let b = 0; b < boxes.length; b += 4) {
      // Some large, most small, some a mere point, on a coarse grid so that edges are met exactly.
      const size = random.uniform() < 0.05 ? 60 : random.uniform() < 0.2 ? 0 : 3;
      boxes[b] = Math.round(random.between(0, 100));
      boxes[b + 1] = Math.round(random.between(0, 100));
      boxes[b + 2] = boxes[b] + Math.round(random.between(0, size));
      boxes[b + 3] = boxes[b + 1] + Math.round(random.between(0, size));
    }
    const index = new BoxIndex(boxes);
    const found: number[] = [99];
    for (let trial = 0; trial < 500; trial++) {
      const [x, y] = [Math.round(random.between(-2, 105)), Math.round(random.between(-2, 105))];
      index.at(x, y, found);
      expect(sorted(found)).toEqual(everyBox(boxes, x, y));
    }
  });

  test('leaves out boxes that hold nothing', () => {
    const index = new BoxIndex(Float64Array.of(Infinity, Infinity, -Infinity, -Infinity, 0, 0, 1, 1, NaN, 0, 1, 1));
    const found: number[] = [];
    index.at(0.5, 0.5, found);
    expect(found).toEqual([1]);
    index.at(NaN, 0.5, found);
    expect(found).toEqual([]);
  });

  test('refuses numbers that are no boxes', () => {
    expect(() => new BoxIndex(new Float64Array(6))).toThrow(/four numbers/);
  });
});
