/** Which outputs a job has, and what their collections are called. */
import { refuseIngested } from '../../src/catalog/ingest/publish-results.js';
import type { Database } from '../../src/db/database.js';
import { invalidParameter } from '../../src/errors.js';
import type { ProcessContext } from '../../src/jobs/process.js';
import type { OrbitDirection } from '../../src/products/file-name.js';
import type { Source } from './sources.js';

export type CollectionIds = Readonly<Partial<Record<OrbitDirection, string>>>;

/** Each is an output of its own. */
export const DIRECTIONS: readonly OrbitDirection[] = ['ascending', 'descending'];

export const isWanted = ({ wantedOutputs }: Pick<ProcessContext, 'wantedOutputs'>, name: string): boolean =>
  wantedOutputs.size === 0 || wantedOutputs.has(name);

/** Names of the collections that are published: wanted, and with inputs of their direction. */
export function collectionIds(
  context: Pick<ProcessContext, 'wantedOutputs' | 'outputCollections'>,
  sources: readonly Source[],
): CollectionIds {
  const { wantedOutputs } = context;
  const directions = DIRECTIONS.filter(
    (direction) => isWanted(context, direction) && sources.some((source) => source.direction === direction),
  );
  const lacking = DIRECTIONS.find((direction) => wantedOutputs.has(direction) && !directions.includes(direction));
  if (lacking !== undefined && directions.length === 0) {
    throw invalidParameter(
      'outputs',
      `expected ${lacking} points among the inputs, because ${lacking} alone is asked for`,
    );
  }
  return Object.fromEntries(
    directions.map((direction) => [
      direction,
      context.outputCollections[direction] ?? `l2b-${direction}-${sources[0].release}`,
    ]),
  );
}

/** Throws for names that cannot be taken: found out before hours of work, not after. */
export async function refuseNames(database: Database, sources: readonly Source[], ids: CollectionIds): Promise<void> {
  if (ids.ascending !== undefined && ids.ascending === ids.descending) {
    throw invalidParameter('outputs', `expected two names for ascending and descending, got ${ids.ascending} for both`);
  }
  for (const [direction, id] of Object.entries(ids)) {
    if (sources.some(({ input }) => input.collection === id)) {
      throw invalidParameter('outputs', `${direction}: ${id} is an input; give the output another name`);
    }
    await refuseIngested(database, id);
  }
}
