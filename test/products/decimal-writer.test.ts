import { describe, expect, test } from 'vitest';
import { DecimalScanner } from '../../src/products/decimal.js';
import { MAX_NUMBER_BYTES, writeNumber, writeTenths } from '../../src/products/decimal-writer.js';
import { NumberStyleTracker } from '../../src/products/number-style.js';
import { NEGATIVE_ZERO_TENTHS, type NumberStyle } from '../../src/products/point-batch.js';
import { SeededRandom } from '../../src/products/seeded-random.js';
import { mmOfTenths } from '../../src/products/tenths.js';

function written(value: number, kind: NumberStyle['kind'], decimals: number): string {
  const out = Buffer.alloc(64);
  return out.toString('latin1', 0, writeNumber(out, 0, value, { kind, decimals }));
}

describe('writeNumber', () => {
  test.each([
    [0, 'repr', 1, '0.0'],
    [-0, 'repr', 1, '-0.0'],
    [-0.04, 'repr', 1, '-0.0'],
    [38.69067, 'repr', 6, '38.69067'],
    [4598603.4, 'repr', 2, '4598603.4'],
    [13, 'repr', 6, '13.0'],
    [0.005, 'repr', 3, '0.005'],
    [1.26, 'repr', 1, '1.3'],
    [0.1 + 0.2, 'repr', 17, '0.30000000000000004'],
    [0.5, 'fixed', 2, '0.50'],
    [-0, 'fixed', 3, '-0.000'],
    [1234567.5, 'fixed', 2, '1234567.50'],
    [1217, 'integer', 0, '1217'],
    [-0, 'integer', 0, '-0'],
    [2.6, 'integer', 0, '3'],
    [12.5, 'mixed', 1, '12.5'],
    [12, 'mixed', 1, '12'],
    [-0, 'mixed', 1, '-0'],
    [0.123456, 'mixed', 1, '0.123456'],
  ] as const)('%d as %s with %i decimals is %s', (value, kind, decimals, text) => {
    expect(written(value, kind, decimals)).toBe(text);
  });

  test('random columns of decimals come back as the same text in the style found', () => {
    const seeded = new SeededRandom(2);
    const random = () => seeded.uniform();
    const scanner = new DecimalScanner();
    for (let column = 0; column < 300; column++) {
      const decimals = Math.floor(random() * 9);
      const digits = Math.floor(random() * (15 - decimals));
      const trimmed = random() < 0.5;
      const cells = Array.from({ length: 50 }, () => {
        const text = ((random() - 0.5) * 10 ** digits).toFixed(decimals);
        return trimmed && decimals > 1 ? text.replace(/(\.\d+?)0+$/, '$1') : text;
      });
      const tracker = new NumberStyleTracker();
      const values = cells.map((cell) => {
        const value = scanner.scan(Buffer.from(`${cell}\n`), 0);
        tracker.note(scanner.form, scanner.decimals);
        return value;
      });
      const style = tracker.style('');
      expect(style.kind).not.toBe('mixed');
      expect(values.map((value) => written(value, style.kind, style.decimals))).toEqual(cells);
    }
  });

  test('no finite number takes more bytes than promised', () => {
    const extremes = [
      Number.MAX_VALUE,
      -Number.MIN_VALUE,
      -1.2345678901234567e-100,
      -123456789012345680000,
      -99999999999999.9,
    ];
    for (const value of extremes) {
      for (const kind of ['integer', 'repr', 'fixed', 'mixed'] as const) {
        for (const decimals of [0, 1, 6, 15, 22]) {
          expect(written(value, kind, decimals).length).toBeLessThanOrEqual(MAX_NUMBER_BYTES);
        }
      }
    }
  });
});

test('every int16 of tenths is written as repr with one decimal writes its double', () => {
  const out = Buffer.alloc(64);
  for (let tenths = NEGATIVE_ZERO_TENTHS; tenths <= 32_766; tenths++) {
    const text = out.toString('latin1', 0, writeTenths(out, 0, tenths));
    if (text !== written(mmOfTenths(tenths), 'repr', 1)) expect.fail(`${tenths} gave ${text}`);
  }
});
