/**
 * What a map is drawn from, out of the database: cells of an overview at small scales, points at large ones, and the
 * displacement of points between two dates. All of one answer comes from one version of the collection.
 *
 * Never is a point left out that moves faster than those that are drawn: where points are too many, each cell shows its
 * fastest. Cells are two pixels large or less; at scales beyond the finest overview points are read themselves, and one
 * zoom beyond it, where they still lie closer than pixels, joined in squares as large as cells. Where reading them would be more than `maxPoints`, the finest overview stands in with larger cells, and if even its cells are too many,
 * the next coarser one, and so on: memory depends on the limit, not on what is asked.
 */
import type { Database } from '../../db/database.js';
import type { MapCells, MapData, MapPoints, SeriesKeys } from '../../formats/map-data.js';
import { frontBytes } from '../../formats/point-chunk.js';
import { cellsOf } from '../../geodesy/cell.js';
import { type Crs, EPSG_3035_URI } from '../../geodesy/crs.js';
import { type TileMatrixSet, tileLimits } from '../../geodesy/tile-matrix-set.js';
import { overviewZoom } from '../../geodesy/tile-matrix-sets.js';
import { type Box, transformBox } from '../../geodesy/transform.js';
import type { Collection } from '../collection.js';
import type { Expression } from '../cql2/expression.js';
import type { Interval } from '../datetime.js';
import { productNosAt } from '../points/epochs-filter.js';
import type { PointsRecord } from '../points/record.js';
import { filteredChunks } from '../tiles/filtered-chunks.js';
import { setNoOf } from '../tiles/overview-rows.js';
import { integerSql, type RawRow, rawRows } from '../tiles/raw-rows.js';
import { ofProducts, stateSql, TileRecords } from '../tiles/tile-records.js';
import { type DatesAsked, displacements } from './displacements.js';
import { hasCells, overviewChoice } from './overview-choice.js';

export interface MapQuestion {
  readonly crs: Crs;
  /** Ground of the map with a margin for symbols that reach into it; x first. */
  readonly box: Box;
  /** The part of it that is read; the choice between points and cells is made for the whole. Default: all. */
  readonly within?: Box;
  /** Units of the reference system to a pixel of a style. */
  readonly unitsPerPixel: number;
  readonly maxPoints: number;
  readonly maxCells: number;
  /** Products whose epochs meet it. */
  readonly datetime?: Interval;
  /** Only points that pass; they are drawn as points at every scale. */
  readonly filter?: Expression;
  /** How much of the chunks is read; default: all. */
  readonly extent?: ChunkExtent;
}

/** The front as far as so many attributes, or the head (see `point-chunk.ts`). */
export type ChunkExtent = 'head' | { readonly frontAttributes: number };

/** The part of the catalog that maps ask. */
export interface MapCatalog {
  /**
   * Throws `collectionChanged` when the collection is not the one that is given any more, `tilesNotReady` while its tiles
   * are being made, and `invalidParameter` when more points pass a filter than may.
   */
  mapData(collection: Collection, question: MapQuestion, signal: AbortSignal): Promise<MapData>;
  /**
   * Displacement of points between two dates, mm; NaN where it was not measured. Of each product the epochs nearest to
   * the dates are taken. Throws `collectionChanged`.
   */
  displacement(
    collection: Collection,
    keys: SeriesKeys,
    dates: DatesAsked,
    signal: AbortSignal,
  ): Promise<Float32Array<ArrayBuffer>>;
}

export class SqlMapCatalog implements MapCatalog {
  readonly #records: TileRecords;

  constructor(private readonly database: Database) {
    this.#records = new TileRecords(database);
  }

  async mapData(collection: Collection, question: MapQuestion, signal: AbortSignal): Promise<MapData> {
    const record = await this.#records.record(collection);
    const productNos = question.datetime && productNosAt(record, question.datetime);
    signal.throwIfAborted();
    if (question.filter !== undefined) {
      return this.#filtered(record, { ...question, filter: question.filter }, productNos, signal);
    }
    const choice = overviewChoice(question.crs, question.unitsPerPixel, collection);
    if (!hasCells(choice)) {
      const points = await this.#points(record, question, productNos);
      if (points) return { ...points, isDense: choice.zoom === overviewZoom(choice.set) + 1 };
    }
    for (let zoom = Math.min(choice.zoom, overviewZoom(choice.set)); zoom >= 0; zoom--) {
      signal.throwIfAborted();
      const cells = await this.#cells(record, question, choice.set, zoom, productNos);
      if (cells) return cells;
    }
    return NOTHING;
  }

  async displacement(collection: Collection, keys: SeriesKeys, dates: DatesAsked, signal: AbortSignal) {
    return displacements(this.database, await this.#records.record(collection), keys, dates, signal);
  }

  /** Resolves when no tiles are being made any more. */
  idle(): Promise<void> {
    return this.#records.idle();
  }

  async #filtered(
    record: PointsRecord,
    question: MapQuestion & { readonly filter: Expression },
    productNos: readonly number[] | undefined,
    signal: AbortSignal,
  ): Promise<MapPoints> {
    const { crs, box, within = box, filter } = question;
    if (isEmpty(transformBox(within, crs, EPSG_3035_URI))) return NOTHING;
    const maxPoints = Math.min(question.maxPoints, MAX_FILTERED_POINTS_OF_MAP);
    const asked = { box: { ...within, crs: crs.uri }, filter, productNos, maxPoints };
    return { ...NOTHING, parts: await filteredChunks(this.database, record, asked, signal) };
  }

