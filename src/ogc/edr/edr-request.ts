/** What all queries of environmental data have in common: which collection, parameters, time, system and filter. */
import type { Catalog } from '../../catalog/catalog.js';
import type { Collection } from '../../catalog/collection.js';
import type { Expression } from '../../catalog/cql2/index.js';
import { type Interval, parseDatetime } from '../../catalog/datetime.js';
import type { ItemsQuery } from '../../catalog/items.js';
import { notFound, raise } from '../../errors.js';
import type { Crs } from '../../geodesy/crs.js';
import type { Context } from '../../http/context.js';
import { type FilterParameters, readExpression } from '../common/cql2-filter.js';
import { offeredCrs } from '../common/crs-parameter.js';
import type { DistanceParameters } from './distance.js';
import { isEnvironmental, type ParameterSelection, readSelection } from './edr-parameters.js';

/** As `openapi/edr.yaml` declares them; `http` has checked and converted them. Each operation has some of them. */
export interface EdrParameters extends FilterParameters, DistanceParameters {
  readonly coords: string;
  readonly bbox: readonly number[];
  readonly 'bbox-crs'?: string;
  readonly datetime?: string;
  readonly 'parameter-name'?: readonly string[];
  readonly crs?: string;
  readonly limit: number;
  readonly domain: DomainType;
  readonly aggregate?: readonly string[];
  readonly cursor?: string;
}

/** How CoverageJSON holds many points: each with its own dates, or all that share dates as one coverage. */
export type DomainType = 'PointSeries' | 'MultiPointSeries';

export type EdrContext = Context<EdrParameters, { readonly collectionId: string; readonly locationId?: string }>;

export interface EdrRequest {
  readonly collection: Collection;
  readonly selection: ParameterSelection;
  readonly interval: Interval | undefined;
  readonly filter: Expression | undefined;
  /** Of `coords` and of the answer. */
  readonly crs: Crs;
}

/** Throws `notFound` for a collection without such data, `invalidParameter` for what does not fit it. */
export async function readEdrRequest(context: EdrContext, catalog: Catalog): Promise<EdrRequest> {
  const { query: parameters, params } = context;
  const collection = await environmentalCollection(catalog, params.collectionId);
  return {
    collection,
    selection: readSelection(parameters['parameter-name'], collection),
    interval: parameters.datetime === undefined ? undefined : parseDatetime(parameters.datetime),
    filter: readExpression(parameters, collection),
    crs: offeredCrs('crs', parameters.crs, collection.crs),
  };
}

export async function environmentalCollection(catalog: Catalog, id: string): Promise<Collection> {
  const collection = (await catalog.collection(id)) ?? raise(notFound('collection', id));
  return isEnvironmental(collection) ? collection : raise(notFound('collection of measurement points', id));
}

/** What to ask the catalog for of each point. */
export const rowQuery = ({ selection, crs }: EdrRequest) =>
  ({
    crs: crs.uri,
    series: selection.withSeries ? 'series' : 'none',
    properties: selection.properties.map(({ name }) => name),
    withGeometry: true,
  }) as const satisfies Partial<ItemsQuery>;

/** All conditions together. */
export function allOf(...conditions: readonly (Expression | undefined)[]): Expression | undefined {
  const operands = conditions.filter((each) => each !== undefined);
  return operands.length > 1 ? { kind: 'and', operands } : operands[0];
}
