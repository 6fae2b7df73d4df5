/**
 * What the demonstration computes once the server is ready: a simulated town, from radar images to up and east. Five
 * requests as anybody could make them; `demonstration-chain.ts` makes each when those it needs have succeeded.
 */
import { GEOID_HEIGHT_M, REGIONAL_MOTION } from '../products/synthetic-ground.js';

export interface DemonstrationStep {
  readonly name: string;
  /** Names of steps that must have succeeded. */
  readonly needs: readonly string[];
  readonly processId: string;
  /** Execution request. */
  readonly request: Readonly<Record<string, unknown>>;
  /** Of the collections it publishes, by id: their own would not tell them from those of real ground. */
  readonly titles: Readonly<Record<string, string>>;
}

/** Of the folder of stacks. */
export const DEMONSTRATION_STACKS = 'demo-city';

/** In the plain of the Po, 17 km from the synthetic bursts: on one map with them, and beside them. */
const CENTRE = [11.42, 44.72];
/** Of dates that 24 days lie between, from January 2020 to spring 2023. */
const RELEASE = '2020-2023';
const YEARS = RELEASE.replace('-', '–');

/** A bowl in the north-east, ground that rises and falls with the year in the south-west, one that sinks ever faster. */
const MOTION = [
  { type: 'regional', ...REGIONAL_MOTION, upMmPerYearPer100KmEast: 0, upMmPerYearPer100KmNorth: 0 },
  { type: 'bowl', eastM: 250, northM: 300, radiusM: 500, velocityMmPerYear: -18 },
  { type: 'annual', eastM: -450, northM: -350, radiusM: 450, amplitudeMm: 7, highestDay: 110 },
  { type: 'acceleration', eastM: 450, northM: -450, radiusM: 350, accelerationMmPerYear2: -5 },
];

/** The motion of the whole region, which the synthetic bursts share. Columns north, east, up, their sigmas (mm/yr), easting and northing, as A-EPND has them. */
const GNSS_MODEL = `#N E Up SigmaN SigmaE SigmaUP easting northing\n${[2_350_000, 2_400_000, 2_450_000]
  .flatMap((northingM) => [4_400_000, 4_450_000].map((eastingM) => gnssNode(eastingM, northingM)))
  .join('')}`;
const GNSS_VERSION = 'made up for the demonstration';

function gnssNode(eastingM: number, northingM: number): string {
  const { northMmPerYear, eastMmPerYear, upMmPerYear } = REGIONAL_MOTION;
  return `${northMmPerYear} ${eastMmPerYear} ${upMmPerYear} 0.3 0.3 0.6 ${eastingM} ${northingM}\n`;
}

const input = (collection: string) => [{ collection }];

export const DEMONSTRATION_STEPS: readonly DemonstrationStep[] = [
  {
    name: 'simulate',
    needs: [],
    processId: 'simulate-stack',
    // As large as a minute on two cores allows.
    request: {
      inputs: {
        name: DEMONSTRATION_STACKS,
        scene: 'city',
        centre: CENTRE,
        rows: 260,
        columns: 440,
        dates: 48,
        intervalDays: 24,
        motion: MOTION,
      },
    },
    titles: {},
  },
  psi('ascending'),
  psi('descending'),
  {
    name: 'calibrate',
    needs: ['psi-ascending', 'psi-descending'],
    processId: 'calibrate',
    request: {
      inputs: {
        points: [...input('demo-city-l2a-ascending'), ...input('demo-city-l2a-descending')],
        gnssModel: GNSS_MODEL,
        gnssVersion: GNSS_VERSION,
      },
      outputs: {
        ascending: { collection: 'demo-city-l2b-ascending' },
        descending: { collection: 'demo-city-l2b-descending' },
        residuals: {},
        report: {},
      },
    },
    titles: {
      'demo-city-l2b-ascending': `Simulated city, calibrated (L2b), ascending orbit, ${YEARS}`,
      'demo-city-l2b-descending': `Simulated city, calibrated (L2b), descending orbit, ${YEARS}`,
    },
  },
  {
    name: 'decompose',
    needs: ['calibrate'],
    processId: 'decompose',
    request: {
      inputs: {
        ascending: input('demo-city-l2b-ascending'),
        descending: input('demo-city-l2b-descending'),
        stepDays: 12,
        north: 'gnss',
        gnssModel: GNSS_MODEL,
      },
      outputs: {
        up: { collection: 'demo-city-up' },
        east: { collection: 'demo-city-east' },
        quality: {},
        report: {},
      },
    },
    titles: {
      'demo-city-up': `Simulated city, up (L3), ${YEARS}`,
      'demo-city-east': `Simulated city, east (L3), ${YEARS}`,
    },
  },
];

function psi(orbit: 'ascending' | 'descending'): DemonstrationStep {
  const collection = `demo-city-l2a-${orbit}`;
  return {
    name: `psi-${orbit}`,
    needs: ['simulate'],
    processId: 'psi',
    request: {
      inputs: { stack: `${DEMONSTRATION_STACKS}/${orbit}`, release: RELEASE, geoidHeightM: GEOID_HEIGHT_M },
      outputs: { points: { collection }, report: {}, quality: {} },
    },
    titles: { [collection]: `Simulated city, basic (L2a), ${orbit} orbit, ${YEARS}` },
  };
}
