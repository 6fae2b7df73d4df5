/** Coherence matrices of lists and of windows, against the formula. */
import { describe, expect, test } from 'vitest';
import {
  coherenceMatrices,
  createStack,
  type HalfWindow,
  normaliseStack,
  packEpoch,
  windowCoherenceMatrices,
} from '../../src/kernels/index.js';
import { coherenceReference } from '../../src/kernels/reference.js';
import { SeededRandom } from '../../src/products/seeded-random.js';
import { kernelsOf, VARIANTS, worstDifference } from '../support/kernels.js';
import { choleskyOf, covarianceOf, decaying, drawSamples, stackOf } from '../support/simulated-samples.js';

const TOLERANCE = 5e-6;

describe.each(VARIANTS)('coherence, %s', async (variant) => {
  const { memory, thread } = await kernelsOf(variant);

  test.each([1, 2, 3, 4, 5, 18, 60, 61])('of %i epochs is that of the formula', (epochs) => {
    const vectors = vectorsOf(40, epochs, epochs);
    const lists = {
      samples: Int32Array.from({ length: 40 }, (_, i) => (7 * i) % 40),
      counts: Int32Array.of(40),
      capacity: 40,
    };
    const c = coherenceMatrices(thread, stackOf(thread, vectors, epochs), lists);
    expect(worstDifference(c, coherenceReference(vectors, epochs))).toBeLessThan(TOLERANCE);
  });

  test('is Hermitian to the bit, with a diagonal of exactly 1', () => {
    const epochs = 11;
    const lists = { samples: Int32Array.from({ length: 30 }, (_, i) => i), counts: Int32Array.of(30), capacity: 30 };
    const c = coherenceMatrices(thread, stackOf(thread, vectorsOf(30, epochs, 1), epochs), lists);
    for (let i = 0; i < epochs; i++) {
      expect([c[2 * (i * epochs + i)], c[2 * (i * epochs + i) + 1]]).toEqual([1, 0]);
      for (let j = 0; j < i; j++) {
        expect(c[2 * (i * epochs + j)]).toBe(c[2 * (j * epochs + i)]);
        expect(c[2 * (i * epochs + j) + 1]).toBe(-c[2 * (j * epochs + i) + 1]);
      }
    }
  });

  test('lists of different lengths do not disturb each other; an empty one gives zeros', () => {
    const epochs = 6;
    const vectors = vectorsOf(12, epochs, 2);
    const stack = stackOf(thread, vectors, epochs);
    const samples = Int32Array.from([3, 4, 5, 99, 99, 99, 99, 99, 6, 7, 8, 9]);
    const c = coherenceMatrices(thread, stack, { samples, counts: Int32Array.of(3, 0, 4), capacity: 4 });
    const size = 2 * epochs ** 2;
    const part = (from: number, to: number) =>
      coherenceReference(vectors.subarray(2 * epochs * from, 2 * epochs * to), epochs);
    expect(worstDifference(c.subarray(0, size), part(3, 6))).toBeLessThan(TOLERANCE);
    expect(c.subarray(size, 2 * size).every((value) => value === 0)).toBe(true);
    expect(worstDifference(c.subarray(2 * size), part(6, 10))).toBeLessThan(TOLERANCE);
  });

  test('one sample is fully coherent with itself, however weak or strong', () => {
    for (const scale of [1e-12, 1, 1e12]) {
      const vectors = vectorsOf(1, 5, 3).map((value) => value * scale);
      const c = coherenceMatrices(thread, stackOf(thread, vectors, 5), oneList(1));
      for (let k = 0; k < c.length; k += 2) expect(Math.hypot(c[k], c[k + 1])).toBeCloseTo(1, 5);
    }
  });

  test('missing samples add nothing; an epoch without any has rows of zeros', () => {
    const epochs = 9;
    const vectors = vectorsOf(20, epochs, 4);
    const known = vectors.slice();
    for (let p = 0; p < 20; p++) {
      for (const epoch of p % 3 === 0 ? [2, 5] : [5]) {
        vectors.fill(Number.NaN, 2 * (p * epochs + epoch), 2 * (p * epochs + epoch) + 1 + (p % 2));
        known.fill(0, 2 * (p * epochs + epoch), 2 * (p * epochs + epoch) + 2);
      }
    }
    const c = coherenceMatrices(thread, stackOf(thread, vectors, epochs), oneList(20));
    expect(worstDifference(c, coherenceReference(known, epochs))).toBeLessThan(TOLERANCE);
    expect(c[2 * (5 * epochs + 5)]).toBe(0);
    expect(c[2 * (5 * epochs + 2)]).toBe(0);
  });

  test('normalised pixels have one vote each: a bright one is worth no more', () => {
    const epochs = 7;
    const vectors = vectorsOf(25, epochs, 5);
    const textured = vectors.map((value, k) => value * 10 ** (Math.floor(k / (2 * epochs)) % 4));
    const unit = vectors.slice();
    for (let p = 0; p < 25; p++) {
      const own = unit.subarray(2 * epochs * p, 2 * epochs * (p + 1));
      const rms = Math.sqrt(own.reduce((sum, value) => sum + value * value, 0) / epochs);
      for (let k = 0; k < own.length; k++) own[k] /= rms;
    }
    const stack = stackOf(thread, textured, epochs);
    const before = stack.samples.slice();
    const out = createStack(1, 25, epochs);
    normaliseStack(thread, stack, out);
    expect(stack.samples).toEqual(before);
    const c = coherenceMatrices(thread, out, oneList(25));
    expect(worstDifference(c, coherenceReference(unit, epochs))).toBeLessThan(TOLERANCE);
  });

  test('windows are lists of their pixels, at every place of the block, edges and corners too', () => {
    const [rows, columns, epochs] = [9, 23, 10];
    const stack = blockOf(rows, columns, epochs);
    const half = { rows: 2, columns: 3 };
    for (const row of [0, 1, 4, 8]) {
      const windows = windowCoherenceMatrices(thread, stack, { row, first: 0, stride: 1, count: columns }, half);
      const lists = windowLists(rows, columns, row, half);
      expect(worstDifference(windows, coherenceMatrices(thread, stack, lists))).toBeLessThan(TOLERANCE);
    }
  });

  test('windows have the same bits however a row is cut, strided or not, with any memory', () => {
    const [rows, columns, epochs] = [5, 41, 6];
    const stack = blockOf(rows, columns, epochs);
    const half = { rows: 1, columns: 4 };
    const whole = windowCoherenceMatrices(thread, stack, { row: 2, first: 0, stride: 1, count: columns }, half);
    const size = 2 * epochs ** 2;
    for (const [first, stride, count] of [
      [17, 1, 10],
      [40, 1, 1],
      [3, 6, 7],
      [0, 20, 3],
      [5, 1, 0],
    ]) {
      const out = memory.float32(count * size);
      windowCoherenceMatrices(thread, stack, { row: 2, first, stride, count }, half, out);
      for (let k = 0; k < count; k++) {
        const at = (first + k * stride) * size;
        expect(out.slice(k * size, (k + 1) * size)).toEqual(whole.slice(at, at + size));
      }
    }
  });

  test('a target a million times as strong leaves no trace in windows that it has left', () => {
    const [rows, columns, epochs] = [3, 60, 4];
    const images = imagesOf(rows, columns, epochs);
    for (const image of images) for (let k = 0; k < 2; k++) image[2 * (columns + 20) + k] *= 1e6;
    const stack = packed(images, rows, columns);
    const half = { rows: 1, columns: 5 };
    const windows = windowCoherenceMatrices(thread, stack, { row: 1, first: 0, stride: 1, count: columns }, half);
    const lists = windowLists(rows, columns, 1, half);
    expect(worstDifference(windows, coherenceMatrices(thread, stack, lists))).toBeLessThan(TOLERANCE);
  });

  test('arrays of the wrong size and pixels that do not exist are refused with both numbers', () => {
    const stack = stackOf(thread, vectorsOf(4, 3, 6), 3);
    expect(() => coherenceMatrices(thread, { ...stack, epochs: 5 }, oneList(4))).toThrow('expected 64 values, got 32');
    expect(() => coherenceMatrices(thread, stack, oneList(5))).toThrow('expected pixels below 4, got 4 in list 0');
    expect(() => coherenceMatrices(thread, stack, oneList(4), new Float32Array(3))).toThrow(
      'expected 18 values, got 3',
    );
    const outside = { row: 0, first: 2, stride: 2, count: 2 };
    expect(() => windowCoherenceMatrices(thread, stack, outside, { rows: 1, columns: 1 })).toThrow(
      'last centre: expected a whole number from 0 to 3, got 4',
    );
    expect(() => packEpoch(thread, new Float32Array(8), 3, stack)).toThrow(
      'epoch: expected a whole number from 0 to 2',
    );
  });

  function blockOf(rows: number, columns: number, epochs: number) {
    return packed(imagesOf(rows, columns, epochs), rows, columns);
  }

  function packed(images: readonly Float32Array[], rows: number, columns: number) {
    const stack = createStack(rows, columns, images.length);
    for (const [epoch, image] of images.entries()) packEpoch(thread, image, epoch, stack);
    return stack;
  }
});

