/**
 * Every attribute column of EGMS's CSV files: its name in both header generations, unit, usual decimals, meaning. One
 * table; readers, writers and the API's schemas all draw from it. `pid` comes before these columns and the dates after.
 *
 * Source: EGMS product description (names to 2019_2023) and real 2020_2024 files (names since).
 */

import type { ProductLevel } from './file-name.js';
import type { AttributeName, ProductHeader } from './point-batch.js';

export type HeaderGeneration = ProductHeader['generation'];

export interface ColumnDefinition {
  readonly attribute: AttributeName;
  /** As the file's header says it. */
  readonly name: string;
  /** UCUM-like: `mm/a`, `mm/a2`, `mm`, `m`, `m2`, `deg`, `1`. */
  readonly unit: string;
  /** Usual decimals in EGMS's files; 0 for integers. */
  readonly decimals: number;
  readonly description: string;
  /** Whether a file of this level and generation is incomplete without it. */
  readonly required: boolean;
}

type Presence = 'required' | 'optional';

interface ColumnRow extends Omit<ColumnDefinition, 'name' | 'required'> {
  readonly names: Readonly<Record<HeaderGeneration, string>>;
  /** Absent level and generation: no such column there. */
  readonly presence: Partial<Record<ProductLevel, Partial<Record<HeaderGeneration, Presence>>>>;
}

const everyGeneration = (presence: Presence) => ({ 'to-2019-2023': presence, 'from-2020-2024': presence });
const LEVEL_2 = { L2a: everyGeneration('required'), L2b: everyGeneration('required') };
const EVERY_LEVEL = { ...LEVEL_2, L3: everyGeneration('required') };
const L3_SINCE_2020_2024 = { L3: { 'from-2020-2024': 'optional' } } as const;

const sameName = (name: string) => ({ 'to-2019-2023': name, 'from-2020-2024': name });

