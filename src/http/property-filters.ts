/** `property=value` filters: the query parameters an operation does not declare, but a collection knows. */
import { unknownParameter } from '../errors.js';
import type { Context } from './context.js';

/**
 * The undeclared parameters that are among `names`. Others are refused with 400, or dropped where the configuration
 * says so.
 */
export function propertyFilters(
  { undeclared, config }: Pick<Context, 'undeclared' | 'config'>,
  names: readonly string[],
): ReadonlyMap<string, string> {
  const known = new Set(names);
  const filters = new Map<string, string>();
  for (const [name, value] of undeclared) {
    if (known.has(name)) filters.set(name, value);
    else if (config.unknownParameters === 'reject') throw unknownParameter(name, names);
  }
  return filters;
}
