/** Tallies add up, and their distribution is that of the offsets. */
import { expect, test } from 'vitest';
import {
  addOffset,
  addTally,
  newTally,
  offsetDistribution,
  residualRmsMm,
} from '../../../src/insar/release-join/join-tally.js';

test('tallies of parts add up to that of the whole, through JSON too', () => {
  const [whole, left, right] = [newTally(), newTally(), newTally()];
  for (let i = 0; i < 100; i++) {
    const offsetMm = (i - 50) / 10;
    for (const tally of [whole, i % 3 === 0 ? left : right]) {
      tally.matched++;
      addOffset(tally, offsetMm);
      tally.commonEpochs += 10;
      tally.residualSquaresMm2 += 40;
      tally.greatestShiftM = Math.max(tally.greatestShiftM, i / 10);
      tally.refused.moved += i % 2;
    }
  }
  const sum = newTally();
  for (const part of [left, right]) addTally(sum, JSON.parse(JSON.stringify(part)));
  expect(sum).toEqual({
    ...whole,
    offsetSumMm: expect.closeTo(whole.offsetSumMm, 9),
    offsetSquaresMm2: expect.closeTo(whole.offsetSquaresMm2, 9),
  });
  // -5 to 4.9 in steps of 0.1.
  expect(offsetDistribution(sum)).toEqual({
    mean: -0.05,
    std: 2.887,
    min: -5,
    p5: -4.6,
    median: -0.1,
    p95: 4.4,
    max: 4.9,
  });
  expect(residualRmsMm(sum)).toBe(2);
});

test('without a joined point there is nothing to distribute', () => {
  expect(offsetDistribution(newTally())).toBeUndefined();
  expect(residualRmsMm(newTally())).toBeNull();
});
