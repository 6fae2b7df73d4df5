/** The two collections to be joined, and whether they can be. */
import { type PointSelection, selectPoints } from '../../src/catalog/points/point-selection.js';
import { type StoredProduct, storedProducts } from '../../src/catalog/points/stored-products.js';
import type { Database } from '../../src/db/database.js';
import { collectionChanged, invalidParameter, notFound, raise } from '../../src/errors.js';
import { type Release, releaseId } from '../../src/products/file-name.js';
import type { Parameters } from './parameters.js';

export interface ReleaseSource {
  readonly selection: PointSelection;
  readonly release: Release;
  /** By number: their headers and metadata. */
  readonly stored: ReadonlyMap<number, StoredProduct>;
}

export interface Releases {
  readonly earlier: ReleaseSource;
  readonly later: ReleaseSource;
  /** From the first year of the earlier to the last of the later. */
  readonly joined: Release;
  /** Of both collections: what is remembered of one edition says nothing of another. */
  readonly versions: string;
}

/** Throws `invalidParameter` for collections that do not belong together, `notFound` for one that does not exist. */
export async function openReleases(
  database: Database,
  inputs: Pick<Parameters, 'earlier' | 'later'>,
): Promise<Releases> {
  const earlier = await openRelease(database, inputs.earlier);
  const later = await openRelease(database, inputs.later);
  const [a, b] = [earlier.selection.identity, later.selection.identity];
  if (a.level !== b.level || a.geometry !== b.geometry) {
    throw invalidParameter('later', `expected ${a.level} ${a.geometry} as in earlier, got ${b.level} ${b.geometry}`);
  }
  if (a.release === b.release)
    throw invalidParameter('later', `expected another release than earlier's, got ${b.release}`);
  if (later.release.lastYear <= earlier.release.lastYear) {
    throw invalidParameter(
      'later',
      `expected a release that ends after ${a.release}, got ${b.release}: exchange the inputs`,
    );
  }
  return {
    earlier,
    later,
    joined: {
      firstYear: Math.min(earlier.release.firstYear, later.release.firstYear),
      lastYear: later.release.lastYear,
    },
    versions: [earlier, later].map(({ selection }) => selection.collection.version).join(),
  };
}

/** Throws `collectionChanged` when a collection is not what it was when the work began. */
export async function refuseChanged(database: Database, { earlier, later }: Releases): Promise<void> {
  for (const { selection } of [earlier, later]) {
    const { id, version } = selection.collection;
    const now = await selectPoints(database, { collection: id });
    if (now.collection.version !== version) throw collectionChanged(id);
  }
}

/** `l2b-ascending-2018-2024`. */
export function joinedCollectionId({ later, joined }: Releases): string {
  const { level, geometry } = later.selection.identity;
  return `${level.toLowerCase()}-${geometry}-${releaseId(joined)}`;
}

async function openRelease(database: Database, input: Parameters['earlier']): Promise<ReleaseSource> {
  const selection = await selectPoints(database, input);
  const products =
    (await storedProducts(database, input.collection)) ?? raise(notFound('collection', input.collection));
  const stored = new Map((await products.list()).map((product) => [product.productNo, product]));
  if (selection.products.some(({ productNo }) => !stored.has(productNo))) throw collectionChanged(input.collection);
  const [firstYear, lastYear] = selection.identity.release.split('-').map(Number);
  return { selection, release: { firstYear, lastYear }, stored };
}
