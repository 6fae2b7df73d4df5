/** Calibration to real GNSS models: simulated bursts whose ground moves as the model says, with ramps, over a bowl. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { geographicToLaea } from '../../../src/geodesy/laea.js';
import { adjust } from '../../../src/insar/calibration/adjustment.js';
import { surfaceOf } from '../../../src/insar/calibration/surface.js';
import { type GnssModel, parseGnssModel } from '../../../src/products/gnss-model.js';
import { sharedData } from '../../support/shared-data.js';
import { CENTRE, largest, leftErrors, rampOf, simulate, simulatedTrack } from './simulated-bursts.js';

const OPTIONS = {
  surface: 'plane',
  cutoffKm: 100,
  overlapTies: true,
  huberThreshold: 1.5,
  localMotionMmPerYear: 5,
} as const;

/** Two overlapping bursts of each of two tracks around a place, over a bowl of 20 mm/yr. */
async function expectCalibrated(model: GnssModel, centre: { eastingM: number; northingM: number }): Promise<void> {
  const [eastM, northM] = [centre.eastingM - CENTRE.eastingM, centre.northingM - CENTRE.northingM];
  const bursts = [44, 95].flatMap((track) =>
    simulatedTrack(track, 2, 0).map((burst) => {
      const moved = { centreEastingM: burst.centreEastingM + eastM, centreNorthingM: burst.centreNorthingM + northM };
      return {
        ...burst,
        ...moved,
        widthM: 60_000,
        direction: track === 44 ? ('ascending' as const) : ('descending' as const),
        error: (e: number, n: number) => burst.error(e - eastM, n - northM),
      };
    }),
  );
  const bowl = { ...centre, radiusM: 3000, velocityUpMmPerYear: -20 };
  const simulation = simulate(bursts, [bowl], model);
  expect(simulation.count.uncovered).toBe(0);
  const { surface } = await adjust(simulation.observations, OPTIONS);
  const errors = bursts.map((_, product) => leftErrors(simulation, surface, product));
  expect(rampOf(simulation.points, errors).slopePer100Km).toBeLessThan(0.3);
  for (const error of errors) expect(largest(error)).toBeLessThan(0.15);
  // The bowl: what is left in its middle beside what is left 10 km away, as a part of its depth along the line of sight.
  bursts.forEach((burst, product) => {
    const at = surfaceOf(surface, product);
    const left = (e: number, n: number) => burst.error(e, n) - at(0, e, n);
    const change = left(centre.eastingM, centre.northingM) - left(centre.eastingM + 10_000, centre.northingM);
    expect(Math.abs(change)).toBeLessThan(0.02 * 20 * Math.cos((36 * Math.PI) / 180));
  });
  for (const { unit, other, eastingM, northingM } of simulation.observations.overlaps) {
    const left = [unit, other].map(
      (index) => bursts[index].error(eastingM, northingM) - surfaceOf(surface, index)(0, eastingM, northingM),
    );
    expect(Math.abs(left[0] - left[1])).toBeLessThan(0.1);
  }
}

const excerpt = sharedData('egms-aepnd-v2022-excerpt');
test.skipIf(!excerpt)(
  'A-EPND over Sicily: ramps go, the bowl stays, bursts agree (skipped without the shared excerpt)',
  async () => {
    const text = readFileSync(join(excerpt!, 'EGMS_AEPND_V2022.0_excerpt.csv'), 'utf8');
    await expectCalibrated(parseGnssModel(text, 'A-EPND'), { eastingM: 4_650_000, northingM: 1_630_000 });
  },
);

const alps = sharedData('alps-gps-velocity');
test.skipIf(!alps)(
  'stations of the Alps: ramps go, the bowl stays, bursts agree (skipped without the shared table)',
  async () => {
    const text = readFileSync(join(alps!, 'alps-gps-velocity.csv'), 'utf8');
    await expectCalibrated(parseGnssModel(text, 'alps'), geographicToLaea(11.3, 46.3));
  },
);
