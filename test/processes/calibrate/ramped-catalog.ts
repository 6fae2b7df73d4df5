/**
 * Basic bursts with known errors in a catalog, for suites of the process: two overlapping bursts of each of two ascending
 * tracks side by side, and one of a descending one, over a bowl, in a region that moves as a GNSS model says.
 */
import description from '../../../processes/calibrate/process.json' with { type: 'json' };
import { storedProducts } from '../../../src/catalog/points/stored-products.js';
import type { Database } from '../../../src/db/database.js';
import type { InputValues } from '../../../src/jobs/process.js';
import { regularEpochs } from '../../../src/products/epochs.js';
import { parseGnssModel } from '../../../src/products/gnss-model.js';
import type { AttributeName } from '../../../src/products/point-batch.js';
import type { SyntheticBurstSpec } from '../../../src/products/synthetic-burst.js';
import { mmOfTenths } from '../../../src/products/tenths.js';
import { type RampedBurst, rampedBurst } from '../../support/ramped-burst.js';
import { publishSynthetic, TEST_BURST } from '../../support/synthetic-catalog.js';

export const UP = 'l2a-ascending-2019-2023';
export const DOWN = 'l2a-descending-2019-2023';
export const [CENTRE_E, CENTRE_N] = [4_480_000, 2_350_000];

/** Grid of the region: slopes over 200 km. */
export const MODEL_TEXT = [
  '#N E Up SigmaN SigmaE SigmaUP easting northing',
  ...Array.from({ length: 25 }, (_, i) => {
    const [column, row] = [i % 5, Math.floor(i / 5)];
    return `${1 + 0.2 * row} ${-0.4 + 0.15 * column} ${-1 + 0.25 * column - 0.1 * row} 0.3 0.3 0.6 ${4_400_000 + column * 50_000} ${2_250_000 + row * 50_000}`;
  }),
].join('\n');
export const MODEL = parseGnssModel(MODEL_TEXT, 'test');
export const BOWL = { eastingM: CENTRE_E + 6000, northingM: CENTRE_N + 5000, radiusM: 4000, velocityUpMmPerYear: -30 };

/** What the engine fills in. */
export const DEFAULTS = Object.fromEntries(
  Object.entries(description.inputs).flatMap(([name, { schema }]) =>
    'default' in schema ? [[name, schema.default]] : [],
  ),
);
export const request = (inputs: InputValues): InputValues => ({ ...DEFAULTS, gnssModel: MODEL_TEXT, ...inputs });

export const SPECS = burstSpecs();

/** What processing has left in a burst: a reference and a ramp of its own, mm/yr. */
export function errorOf({ seed, centreEastingM, centreNorthingM }: SyntheticBurstSpec) {
  const [reference, slopeE, slopeN] = [3 * Math.sin(seed), 4 * Math.cos(1.3 * seed), 4 * Math.sin(1.9 * seed)];
  return (eastingM: number, northingM: number) =>
    reference + (slopeE * (eastingM - centreEastingM) + slopeN * (northingM - centreNorthingM)) / 100_000;
}

/** Publishes the first bursts, all by default, as `UP` and `DOWN`. */
export async function publishBursts(database: Database, count = SPECS.length): Promise<RampedBurst[]> {
  const bursts: RampedBurst[] = [];
  for (const spec of SPECS.slice(0, count)) {
    const error = errorOf(spec);
    const burst = rampedBurst(spec, ({ eastingM, northingM, losEast, losNorth, losUp }) => {
      const gnss = MODEL.at(eastingM, northingM)!;
      const region = gnss.eastMmPerYear * losEast + gnss.northMmPerYear * losNorth + gnss.upMmPerYear * losUp;
      return region + error(eastingM, northingM);
    });
    bursts.push(burst);
    await publishSynthetic(database, burst.product);
  }
  return bursts;
}

function burstSpecs(): SyntheticBurstSpec[] {
  const spec = (track: number, index: number, eastM: number, headingDeg: number): SyntheticBurstSpec => ({
    ...TEST_BURST,
    track,
    burstCycle: 240 + index,
    level: 'L2a',
    generation: 'to-2019-2023',
    release: { firstYear: 2019, lastYear: 2023 },
    dates: regularEpochs('20190105', '20231231', 60),
    centreEastingM: CENTRE_E + eastM,
    centreNorthingM: CENTRE_N + (index === 0 ? -9000 : 9000),
    widthM: 40_000,
    heightM: 20_000,
    pointCount: 1500,
    headingDeg,
    incidenceDeg: 38,
    seed: track + index,
    bowls: [BOWL],
    // Thick in the bowl and in the strip where bursts overlap.
    towns: [
      { eastingM: BOWL.eastingM, northingM: BOWL.northingM, radiusM: 1200 },
      ...[-12, 1, 13].map((km) => ({ eastingM: CENTRE_E + eastM + km * 1000, northingM: CENTRE_N, radiusM: 700 })),
    ],
  });
  return [
    spec(44, 0, 0, -10),
    spec(44, 1, 0, -10),
    spec(117, 0, 30_000, -10),
    spec(117, 1, 30_000, -10),
    spec(95, 0, 4000, 191),
  ];
}

export interface ReadPoint {
  readonly value: (name: AttributeName) => number;
  readonly series: Float64Array;
}

/** All points of a collection as they are now. */
export async function readAll(database: Database, collection: string): Promise<Map<string, ReadPoint>> {
  const stored = (await storedProducts(database, collection))!;
  const points = new Map<string, ReadPoint>();
  for (const product of await stored.list()) {
    const { attributes: names, dates } = product.header;
    for await (const batch of stored.batches(product)) {
      batch.pid.forEach((pid, row) => {
        const series = Float64Array.from(
          batch.seriesTenths!.subarray(row * dates.length, (row + 1) * dates.length),
          mmOfTenths,
        );
        points.set(pid, { value: (name) => batch.attributes[names.indexOf(name)][row], series });
      });
    }
  }
  return points;
}
