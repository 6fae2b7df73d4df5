/** The collections that a job reads from, held to the versions they had when it opened them. */
import { createHash } from 'node:crypto';
import { type PointSelection, type SelectedProduct, selectPoints } from '../../src/catalog/points/point-selection.js';
import type { Database } from '../../src/db/database.js';
import { collectionChanged, invalidParameter } from '../../src/errors.js';
import type { CollectionInput } from '../../src/jobs/process.js';
import type { OrbitDirection } from '../../src/products/file-name.js';
import type { AttributeName } from '../../src/products/point-batch.js';
import type { Parameters } from './parameters.js';

export interface Source {
  readonly geometry: OrbitDirection;
  readonly input: CollectionInput;
  readonly selection: PointSelection;
  /** Whether another source reads the same collection: points that both select must count once. */
  readonly isShared: boolean;
}

/** Throws `notFound`, and `invalidParameter` for a collection of another level or orbit direction. */
export async function openSources(database: Database, parameters: Parameters): Promise<readonly Source[]> {
  const sources: Source[] = [];
  for (const geometry of ['ascending', 'descending'] as const) {
    const inputs = parameters[geometry];
    for (const input of inputs) {
      const selection = await selectPoints(database, input);
      const { level, geometry: found } = selection.identity;
      if (level !== 'L2b' || found !== geometry) {
        throw invalidParameter(
          geometry,
          `expected a collection of L2b ${geometry}, got ${input.collection}: ${level} ${found}`,
        );
      }
      const isShared = inputs.filter(({ collection }) => collection === input.collection).length > 1;
      sources.push({ geometry, input, selection, isShared });
    }
  }
  return sources;
}

/** Throws `collectionChanged` when a collection is not what it was when it was opened. */
export async function refuseChanged(database: Database, sources: readonly Source[]): Promise<void> {
  for (const { input, selection } of sources) {
    const now = await selectPoints(database, input);
    if (now.collection.version !== selection.collection.version) throw collectionChanged(input.collection);
  }
}

/** Stands for what the job reads: checkpoints made from other versions must not be taken for its own. */
export function versionsKey(sources: readonly Source[]): string {
  const versions = sources.map(({ selection }) => [selection.collection.id, selection.collection.version]);
  return createHash('sha256').update(JSON.stringify(versions)).digest('hex').slice(0, 16);
}

/** A product among all sources: collections number theirs from one. */
export const productKeyOf = (source: Source, product: Pick<SelectedProduct, 'productNo'>): string =>
  `${source.input.collection}#${product.productNo}`;

/** Rows of a block that count: all, or those that no earlier source has given. */
export function* newRows(
  source: Source,
  pids: readonly string[],
  seen: Map<string, Set<string>>,
  most: number,
): Generator<readonly [from: number, to: number]> {
  const known = source.isShared ? knownPids(seen, source.input.collection) : undefined;
  let from = 0;
  for (let row = 0; row < pids.length; row++) {
    if (known?.has(pids[row])) {
      if (row > from) yield [from, row];
      from = row + 1;
      continue;
    }
    known?.add(pids[row]);
    if (row + 1 - from === most) {
      yield [from, row + 1];
      from = row + 1;
    }
  }
  if (from < pids.length) yield [from, pids.length];
}

function knownPids(seen: Map<string, Set<string>>, collection: string): Set<string> {
  let pids = seen.get(collection);
  if (!pids) {
    pids = new Set();
    seen.set(collection, pids);
  }
  return pids;
}

/** What a source was asked for, for messages. */
export function sourceText({ input }: Source): string {
  const { collection, bbox, datetime, filter } = input;
  const limits = [
    bbox && `bbox ${bbox.join(',')}`,
    datetime && `datetime ${datetime}`,
    filter && `filter ${typeof filter === 'string' ? filter : JSON.stringify(filter)}`,
  ].filter(Boolean);
  return limits.length > 0 ? `${collection} (${limits.join(', ')})` : collection;
}

/** Attributes of level 2 that decomposition needs, as the selection is asked for them. */
export const POINT_ATTRIBUTES = [
  'eastingM',
  'northingM',
  'heightM',
  'losEast',
  'losNorth',
  'losUp',
  'rmseMm',
  'gnssVelocityMmPerYear',
] as const satisfies readonly AttributeName[];
