/**
 * What a tile is drawn from, out of the database: packed cells for small scales, packed points for large ones. The bytes
 * come in shared memory, so that threads draw from them without a copy. Nothing is decoded here.
 */
import type { Database } from '../../db/database.js';
import { cellsOf } from '../../geodesy/cell.js';
import { EPSG_3035_URI } from '../../geodesy/crs.js';
import { type TileAddress, type TileMatrixSet, tileBox } from '../../geodesy/tile-matrix-set.js';
import { overviewZoom } from '../../geodesy/tile-matrix-sets.js';
import { transformBox } from '../../geodesy/transform.js';
import type { Collection } from '../collection.js';
import type { Expression } from '../cql2/expression.js';
import { productNosAt } from '../points/epochs-filter.js';
import type { PointsRecord } from '../points/record.js';
import { filteredChunks } from './filtered-chunks.js';
import { setNoOf } from './overview-rows.js';
import { integerSql, rawRows } from './raw-rows.js';
import { ofProducts, stateSql, TileRecords } from './tile-records.js';

export interface TileQuestion {
  readonly set: TileMatrixSet;
  readonly tile: TileAddress;
  /** Closed interval, as `parseDatetime` gives it: products whose epochs meet it. */
  readonly datetime?: readonly [string | null, string | null];
  /** Only points that pass; they are drawn as points at every zoom. */
  readonly filter?: Expression;
  /** Read what lies behind the first three attributes, too; otherwise chunks may be cut off there. */
  readonly withAllAttributes?: boolean;
}

export interface TileData {
  readonly kind: 'cells' | 'points';
  /** Over shared memory: `decodeOverviewCells` or `decodePointChunk` read them. */
  readonly parts: readonly Uint8Array[];
  /** Of the collection, in the snapshot that the parts were read in. */
  readonly version: string;
}

/** The part of the catalog that tiles and maps ask. */
export interface TileCatalog {
  /**
   * Throws `collectionChanged` when the collection is not the one that is given any more, and `tilesNotReady` while its
   * tiles are being made.
   */
  tileData(collection: Collection, question: TileQuestion, signal?: AbortSignal): Promise<TileData>;
}

export class SqlTileCatalog implements TileCatalog {
  readonly #records: TileRecords;

  constructor(private readonly database: Database) {
    this.#records = new TileRecords(database);
  }

  async tileData(collection: Collection, question: TileQuestion, signal?: AbortSignal): Promise<TileData> {
    const record = await this.#records.record(collection);
    const productNos = question.datetime && productNosAt(record, question.datetime);
    signal?.throwIfAborted();
    if (question.filter !== undefined) {
      const { filter } = question;
      const { set, tile } = question;
      const box = { ...tileBox(set, tile), crs: set.crsUri };
      const chunks = await filteredChunks(this.database, record, { box, filter, productNos }, signal);
      const parts = chunks.map(({ bytes }) => bytes);
      return { kind: 'points', parts, version: collection.version };
    }
    const isOverview = question.tile.zoom <= overviewZoom(question.set);
    const select = (isOverview ? overviewSql : chunkSql)(record, question, productNos);
    if (!select) return { kind: 'points', parts: [], version: collection.version };
    const rows = await rawRows(this.database, select);
    this.#records.check(record, rows[0]);
    const parts = rows.flatMap(([, , data]) => (data ? [data] : []));
    return { kind: isOverview ? 'cells' : 'points', parts, version: collection.version };
  }

  /** Resolves when nothing is being made any more. */
  idle(): Promise<void> {
    return this.#records.idle();
  }
}

function overviewSql(
  { collectionNo }: PointsRecord,
  { set, tile }: TileQuestion,
  productNos?: readonly number[],
): string {
  return `select ${stateSql(collectionNo)}, o.data
    from egms.collection c left join egms.tile_overview o on o.collection_no = ${integerSql(collectionNo)}
      and o.set_no = ${integerSql(setNoOf(set))} and o.zoom = ${integerSql(tile.zoom)}
      and o.tile_row = ${integerSql(tile.row)} and o.tile_column = ${integerSql(tile.column)}${ofProducts('o', productNos)}
    where c.collection_no = ${integerSql(collectionNo)} order by o.product_no, o.part_no`;
}

/** Undefined where the tile lies outside of what is stored. */
function chunkSql(
  { collectionNo, cells }: PointsRecord,
  { set, tile, withAllAttributes }: TileQuestion,
  productNos?: readonly number[],
): string | undefined {
  const box = transformBox(tileBox(set, tile), set.crsUri, EPSG_3035_URI);
  if (!(box.minX <= box.maxX && box.minY <= box.maxY)) return undefined;
  const touched = new Set(cellsOf(box));
  const within = cells.filter((cell) => touched.has(cell)).map(integerSql);
  const data = withAllAttributes ? 't.data' : 'substring(t.data from 1 for t.head_bytes)';
  return `select ${stateSql(collectionNo)}, ${data}
    from egms.collection c left join egms.tile_chunk t on t.collection_no = ${integerSql(collectionNo)}
      and t.cell = any('{${within.join(',')}}'::smallint[])
      and t.min_easting_m <= ${integerSql(Math.ceil(box.maxX))} and t.max_easting_m >= ${integerSql(Math.floor(box.minX))}
      and t.min_northing_m <= ${integerSql(Math.ceil(box.maxY))} and t.max_northing_m >= ${integerSql(Math.floor(box.minY))}
      ${ofProducts('t', productNos)}
    where c.collection_no = ${integerSql(collectionNo)} order by t.cell, t.product_no, t.chunk_no`;
}
