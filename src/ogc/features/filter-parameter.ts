/**
 * What decides which features match, besides box and time: `filter` in either encoding of CQL2, the JSON body of a POST,
 * and `property=value`. All of it must hold (Features, Part 3, requirement "/req/filter/mixing-expressions").
 */

import type { Collection, Property } from '../../catalog/collection.js';
import { type Expression, parseCql2Json, parseCql2Text } from '../../catalog/cql2/index.js';
import { readInstant } from '../../catalog/cql2/temporal-literal.js';
import { invalidParameter } from '../../errors.js';
import type { Context } from '../../http/context.js';
import { propertyFilters } from '../../http/property-filters.js';
import { collectionCrs } from './crs-parameter.js';
import { namedProperty, simpleProperties } from './named-property.js';

export interface FilterParameters {
  readonly filter?: string;
  /** pygeoapi's names for the same two encodings are accepted. */
  readonly 'filter-lang'?: 'cql2-text' | 'cql2-json' | 'cql-text' | 'cql-json';
  readonly 'filter-crs'?: string;
}

/** The filter as it was sent, and all conditions together. */
export interface Filters {
  readonly sent?: Expression;
  readonly all?: Expression;
}

/** Throws `invalidParameter` for what cannot be read, `unknownParameter` for names the collection does not have. */
export function readFilters(context: Context<FilterParameters, unknown>, collection: Collection): Filters {
  const sent = sentFilter(context, collection);
  const equalities = equalityFilters(context, collection);
  const operands = sent ? [sent, ...equalities] : equalities;
  return { sent, all: operands.length > 1 ? { kind: 'and', operands } : operands[0] };
}

function sentFilter(
  { query, method, body }: Context<FilterParameters, unknown>,
  collection: Collection,
): Expression | undefined {
  const { filter, 'filter-lang': language } = query;
  const filterCrs = collectionCrs('filter-crs', query['filter-crs'], collection).uri;
  if (method === 'POST') return parseCql2Json(body, { filterCrs });
  if (filter === undefined) return undefined;
  const isJson = language === 'cql2-json' || language === 'cql-json';
  return isJson ? parseCql2Json(parsedJson(filter), { filterCrs }) : parseCql2Text(filter, { filterCrs });
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalidParameter('filter', `expected JSON, as filter-lang says: ${(cause as SyntaxError).message}`, cause);
  }
}

function equalityFilters(context: Context<FilterParameters, unknown>, collection: Collection): readonly Expression[] {
  const properties = simpleProperties(collection);
  const names = properties.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
  return [...propertyFilters(context, names)].map(([name, value]) => {
    const property = namedProperty(name, name, properties);
    return {
      kind: 'comparison',
      operator: '=',
      left: { kind: 'property', name: property.name },
      right: literalOf(name, value, property.type),
    };
  });
}

const INTEGER = /^[+-]?\d{1,15}$/;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i;

function literalOf(parameter: string, text: string, type: Property['type']): Expression {
  // A plus sign in a query string arrives as a blank.
  const trimmed = text.trim();
  switch (type) {
    case 'integer':
      if (INTEGER.test(trimmed)) return { kind: 'literal', value: Number(trimmed) };
      throw invalidParameter(parameter, `expected an integer, got "${text}"`);
    case 'number':
      if (NUMBER.test(trimmed)) return { kind: 'literal', value: Number(trimmed) };
      throw invalidParameter(parameter, `expected a number, got "${text}"`);
    case 'boolean':
      if (text === 'true' || text === 'false') return { kind: 'literal', value: text === 'true' };
      throw invalidParameter(parameter, `expected true or false, got "${text}"`);
    case 'date':
    case 'date-time': {
      const instant = readInstant(text);
      if (instant) return instant;
      throw invalidParameter(parameter, `expected YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ, got "${text}"`);
    }
    default:
      return { kind: 'literal', value: text };
  }
}
