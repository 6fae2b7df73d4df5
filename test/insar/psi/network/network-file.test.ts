/** The file of the primary network: its kept points alone, with noise that is scaled to what was found. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readNetwork, variogramOf, writeNetwork } from '../../../../src/insar/psi/network/network-file.js';
import type { PrimaryNetwork } from '../../../../src/insar/psi/network/primary-network.js';

const VARIOGRAM = { nugget: 0.25, sill: 1.5, rangeM: 900, exponent: 1.2 };

const POINTS = {
  count: 4,
  eastM: Float64Array.of(1, 2, 3, 4),
  northM: Float64Array.of(5, 6, 7, 8),
  heightM: Float64Array.of(90, 91, 92, 93),
  sigmaRad: Float32Array.of(0.5, 9, 0.1, 0.7),
  phasesRad: new Float32Array(8),
  block: Int32Array.of(0, 0, 3, 3),
  index: Int32Array.of(17, 18, 0, 44),
};

const NETWORK = {
  cluster: Int32Array.of(0, -1, 1, 0),
  clusters: 2,
  heightM: Float64Array.of(1, Number.NaN, -2, 3),
  velocityMmPerYear: new Float64Array(4),
  unwrappedRad: Float32Array.of(1, 2, Number.NaN, Number.NaN, 5, 6, 7, 8),
  commonRad: Float64Array.of(0.1, 0.2, 0.3, 0.4),
  variogram: VARIOGRAM,
} as unknown as PrimaryNetwork;

test('a network comes back from its file without the points that were given up', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'open-egms-network-'));
  try {
    const path = join(folder, 'network.columns');
    const written = await writeNetwork(path, POINTS, NETWORK);
    const found = await readNetwork(path);
    expect(found).toEqual(written);
    expect([...found.eastM]).toEqual([1, 3, 4]);
    expect([...found.cluster]).toEqual([0, 1, 0]);
    expect([...found.heightErrorM]).toEqual([1, -2, 3]);
    expect([...found.unwrappedRad]).toEqual([1, 2, 5, 6, 7, 8]);
    expect([...found.block]).toEqual([0, 3, 3]);
    expect([...found.index]).toEqual([17, 0, 44]);
    expect([...found.commonRad]).toEqual([0.1, 0.2, 0.3, 0.4]);
    expect(variogramOf(found)).toEqual(VARIOGRAM);
    // In proportion to the squares of what was expected, 0.25 : 0.01 : 0.49, and 0.25 in the mean.
    expect(found.nuggetRad2[0]).toBeCloseTo(0.25, 6);
    expect(found.nuggetRad2[1]).toBeCloseTo(0.01, 6);
    expect(found.nuggetRad2[2]).toBeCloseTo(0.49, 6);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