function imagesOf(rows: number, columns: number, epochs: number): Float32Array[] {
  const random = new SeededRandom(8);
  return Array.from({ length: epochs }, () =>
    Float32Array.from({ length: 2 * rows * columns }, () => random.gaussian()),
  );
}

function vectorsOf(count: number, epochs: number, seed: number): Float64Array {
  const days = Array.from({ length: epochs }, (_, i) => 6 * i);
  const phases = days.map((day) => day / 7);
  const l = choleskyOf(covarianceOf(days, decaying(0.2), phases), epochs);
  // float32, as images are.
  return Float64Array.from(Float32Array.from(drawSamples(new SeededRandom(seed), l, epochs, count)));
}

const oneList = (count: number) => ({
  samples: Int32Array.from({ length: count }, (_, i) => i),
  counts: Int32Array.of(count),
  capacity: count,
});

/** The pixels of the window about each centre of a row. */
function windowLists(rows: number, columns: number, row: number, half: HalfWindow) {
  const capacity = (2 * half.rows + 1) * (2 * half.columns + 1);
  const samples = new Int32Array(columns * capacity);
  const counts = new Int32Array(columns);
  for (let c = 0; c < columns; c++) {
    for (let y = Math.max(0, row - half.rows); y <= Math.min(rows - 1, row + half.rows); y++) {
      for (let x = Math.max(0, c - half.columns); x <= Math.min(columns - 1, c + half.columns); x++) {
        samples[c * capacity + counts[c]++] = y * columns + x;
      }
    }
  }
  return { samples, counts, capacity };
}
