import { describe, expect, test } from 'vitest';
import { factorCholesky, solveCholesky } from '../../../src/insar/interferograms/cholesky.js';
import { type PairNetwork, pairNetwork } from '../../../src/insar/interferograms/pair-network.js';
import { SeriesInversion } from '../../../src/insar/interferograms/series-inversion.js';
import { RandomStream } from '../../../src/insar/simulation/random-stream.js';

const DATES = ['20200101', '20200113', '20200206', '20200212', '20200301', '20200319'];
const networkOf = (...pairs: readonly (readonly [number, number])[]): PairNetwork =>
  pairNetwork(pairs.map(([a, b]) => ({ reference: DATES[a], secondary: DATES[b] })));

function invert(network: PairNetwork, observed: number[], weights?: number[], isRobust = false) {
  const inversion = new SeriesInversion(network, { isRobust });
  const series = new Float64Array(network.dates.length);
  const isSolved = inversion.invert(Float64Array.from(observed), weights && Float64Array.from(weights), series);
  if (isSolved) inversion.joinParts(series);
  return { series: [...series], inversion, isSolved };
}

const closeTo = (got: number[], wanted: number[], digits: number) => {
  expect(got.length).toBe(wanted.length);
  got.forEach((value, i) => {
    if (Number.isNaN(wanted[i])) expect(value).toBeNaN();
    else expect(value).toBeCloseTo(wanted[i], digits);
  });
};

/** Velocities of least norm the slow way: a ridge that is almost nothing chooses among all that fit alike. */
function ridgeSeries({ days, from, to }: PairNetwork, observed: number[], weights: number[]): number[] {
  const size = days.length - 1;
  const normal = new Float64Array(size * size);
  const right = new Float64Array(size);
  observed.forEach((value, pair) => {
    for (let i = from[pair]; i < to[pair]; i++) {
      const span = days[i + 1] - days[i];
      right[i] += weights[pair] * span * value;
      for (let j = from[pair]; j < to[pair]; j++) {
        normal[i * size + j] += weights[pair] * span * (days[j + 1] - days[j]);
      }
    }
  });
  for (let i = 0; i < size; i++) normal[i * size + i] += 1e-7;
  expect(factorCholesky(normal, size)).toBe(true);
  solveCholesky(normal, size, right);
  let sum = 0;
  return [0, ...right.map((velocity, i) => (sum += velocity * (days[i + 1] - days[i])))];
}

describe('a connected network', () => {
  test('three pairs of a triangle share their misclosure equally', () => {
    // Closure 10 + 20 - 33 = -3: each pair gives one.
    const { series, inversion } = invert(networkOf([0, 1], [1, 2], [0, 2]), [10, 20, 33]);
    closeTo(series, [0, 11, 32], 12);
    closeTo([...inversion.residuals], [-1, -1, 1], 12);
  });

  test('weights move the misclosure to the pairs that weigh less', () => {
    // In proportion to the inverse weights 1, 1/2, 1/2.
    const { series } = invert(networkOf([0, 1], [1, 2], [0, 2]), [10, 20, 33], [1, 2, 2]);
    closeTo(series, [0, 11.5, 32.25], 12);
  });

  test('consistent pairs give back the series, also when some are missing', () => {
    const truth = [0, 4, -2, 7, 7.5, 20];
    const network = networkOf([0, 1], [0, 2], [1, 2], [1, 3], [2, 3], [2, 4], [3, 4], [3, 5], [4, 5]);
    const observed = Array.from(network.from, (a, pair) => truth[network.to[pair]] - truth[a]);
    closeTo(invert(network, observed).series, truth, 11);
    const holes = observed.map((value, pair) => (pair === 1 || pair === 6 ? Number.NaN : value));
    closeTo(invert(network, holes).series, truth, 11);
  });

  test('a date without a pair has no value, and no pairs at all give none', () => {
    const network = networkOf([0, 1], [1, 2], [0, 2]);
    closeTo(invert(network, [5, Number.NaN, Number.NaN]).series, [0, 5, Number.NaN], 12);
    expect(invert(network, [Number.NaN, Number.NaN, Number.NaN]).isSolved).toBe(false);
  });

  test('least absolute residuals leave one wrong pair with all of its error', () => {
    const truth = [0, 4, -2, 7];
    const network = networkOf([0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]);
    const observed = Array.from(network.from, (a, pair) => truth[network.to[pair]] - truth[a]);
    observed[2] += 28;
    const { series, inversion } = invert(network, observed, undefined, true);
    closeTo(series, truth, 2);
    expect(inversion.residuals[2]).toBeCloseTo(28, 2);
    expect(Math.abs(invert(network, observed).series[3] - truth[3])).toBeGreaterThan(10);
  });
});

describe('a network in parts', () => {
  test('two subsets are joined by the mean of the neighbouring velocities', () => {
    // 0-2 and 1-3 overlap: days 0, 12, 36, 42. The offset o of the second minimises
    // (o/12)^2 + ((10 - o)/24)^2 + ((o + 6 - 10)/6)^2.
    const { series, inversion } = invert(networkOf([0, 2], [1, 3]), [10, 6]);
    const o = (10 / 576 + 4 / 36) / (1 / 144 + 1 / 576 + 1 / 36);
    expect(inversion.partCount).toBe(2);
    closeTo(series, [0, o, 10, o + 6], 12);
  });

  test('subsets one after the other are joined without motion between them', () => {
    closeTo(invert(networkOf([0, 1], [2, 3]), [3, 5]).series, [0, 3, 3, 8], 12);
  });

  test('the velocities are those of least norm among all that fit, as a singular value decomposition finds', () => {
    const random = new RandomStream(5);
    for (const network of [
      networkOf([0, 2], [2, 4], [0, 4], [1, 3], [3, 5]),
      networkOf([0, 3], [1, 4], [2, 5]),
      networkOf([0, 1], [1, 2], [3, 4], [4, 5], [3, 5]),
    ]) {
      const observed = Array.from(network.from, () => random.between(-10, 10));
      const weights = Array.from(network.from, () => random.between(0.5, 1.5));
      closeTo(invert(network, observed, weights).series, ridgeSeries(network, observed, weights), 4);
    }
  });
});