  /** Undefined when there are more than may be. */
  async #points(
    record: PointsRecord,
    question: MapQuestion,
    productNos: readonly number[] | undefined,
  ): Promise<MapPoints | undefined> {
    const { crs, box, within = box, maxPoints, extent } = question;
    const [whole, part] = [box, within].map((each) => transformBox(each, crs, EPSG_3035_URI));
    if (isEmpty(whole) || isEmpty(part)) return NOTHING;
    const touched = new Set(cellsOf(whole));
    const found = `select t.*, sum(t.point_count) over () as total from egms.tile_chunk t
      where t.collection_no = ${integerSql(record.collectionNo)}
        and t.cell = any('{${record.cells
          .filter((cell) => touched.has(cell))
          .map(integerSql)
          .join(',')}}'::smallint[])
        and ${meets('t', whole)}${ofProducts('t', productNos)}`;
    const rows = await rawRows(
      this.database,
      `select ${stateSql(record.collectionNo)}, ${tooManySql('t.total', maxPoints)}, int2send(t.cell), int2send(t.product_no),
         case when t.total <= ${integerSql(maxPoints)} and ${meets('t', part)} then ${dataSql(extent)} end
       from egms.collection c left join (${found}) t on true
       where c.collection_no = ${integerSql(record.collectionNo)} order by t.cell, t.product_no, t.chunk_no`,
    );
    this.#records.check(record, rows[0]);
    if (rows[0][TOO_MANY]) return undefined;
    return {
      ...NOTHING,
      isFront: typeof extent === 'object',
      parts: rows.flatMap(([, , , cell, productNo, bytes]) =>
        bytes ? [{ cell: int16Of(cell), productNo: int16Of(productNo), bytes }] : [],
      ),
    };
  }

  /** Undefined when there are more than may be. */
  async #cells(
    record: PointsRecord,
    { crs, box, within = box, maxCells }: MapQuestion,
    set: TileMatrixSet,
    zoom: number,
    productNos: readonly number[] | undefined,
  ): Promise<MapCells | undefined> {
    const [whole, part] = [box, within].map((each) => tileLimits(set, zoom, each, crs.uri));
    const nothing: MapCells = { kind: 'cells', setId: set.id, zoom, parts: [] };
    if (!whole || !part) return nothing;
    const found = `select o.*, sum(o.cell_count) over () as total from egms.tile_overview o
      where o.collection_no = ${integerSql(record.collectionNo)} and o.set_no = ${integerSql(setNoOf(set))}
        and o.zoom = ${integerSql(zoom)} and ${liesIn('o', whole)}${ofProducts('o', productNos)}`;
    const rows = await rawRows(
      this.database,
      `select ${stateSql(record.collectionNo)}, ${tooManySql('o.total', maxCells)},
         int4send(o.tile_row), int4send(o.tile_column), int2send(o.product_no),
         case when o.total <= ${integerSql(maxCells)} and ${liesIn('o', part)} then o.data end
       from egms.collection c left join (${found}) o on true
       where c.collection_no = ${integerSql(record.collectionNo)}
       order by o.tile_row, o.tile_column, o.product_no, o.part_no`,
    );
    this.#records.check(record, rows[0]);
    // The coarsest overview is taken in any case: there is nothing beyond it.
    if (rows[0][TOO_MANY] && zoom > 0) return undefined;
    return {
      ...nothing,
      parts: rows.flatMap(([, , , row, column, productNo, bytes]) =>
        bytes ? [{ row: int32Of(row), column: int32Of(column), productNo: int16Of(productNo), bytes }] : [],
      ),
    };
  }
}

/** More take seconds to read one by one. */
const MAX_FILTERED_POINTS_OF_MAP = 200_000;

const NOTHING: MapPoints = { kind: 'points', isFront: false, isDense: false, parts: [] };
const TOO_MANY = 2;

function dataSql(extent: ChunkExtent | undefined): string {
  if (extent === undefined) return 't.data';
  if (extent === 'head') return 'substring(t.data from 1 for t.head_bytes)';
  // Bytes grow with the points by steps of two: what is enough for an even number is enough for the odd one before it.
  const none = frontBytes(0, extent.frontAttributes);
  const perPoint = (frontBytes(2, extent.frontAttributes) - none) / 2;
  return `substring(t.data from 1 for ${integerSql(none)} + ${integerSql(perPoint)} * (t.point_count + 1))`;
}

const tooManySql = (total: string, most: number): string =>
  `case when ${total} > ${integerSql(most)} then '\\x01'::bytea end`;

const meets = (alias: string, box: Box): string =>
  `${alias}.min_easting_m <= ${integerSql(Math.ceil(box.maxX))} and ${alias}.max_easting_m >= ${integerSql(Math.floor(box.minX))}
     and ${alias}.min_northing_m <= ${integerSql(Math.ceil(box.maxY))} and ${alias}.max_northing_m >= ${integerSql(Math.floor(box.minY))}`;

const liesIn = (alias: string, limits: NonNullable<ReturnType<typeof tileLimits>>): string =>
  `${alias}.tile_row between ${integerSql(limits.minRow)} and ${integerSql(limits.maxRow)}
     and ${alias}.tile_column between ${integerSql(limits.minColumn)} and ${integerSql(limits.maxColumn)}`;

/** Also true for NaN. */
const isEmpty = ({ minX, minY, maxX, maxY }: Box): boolean => !(minX <= maxX && minY <= maxY);

const viewOf = (bytes: RawRow[number]): DataView => new DataView(bytes!.buffer, bytes!.byteOffset);
const int16Of = (bytes: RawRow[number]): number => viewOf(bytes).getInt16(0);
const int32Of = (bytes: RawRow[number]): number => viewOf(bytes).getInt32(0);
