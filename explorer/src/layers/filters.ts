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
/** From here on features have all attributes of their tiles. */
export const FULL_ZOOM = 15;

const isOpen = ({ min, max }: RangeFilter): boolean => min === undefined && max === undefined;

/** What the map itself can hold features against. The rest needs tiles that the server has filtered. */
export const isOnFeatures = ({ attribute }: RangeFilter): boolean => EVERYWHERE.has(attribute);

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
