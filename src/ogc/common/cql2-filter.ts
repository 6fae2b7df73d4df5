/** The parameters `filter`, `filter-lang` and `filter-crs` of tiles and maps, as those of features mean them. */
import type { Collection } from '../../catalog/collection.js';
import { parseCql2Json, parseCql2Text } from '../../catalog/cql2/index.js';
import { invalidParameter } from '../../errors.js';
import { CRS84_URI, crsByUri } from '../../geodesy/crs.js';
import type { PointFilter } from '../../maps/map.js';

export interface FilterParameters {
  readonly filter?: string;
  readonly 'filter-lang'?: 'cql2-text' | 'cql2-json' | 'cql-text' | 'cql-json';
  readonly 'filter-crs'?: string;
}

/** Throws `invalidParameter` for what cannot be read. */
export function readFilter(parameters: FilterParameters, { crs }: Collection): PointFilter | undefined {
  const { filter, 'filter-lang': language = 'cql2-text', 'filter-crs': crsName = CRS84_URI } = parameters;
  const filterCrs = crsByUri(crsName)?.uri;
  if (filterCrs === undefined || !crs.includes(filterCrs)) {
    throw invalidParameter('filter-crs', `expected one of ${crs.join(', ')}, got "${crsName.slice(0, 120)}"`);
  }
  if (filter === undefined) return undefined;
  const isJson = language === 'cql2-json' || language === 'cql-json';
  const expression = isJson ? parseCql2Json(parsedJson(filter), { filterCrs }) : parseCql2Text(filter, { filterCrs });
  return { expression, text: JSON.stringify([filter, isJson, filterCrs]) };
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalidParameter('filter', `expected JSON, as filter-lang says: ${(cause as SyntaxError).message}`, cause);
  }
}
