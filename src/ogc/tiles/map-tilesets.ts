/** The lists of map tilesets and each single one: of a collection, of one of its styles, and of the whole service. */
import type { Catalog } from '../../catalog/catalog.js';
import { notFound, raise } from '../../errors.js';
import { pathOf } from '../../http/links.js';
import { type Operation, operation } from '../../http/operation.js';
import type { MapStyles } from '../../maps/map-styles.js';
import { chosenStyle } from '../common/drawing/map-layers.js';
import { tiledCollection, tiledCollections } from './tiled-collections.js';
import type { TilesOf } from './tileset-document.js';
import { type CollectionsSelection, listReply, tilesetReply } from './tilesets.js';

type OfCollection = { readonly collectionId: string };
type OfStyle = OfCollection & { readonly styleId: string };
type OfSet = { readonly tileMatrixSetId: string };

export function mapTilesetOperations(catalog: Catalog, styles: MapStyles): readonly Operation[] {
  const ofCollection = async ({ collectionId, styleId }: OfCollection & Partial<OfStyle>): Promise<TilesOf> => {
    const collection = await tiledCollection(catalog, collectionId);
    const style =
      chosenStyle(await styles.stylesOf(collection), { styleId }) ?? raise(notFound('style', styleId ?? ''));
    const path = mapTilesPath(collectionId, styleId);
    return { dataType: 'map', title: collection.title, collections: [collection], path, style };
  };
  const ofDataset = async (names: readonly string[] | undefined, title: string): Promise<TilesOf> => {
    const collections = await tiledCollections(catalog, names);
    return { dataType: 'map', title, collections, path: '/map/tiles', ...(names && { selected: names.join(',') }) };
  };
  return [
    operation<unknown, OfCollection>('tiles.collection.map.getTileSetsList', async (context) =>
      listReply(context, await ofCollection(context.params)),
    ),
    operation<unknown, OfCollection & OfSet>('tiles.collection.map.getTileSet', async (context) =>
      tilesetReply(context, await ofCollection(context.params), context.params.tileMatrixSetId),
    ),
    operation<unknown, OfStyle>('tiles.collection.style.map.getTileSetsList', async (context) =>
      listReply(context, await ofCollection(context.params)),
    ),
    operation<unknown, OfStyle & OfSet>('tiles.collection.style.map.getTileSet', async (context) =>
      tilesetReply(context, await ofCollection(context.params), context.params.tileMatrixSetId),
    ),
    operation<CollectionsSelection>('tiles.dataset.map.getTileSetsList', async (context) =>
      listReply(context, await ofDataset(context.query.collections, context.config.service.title)),
    ),
    operation<CollectionsSelection, OfSet>('tiles.dataset.map.getTileSet', async (context) => {
      const of = await ofDataset(context.query.collections, context.config.service.title);
      return tilesetReply(context, of, context.params.tileMatrixSetId);
    }),
  ];
}

/** Of the collection's default style unless one is named. */
export const mapTilesPath = (collectionId: string, styleId?: string): string =>
  `/collections${pathOf(collectionId, ...(styleId === undefined ? [] : ['styles', styleId]), 'map', 'tiles')}`;
