/** The ground that images cover, in map and in radar geometry, and areas beside it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { crsByUri } from '../../../src/geodesy/crs.js';
import { transformPoint } from '../../../src/geodesy/transform.js';
import { areaGiven } from '../../../src/insar/psi/basic/area-given.js';
import { boxText, type DegreeBox, footprint, touches } from '../../../src/insar/psi/footprint.js';
import { DEFAULT_PLAN } from '../../../src/insar/simulation/simulation-plan.js';
import { openStack } from '../../../src/insar/stack/open-stack.js';
import { writeTinyStack } from '../../support/tiny-stack.js';

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'open-egms-footprint-'));
});
afterAll(() => rm(root, { recursive: true }));

async function footprintOf(grid: 'map' | 'radar'): Promise<DegreeBox> {
  const stack = await openStack(await writeTinyStack(join(root, grid), 'ascending', { grid, dates: 8 }));
  try {
    return (await footprint(stack))!;
  } finally {
    await stack.close();
  }
}

describe('the footprint of images', () => {
  test.each(['map', 'radar'] as const)(
    'on a %s grid holds the middle of the scene and is as large as it',
    async (grid) => {
      const box = await footprintOf(grid);
      const { centreEastM, centreNorthM, epsg } = DEFAULT_PLAN;
      const [longitude, latitude] = transformPoint(crsByUri(`EPSG:${epsg}`)!, 'OGC:CRS84')(centreEastM, centreNorthM);
      expect((box.west + box.east) / 2).toBeCloseTo(longitude, 2);
      expect((box.south + box.north) / 2).toBeCloseTo(latitude, 2);
      // 48 rows of 10 m.
      expect((box.north - box.south) * 111_195).toBeGreaterThan(440);
      expect((box.north - box.south) * 111_195).toBeLessThan(700);
    },
  );

  test('is touched by what overlaps it or holds it, not by what lies beside it', () => {
    const box = { west: 10, south: 44, east: 11, north: 45 };
    expect(touches(areaGiven([10.9, 44.9, 12, 46]), box)).toBe(true);
    expect(touches(areaGiven([-180, -90, 180, 90]), box)).toBe(true);
    expect(touches(areaGiven([11.01, 44, 12, 45]), box)).toBe(false);
    expect(touches(areaGiven([10, 45.01, 11, 46]), box)).toBe(false);
    expect(boxText(box)).toBe('10.0000, 44.0000, 11.0000, 45.0000');
  });
});
