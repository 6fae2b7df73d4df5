/** The parameters `crs`, `bbox-crs` and `filter-crs`: systems by reference (Features, Part 2). */
import type { Collection } from '../../catalog/collection.js';
import type { Crs } from '../../geodesy/crs.js';
import type { Context } from '../../http/context.js';
import { offeredCrs } from '../common/crs-parameter.js';

/** The system a parameter names, CRS84 without it. Throws `invalidParameter` unless the collection is offered in it. */
export const collectionCrs = (parameter: string, uri: string | undefined, { crs }: Collection): Crs =>
  offeredCrs(parameter, uri, crs);

/** The system of the answer's coordinates. Pages for people have a map, which is in longitude and latitude. */
export function answerCrs(
  { query, format }: Pick<Context<{ readonly crs?: string }, unknown>, 'query' | 'format'>,
  collection: Collection,
): Crs {
  const asked = collectionCrs('crs', query.crs, collection);
  return format.id === 'html' ? collectionCrs('crs', undefined, collection) : asked;
}

/** Says in which system the coordinates of an answer are. */
export const contentCrs = ({ uri }: Crs): { readonly 'Content-Crs': string } => ({ 'Content-Crs': `<${uri}>` });
