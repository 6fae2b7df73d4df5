/** Identifiers of points in grids of any size. */
import { describe, expect, test } from 'vitest';
import { pointNumbers, unfolded } from '../../../../src/insar/psi/basic/point-number.js';
import { decodeL2Pid, encodeL2Pid } from '../../../../src/products/pid.js';

const BURST = { producer: 9, polarisation: 'VV', swath: 2, burstCycle: 957, track: 87 } as const;
/** OPERA's geocoded bursts. */
const OPERA = { heightPixels: 4917, widthPixels: 20622 };

describe('line and pixel', () => {
  test('are row and column where those fit', () => {
    const numbers = pointNumbers({ heightPixels: 2048, widthPixels: 65536 }, 'x');
    expect(numbers.isFolded).toBe(false);
    expect([numbers.line(2047, 65535), numbers.pixel(2047, 65535)]).toEqual([2047, 65535]);
  });

  test('of a larger grid give every pixel an identifier that leads back to it', () => {
    const numbers = pointNumbers(OPERA, 'x');
    expect(numbers.isFolded).toBe(true);
    const seen = new Set<string>();
    let pixels = 0;
    let astray = 0;
    for (let row = 0; row < OPERA.heightPixels; row += 97) {
      for (let column = row % 53; column < OPERA.widthPixels; column += 53) {
        const pid = encodeL2Pid({ ...BURST, line: numbers.line(row, column), pixel: numbers.pixel(row, column) });
        const { line, pixel } = decodeL2Pid(pid)!;
        const [foundRow, foundColumn] = unfolded(line, pixel, OPERA.widthPixels);
        if (foundRow !== row || foundColumn !== column) astray++;
        seen.add(pid);
        pixels++;
      }
    }
    expect([seen.size, astray]).toEqual([pixels, 0]);
    const [row, column] = [OPERA.heightPixels - 1, OPERA.widthPixels - 1];
    expect(() =>
      encodeL2Pid({ ...BURST, line: numbers.line(row, column), pixel: numbers.pixel(row, column) }),
    ).not.toThrow();
  });

  test('neighbours at the seams of the folding stay apart', () => {
    const numbers = pointNumbers({ heightPixels: 3000, widthPixels: 40000 }, 'x');
    expect([numbers.line(1, 25535), numbers.pixel(1, 25535)]).toEqual([0, 65535]);
    expect([numbers.line(1, 25536), numbers.pixel(1, 25536)]).toEqual([1, 0]);
  });

  test('grids of more pixels than identifiers are refused with both numbers', () => {
    expect(() => pointNumbers({ heightPixels: 2048, widthPixels: 65537 }, 'my-stack')).toThrow(
      /my-stack.*at most 134,217,728 pixels.*got 134,219,776/,
    );
  });
});
