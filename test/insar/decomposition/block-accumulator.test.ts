import { describe, expect, test } from 'vitest';
import { BlockAccumulator } from '../../../src/insar/decomposition/block-accumulator.js';
import { regularEpochs } from '../../../src/products/epochs.js';
import { ASCENDING, BLOCK, GRID_100M, gridOf, placeIn, pointsOf, productOf } from './simulated-points.js';

const dates = regularEpochs('20200103', '20200402', 6);
const grid = gridOf(dates);
const track = { ...ASCENDING, dates };
const still = () => ({ east: 0, north: 0, up: 1 });
const accumulatorOf = (weighting: 'none' | 'variance' = 'none') =>
  new BlockAccumulator(GRID_100M, BLOCK, dates.length, { weighting });

describe('the points of a block', () => {
  test('go to the cells they lie in, edges to the cell beyond', () => {
    const accumulator = accumulatorOf();
    const places = [placeIn(7, 0), placeIn(7, 99.99), placeIn(8, 0), placeIn(2499)];
    accumulator.add(productOf(track, grid), pointsOf(track, places, still));
    const counts = accumulator.cells().map(([index, { looks }]) => [index, looks.get('A117')!.sums.count]);
    expect(counts).toEqual([
      [7, 2],
      [8, 1],
      [2499, 1],
    ]);
    expect(Object.fromEntries(accumulator.pointsByLook)).toEqual({ A117: 4 });
  });

  test('may come in parts: the sums are the same', () => {
    const points = pointsOf(track, [placeIn(0), placeIn(1), placeIn(0), placeIn(1)], (t) => ({ ...still(), east: t }));
    const [whole, parts] = [accumulatorOf(), accumulatorOf()];
    whole.add(productOf(track, grid), points);
    parts.add(productOf(track, grid), points, 0, 3);
    parts.add(productOf(track, grid), points, 3, 4);
    expect(parts.cells()).toEqual(whole.cells());
  });

  test('that cannot be used are counted by reason', () => {
    const accumulator = accumulatorOf('variance');
    const early = { ...track, dates: regularEpochs('20190103', '20190402', 6) };
    accumulator.add(productOf(early, grid), pointsOf(early, [placeIn(0)], still));
    const points = pointsOf(track, [placeIn(0), placeIn(0), placeIn(0, 20)], still);
    points.losUp[0] = Number.NaN;
    points.rmseMm[1] = Number.NaN;
    accumulator.add(productOf(track, grid), points);
    expect(accumulator.unused).toEqual({ outsideGrid: 1, withoutLineOfSight: 1, withoutRmse: 1 });
    expect(accumulator.cells()[0][1].looks.get('A117')!.sums.count).toBe(1);
  });

  test('without rmse are as good as others when nothing is weighed, and leave the sigma unknown', () => {
    const accumulator = accumulatorOf();
    const points = pointsOf(track, [placeIn(0)], still);
    points.rmseMm[0] = Number.NaN;
    accumulator.add(productOf(track, grid), points);
    const { sums } = accumulator.cells()[0][1].looks.get('A117')!;
    expect(sums.count).toBe(1);
    expect(sums.noise).toBeNaN();
  });

  test('give the cell their mean height, those without height aside', () => {
    const accumulator = accumulatorOf();
    const points = pointsOf(track, [{ ...placeIn(0), heightM: 4 }, { ...placeIn(0), heightM: 7 }, placeIn(0)], still);
    points.heightM[2] = Number.NaN;
    accumulator.add(productOf(track, grid), points);
    const [, cell] = accumulator.cells()[0];
    expect(cell.heightM / cell.heightCount).toBe(5.5);
  });

  test('are refused when series and points do not fit', () => {
    const points = pointsOf(track, [placeIn(0)], still);
    const short = { ...points, displacementMm: points.displacementMm.subarray(1) };
    expect(() => accumulatorOf().add(productOf(track, grid), short)).toThrow(
      /displacementMm: expected 16 values, got 15/,
    );
  });
});
