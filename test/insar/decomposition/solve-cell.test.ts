import { describe, expect, test } from 'vitest';
import { BlockAccumulator } from '../../../src/insar/decomposition/block-accumulator.js';
import { type CellSolution, type SolveOptions, solveCell } from '../../../src/insar/decomposition/solve-cell.js';
import type { TimeGrid } from '../../../src/insar/time-grid.js';
import { regularEpochs } from '../../../src/products/epochs.js';
import {
  ASCENDING,
  ASCENDING_FLAT,
  BLOCK,
  DESCENDING,
  GRID_100M,
  gridOf,
  losOf,
  type Motion,
  placeIn,
  pointsOf,
  productOf,
  type SimulatedPoint,
  type Track,
} from './simulated-points.js';

const dates = regularEpochs('20200103', '20210101', 6);
const at = (track: Track, own = dates): Track => ({ ...track, dates: own });
const motion: Motion = (t) => ({ east: 3 * t + 2 * Math.sin(6 * t), north: 0, up: -8 * t + Math.cos(6 * t) });
const usual: SolveOptions = {
  weighting: 'none',
  minPointsPerGeometry: 1,
  maxConditionNumber: Number.POSITIVE_INFINITY,
  minEpochs: 7,
};

interface Seen {
  readonly track: Track;
  readonly points?: readonly Partial<SimulatedPoint>[];
  /** Arbitrary constant of the series, mm. */
  readonly offsetMm?: number;
}

function solved(seen: readonly Seen[], options: Partial<SolveOptions> = {}, grid: TimeGrid = gridOf(dates)) {
  const all = { ...usual, ...options };
  const accumulator = new BlockAccumulator(GRID_100M, BLOCK, grid.dates.length, all);
  for (const { track, points = [{}], offsetMm = 0 } of seen) {
    const placed = points.map((point) => ({
      ...placeIn(0),
      ...point,
      noise: (epoch: number) => offsetMm + (point.noise?.(epoch) ?? 0),
    }));
    accumulator.add(productOf(track, grid, 30), pointsOf(track, placed, motion));
  }
  const [[, cell]] = accumulator.cells();
  const looks = [...cell.looks.values()].map(({ look, sums }) => ({
    isAscending: look.geometry === 'ascending',
    sums,
  }));
  return solveCell(looks, grid.dates.length, all);
}

const solution = (...args: Parameters<typeof solved>): CellSolution => {
  const result = solved(...args);
  if (typeof result === 'string') throw new Error(`expected a solution, got ${result}`);
  return result;
};

/** Deviation from the truth, without the constant that no look can know. */
function errors(series: Float64Array, of: 'east' | 'up', grid = gridOf(dates)): number[] {
  const truth = Array.from(grid.days, (day) => motion((day - 18_262) / 365)[of]);
  const present = truth.map((value, i) => series[i] - value).filter((value) => !Number.isNaN(value));
  const mean = present.reduce((sum, value) => sum + value, 0) / present.length;
  return present.map((value) => Math.abs(value - mean));
}

