/** Requests to `decompose` on two small synthetic bursts, with the defaults that the engine would fill in. */
import { readFileSync } from 'node:fs';
import { laeaToGeographic } from '../../../src/geodesy/laea.js';
import type { InputValues } from '../../../src/jobs/process.js';
import { regularEpochs } from '../../../src/products/epochs.js';
import type { SyntheticBurstSpec } from '../../../src/products/synthetic-burst.js';
import { TEST_BURST } from '../../support/synthetic-catalog.js';

export const ASCENDING_ID = 'l2b-ascending-2020-2024';
export const DESCENDING_ID = 'l2b-descending-2020-2024';
export const BURST_DATES = regularEpochs('20200103', '20210426', 12);

/** On the corner of four tiles, one town there; both see the same dates, so that nothing has to be interpolated. */
export const BURSTS: readonly Partial<SyntheticBurstSpec>[] = [
  { track: 117, burstCycle: 264, headingDeg: -9.6, incidenceDeg: 38.6, seed: 117 },
  { track: 95, burstCycle: 808, headingDeg: 192, incidenceDeg: 37.4, seed: 95 },
].map((own) => ({
  ...own,
  dates: BURST_DATES,
  pointCount: 1500,
  towns: [{ eastingM: TEST_BURST.centreEastingM, northingM: TEST_BURST.centreNorthingM, radiusM: 700 }],
}));

interface Described {
  readonly inputs: Readonly<Record<string, { readonly schema: { readonly default?: unknown } }>>;
}

export const PROCESS_FOLDER = new URL('../../../processes/decompose/', import.meta.url);
const description = JSON.parse(readFileSync(new URL('process.json', PROCESS_FOLDER), 'utf8')) as Described;

export function withDefaults(given: InputValues): InputValues {
  const defaults = Object.entries(description.inputs)
    .map(([name, { schema }]) => [name, schema.default] as const)
    .filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(defaults), ...given };
}

/** Both bursts whole, linear in time: on their own dates the series are then what the points say. */
export const requestOf = (extra: InputValues = {}): InputValues =>
  withDefaults({
    ascending: [{ collection: ASCENDING_ID }],
    descending: [{ collection: DESCENDING_ID }],
    stepDays: 12,
    interpolation: 'linear',
    ...extra,
  });

/** A GNSS model that moves everything alike, on the nodes around the bursts. */
export function uniformModel(northMmPerYear: number, eastMmPerYear: number, upMmPerYear: number): string {
  const nodes = [4_350_000, 4_400_000, 4_450_000].flatMap((easting) =>
    [1_950_000, 2_000_000, 2_050_000].map((northing) => {
      const { latitudeDeg, longitudeDeg } = laeaToGeographic(easting, northing);
      return `${latitudeDeg} ${longitudeDeg} ${northMmPerYear} ${eastMmPerYear} ${upMmPerYear} 0.3 0.3 0.6 ${easting} ${northing}`;
    }),
  );
  return `#Latitude Longitude N E Up SigmaN SigmaE SigmaUP easting northing\n${nodes.join('\n')}\n`;
}
