import { describe, expect, test } from 'vitest';
import {
  HILBERT_ORDER,
  HILBERT_SIZE,
  hilbertIndex,
  hilbertPoint,
  hilbertRanges,
  type SquareBox,
} from '../../src/geodesy/hilbert.js';

/** Seeded, so that a failure can be repeated. */
function randomIntegers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Slow and obvious: the curve as Wikipedia's article on it draws it, one level at a time. */
function slowIndex(order: number, squareX: number, squareY: number): number {
  let x = squareX;
  let y = squareY;
  let index = 0;
  for (let side = 2 ** (order - 1); side >= 1; side /= 2) {
    const right = Math.floor(x / side) % 2;
    const upper = Math.floor(y / side) % 2;
    index += side * side * ((3 * right) ^ upper);
    if (upper === 0) {
      if (right === 1) {
        x = 2 ** order - 1 - x;
        y = 2 ** order - 1 - y;
      }
      [x, y] = [y, x];
    }
  }
  return index;
}

const pairs = (ranges: Float64Array) =>
  Array.from({ length: ranges.length / 2 }, (_, i) => [ranges[2 * i], ranges[2 * i + 1]] as const);

const covers = (ranges: Float64Array, index: number) => pairs(ranges).some(([lo, hi]) => index >= lo && index < hi);

describe('the Hilbert curve', () => {
  test('starts in the south-west and ends in the south-east', () => {
    expect(hilbertIndex(0, 0)).toBe(0);
    expect(hilbertIndex(HILBERT_SIZE - 1, 0)).toBe(2 ** (2 * HILBERT_ORDER) - 1);
  });

  test('agrees with the textbook algorithm', () => {
    const random = randomIntegers(1);
    for (let i = 0; i < 5000; i++) {
      const x = random(HILBERT_SIZE);
      const y = random(HILBERT_SIZE);
      expect(hilbertIndex(x, y)).toBe(slowIndex(HILBERT_ORDER, x, y));
    }
  });

  test('every square has its own place and comes back from it', () => {
    const random = randomIntegers(2);
    for (let i = 0; i < 20_000; i++) {
      const point = { x: random(HILBERT_SIZE), y: random(HILBERT_SIZE) };
      expect(hilbertPoint(hilbertIndex(point.x, point.y))).toEqual(point);
    }
    const places = new Set<number>();
    for (let x = 0; x < 64; x++) for (let y = 0; y < 64; y++) places.add(hilbertIndex(x, y));
    expect(places.size).toBe(64 * 64);
    expect(Math.max(...places)).toBe(64 * 64 - 1);
  });

  test('consecutive places are neighbouring squares', () => {
    const random = randomIntegers(3);
    const end = 2 ** (2 * HILBERT_ORDER) - 1;
    // Where quadrants of high levels meet, a wrong orientation would show first.
    const joints = Array.from({ length: 2 * HILBERT_ORDER }, (_, bits) => 2 ** bits - 1);
    for (const index of [...joints, ...Array.from({ length: 5000 }, () => random(2 ** 30) * 200)]) {
      if (index >= end) continue;
      const here = hilbertPoint(index);
      const next = hilbertPoint(index + 1);
      expect(Math.abs(next.x - here.x) + Math.abs(next.y - here.y)).toBe(1);
    }
  });
});

describe('ranges of a box', () => {
  const randomBox = (random: (below: number) => number): SquareBox => {
    const side = 2 ** (1 + random(17));
    const minX = random(HILBERT_SIZE - side);
    const minY = random(HILBERT_SIZE - side);
    return { minX, minY, maxX: minX + random(side), maxY: minY + random(side) };
  };

  test('cover every square of the box, in order, within the number allowed', () => {
    const random = randomIntegers(4);
    for (let i = 0; i < 400; i++) {
      const box = randomBox(random);
      const maxRanges = 1 + random(40);
      const ranges = hilbertRanges(box, maxRanges);
      expect(ranges.length).toBeLessThanOrEqual(2 * maxRanges);
      expect(ranges.length).toBeGreaterThan(0);
      for (let at = 1; at < ranges.length; at++) expect(ranges[at]).toBeGreaterThan(ranges[at - 1]);
      for (let sample = 0; sample < 20; sample++) {
        const x = box.minX + random(box.maxX - box.minX + 1);
        const y = box.minY + random(box.maxY - box.minY + 1);
        expect(covers(ranges, hilbertIndex(x, y))).toBe(true);
      }
    }
  });

  test('hold exactly the squares of a small box when there are enough of them', () => {
    const box = { minX: 1003, minY: 777, maxX: 1031, maxY: 790 };
    const length = pairs(hilbertRanges(box, 1000)).reduce((sum, [lo, hi]) => sum + hi - lo, 0);
    expect(length).toBe(29 * 14);
  });

  test('an aligned square is exactly one range, its own', () => {
    for (let level = 0; level <= HILBERT_ORDER; level++) {
      const side = 2 ** level;
      const minX = side * (Math.floor(HILBERT_SIZE / side / 3) | 0);
      const minY = side * (Math.floor((HILBERT_SIZE / side) * 0.7) | 0);
      const ranges = hilbertRanges({ minX, minY, maxX: minX + side - 1, maxY: minY + side - 1 }, 8);
      expect(ranges.length).toBe(2);
      expect(ranges[1] - ranges[0]).toBe(side * side);
      expect(covers(ranges, hilbertIndex(minX, minY))).toBe(true);
    }
  });

  test('waste little: 64 ranges of a typical box are at most a quarter longer than the box', () => {
    const random = randomIntegers(5);
    let wanted = 0;
    let taken = 0;
    for (let i = 0; i < 200; i++) {
      const side = 20_000;
      const minX = random(HILBERT_SIZE - side);
      const minY = random(HILBERT_SIZE - side);
      const ranges = hilbertRanges({ minX, minY, maxX: minX + side - 1, maxY: minY + side - 1 }, 64);
      wanted += side * side;
      taken += pairs(ranges).reduce((sum, [lo, hi]) => sum + hi - lo, 0);
    }
    expect(taken / wanted).toBeLessThan(1.25);
  });

  test('a box outside the grid or turned inside out is refused', () => {
    expect(() => hilbertRanges({ minX: 5, minY: 0, maxX: 4, maxY: 9 }, 8)).toThrow(RangeError);
    expect(() => hilbertRanges({ minX: 0, minY: 0, maxX: HILBERT_SIZE, maxY: 9 }, 8)).toThrow(RangeError);
    expect(() => hilbertRanges({ minX: 0, minY: 0, maxX: 1, maxY: 1 }, 0)).toThrow(RangeError);
  });
});