describe('a cell', () => {
  test('seen from two sides gives back east and up', () => {
    const { eastMm, upMm } = solution([{ track: at(ASCENDING) }, { track: at(DESCENDING) }]);
    // What is left is the weight of the neighbouring acquisitions, 0.25 % of a bend of some hundredth.
    expect(Math.max(...errors(eastMm, 'east'), ...errors(upMm, 'up'))).toBeLessThan(1e-3);
  });

  test('needs both orbit directions, and enough points in each', () => {
    expect(solved([{ track: at(ASCENDING) }, { track: at(ASCENDING_FLAT) }])).toBe('onlyAscending');
    expect(solved([{ track: at(DESCENDING) }])).toBe('onlyDescending');
    const uneven = [
      { track: at(ASCENDING), points: [{}, {}, {}] },
      { track: at(DESCENDING), points: [{}, {}] },
    ];
    expect(solution(uneven, { minPointsPerGeometry: 2 })).toMatchObject({ ascendingPoints: 3, descendingPoints: 2 });
    expect(solved(uneven, { minPointsPerGeometry: 3 })).toBe('tooFewPoints');
  });

  test('counts the points of all tracks of a direction together', () => {
    const seen = [{ track: at(ASCENDING) }, { track: at(ASCENDING_FLAT) }, { track: at(DESCENDING), points: [{}, {}] }];
    expect(solution(seen, { minPointsPerGeometry: 2 })).toMatchObject({ ascendingPoints: 2, descendingPoints: 2 });
  });

  test('is refused beyond the condition number asked for', () => {
    const seen = [{ track: at(ASCENDING) }, { track: at(DESCENDING) }];
    const { conditionNumber } = solution(seen);
    expect(conditionNumber).toBeCloseTo(1.28, 2);
    expect(solved(seen, { maxConditionNumber: 1.25 })).toBe('illConditioned');
    expect(solved(seen, { maxConditionNumber: 1.3 })).not.toBe('illConditioned');
    // A "descending" track that looks from where the ascending one does.
    const parallel = { ...ASCENDING, look: DESCENDING.look };
    expect(solved([{ track: at(ASCENDING) }, { track: at(parallel) }])).toBe('illConditioned');
  });

  test('has no value where one direction has none, and none at all with too few dates', () => {
    const late = dates.filter((date) => date > '20200601');
    const { upMm, eastMm } = solution([{ track: at(ASCENDING) }, { track: at(DESCENDING, late) }]);
    expect([...upMm].map(Number.isNaN)).toEqual(dates.map((date) => date < late[0]));
    expect([...eastMm].map(Number.isNaN)).toEqual(dates.map((date) => date < late[0]));
    const brief = { track: at(DESCENDING, dates.slice(0, 6)) };
    expect(solved([{ track: at(ASCENDING) }, brief])).toBe('tooFewEpochs');
  });

  test('goes on without a jump when one of three tracks pauses, whatever constants the tracks carry', () => {
    const paused = dates.filter((date) => date < '20200501' || date > '20200801');
    const { upMm, eastMm } = solution([
      { track: at(ASCENDING), offsetMm: 5 },
      { track: at(ASCENDING_FLAT, paused), offsetMm: -12 },
      { track: at(DESCENDING), offsetMm: 2 },
    ]);
    expect(upMm.some(Number.isNaN)).toBe(false);
    expect(Math.max(...errors(eastMm, 'east'), ...errors(upMm, 'up'))).toBeLessThan(0.01);
  });

  test('averages the points of a track before tracks are combined: many points do not outweigh another track', () => {
    const noisy = (sign: number) => ({ noise: () => sign });
    const pull = (points: readonly Partial<SimulatedPoint>[]) => {
      const { upMm } = solution([
        { track: at(ASCENDING), points },
        { track: at(ASCENDING_FLAT) },
        { track: at(DESCENDING) },
      ]);
      return upMm[10];
    };
    expect(pull([noisy(1)])).toBeCloseTo(pull(Array(20).fill(noisy(1))), 10);
  });

  test('weighs points by their variance when asked to', () => {
    const seen = (weighting: 'none' | 'variance') => {
      const points = [
        { rmseMm: 1, noise: () => 1 },
        { rmseMm: 3, noise: () => 11 },
      ];
      return solution([{ track: at(ASCENDING), points }, { track: at(DESCENDING) }], { weighting });
    };
    const shift = (weighting: 'none' | 'variance') => {
      const clean = solution([{ track: at(ASCENDING) }, { track: at(DESCENDING) }]);
      return (seen(weighting).upMm[0] - clean.upMm[0]) / (upPerAscending as number);
    };
    // Up for 1 mm of ascending line of sight.
    const one = solution([{ track: at(ASCENDING), offsetMm: 1 }, { track: at(DESCENDING) }]).upMm[0];
    const none = solution([{ track: at(ASCENDING) }, { track: at(DESCENDING) }]).upMm[0];
    const upPerAscending = one - none;
    expect(shift('none')).toBeCloseTo(6, 10);
    // (1 * 1 + 11 / 9) / (1 + 1/9)
    expect(shift('variance')).toBeCloseTo(2, 10);
  });

  test('weighs tracks by the variance of their means, so that a noisy third one has little to say', () => {
    const upOf = (weighting: 'none' | 'variance', offsetMm: number) =>
      solution(
        [
          { track: at(ASCENDING), points: [{ rmseMm: 1 }] },
          { track: at(ASCENDING_FLAT), points: [{ rmseMm: 10 }], offsetMm },
          { track: at(DESCENDING), points: [{ rmseMm: 1 }] },
        ],
        { weighting },
      ).upMm[0];
    const pull = (weighting: 'none' | 'variance') => Math.abs(upOf(weighting, 1) - upOf(weighting, 0));
    // By the normal equations: dU/dd_2 = w_2 (ee u_2 - eu e_2) / (ee uu - eu^2).
    const expected = (weights: readonly number[]) => {
      const looks = [ASCENDING, ASCENDING_FLAT, DESCENDING].map(losOf);
      const sum = (of: (los: (typeof looks)[number]) => number) =>
        looks.reduce((total, los, k) => total + weights[k] * of(los), 0);
      const [ee, uu, eu] = [sum((l) => l.losEast ** 2), sum((l) => l.losUp ** 2), sum((l) => l.losEast * l.losUp)];
      return Math.abs((weights[1] * (ee * looks[1].losUp - eu * looks[1].losEast)) / (ee * uu - eu * eu));
    };
    expect(pull('none')).toBeCloseTo(expected([1, 1, 1]), 9);
    expect(pull('variance')).toBeCloseTo(expected([1, 0.01, 1]), 9);
  });

  test('has the sigma of (G W G)^-1 when weighted and of the sandwich when not', () => {
    const points = [{ rmseMm: 1 }, { rmseMm: 2 }];
    const seen = [
      { track: at(ASCENDING), points },
      { track: at(DESCENDING), points: [{ rmseMm: 3 }] },
    ];
    // Two looks: E and U are each a sum of the two means, with variances (1 + 4)/4 or 1/(1 + 1/4), and 9.
    const factor = solution([
      { track: at(ASCENDING), points: [{ rmseMm: 1 }] },
      { track: at(DESCENDING), points: [{ rmseMm: 0 }] },
    ]);
    const other = solution([
      { track: at(ASCENDING), points: [{ rmseMm: 0 }] },
      { track: at(DESCENDING), points: [{ rmseMm: 1 }] },
    ]);
    // An rmse of zero counts as 0.1 mm, the resolution of the column: taken off here.
    const [p, q] = [factor.sigmaUpMm ** 2, other.sigmaUpMm ** 2];
    const [pUp, qUp] = [(p - 0.01 * q) / (1 - 0.0001), (q - 0.01 * p) / (1 - 0.0001)];
    expect(solution(seen).sigmaUpMm ** 2).toBeCloseTo(1.25 * pUp + 9 * qUp, 9);
    expect(solution(seen, { weighting: 'variance' }).sigmaUpMm ** 2).toBeCloseTo(0.8 * pUp + 9 * qUp, 9);
  });
});
