import { describe, expect, test } from 'vitest';
import { copyTenths, decodeSeries, seriesByteLength } from '../../../src/catalog/points/series-codec.js';

const tenths = Buffer.from([1, 0x0c, 0x00, 0x00, 0x80, 0x01, 0x80, 0xf3, 0xff]);

describe('a stored series', () => {
  test('in tenths gives millimetres, null where missing, and negative zero as it was', () => {
    expect(decodeSeries(tenths, 4)).toEqual([1.2, null, -0, -1.3]);
  });

  test('in doubles gives what was stored', () => {
    const bytes = Buffer.alloc(17);
    bytes[0] = 2;
    bytes.writeDoubleLE(-12.25, 1);
    bytes.writeDoubleLE(Number.NaN, 9);
    expect(decodeSeries(bytes, 2)).toEqual([-12.25, null]);
  });

  test('of another length or format is refused with both numbers', () => {
    expect(() => decodeSeries(tenths, 5)).toThrow(/expected 11 bytes, got 9/);
    expect(() => decodeSeries(Buffer.from([7, 0, 0]), 1)).toThrow(/unknown format 7/);
  });

  test('is copied as tenths where it is stored as tenths', () => {
    const out = new Int16Array(6);
    expect(copyTenths(tenths, out, 1, 4)).toBe(true);
    expect([...out]).toEqual([0, 12, -32768, -32767, -13, 0]);
    expect(copyTenths(Buffer.from([2]), out, 0, 0)).toBe(false);
  });

  test('takes a byte and two or eight per epoch', () => {
    expect([seriesByteLength(1, 210), seriesByteLength(2, 210)]).toEqual([421, 1681]);
  });
});
