import { describe, expect, test } from 'vitest';
import { mixed, mixedSigma, unmixingOf } from '../../../src/insar/decomposition/unmixing.js';
import { ASCENDING, ASCENDING_FLAT, DESCENDING, losOf } from './simulated-points.js';

const tracks = [ASCENDING, DESCENDING].map(losOf);
const column = (values: readonly number[]) => Float64Array.from(values);
const unmixingOfLooks = (looks: readonly { losEast: number; losUp: number }[], weights = looks.map(() => 1)) =>
  unmixingOf(column(looks.map((l) => l.losEast)), column(looks.map((l) => l.losUp)), column(weights));

describe('east and up from lines of sight', () => {
  test('have the condition number, errors and north leakage that geometry gives them', () => {
    // Ascending 39.2 deg, heading -12; descending 38.1 deg, heading -168: cond 1.28, sigma_E 1.16, sigma_U 0.91,
    // and 1 mm/yr of north gives -0.17 in up and 0.004 in east (reference/insar.md, section 2.13).
    const { east, up, conditionNumber } = unmixingOfLooks(tracks);
    expect(conditionNumber).toBeCloseTo(1.28, 2);
    expect(mixedSigma(east, [1, 1])).toBeCloseTo(1.16, 2);
    expect(mixedSigma(up, [1, 1])).toBeCloseTo(0.91, 2);
    const north = tracks.map(({ losNorth }) => losNorth);
    expect(mixed(up, north)).toBeCloseTo(-0.17, 2);
    expect(mixed(east, north)).toBeCloseTo(0.004, 3);
  });

  test('are recovered exactly from two looks, whatever the weights', () => {
    const seen = tracks.map(({ losEast, losUp }) => 3 * losEast - 7 * losUp);
    for (const weights of [
      [1, 1],
      [1, 1000],
      [0.01, 0.5],
    ]) {
      const { east, up } = unmixingOfLooks(tracks, weights);
      expect(mixed(east, seen)).toBeCloseTo(3, 10);
      expect(mixed(up, seen)).toBeCloseTo(-7, 10);
    }
  });

  test('of three looks are those of the normal equations', () => {
    const looks = [ASCENDING, DESCENDING, ASCENDING_FLAT].map(losOf);
    const [weights, d] = [
      [1, 0.25, 4],
      [1.5, -2, 0.7],
    ];
    const sum = (value: (k: number) => number) => looks.reduce((total, _, k) => total + weights[k] * value(k), 0);
    const e = looks.map(({ losEast }) => losEast);
    const u = looks.map(({ losUp }) => losUp);
    const [ee, eu, uu] = [sum((k) => e[k] * e[k]), sum((k) => e[k] * u[k]), sum((k) => u[k] * u[k])];
    const [ed, ud] = [sum((k) => e[k] * d[k]), sum((k) => u[k] * d[k])];
    const unmixing = unmixingOfLooks(looks, weights);
    // The two equations hold: [ee eu; eu uu] [E; U] = [ed; ud].
    const [east, up] = [mixed(unmixing.east, d), mixed(unmixing.up, d)];
    expect(ee * east + eu * up).toBeCloseTo(ed, 12);
    expect(eu * east + uu * up).toBeCloseTo(ud, 12);
  });

  test('cannot be told apart by looks in one line', () => {
    const { east, up, conditionNumber } = unmixingOfLooks([tracks[0], tracks[0]]);
    expect(conditionNumber).toBe(Number.POSITIVE_INFINITY);
    expect([...east, ...up].every(Number.isNaN)).toBe(true);
    expect(unmixingOfLooks([tracks[0]]).conditionNumber).toBe(Number.POSITIVE_INFINITY);
  });
});
