/** Ranges of attributes, in the words of the map (MapLibre expressions) and of the API (CQL2 text). */
import type { RangeFilter } from '../state/state.js';

export type Expression = readonly unknown[];

/** Attributes that every feature of a vector tile has, at every zoom. */
export const EVERYWHERE: ReadonlySet<string> = new Set([
  'mean_velocity',
  'temporal_coherence',
  'height',
  'height_ortho',
]);
/** Attributes that features have at every zoom when tiles are asked for them by name. */
const BY_NAME: ReadonlySet<string> = new Set(['acceleration', 'seasonality', 'rmse', 'rmse_ts']);
/** From here on features have all attributes of their tiles. */
export const FULL_ZOOM = 15;
/** From here on features are the points themselves, but for tiles of very many. */
export const POINTS_ZOOM = 13;

/** The zoom from which features can have the attribute. */
export const firstZoomOf = (attribute: string): number =>
  EVERYWHERE.has(attribute) || BY_NAME.has(attribute) ? 0 : FULL_ZOOM;

/**
 * What tiles must be asked for by name, so that the map can colour and filter by the attributes given; undefined when they
 * have it in any case. @param carried what tiles of the collection can carry
 */
export function tileProperties(
  attributes: readonly string[],
  carried: readonly string[],
): readonly string[] | undefined {
  const named = attributes.filter((name) => !EVERYWHERE.has(name) && carried.includes(name));
  if (named.length === 0) return undefined;
  return carried.filter((name) => EVERYWHERE.has(name) || named.includes(name));
}

const isOpen = ({ min, max }: RangeFilter): boolean => min === undefined && max === undefined;

export interface SplitFilters {
  /** What the map itself holds features against. */
  readonly onFeatures: readonly RangeFilter[];
  /** What tiles must be filtered by before they come. */
  readonly onServer: readonly RangeFilter[];
}

/**
 * Filters on what features always have are the map's. Others are the server's, which knows every point; but where it
 * refused because too many pass, the map takes over those that it can, and holds the point that a dot shows against them.
 * @param refused the server's filters that it refused, as CQL2
 */
export function splitFilters(filters: readonly RangeFilter[], refused: string | undefined): SplitFilters {
  const others = filters.filter(({ attribute }) => !EVERYWHERE.has(attribute));
  const isRefused = refused !== undefined && cql2Text(others) === refused;
  const isMaps = ({ attribute }: RangeFilter) => EVERYWHERE.has(attribute) || (isRefused && BY_NAME.has(attribute));
  return { onFeatures: filters.filter(isMaps), onServer: filters.filter((filter) => !isMaps(filter)) };
}

/** The filter of a tile's address: the words that the server was asked with. */
export const filterOfTile = (url: string): string | undefined => new URL(url).searchParams.get('filter') ?? undefined;

/** Undefined when nothing is left out. A feature without the attribute does not pass, as it would not on the server. */
export function filterExpression(filters: readonly RangeFilter[]): Expression | undefined {
  const tests = filters
    .filter((filter) => !isOpen(filter))
    .flatMap(({ attribute, min, max }) => [
      ['has', attribute],
      ...(min === undefined ? [] : [['>=', ['get', attribute], min]]),
      ...(max === undefined ? [] : [['<=', ['get', attribute], max]]),
    ]);
  return tests.length === 0 ? undefined : ['all', ...tests];
}

/** Undefined when nothing is left out. */
export function cql2Text(filters: readonly RangeFilter[]): string | undefined {
  const tests = filters
    .filter((filter) => !isOpen(filter))
    .flatMap(({ attribute, min, max }) => [
      ...(min === undefined ? [] : [`${quoted(attribute)} >= ${plain(min)}`]),
      ...(max === undefined ? [] : [`${quoted(attribute)} <= ${plain(max)}`]),
    ]);
  return tests.length === 0 ? undefined : tests.join(' AND ');
}

const quoted = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : `"${name.replace(/"/g, '""')}"`);

/** CQL2 takes exponents, but `1e-7` of JavaScript and a person's eye differ: plain digits where they are short. */
const plain = (value: number): string => String(value);
