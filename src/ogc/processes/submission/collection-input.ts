/**
 * Inputs that name features of this server (Part 3, collection input), judged before the job is accepted: the collection
 * exists and is of the kind that is needed, and box, time and filter can be read, fit it, and select something.
 */
import type { Catalog } from '../../../catalog/catalog.js';
import type { Collection } from '../../../catalog/collection.js';
import { type Expression, parseCql2Json, parseCql2Text } from '../../../catalog/cql2/index.js';
import { type Interval, intervalsMeet, parseDatetime } from '../../../catalog/datetime.js';
import type { BoundingBox } from '../../../catalog/items.js';
import { ServiceError } from '../../../errors.js';
import { CRS84_URI } from '../../../geodesy/crs.js';
import { excerpt } from '../../../jobs/parameter-schema.js';
import type { CollectionInput } from '../../../jobs/process.js';
import type { CollectionDemand } from '../../../jobs/process-registry.js';
import { below, type Faults, isRecord } from './faults.js';
import { isAddress, ownResource } from './own-address.js';

export interface CollectionReading {
  readonly catalog: Catalog;
  readonly ownUrls: readonly string[];
  readonly faults: Faults;
}

export interface ReadCollectionInput {
  readonly input: CollectionInput;
  readonly collection: Collection;
}

const MEMBERS = ['collection', 'bbox', 'datetime', 'filter'];
/** A selection that takes longer to find empty than a client likes to wait is left for the job to find out. */
const PATIENCE_MS = 3_000;

export async function readCollectionInput(
  given: Readonly<Record<string, unknown>>,
  demand: CollectionDemand | undefined,
  pointer: string,
  { catalog, ownUrls, faults }: CollectionReading,
): Promise<ReadCollectionInput | undefined> {
  const before = faults.count;
  for (const name of Object.keys(given)) {
    if (!MEMBERS.includes(name)) faults.add(below(pointer, name), `is not taken here; known: ${MEMBERS.join(', ')}`);
  }
  const id = collectionId(given.collection, below(pointer, 'collection'), ownUrls, faults);
  const collection = id === undefined ? undefined : await catalog.collection(id);
  if (id !== undefined && !collection) faults.add(below(pointer, 'collection'), `collection not found: ${id}`);
  if (collection) judgeKind(collection, demand ?? {}, below(pointer, 'collection'), faults);
  const selection = {
    bbox: await faults.collect(below(pointer, 'bbox'), () => readBox(given.bbox)),
    datetime: await faults.collect(below(pointer, 'datetime'), () => readDatetime(given.datetime)),
    filter: await faults.collect(below(pointer, 'filter'), () => readFilter(given.filter)),
  };
  if (!collection || faults.count > before) return undefined;
  await judgeSelection(catalog, collection, selection, pointer, faults);
  if (faults.count > before) return undefined;
  const { bbox, datetime, filter } = given;
  return {
    collection,
    input: { collection: collection.id, ...({ bbox, datetime, filter } as Omit<CollectionInput, 'collection'>) },
  };
}

/** An identifier, or the address of a collection of this server. */
function collectionId(given: unknown, pointer: string, ownUrls: readonly string[], faults: Faults): string | undefined {
  if (typeof given !== 'string' || given === '') {
    faults.add(pointer, `expected the identifier of a collection, got ${excerpt(given)}`);
    return undefined;
  }
  if (!isAddress(given)) return given;
  const own = ownResource(given, ownUrls);
  if (own?.kind === 'collection') return own.id;
  faults.add(pointer, `expected a collection of this server, got ${excerpt(given)}`);
  return undefined;
}

function judgeKind(
  { id, kind, identity }: Collection,
  { kind: wanted = 'points', levels, geometries }: CollectionDemand,
  pointer: string,
  faults: Faults,
): void {
  if (wanted === 'points' && (kind !== 'points' || !identity)) {
    faults.add(pointer, `expected a collection of measurement points; ${id} is none`);
    return;
  }
  if (levels && !levels.includes(identity?.level ?? '')) {
    faults.add(pointer, `expected level ${levels.join(' or ')}; ${id} has ${identity?.level ?? 'none'}`);
  }
  if (geometries && !geometries.includes(identity?.geometry ?? '')) {
    faults.add(pointer, `expected ${geometries.join(' or ')}; ${id} is ${identity?.geometry ?? 'neither'}`);
  }
}

interface Selection {
  readonly bbox?: BoundingBox;
  readonly datetime?: Interval;
  readonly filter?: Expression;
}

function readBox(given: unknown): BoundingBox | undefined {
  if (given === undefined) return undefined;
  const numbers = Array.isArray(given) && given.every(Number.isFinite) ? (given as number[]) : [];
  const [minX, minY, maxX, maxY] = numbers.length === 6 ? [0, 1, 3, 4].map((index) => numbers[index]) : numbers;
  if (numbers.length !== 4 && numbers.length !== 6) {
    throw fault(`expected west, south, east and north in degrees as four numbers, got ${excerpt(given)}`);
  }
  if (minY > maxY) throw fault(`expected the southern edge before the northern one, got ${minY} and ${maxY}`);
  return { minX, minY, maxX, maxY, crs: CRS84_URI };
}

function readDatetime(given: unknown): Interval | undefined {
  if (given === undefined) return undefined;
  if (typeof given !== 'string') throw fault(`expected a date or an interval as text, got ${excerpt(given)}`);
  return parseDatetime(given);
}

function readFilter(given: unknown): Expression | undefined {
  if (given === undefined) return undefined;
  const options = { filterCrs: CRS84_URI };
  if (typeof given === 'string') return parseCql2Text(given, options);
  if (isRecord(given)) return parseCql2Json(given, options);
  throw fault(`expected CQL2 as text or as an object, got ${excerpt(given)}`);
}

/** Asks for one feature: the catalog judges the filter by the collection, and none means that nothing is selected. */
async function judgeSelection(
  catalog: Catalog,
  collection: Collection,
  selection: Selection,
  pointer: string,
  faults: Faults,
): Promise<void> {
  const { datetime, filter } = selection;
  if (datetime && !intervalsMeet(datetime, collection.interval)) {
    const [start, end] = collection.interval;
    return faults.add(below(pointer, 'datetime'), `${collection.id} spans ${start ?? '..'}/${end ?? '..'}`);
  }
  const question = {
    ...selection,
    limit: 1,
    withGeometry: false,
    properties: [],
    crs: CRS84_URI,
    series: 'none',
    count: 'none',
  } as const;
  const page = await faults.collect(filter ? below(pointer, 'filter') : pointer, () =>
    patiently(catalog.items(collection, question)),
  );
  if (page?.rows.length === 0) faults.add(pointer, `selects nothing of ${collection.id}`);
}

/** Undefined when it takes too long, or more than the database grants. */
async function patiently<T>(answer: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS, undefined);
  });
  const judged = answer.catch((error: unknown) => {
    if (error instanceof ServiceError && error.status === 503) return undefined;
    throw error;
  });
  try {
    return await Promise.race([judged, patience]);
  } finally {
    clearTimeout(timer);
    // An answer that comes after all is nobody's.
    judged.catch(() => {});
  }
}

const fault = (detail: string) => new ServiceError(400, 'InvalidParameterValue', detail);
