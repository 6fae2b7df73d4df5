/** A simulated field with known motion and noise: are the errors as large as they are said to be? */
import { describe, expect, test } from 'vitest';
import { BlockAccumulator } from '../../../src/insar/decomposition/block-accumulator.js';
import { type CellSolution, solveCell, type Weighting } from '../../../src/insar/decomposition/solve-cell.js';
import { createAttributeModel } from '../../../src/products/attributes.js';
import { regularEpochs } from '../../../src/products/epochs.js';
import { SeededRandom } from '../../../src/products/seeded-random.js';
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
  type Track,
} from './simulated-points.js';

const CELLS = 250;
const dates = regularEpochs('20200103', '20221231', 6);
const grid = gridOf(dates);
const model = createAttributeModel(dates);
const velocity = { east: 4, up: -11 };

interface Field {
  readonly tracks: readonly { readonly track: Track; readonly points: number; readonly noiseMm: readonly number[] }[];
  readonly weighting: Weighting;
  readonly northMmPerYear?: number;
  /** What is taken off, and how well it is known. */
  readonly removedNorthMmPerYear?: number;
  readonly sigmaNorthMmPerYear?: number;
}

function field({ tracks, weighting, northMmPerYear = 0, removedNorthMmPerYear, sigmaNorthMmPerYear }: Field) {
  const random = new SeededRandom(11);
  const motion: Motion = (t) => ({ east: velocity.east * t, north: northMmPerYear * t, up: velocity.up * t });
  const accumulator = new BlockAccumulator(GRID_100M, BLOCK, dates.length, {
    weighting,
    ...(removedNorthMmPerYear === undefined ? {} : { north: () => removedNorthMmPerYear }),
  });
  for (const { track, points, noiseMm } of tracks) {
    const simulated = Array.from({ length: CELLS * points }, (_, i) => {
      const rmseMm = noiseMm[i % noiseMm.length];
      return { ...placeIn(i % CELLS), rmseMm, noise: () => rmseMm * random.gaussian() };
    });
    accumulator.add(productOf({ ...track, dates }, grid), pointsOf({ ...track, dates }, simulated, motion));
  }
  return accumulator.cells().map(([, cell]) => {
    const looks = [...cell.looks.values()].map(({ look, sums }) => ({
      isAscending: look.geometry === 'ascending',
      sums,
    }));
    const options = { weighting, minPointsPerGeometry: 1, maxConditionNumber: Number.POSITIVE_INFINITY, minEpochs: 7 };
    return solveCell(looks, dates.length, options, sigmaNorthMmPerYear) as CellSolution;
  });
}

/** Deviation of the ratios of errors to their sigmas: of all epochs of all cells, and of the velocities. */
function zScores(cells: readonly CellSolution[], of: 'east' | 'up') {
  const epochs: number[] = [];
  const velocities: number[] = [];
  for (const cell of cells) {
    const [series, sigma, sigmaVelocity] =
      of === 'up'
        ? [cell.upMm, cell.sigmaUpMm, cell.sigmaVelocityUpMmPerYear]
        : [cell.eastMm, cell.sigmaEastMm, cell.sigmaVelocityEastMmPerYear];
    const errors = series.map((value, i) => value - velocity[of] * model.timesYears[i]);
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    for (const error of errors) epochs.push((error - mean) / sigma);
    velocities.push((model.attributes(series).velocityMmPerYear - velocity[of]) / sigmaVelocity);
  }
  return { epochs: rms(epochs), velocities: rms(velocities) };
}

const rms = (values: readonly number[]) => Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length);
const meanVelocity = (cells: readonly CellSolution[], of: 'eastMm' | 'upMm') =>
  cells.reduce((sum, cell) => sum + model.attributes(cell[of]).velocityMmPerYear, 0) / cells.length;

/** Unequal in geometry, number of points and noise. */
const THREE_TRACKS = [
  { track: ASCENDING, points: 4, noiseMm: [2, 3, 5] },
  { track: ASCENDING_FLAT, points: 2, noiseMm: [6] },
  { track: DESCENDING, points: 3, noiseMm: [1.5, 4] },
];

describe('errors of up and east', () => {
  for (const weighting of ['none', 'variance'] as const) {
    test(`are those that were propagated, from three tracks with weighting ${weighting}`, () => {
      const cells = field({ tracks: THREE_TRACKS, weighting });
      expect(cells).toHaveLength(CELLS);
      for (const of of ['east', 'up'] as const) {
        const { epochs, velocities } = zScores(cells, of);
        expect(epochs).toBeGreaterThan(0.9);
        expect(epochs).toBeLessThan(1.1);
        // 250 velocities: their deviation is known to 4.5 %.
        expect(velocities).toBeGreaterThan(0.87);
        expect(velocities).toBeLessThan(1.13);
      }
    });
  }

  test('are smaller with weights, and are said to be', () => {
    const said = (weighting: Weighting) => field({ tracks: THREE_TRACKS, weighting })[0];
    expect(said('variance').sigmaUpMm).toBeLessThan(said('none').sigmaUpMm);
    expect(said('variance').sigmaEastMm).toBeLessThan(said('none').sigmaEastMm);
  });
});

describe('north motion', () => {
  const tracks = [
    { track: ASCENDING, points: 2, noiseMm: [0] },
    { track: DESCENDING, points: 2, noiseMm: [0] },
  ];
  const north = { tracks, weighting: 'none', northMmPerYear: 10 } as const;
  // (G^+ losNorth) from the two by two system, by Cramer's rule.
  const [a, d] = [ASCENDING, DESCENDING].map(losOf);
  const determinant = a.losEast * d.losUp - d.losEast * a.losUp;
  const leak = {
    up: (a.losEast * d.losNorth - d.losEast * a.losNorth) / determinant,
    east: (a.losNorth * d.losUp - d.losNorth * a.losUp) / determinant,
  };

  test('goes into up and east as geometry says', () => {
    const cells = field(north);
    expect(leak.up).toBeCloseTo(-0.17, 2);
    expect(meanVelocity(cells, 'upMm') - velocity.up).toBeCloseTo(10 * leak.up, 3);
    expect(meanVelocity(cells, 'eastMm') - velocity.east).toBeCloseTo(10 * leak.east, 3);
  });

  test('leaves nothing there when it is taken off', () => {
    const cells = field({ ...north, removedNorthMmPerYear: 10 });
    expect(meanVelocity(cells, 'upMm')).toBeCloseTo(velocity.up, 3);
    expect(meanVelocity(cells, 'eastMm')).toBeCloseTo(velocity.east, 3);
  });

  test('adds its own uncertainty to that of the velocities, not to that of an epoch', () => {
    const [known] = field({ ...north, removedNorthMmPerYear: 10 });
    const [guessed] = field({ ...north, removedNorthMmPerYear: 10, sigmaNorthMmPerYear: 2 });
    const added = Math.sqrt(guessed.sigmaVelocityUpMmPerYear ** 2 - known.sigmaVelocityUpMmPerYear ** 2);
    expect(added).toBeCloseTo(2 * Math.abs(leak.up), 9);
    expect(guessed.sigmaUpMm).toBe(known.sigmaUpMm);
  });
});
