import { describe, expect, test } from 'vitest';
import { ClosureCheck } from '../../../src/insar/interferograms/closure-check.js';
import { pairNetwork } from '../../../src/insar/interferograms/pair-network.js';

const CYCLE = 2 * Math.PI;
const DATES = ['20200101', '20200107', '20200113', '20200119', '20200125'];
/** Neighbours and neighbours but one: pairs 0-1, 0-2, 1-2, 1-3, 2-3, 2-4, 3-4. */
const network = pairNetwork(
  DATES.flatMap((reference, i) => DATES.slice(i + 1, i + 3).map((secondary) => ({ reference, secondary }))),
);
const truth = [0, 1.5, 4, 3, 9];
const closing = () => Float64Array.from(network.from, (a, pair) => truth[network.to[pair]] - truth[a]);

describe('closure of triplets', () => {
  test('phases that close are left alone and counted', () => {
    const check = new ClosureCheck(network, true);
    const phases = closing();
    expect(check.check(phases)).toEqual({ open: 0, unexplained: 0, repairedPairs: 0 });
    expect(phases).toEqual(closing());
    expect([...check.tally.pixels]).toEqual([1, 1, 1]);
  });

  test.each([2, 3, 4])('one wrong cycle of pair %i, of one or two triplets, is found and put right', (wrong) => {
    for (const cycles of [1, -1, 2]) {
      const check = new ClosureCheck(network, true);
      const phases = closing();
      phases[wrong] += cycles * CYCLE;
      const { open, unexplained, repairedPairs } = check.check(phases);
      expect(open).toBeGreaterThan(0);
      expect([unexplained, repairedPairs]).toEqual([0, 1]);
      closing().forEach((value, pair) => {
        expect(phases[pair]).toBeCloseTo(value, 12);
      });
      expect(check.tally.repaired[wrong]).toBe(1);
    }
  });

  test('a triplet of which two pairs may be to blame stays open and is told', () => {
    // 0-1 and 0-2 are in that triplet alone: both explain it.
    const check = new ClosureCheck(network, true);
    const phases = closing();
    phases[0] += CYCLE;
    const wrong = phases.slice();
    expect(check.check(phases)).toEqual({ open: 1, unexplained: 1, repairedPairs: 0 });
    expect(phases).toEqual(wrong);
    expect([...check.tally.openAfter]).toEqual([1, 0, 0]);
  });

  test('two wrong pairs far from each other are put right one by one', () => {
    const dates = Array.from({ length: 9 }, (_, i) => `202001${String(1 + 3 * i).padStart(2, '0')}`);
    const long = pairNetwork(
      dates.flatMap((reference, i) => dates.slice(i + 1, i + 4).map((secondary) => ({ reference, secondary }))),
    );
    const right = Float64Array.from(long.from, (a, pair) => Math.sin(long.to[pair]) - Math.sin(a));
    const phases = right.slice();
    const pairOf = (a: number, b: number) => long.from.findIndex((from, pair) => from === a && long.to[pair] === b);
    phases[pairOf(1, 2)] += CYCLE;
    phases[pairOf(5, 7)] -= CYCLE;
    expect(new ClosureCheck(long, true).check(phases)).toMatchObject({ unexplained: 0, repairedPairs: 2 });
    phases.forEach((value, pair) => {
      expect(value).toBeCloseTo(right[pair], 12);
    });
  });

  test('without repair, with a bias of half a cycle, and with missing pairs nothing is changed', () => {
    const phases = closing();
    phases[4] += CYCLE;
    expect(new ClosureCheck(network, false).check(phases.slice())).toMatchObject({ open: 2, unexplained: 2 });
    const biased = closing();
    biased[4] += 0.6 * CYCLE;
    expect(new ClosureCheck(network, true).check(biased)).toMatchObject({ open: 2, unexplained: 2, repairedPairs: 0 });
    const check = new ClosureCheck(network, true);
    phases[4] = Number.NaN;
    check.check(phases);
    expect([...check.tally.pixels]).toEqual([1, 0, 0]);
  });
});
