/** A tile of a collection, of the whole service, and under the address that maps of the web expect. */
import type { Catalog } from '../../catalog/catalog.js';
import type { Collection } from '../../catalog/collection.js';
import { parseDatetime } from '../../catalog/datetime.js';
import { invalidParameter } from '../../errors.js';
import { webMercatorQuad } from '../../geodesy/tile-matrix-sets.js';
import { alreadyHeld, cacheHeaders } from '../../http/caching.js';
import type { Context } from '../../http/context.js';
import { type Operation, operation } from '../../http/operation.js';
import { emptyReply, gzipReply, type Reply } from '../../http/reply.js';
import { type FilterParameters, readFilter } from '../common/cql2-filter.js';
import { attempted } from '../common/drawing/changed-collections.js';
import { namedTileProperties } from './named-tile-properties.js';
import { knownSet, readTileAddress, type TilePath } from './tile-address.js';
import type { TileRequest, TileServer } from './tile-server.js';
import { refuseMany, tiledCollection, tiledCollections } from './tiled-collections.js';
import type { CollectionsSelection } from './tilesets.js';

interface TimeParameter {
  readonly datetime?: string;
}

interface PropertiesParameter {
  readonly properties?: readonly string[];
}

type InSet = TilePath & { readonly tileMatrixSetId: string };
type TileContext = Context<TimeParameter, unknown>;

export const getCollectionTile = (catalog: Catalog, tiles: TileServer): Operation =>
  operation<TimeParameter & PropertiesParameter & FilterParameters, InSet & { readonly collectionId: string }>(
    'tiles.collection.vector.getTile',
    (context) =>
      attempted(catalog, async () => {
        const { params, query } = context;
        const collection = await tiledCollection(catalog, params.collectionId);
        const filter = readFilter(query, collection);
        const properties = query.properties && namedTileProperties(collection, query.properties);
        return reply(context, tiles, [collection], params, {
          ...(filter && { filter }),
          ...(properties && { properties }),
        });
      }),
  );

/**
 * Tiles of the service; or, with `.mvt` at its end, of one collection in WebMercatorQuad, column before row. The two
 * addresses have the same number of parts, so that one operation must tell them apart.
 */
export const getDatasetTile = (catalog: Catalog, tiles: TileServer): Operation =>
  operation<TimeParameter & CollectionsSelection, InSet>('tiles.dataset.vector.getTile', (context) =>
    attempted(catalog, async () => {
      const { params, query } = context;
      const [, row] = /^(.*)\.mvt$/.exec(params.tileCol) ?? [];
      if (row !== undefined) {
        if (query.collections) throw invalidParameter('collections', 'the address names the collection already');
        const collection = await tiledCollection(catalog, params.tileMatrixSetId);
        const path = { tileMatrix: params.tileMatrix, tileRow: row, tileCol: params.tileRow };
        return reply(context, tiles, [collection], { ...path, tileMatrixSetId: webMercatorQuad.id });
      }
      const collections = await tiledCollections(catalog, query.collections);
      refuseMany(collections);
      return reply(context, tiles, collections, params);
    }),
  );

async function reply(
  context: TileContext,
  tiles: TileServer,
  collections: readonly Collection[],
  path: InSet,
  choice: Pick<TileRequest, 'filter' | 'properties'> = {},
): Promise<Reply> {
  const set = knownSet(path.tileMatrixSetId);
  const tile = readTileAddress(set, path, collections);
  const freshness = {
    version: JSON.stringify(collections.map(({ id, version }) => [id, version])),
    ...(collections.length === 1 ? { modified: collections[0].modified } : {}),
  };
  const { datetime } = context.query;
  const interval = datetime === undefined ? undefined : parseDatetime(datetime);
  const unchanged = alreadyHeld(context, freshness);
  if (unchanged) return unchanged;
  const request: TileRequest = {
    collections,
    set,
    tile,
    ...(interval && { datetime: interval }),
    ...choice,
  };
  const gzip = await tiles.tile(request, context.signal);
  if (gzip.byteLength === 0) {
    const { 'Cache-Control': cacheControl } = cacheHeaders(context, freshness);
    return emptyReply(204, { 'Cache-Control': cacheControl });
  }
  return gzipReply(context.format.mediaType, gzip, { freshness });
}
