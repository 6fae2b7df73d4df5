/** The collections that a job reads, held to the versions they had when it opened them. */
import { createHash } from 'node:crypto';
import { parseCql2Json, parseCql2Text } from '../../src/catalog/cql2/index.js';
import { type PointSelection, type SelectedProduct, selectPoints } from '../../src/catalog/points/point-selection.js';
import type { Part } from '../../src/catalog/points/stored-products.js';
import type { Database } from '../../src/db/database.js';
import { collectionChanged, invalidParameter } from '../../src/errors.js';
import { CRS84_URI, EPSG_3035_URI } from '../../src/geodesy/crs.js';
import { type Box, transformBox } from '../../src/geodesy/transform.js';
import type { CollectionInput } from '../../src/jobs/process.js';
import { type BurstName, type OrbitDirection, parseProductName, type Release } from '../../src/products/file-name.js';

export interface Source {
  readonly input: CollectionInput;
  readonly selection: PointSelection;
  readonly direction: OrbitDirection;
  readonly release: string;
  /** Box of EPSG:3035 outside of which it has no point. */
  readonly ground: Box;
}

/** A product of a source, and its name read. */
export interface SourceProduct {
  readonly source: Source;
  readonly product: SelectedProduct;
  readonly name: BurstName;
}

/** Longitude and latitude, from which boxes come, are rounded apart from easting and northing. */
const MARGIN_M = 100;

/** Throws `notFound`, and `invalidParameter` for collections of another level or of several releases. */
export async function openSources(database: Database, inputs: readonly CollectionInput[]): Promise<readonly Source[]> {
  const sources: Source[] = [];
  for (const input of inputs) {
    const selection = await selectPoints(database, input);
    const { level, geometry, release } = selection.identity;
    if ((level !== 'L2a' && level !== 'L2b') || (geometry !== 'ascending' && geometry !== 'descending')) {
      throw invalidParameter(
        'points',
        `expected a collection of L2a or L2b, got ${input.collection}: ${level} ${geometry}`,
      );
    }
    sources.push({ input, selection, direction: geometry, release, ground: groundOf(selection, input) });
  }
  const releases = [...new Set(sources.map(({ release }) => release))].sort();
  if (releases.length > 1) {
    throw invalidParameter('points', `expected collections of one release, got ${releases.join(' and ')}`);
  }
  return sources;
}

export function releaseOf(sources: readonly Source[]): Release {
  const [firstYear, lastYear] = sources[0].release.split('-').map(Number);
  return { firstYear, lastYear };
}

/** Products of all sources: by direction, then track, then along the track, whatever the order of the inputs. */
export function productsOf(sources: readonly Source[]): readonly SourceProduct[] {
  const products = sources.flatMap((source) =>
    source.selection.products.map((product) => ({
      source,
      product,
      name: parseProductName(product.name) as BurstName,
    })),
  );
  const keyOf = ({ source, name }: SourceProduct) =>
    [source.direction, name.track, name.burstCycle, name.swath] as const;
  return products.sort((a, b) => {
    const [one, other] = [keyOf(a), keyOf(b)];
    for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return one[i] < other[i] ? -1 : 1;
    return a.product.name < b.product.name ? -1 : 1;
  });
}

/** Stands for what the job reads: checkpoints made from other versions must not be taken for its own. */
export function versionsKey(sources: readonly Source[]): string {
  const versions = sources.map(({ selection }) => [selection.collection.id, selection.collection.version]);
  return createHash('sha256').update(JSON.stringify(versions)).digest('hex').slice(0, 16);
}

/** Throws `collectionChanged` when a collection is not what it was when it was opened. */
export async function refuseChanged(database: Database, sources: readonly Source[]): Promise<void> {
  for (const { input, selection } of sources) {
    const now = await selectPoints(database, input);
    if (now.collection.version !== selection.collection.version) throw collectionChanged(input.collection);
  }
}

/** The same part of a collection as its selection, as stored products are asked for it. */
export function partOf({ bbox, filter }: CollectionInput): Part {
  const options = { filterCrs: CRS84_URI };
  return {
    ...(bbox ? { bbox: boxOf(bbox) } : {}),
    ...(filter === undefined
      ? {}
      : { filter: typeof filter === 'string' ? parseCql2Text(filter, options) : parseCql2Json(filter, options) }),
  };
}

/** Six numbers have heights, which are ignored. */
function boxOf(bbox: readonly number[]) {
  const [minX, minY, maxX, maxY] = bbox.length === 6 ? [bbox[0], bbox[1], bbox[3], bbox[4]] : bbox;
  return { minX, minY, maxX, maxY, crs: CRS84_URI };
}

function groundOf({ collection }: PointSelection, { bbox }: CollectionInput): Box {
  const whole = groundBox(boxOf(collection.bbox!));
  const part = bbox ? groundBox(boxOf(bbox)) : whole;
  return {
    minX: Math.max(whole.minX, part.minX),
    minY: Math.max(whole.minY, part.minY),
    maxX: Math.min(whole.maxX, part.maxX),
    maxY: Math.min(whole.maxY, part.maxY),
  };
}

function groundBox(box: Box): Box {
  const { minX, minY, maxX, maxY } = transformBox(box, CRS84_URI, EPSG_3035_URI);
  return { minX: minX - MARGIN_M, minY: minY - MARGIN_M, maxX: maxX + MARGIN_M, maxY: maxY + MARGIN_M };
}
