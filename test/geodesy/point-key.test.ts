import { describe, expect, test } from 'vitest';
import { HILBERT_SIZE, hilbertIndex } from '../../src/geodesy/hilbert.js';
import {
  keyRange,
  MAX_PRODUCT,
  MAX_TIE,
  pointKey,
  quantise,
  splitPointKey,
  writePointKey,
} from '../../src/geodesy/point-key.js';

const LAST_PLACE = 2 ** 38 - 1;
const cases = [
  [0, 0, 0],
  [0, 0, 1],
  [1, 0, 0],
  [255, MAX_PRODUCT, MAX_TIE],
  [256, 1, 2],
  [123_456_789_012, 4321, 99],
  [LAST_PLACE, MAX_PRODUCT, MAX_TIE],
] as const;

describe('point keys', () => {
  test('the largest is the largest 62-bit number, so every key is a positive int8', () => {
    expect(pointKey(LAST_PLACE, MAX_PRODUCT, MAX_TIE)).toBe(2n ** 62n - 1n);
  });

  test('order by place first, then product, then tie', () => {
    expect(pointKey(7, 3, 5)).toBe(7n * 2n ** 24n + 3n * 2n ** 9n + 5n);
    expect(pointKey(7, MAX_PRODUCT, MAX_TIE)).toBeLessThan(pointKey(8, 0, 0));
  });

  test.each(cases)('%d, %d, %d as bytes is the same number, big-endian', (hilbert, product, tie) => {
    const bytes = Buffer.alloc(12, 0xaa);
    writePointKey(bytes, 2, hilbert, product, tie);
    expect(bytes.readBigInt64BE(2)).toBe(pointKey(hilbert, product, tie));
    expect([bytes[1], bytes[10]]).toEqual([0xaa, 0xaa]);
  });

  test.each(cases)('%d, %d, %d comes apart again', (hilbert, product, tie) => {
    expect(splitPointKey(pointKey(hilbert, product, tie))).toEqual({ hilbert, product, tie });
  });

  test('a stretch of the curve holds the keys of all its squares and no others', () => {
    const { from, to } = keyRange(10, 12);
    expect(BigInt(from)).toBe(pointKey(10, 0, 0));
    expect(BigInt(to)).toBe(pointKey(11, MAX_PRODUCT, MAX_TIE) + 1n);
    expect(BigInt(keyRange(0, 2 ** 38).to)).toBe(2n ** 62n);
  });
});

describe('squares of a cell', () => {
  test('are a quarter of a metre wide and count from the south-west corner', () => {
    expect(quantise(4_500_000, 1_700_000, 1745)).toEqual({ x: 0, y: 0 });
    expect(quantise(4_500_000.3, 1_700_001, 1745)).toEqual({ x: 1, y: 4 });
    expect(quantise(4_599_999.99, 1_799_999.99, 1745)).toEqual({ x: 399_999, y: 399_999 });
  });

  test('outside the cell the nearest of the grid is taken, so corners of boxes can be given', () => {
    expect(quantise(0, 9_000_000, 1745)).toEqual({ x: 0, y: HILBERT_SIZE - 1 });
    expect(hilbertIndex(0, HILBERT_SIZE - 1)).toBeLessThanOrEqual(LAST_PLACE);
  });
});
