/** Stations that were held out, beside the truth they are asked about. */
import { describe, expect, test } from 'vitest';
import { adjust } from '../../../src/insar/calibration/adjustment.js';
import { drawHeldOut, heldOutStations } from '../../../src/insar/calibration/held-out.js';
import { SeededRandom } from '../../../src/products/seeded-random.js';
import { CENTRE, regionalModel, simulate, simulatedTrack } from './simulated-bursts.js';

const OPTIONS = {
  surface: 'plane',
  cutoffKm: 100,
  overlapTies: true,
  huberThreshold: 1.5,
  localMotionMmPerYear: 5,
} as const;

test('points around a station give its velocity back after calibration, within what the residual is said to be good for', async () => {
  const model = regionalModel();
  const simulation = simulate(
    [...simulatedTrack(44, 2, 0), ...simulatedTrack(95, 2, 0, () => ({ direction: 'descending' }))],
    [],
    model,
  );
  const adjustment = await adjust(simulation.observations, OPTIONS);
  const place = { eastingM: CENTRE.eastingM + 5000, northingM: CENTRE.northingM + 3000 };
  const far = { eastingM: CENTRE.eastingM + 200_000, northingM: CENTRE.northingM };
  const velocity = model.at(place.eastingM, place.northingM)!;
  const stations = [
    { name: 'NEAR', ...place, velocity },
    { name: 'AWAY', ...far, velocity },
  ];
  const [near, away] = heldOutStations(stations, model, simulation.observations, adjustment);
  expect(near.predicted).toEqual(velocity);
  expect(near.lineOfSight.map(({ direction, track }) => `${direction} ${track}`)).toEqual([
    'ascending 44',
    'descending 95',
  ]);
  for (const { residualMmPerYear, sigmaMmPerYear, points, insarMmPerYear, stationMmPerYear } of near.lineOfSight) {
    expect(points).toBeGreaterThan(100);
    expect(residualMmPerYear).toBeCloseTo(insarMmPerYear - stationMmPerYear, 12);
    expect(Math.abs(residualMmPerYear)).toBeLessThan(0.3);
    expect(sigmaMmPerYear).toBeGreaterThan(0.3);
    expect(sigmaMmPerYear).toBeLessThan(1);
  }
  expect(away.lineOfSight).toEqual([]);
});

describe('drawing stations', () => {
  const { nodes } = regionalModel(0, 4, 0, 5);
  const draw = (fraction: number, seed: number, of = nodes) => {
    const random = new SeededRandom(seed);
    return drawHeldOut(of, fraction, () => random.uniform());
  };

  test('takes a share of them, the same for the same seed whatever their order', () => {
    expect(draw(0.25, 1)).toHaveLength(5);
    expect(new Set(draw(0.25, 1)).size).toBe(5);
    expect(draw(0.25, 1)).toEqual(draw(0.25, 1, [...nodes].reverse()));
    expect(draw(0.25, 1)).not.toEqual(draw(0.25, 2));
  });

  test('takes none when none is asked for, one when any is, all at most', () => {
    expect(draw(0, 1)).toEqual([]);
    expect(draw(0.01, 1)).toHaveLength(1);
    expect(draw(1, 1)).toHaveLength(20);
    expect(draw(0.5, 1, [])).toEqual([]);
  });
});