/** In file order; level 3 keeps the same order with fewer columns. */
const COLUMNS: readonly ColumnRow[] = [
  {
    attribute: 'clusterLabel',
    names: sameName('cluster_label'),
    unit: '1',
    decimals: 0,
    description: '0 when the burst is a single cluster, else 1..N; clusters have independent references',
    // Nobody has published a newer L2a header; the newer L2b has no such column.
    presence: { L2a: { 'to-2019-2023': 'required', 'from-2020-2024': 'optional' } },
  },
  {
    attribute: 'mpTypeM2',
    names: sameName('mp_type'),
    unit: 'm2',
    decimals: 0,
    description: '0 for a persistent scatterer, else the effective area of the distributed scatterer',
    presence: LEVEL_2,
  },
  {
    attribute: 'latitudeDeg',
    names: sameName('latitude'),
    unit: 'deg',
    decimals: 6,
    description: 'Latitude, WGS84',
    presence: LEVEL_2,
  },
  {
    attribute: 'longitudeDeg',
    names: sameName('longitude'),
    unit: 'deg',
    decimals: 6,
    description: 'Longitude, WGS84',
    presence: LEVEL_2,
  },
  {
    attribute: 'eastingM',
    names: sameName('easting'),
    unit: 'm',
    decimals: 2,
    description: 'Easting in EPSG:3035; of the cell centre in level 3',
    presence: EVERY_LEVEL,
  },
  {
    attribute: 'northingM',
    names: sameName('northing'),
    unit: 'm',
    decimals: 2,
    description: 'Northing in EPSG:3035; of the cell centre in level 3',
    presence: EVERY_LEVEL,
  },
  {
    attribute: 'heightM',
    names: { 'to-2019-2023': 'height', 'from-2020-2024': 'height_ortho' },
    unit: 'm',
    decimals: 1,
    description: 'Orthometric height, EGM2008',
    presence: EVERY_LEVEL,
  },
  {
    attribute: 'heightEllipsoidM',
    names: { 'to-2019-2023': 'height_wgs84', 'from-2020-2024': 'height_ellipse' },
    unit: 'm',
    decimals: 1,
    description: 'Height above the WGS84 ellipsoid',
    presence: LEVEL_2,
  },
  {
    attribute: 'line',
    names: sameName('line'),
    unit: '1',
    decimals: 0,
    description: 'Line in the burst; 0 is the first valid line of the reference scene',
    presence: LEVEL_2,
  },
  {
    attribute: 'pixel',
    names: sameName('pixel'),
    unit: '1',
    decimals: 0,
    description: 'Pixel in the line; 0 is the first valid pixel of the reference scene',
    presence: LEVEL_2,
  },
  {
    attribute: 'rmseMm',
    names: { 'to-2019-2023': 'rmse', 'from-2020-2024': 'rmse_ts' },
    unit: 'mm',
    decimals: 1,
    description: 'Root mean square residual of the series against a cubic and annual model',
    presence: EVERY_LEVEL,
  },
  {
    attribute: 'temporalCoherence',
    names: sameName('temporal_coherence'),
    unit: '1',
    decimals: 2,
    description: 'Agreement of the series with its linear model, 0 to 1',
    presence: LEVEL_2,
  },
  {
    attribute: 'amplitudeDispersion',
    names: sameName('amplitude_dispersion'),
    unit: '1',
    decimals: 2,
    description: 'Standard deviation of the amplitude over its mean',
    presence: LEVEL_2,
  },
  {
    attribute: 'incidenceDeg',
    names: sameName('incidence_angle'),
    unit: 'deg',
    decimals: 2,
    description: 'Angle between the line of sight and the vertical, at the ground',
    presence: LEVEL_2,
  },
  {
    attribute: 'trackAngleDeg',
    names: sameName('track_angle'),
    unit: 'deg',
    decimals: 2,
    description: 'Heading of the satellite, clockwise from north; 0..360 or -180..270 by producer',
    presence: LEVEL_2,
  },
  {
    attribute: 'losEast',
    names: sameName('los_east'),
    unit: '1',
    decimals: 3,
    description: 'East component of the unit vector from ground to satellite',
    presence: LEVEL_2,
  },
  {
    attribute: 'losNorth',
    names: sameName('los_north'),
    unit: '1',
    decimals: 3,
    description: 'North component of the unit vector from ground to satellite',
    presence: LEVEL_2,
  },
  {
    attribute: 'losUp',
    names: sameName('los_up'),
    unit: '1',
    decimals: 3,
    description: 'Up component of the unit vector from ground to satellite',
    presence: LEVEL_2,
  },
  {
    attribute: 'velocityMmPerYear',
    names: sameName('mean_velocity'),
    unit: 'mm/a',
    decimals: 1,
    description: 'Mean velocity of a linear and annual model; positive towards the satellite, up or east',
    presence: EVERY_LEVEL,
  },
  {
    attribute: 'velocityStdMmPerYear',
    names: sameName('mean_velocity_std'),
    unit: 'mm/a',
    decimals: 1,
    description: 'Standard deviation of the mean velocity',
    presence: EVERY_LEVEL,
  },
  {
    attribute: 'accelerationMmPerYear2',
    names: sameName('acceleration'),
    unit: 'mm/a2',
    decimals: 2,
    description: 'Mean acceleration: twice the quadratic coefficient',
    presence: EVERY_LEVEL,
  },
  {
    attribute: 'accelerationStdMmPerYear2',
    names: sameName('acceleration_std'),
    unit: 'mm/a2',
    decimals: 2,
    description: 'Standard deviation of the acceleration',
    presence: EVERY_LEVEL,
  },
  {
    attribute: 'seasonalityMm',
    names: sameName('seasonality'),
    unit: 'mm',
    decimals: 1,
    description: 'Amplitude of the annual term',
    presence: EVERY_LEVEL,
  },
  {
    attribute: 'seasonalityStdMm',
    names: sameName('seasonality_std'),
    unit: 'mm',
    decimals: 1,
    description: 'Standard deviation of the seasonality',
    presence: EVERY_LEVEL,
  },
  {
    attribute: 'gnssVelocityMmPerYear',
    names: sameName('gnss_velocity'),
    unit: 'mm/a',
    decimals: 1,
    description: 'Velocity of the GNSS model A-EPND projected on the line of sight of the point',
    presence: { L2b: everyGeneration('optional') },
  },
  {
    attribute: 'gnssVelocityNorthMmPerYear',
    names: sameName('gnss_velocity_n'),
    unit: 'mm/a',
    decimals: 1,
    description: 'North velocity of the GNSS model A-EPND',
    presence: L3_SINCE_2020_2024,
  },
  {
    attribute: 'gnssVelocityEastMmPerYear',
    names: sameName('gnss_velocity_e'),
    unit: 'mm/a',
    decimals: 1,
    description: 'East velocity of the GNSS model A-EPND',
    presence: L3_SINCE_2020_2024,
  },
  {
    attribute: 'gnssVelocityUpMmPerYear',
    names: sameName('gnss_velocity_u'),
    unit: 'mm/a',
    decimals: 1,
    description: 'Up velocity of the GNSS model A-EPND',
    presence: L3_SINCE_2020_2024,
  },
];

/** Whole numbers at every level, and in the catalog; a 32-bit integer holds them. */
export const INTEGER_ATTRIBUTES: ReadonlySet<AttributeName> = new Set(
  COLUMNS.filter(({ decimals }) => decimals === 0).map(({ attribute }) => attribute),
);

/** Level 3 writes the cell centre without decimals. */
const INTEGER_IN_L3: ReadonlySet<AttributeName> = new Set(['eastingM', 'northingM']);

/** The columns between `pid` and the dates, required and optional, in the order EGMS writes them. */
export function attributeColumns(level: ProductLevel, generation: HeaderGeneration): readonly ColumnDefinition[] {
  return COLUMNS.flatMap((row) => {
    const presence = row.presence[level]?.[generation];
    if (presence === undefined) return [];
    const { attribute, unit, description } = row;
    const decimals = level === 'L3' && INTEGER_IN_L3.has(attribute) ? 0 : row.decimals;
    return { attribute, name: row.names[generation], unit, decimals, description, required: presence === 'required' };
  });
}
