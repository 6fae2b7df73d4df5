import { describe, expect, test } from 'vitest';
import { drawOrder } from '../../src/render/draw-order.js';

const all = (values: ArrayLike<number>) => Uint32Array.from({ length: values.length }, (_, index) => index);

describe('drawOrder', () => {
  const values = Float32Array.of(3, -7, Number.NaN, 0, -0, 1e-40, 7, -Infinity);

  test('by magnitude the largest of either sign comes last, NaN first, and equals keep their order', () => {
    expect([...drawOrder(values, all(values), 'magnitude')]).toEqual([2, 3, 4, 5, 0, 1, 6, 7]);
  });

  test('ascending and descending order by value', () => {
    expect([...drawOrder(values, all(values), 'ascending')]).toEqual([2, 7, 1, 3, 4, 5, 0, 6]);
    expect([...drawOrder(values, all(values), 'descending')]).toEqual([2, 6, 0, 5, 3, 4, 1, 7]);
  });

  test('agrees with a plain sort of ten thousand values', () => {
    let seed = 1;
    const random = () => {
      seed = (seed * 48271) % 2147483647;
      return seed / 2147483647 - 0.5;
    };
    const many = Float32Array.from({ length: 10_000 }, () => Math.round(random() * 1000) / 10);
    const indices = all(many).filter((index) => index % 3 > 0);
    const key = { magnitude: Math.abs, ascending: (v: number) => v, descending: (v: number) => -v };
    for (const order of ['magnitude', 'ascending', 'descending'] as const) {
      const expected = [...indices].sort((a, b) => key[order](many[a]) - key[order](many[b]));
      expect([...drawOrder(many, indices, order)]).toEqual(expected);
    }
    expect([...drawOrder(many, indices, 'given')]).toEqual([...indices]);
  });

  test('values may be a window on a larger buffer', () => {
    const window = new Float32Array(Float32Array.of(9, 9, 2, -1, 5).buffer, 8, 3);
    expect([...drawOrder(window, all(window), 'ascending')]).toEqual([1, 0, 2]);
  });
});
