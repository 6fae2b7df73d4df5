/** Sizes of pixels beside the spacing with which stacks were simulated. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { groundPixel, pixelAreaM2 } from '../../../../src/insar/psi/basic/ground-pixel.js';
import { openStack } from '../../../../src/insar/stack/open-stack.js';
import { writeTinyStack } from '../../../support/tiny-stack.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'open-egms-pixel-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('in radar geometry pixels are measured by longitude and latitude', async () => {
  const plan = { grid: 'radar', rowSpacingM: 13.9, columnSpacingM: 3.7, dates: 2 } as const;
  const stack = await openStack(await writeTinyStack(folder, 'descending', plan));
  const pixel = await groundPixel(stack);
  // The plane of UTM and the ellipsoid differ by 0.04 %.
  expect(pixel.rowM).toBeCloseTo(13.9, 1);
  expect(pixel.columnM).toBeCloseTo(3.7, 1);
  expect(pixel.areaM2 / (13.9 * 3.7)).toBeCloseTo(1, 2);
  expect(Math.asin(pixel.incidenceSine!) * (180 / Math.PI)).toBeCloseTo(37.4, 0);
  await stack.close();
});

test('steeper looks have longer pixels in radar geometry, and equal ones on a map', () => {
  const radar = { rowM: 14, columnM: 3.5, areaM2: 49, incidenceSine: Math.sin(0.7) };
  expect(pixelAreaM2(radar, Math.cos(0.7))).toBeCloseTo(49, 9);
  // 2.33 m of slant range are 2.33 / sin(i) on the ground.
  expect(pixelAreaM2(radar, Math.cos(0.5))).toBeCloseTo((49 * Math.sin(0.7)) / Math.sin(0.5), 9);
  expect(pixelAreaM2({ rowM: 10, columnM: 5, areaM2: 50 }, 0.9)).toBe(50);
});
