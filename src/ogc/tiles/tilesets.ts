/** The lists of tilesets and each single one, of a collection and of the whole service. */
import type { Catalog } from '../../catalog/catalog.js';
import { notFound } from '../../errors.js';
import { tileMatrixSets } from '../../geodesy/tile-matrix-sets.js';
import type { Context } from '../../http/context.js';
import { type Operation, operation } from '../../http/operation.js';
import { selfLinks } from '../../http/paging.js';
import { documentReply, type Reply } from '../../http/reply.js';
import { listVersion } from '../common/collections.js';
import { offeredLimits } from '../common/drawing/tile-limits.js';
import { knownSet } from './tile-address.js';
import { tiledCollection, tiledCollections } from './tiled-collections.js';
import { type TilesOf, tilesetDocument, tilesetSummary, tilesPath } from './tileset-document.js';
import { tilesetPage, tilesetsPage } from './tileset-pages.js';

export interface CollectionsSelection {
  readonly collections?: readonly string[];
}

type OfCollection = { readonly collectionId: string };
type OfSet = { readonly tileMatrixSetId: string };

export const tilesetOperations = (catalog: Catalog): readonly Operation[] => [
  operation<unknown, OfCollection>('tiles.collection.vector.getTileSetsList', async (context) =>
    listReply(context, await ofCollection(catalog, context.params.collectionId)),
  ),
  operation<unknown, OfCollection & OfSet>('tiles.collection.vector.getTileSet', async (context) =>
    tilesetReply(context, await ofCollection(catalog, context.params.collectionId), context.params.tileMatrixSetId),
  ),
  operation<CollectionsSelection>('tiles.dataset.vector.getTileSetsList', async (context) =>
    listReply(context, await ofDataset(catalog, context)),
  ),
  operation<CollectionsSelection, OfSet>('tiles.dataset.vector.getTileSet', async (context) =>
    tilesetReply(context, await ofDataset(catalog, context), context.params.tileMatrixSetId),
  ),
];

async function ofCollection(catalog: Catalog, id: string): Promise<TilesOf> {
  const collection = await tiledCollection(catalog, id);
  return { dataType: 'vector', title: collection.title, collections: [collection], path: tilesPath(collection) };
}

async function ofDataset(
  catalog: Catalog,
  { query, config }: Pick<Context<CollectionsSelection, unknown>, 'query' | 'config'>,
): Promise<TilesOf> {
  const collections = await tiledCollections(catalog, query.collections);
  const selected = query.collections?.join(',');
  const title = config.service.title;
  return { dataType: 'vector', title, collections, path: tilesPath(), ...(selected ? { selected } : {}) };
}

/** Titles and boxes stand in the documents: they change with the collections. */
const freshness = ({ collections, style }: TilesOf) => ({
  version: JSON.stringify([listVersion(collections), style ?? null]),
});

export function listReply(context: Context<unknown, unknown>, of: TilesOf): Reply {
  const tilesets = tileMatrixSets
    .filter((set) => offeredLimits(of.collections, set).length > 0)
    .map((set) => tilesetSummary(of, set, context.links));
  const document = { links: selfLinks(context), tilesets };
  return documentReply(context, document, () => tilesetsPage(context, of, tilesets), freshness(of));
}

export function tilesetReply(context: Context<unknown, unknown>, of: TilesOf, setId: string): Reply {
  const set = knownSet(setId);
  const document = tilesetDocument(context, of, set);
  if (document.tileMatrixSetLimits.length === 0) throw notFound('tileset', `${setId}: nothing lies within it`);
  return documentReply(context, document, () => tilesetPage(context, of, document), freshness(of));
}
