/** Dates of a task are unwrapped in place, and no others. */
import { expect, test } from 'vitest';
import { triangulate } from '../../../../src/insar/network/triangulation.js';
import { unwrapTask } from '../../../../src/insar/psi/network/unwrap-task.js';
import { triangulatedNetwork } from '../../../../src/insar/unwrapping/planar-network.js';
import { wrapped } from '../made-model.js';
import { gridPlaces } from '../made-network.js';

test('a task puts whole phases in the place of wrapped ones, at its dates', () => {
  const { eastM, northM } = gridPlaces(8, 8, 3);
  const network = triangulatedNetwork(triangulate(eastM, northM), eastM, northM);
  const dates = 4;
  // Up to a cycle across, less than half of one from point to point.
  const truth = (date: number, p: number) => (date * eastM[p]) / 500 + northM[p] / 600;
  const residualRad = new Float32Array(new SharedArrayBuffer(4 * dates * 64));
  for (let i = 0; i < dates; i++) for (let p = 0; p < 64; p++) residualRad[i * 64 + p] = wrapped(truth(i, p));
  const before = residualRad.slice();
  const varianceRad2 = new Float32Array(network.from.length).fill(0.3);
  const answer = unwrapTask({ step: 'unwrap', network, varianceRad2, residualRad, firstDate: 1, dates: 2 });
  expect(answer.epochs).toHaveLength(2);
  expect(answer.epochs.every(({ isCheapest, residues }) => isCheapest && residues === 0)).toBe(true);
  for (const i of [1, 2]) {
    const level = residualRad[i * 64] - truth(i, 0);
    for (let p = 0; p < 64; p++) expect(residualRad[i * 64 + p]).toBeCloseTo(truth(i, p) + level, 4);
  }
  for (const i of [0, 3]) {
    expect(residualRad.subarray(i * 64, (i + 1) * 64)).toEqual(before.subarray(i * 64, (i + 1) * 64));
  }
});
