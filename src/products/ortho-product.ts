/** What the files of level 3 look like when they are made here: columns, rounding, identifiers. */
import { attributeColumns } from './columns.js';
import { encodeL3Pid } from './pid.js';
import type { AttributeName, ProductHeader } from './point-batch.js';

/** Attributes of level 3 that follow from the series of its component. */
export const SERIES_COLUMNS = [
  'rmseMm',
  'velocityMmPerYear',
  'velocityStdMmPerYear',
  'accelerationMmPerYear2',
  'accelerationStdMmPerYear2',
  'seasonalityMm',
  'seasonalityStdMm',
] as const satisfies readonly AttributeName[];

const GENERATION = 'from-2020-2024';
const COLUMNS = attributeColumns('L3', GENERATION);
const GNSS_COLUMNS: ReadonlySet<AttributeName> = new Set([
  'gnssVelocityNorthMmPerYear',
  'gnssVelocityEastMmPerYear',
  'gnssVelocityUpMmPerYear',
]);

/** EGMS's columns since 2020_2024, those of the GNSS model only when something is known of them. */
export function orthoHeader(dates: readonly string[], withGnss: boolean): ProductHeader {
  const attributes = COLUMNS.map(({ attribute }) => attribute).filter((name) => withGnss || !GNSS_COLUMNS.has(name));
  return { generation: GENERATION, attributes, dates };
}

const DECIMALS: ReadonlyMap<AttributeName, number> = new Map(COLUMNS.map((c) => [c.attribute, c.decimals]));

/** To the decimals that EGMS gives the column in level 3. */
export function roundOrtho(attribute: AttributeName, value: number): number {
  return roundHalfEven(value, DECIMALS.get(attribute) ?? 0);
}

/** Decimals of a displacement in mm. */
const SERIES_DECIMALS = 1;

export function roundDisplacement(displacementMm: number): number {
  return roundHalfEven(displacementMm, SERIES_DECIMALS);
}

/** Two sums of the same numbers in another order must be the same half. */
const HALF_TOLERANCE = 1e-9;

/** Halves go to the even neighbour, as in the published files; -0.04 becomes -0, as there. */
function roundHalfEven(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  const scaled = value * scale;
  const below = Math.floor(scaled);
  const isHalf = Math.abs(scaled - below - 0.5) < HALF_TOLERANCE;
  const rounded = isHalf ? below + Math.abs(below % 2) : Math.round(scaled);
  return (rounded === 0 && scaled < 0 ? -0 : rounded) / scale;
}

/**
 * Identifier of a cell by its centre. Cells of other sizes than 100 m take that of the 100 m cell which holds their
 * centre; no two cells of 100 m or more share one.
 */
export function orthoPid(producer: number, eastingM: number, northingM: number): string {
  return encodeL3Pid({ producer, eastingM, northingM });
}

/** How the header of a product names its producer: the first character of its pids. */
export const facilityCode = (producer: number): string => orthoPid(producer, 0, 0)[0];
