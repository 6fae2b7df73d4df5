import { describe, expect, test } from 'vitest';
import { CELL_SIZES_M } from '../../src/insar/decomposition/cell-grid.js';
import { parseHeader } from '../../src/products/csv-header.js';
import {
  facilityCode,
  orthoHeader,
  orthoPid,
  roundDisplacement,
  roundOrtho,
} from '../../src/products/ortho-product.js';
import { decodeL3Pid } from '../../src/products/pid.js';

const PUBLISHED =
  'pid,easting,northing,height_ortho,rmse_ts,mean_velocity,mean_velocity_std,acceleration,acceleration_std,seasonality,seasonality_std,gnss_velocity_n,gnss_velocity_e,gnss_velocity_u,20200103,20200109';

describe('a level 3 product made here', () => {
  test('has the columns of the published files since 2020_2024, in their order', () => {
    const { header, level } = parseHeader(PUBLISHED.split(','), 'published');
    expect(level).toBe('L3');
    expect(orthoHeader(['20200103', '20200109'], true)).toEqual(header);
  });

  test('leaves out the GNSS columns when nothing is known of them', () => {
    const { attributes } = orthoHeader([], false);
    expect(attributes.filter((name) => name.startsWith('gnss'))).toEqual([]);
    expect(attributes).toHaveLength(10);
  });

  test('rounds halves to even, sums of decimals included, and keeps the sign of a zero', () => {
    const rounded = [0.05, 0.15, 0.25, -0.05, -0.15, -30.250000000000004, 1.2499999999, 1.25000001].map(
      roundDisplacement,
    );
    expect(rounded).toEqual([0, 0.2, 0.2, -0, -0.2, -30.2, 1.2, 1.3]);
    expect(Object.is(roundDisplacement(-0.04), -0)).toBe(true);
    expect(Object.is(roundDisplacement(0.04), 0)).toBe(true);
    expect(roundDisplacement(Number.NaN)).toBeNaN();
  });

  test('rounds every column to the decimals it has in level 3', () => {
    expect(roundOrtho('velocityMmPerYear', 1.26)).toBe(1.3);
    expect(roundOrtho('accelerationMmPerYear2', 1.256)).toBe(1.26);
    expect(roundOrtho('heightM', -30.26)).toBe(-30.3);
  });

  test('names its producer by the first character of its pids', () => {
    expect([0, 1, 4, 10, 61].map(facilityCode)).toEqual(['0', '1', '4', 'A', 'z']);
  });

  test('has one pid for each cell, of any size that is offered', () => {
    for (const size of CELL_SIZES_M) {
      const pids = new Set<string>();
      for (let row = 0; row < 40; row++) {
        for (let column = 0; column < 40; column++) {
          pids.add(orthoPid(1, 4_500_000 + (column + 0.5) * size, 1_700_000 + (row + 0.5) * size));
        }
      }
      expect(pids.size).toBe(1600);
    }
    expect(decodeL3Pid(orthoPid(1, 4_597_550, 1_739_750))).toEqual({
      producer: 1,
      eastingM: 4_597_550,
      northingM: 1_739_750,
    });
  });
});
