import { afterAll, describe, expect, test } from 'vitest';
import { groundSpacing } from '../../../src/insar/psi/ground-spacing.js';
import { type SmallWork, smallWork } from './small-work.js';

const made: SmallWork[] = [];
afterAll(() => Promise.all(made.map((small) => small.remove())));

describe('the size of pixels on the ground', () => {
  test.each(['map', 'radar'] as const)('is that of the grid: %s', async (grid) => {
    const small = await smallWork({ rows: 20, columns: 30, dates: 2, grid, rowSpacingM: 13, columnSpacingM: 4 });
    made.push(small);
    const { rowM, columnM, incidenceRad } = await groundSpacing(small.stack);
    expect(rowM / 13).toBeCloseTo(1, 2);
    expect(columnM / 4).toBeCloseTo(1, 2);
    expect((incidenceRad * 180) / Math.PI).toBeCloseTo(38.9, 0);
  });
});
