/**
 * Names that tables of GNSS velocities give to their columns. Everybody has their own, so names are compared without
 * case, units and punctuation: `velocity_east_mmyr`, `Ve (mm/yr)`, `vE`, `E` are one column.
 */

/** What a column holds. */
export type GnssField =
  | 'station'
  | 'latitude'
  | 'longitude'
  | 'easting'
  | 'northing'
  | 'north'
  | 'east'
  | 'up'
  | 'sigmaNorth'
  | 'sigmaEast'
  | 'sigmaUp';

export interface GnssColumn {
  readonly index: number;
  /** As the header has it. */
  readonly name: string;
  /** From the column's unit to ours: 1000 where the name says metres per year. */
  readonly scale: number;
}

/** Column names of a table, found or not. */
export type GnssColumns = Readonly<Partial<Record<GnssField, GnssColumn>>>;

const MM_PER_YEAR = /_(mmyr|mmy|mma|mm_yr|mm_y|mm_a|mmpa|mm_pa|mm_per_yr|mm_per_year|mm_year)$/;
const M_PER_YEAR = /_(myr|m_yr|m_y|m_a|m_per_yr|m_per_year|m_year)$/;
const OTHER_UNIT = /_(deg|degree|degrees|m)$/;
const ERROR_WORDS = ['sigma', 'error', 'err', 'std', 'sd', 'uncertainty', 'unc'];

const NAMES: ReadonlyMap<string, GnssField> = new Map([
  ...named('station', [
    'station',
    'station_id',
    'station_name',
    'site',
    'site_id',
    'sta',
    'name',
    'id',
    'code',
    'marker',
  ]),
  ...named('latitude', ['latitude', 'lat']),
  ...named('longitude', ['longitude', 'lon', 'long', 'lng']),
  ...named('easting', ['easting']),
  ...named('northing', ['northing']),
  ...componentNames('north', 'sigmaNorth', 'n', 'north'),
  ...componentNames('east', 'sigmaEast', 'e', 'east'),
  ...componentNames('up', 'sigmaUp', 'u', 'up'),
]);

/** Splits a header and says which column is what; the first of two columns for one field counts. */
export function gnssColumns(names: readonly string[]): GnssColumns {
  const columns: Partial<Record<GnssField, GnssColumn>> = {};
  for (const [index, name] of names.entries()) {
    const plain = plainName(name);
    const scale = M_PER_YEAR.test(plain) ? 1000 : 1;
    const field = NAMES.get(plain.replace(MM_PER_YEAR, '').replace(M_PER_YEAR, '').replace(OTHER_UNIT, ''));
    if (field !== undefined) columns[field] ??= { index, name, scale };
  }
  return columns;
}

function plainName(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '');
}

function named(field: GnssField, names: readonly string[]): [string, GnssField][] {
  return names.map((name) => [name, field]);
}

/** Every usual name of one component and of its sigma. */
function componentNames(value: GnssField, sigma: GnssField, letter: string, word: string): [string, GnssField][] {
  const velocities = [letter, word].flatMap((part) => [
    part,
    `v${part}`,
    `v_${part}`,
    `${part}_v`,
    `vel_${part}`,
    `${part}_vel`,
    `velocity_${part}`,
    `${part}_velocity`,
  ]);
  const sigmas = velocities.flatMap((name) =>
    ERROR_WORDS.flatMap((error) => [`${name}_${error}`, `${error}_${name}`, `${error}${name}`]),
  );
  const short = [`s${letter}`, `s_${letter}`, `sv${letter}`, `s${word}`];
  return [...named(value, velocities), ...named(sigma, [...sigmas, ...short])];
}
