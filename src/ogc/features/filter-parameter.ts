/**
 * What decides which features match, besides box and time: `filter` in either encoding of CQL2, the JSON body of a POST,
 * and `property=value`. All of it must hold (Features, Part 3, requirement "/req/filter/mixing-expressions").
 */

import type { Collection, Property } from '../../catalog/collection.js';
import { type Expression, parseCql2Json } from '../../catalog/cql2/index.js';
import { readInstant } from '../../catalog/cql2/temporal-literal.js';
import { invalidParameter } from '../../errors.js';
import type { Context } from '../../http/context.js';
import { propertyFilters } from '../../http/property-filters.js';
import { type FilterParameters, filterCrsOf, readExpression } from '../common/cql2-filter.js';
import { namedProperty, simpleProperties } from './named-property.js';

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
  return method === 'POST'
    ? parseCql2Json(body, { filterCrs: filterCrsOf(query, collection) })
    : readExpression(query, collection);
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
