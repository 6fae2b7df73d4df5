/** The parameters `filter`, `filter-lang` and `filter-crs`, which features, tiles and maps understand alike. */
import type { Collection } from '../../catalog/collection.js';
import { type Expression, parseCql2Json, parseCql2Text } from '../../catalog/cql2/index.js';
import { invalidParameter } from '../../errors.js';
import type { PointFilter } from '../../maps/map.js';
import { offeredCrs } from './crs-parameter.js';

export interface FilterParameters {
  readonly filter?: string;
  /** pygeoapi's names for the same two encodings are accepted. */
  readonly 'filter-lang'?: 'cql2-text' | 'cql2-json' | 'cql-text' | 'cql-json';
  readonly 'filter-crs'?: string;
}

/** URI of the system that the filter's coordinates are in. Throws `invalidParameter`. */
export const filterCrsOf = (parameters: FilterParameters, { crs }: Collection): string =>
  offeredCrs('filter-crs', parameters['filter-crs'], crs).uri;

/** Throws `invalidParameter` for what cannot be read, also where a reference system has no filter to go with. */
export function readExpression(parameters: FilterParameters, collection: Collection): Expression | undefined {
  const { filter } = parameters;
  const filterCrs = filterCrsOf(parameters, collection);
  if (filter === undefined) return undefined;
  return isJson(parameters) ? parseCql2Json(parsedJson(filter), { filterCrs }) : parseCql2Text(filter, { filterCrs });
}

/** The same with a text that tells filters apart. */
export function readFilter(parameters: FilterParameters, collection: Collection): PointFilter | undefined {
  const expression = readExpression(parameters, collection);
  if (!expression) return undefined;
  const facts = [parameters.filter, isJson(parameters), filterCrsOf(parameters, collection)];
  return { expression, text: JSON.stringify(facts) };
}

const isJson = ({ 'filter-lang': language }: FilterParameters): boolean =>
  language === 'cql2-json' || language === 'cql-json';

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalidParameter('filter', `expected JSON, as filter-lang says: ${(cause as SyntaxError).message}`, cause);
  }
}
