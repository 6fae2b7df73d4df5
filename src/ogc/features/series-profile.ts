/** The parameters `profile` and `date-names`: what of a displacement series rides along with a feature, and how. */
import type { Collection } from '../../catalog/collection.js';
import type { Row, SeriesProfile } from '../../catalog/items.js';
import { epochWindow } from '../../catalog/points/epochs-filter.js';

/**
 * `attributes`: no series. `wide`: one property per date, in mm. `series`: `dates` and `displacement` (mm).
 * `compact`: `dates` and `displacement_tenths_mm`, numbers in tenths of a millimetre.
 */
export type Profile = 'attributes' | 'wide' | 'series' | 'compact';

export interface ProfileParameters {
  readonly profile: Profile;
  readonly 'date-names': 'YYYYMMDD' | 'DYYYYMMDD';
}

/** The property of the compact profile that holds the values; its unit is UCUM. */
export const TENTHS = {
  name: 'displacement_tenths_mm',
  title: 'Displacement in tenths of a millimetre',
  unit: '10*-1.mm',
} as const;

/** A profile made out for one collection and one span of time. */
export interface SeriesOutput {
  readonly profile: Profile;
  /** Every epoch that may occur, `YYYYMMDD`, in order: the properties of the wide profile. */
  readonly dates: readonly string[];
  /** Names of those properties. */
  readonly dateNames: readonly string[];
}

/** What has no series has attributes only. `datetime` shortens series to its span. */
export function seriesOutput(
  parameters: ProfileParameters,
  { dates: epochs }: Collection,
  datetime?: readonly [string | null, string | null],
): SeriesOutput {
  const dates = epochs.slice(...epochWindow(epochs, datetime));
  const prefix = parameters['date-names'] === 'DYYYYMMDD' ? 'D' : '';
  const profile = epochs.length === 0 ? 'attributes' : parameters.profile;
  return { profile, dates, dateNames: dates.map((date) => prefix + date) };
}

/** What to ask the catalog for. */
export const catalogProfile = ({ profile }: SeriesOutput): SeriesProfile =>
  profile === 'attributes' ? 'none' : profile === 'wide' ? 'wide' : 'series';

type Series = NonNullable<Row['series']>;

/**
 * A series on the given dates, of which its own are a part: bursts of one collection have different epochs. Both lists
 * of dates ascend.
 */
export function onDates({ dates: own, displacementMm }: Series, dates: readonly string[]): readonly (number | null)[] {
  if (own.length === dates.length) return displacementMm;
  let next = 0;
  return dates.map((date) => (own[next] === date ? displacementMm[next++] : null));
}

/** Integers wherever the millimetres have one decimal, as those of EGMS do. */
export function tenthsOf(displacementMm: number | null): number | null {
  if (displacementMm === null) return null;
  const tenths = Math.round(displacementMm * 10);
  return tenths / 10 === displacementMm ? tenths : Number((displacementMm * 10).toPrecision(12));
}
