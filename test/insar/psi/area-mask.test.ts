/** Areas of interest: polygons, with holes, by the even-odd rule. */
import { expect, test } from 'vitest';
import { AreaMask } from '../../../src/insar/psi/area-mask.js';

const SQUARE = [
  [11, 44],
  [12, 44],
  [12, 45],
  [11, 45],
  [11, 44],
] as const;
const HOLE = [
  [11.4, 44.4],
  [11.6, 44.4],
  [11.6, 44.6],
  [11.4, 44.6],
  [11.4, 44.4],
] as const;

test('an area has what is inside its ring, and not what is in its hole', () => {
  const area = new AreaMask([SQUARE, HOLE]);
  expect(area.has(11.2, 44.2)).toBe(true);
  expect(area.has(11.5, 44.5)).toBe(false);
  expect(area.has(12.2, 44.5)).toBe(false);
  expect(area.has(11.5, 45.1)).toBe(false);
  expect(new AreaMask([SQUARE]).has(11.5, 44.5)).toBe(true);
});

test('a place that is not known is in no area', () => {
  expect(new AreaMask([SQUARE]).has(Number.NaN, 44.5)).toBe(false);
});

test('boxes near an area are told from those that hold nothing of it', () => {
  const mask = new AreaMask([
    [
      [11, 44],
      [11.1, 44],
      [11.1, 44.1],
      [11, 44.1],
    ],
  ]);
  expect(mask.isNear(11.05, 44.05, 11.06, 44.06)).toBe(true);
  // Half a kilometre beside it a roof may stand whose place lies within.
  expect(mask.isNear(11.105, 44.05, 11.2, 44.06)).toBe(true);
  expect(mask.isNear(11.2, 44.05, 11.3, 44.06)).toBe(false);
  expect(mask.isNear(11.05, 44.2, 11.06, 44.3)).toBe(false);
});
