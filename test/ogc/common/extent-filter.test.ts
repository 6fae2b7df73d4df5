import { describe, expect, test } from 'vitest';
import { geographicBox, meetsExtent } from '../../../src/ogc/common/extent-filter.js';
import { lakes, ustica } from '../../support/memory-catalog.js';

const meets = (collection: typeof ustica, bbox: readonly number[]) =>
  meetsExtent(collection, geographicBox(bbox), undefined);

describe('a box', () => {
  test('selects what it touches', () => {
    expect(meets(ustica, [13.2, 38.72, 14, 39])).toBe(true);
    expect(meets(ustica, [13.2001, 38.72, 14, 39])).toBe(false);
    expect(meets(ustica, [13, 38, 13.14, 39])).toBe(false);
  });

  test('may have heights, which do not matter', () => {
    expect(meets(ustica, [13, 38, -100, 14, 39, 5000])).toBe(true);
  });

  test('may cross the antimeridian', () => {
    expect(meets(lakes, [177, 60, -120, 70])).toBe(true);
    expect(meets(ustica, [177, -90, -170, 90])).toBe(false);
    expect(meets({ ...ustica, bbox: [175, -20, -175, -10] }, [178, -15, 179, -14])).toBe(true);
    expect(meets({ ...ustica, bbox: [175, -20, -175, -10] }, [170, -15, -178, -14])).toBe(true);
  });

  test('with edges beyond any longitude still has an answer', () => {
    expect(meets(ustica, [1e300, 0, 1, 10])).toBe(false);
    expect(meets(ustica, [7e16, -90, 179, 90])).toBe(true);
  });

  test('never leaves out what has no extent', () => {
    expect(meets({ ...ustica, bbox: undefined }, [0, 0, 1, 1])).toBe(true);
  });

  test.each([[[1, 2, 3]], [[1, 2, 3, 4, 5]], [[0, 10, 1, 5]]])('of %j is refused', (bbox) => {
    expect(() => geographicBox(bbox)).toThrow(expect.objectContaining({ status: 400 }));
  });
});

test('a time selects what has one in common with it, and what has none', () => {
  const during = (start: string, end: string) => [ustica, lakes].map((c) => meetsExtent(c, undefined, [start, end]));
  expect(during('2020-01-29', '2021-01-01')).toEqual([true, true]);
  expect(during('2020-01-30', '2021-01-01')).toEqual([false, true]);
});
