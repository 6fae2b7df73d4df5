/**
 * Points for those who compute with them: whole columns and series of a part of a collection, a few thousand points at a
 * time, in key order, so that memory stays flat and the same question gives the same order every time.
 */
import type { Database } from '../../db/database.js';
import { collectionChanged, invalidParameter, notFound } from '../../errors.js';
import { CRS84_URI, EPSG_3035_URI } from '../../geodesy/crs.js';
import type { AttributeName } from '../../products/point-batch.js';
import type { ProductMetadata } from '../../products/product-xml.js';
import type { Collection, ProductIdentity } from '../collection.js';
import { type Expression, filterBoundingBox, parseCql2Json, parseCql2Text } from '../cql2/index.js';
import { parseDatetime } from '../datetime.js';
import type { BoundingBox } from '../items.js';
import { textRows } from '../text-rows.js';
import { productNosAt } from './epochs-filter.js';
import { pointFilterSource } from './filter-source.js';
import { packedSql } from './packed-row.js';
import { pointTable, seriesTable } from './point-tables.js';
import { countUpTo, type PointsQuestion, pageInKeyOrder, versionSql } from './points-sql.js';
import { type PointsRecord, readPointsRecord } from './record.js';
import { seriesValuesMm } from './series-codec.js';
import { keyRanges, rangesAfter } from './spatial-ranges.js';

/** What a request says of the points it wants: the shape of a collection input. */
export interface SelectionRequest {
  readonly collection: string;
  /** West, south, east, north in degrees, CRS84; six numbers have heights, which are ignored. */
  readonly bbox?: readonly number[];
  /** As the query parameter of the same name: products whose epochs meet it. */
  readonly datetime?: string;
  /** CQL2: text, or an expression as JSON. */
  readonly filter?: string | object;
}

/** A delivered file, or what a process made, as far as computing with its points needs it. */
export interface SelectedProduct {
  readonly productNo: number;
  /** EGMS file name without extension. */
  readonly name: string;
  /** Relative orbit; level 2. */
  readonly track: number | undefined;
  /** `YYYYMMDD`, ascending. */
  readonly dates: readonly string[];
  readonly pointCount: number;
  readonly sourceSha256: string;
  readonly isSynthetic: boolean;
  readonly metadata: ProductMetadata | undefined;
}

/** Points of one product. */
export interface PointBlock {
  readonly product: SelectedProduct;
  readonly count: number;
  readonly pid: readonly string[];
  /** One array of `count` for each attribute asked for, in that order; NaN where there is none. */
  readonly attributes: readonly Float64Array[];
  /** (count, epochs of the product) point-major, mm, NaN missing; empty unless series were asked for. */
  readonly displacementMm: Float64Array;
}

/** Box in EPSG:3035, m; the upper edges are outside, so that boxes side by side share no point. */
export interface LaeaBox {
  readonly minEastingM: number;
  readonly minNorthingM: number;
  readonly maxEastingM: number;
  readonly maxNorthingM: number;
}

export interface BlocksRequest {
  readonly attributes: readonly AttributeName[];
  readonly withSeries: boolean;
  /** Cuts the selection further. */
  readonly box?: LaeaBox;
  readonly signal?: AbortSignal;
}

/** Points read by one statement. */
const POINTS_PER_PAGE = 8_192;

/**
 * Reads what the catalog knows of a selection. Throws `notFound` for a collection that does not exist or is no
 * collection of points, `invalidParameter` for a box, time or filter that does not fit it.
 */
export async function selectPoints(database: Database, request: SelectionRequest): Promise<PointSelection> {
  const record = await readPointsRecord(database, request.collection);
  if (!record) throw notFound('collection of points', request.collection);
  const { rows } = await database.query<ProductRow>(
    `select product_no, name, track, dates, point_count, source_sha256, is_synthetic, metadata
     from egms.product where collection_no = $1 order by product_no`,
    [record.collectionNo],
  );
  const products = rows.map(
    (row): SelectedProduct => ({
      productNo: row.product_no,
      name: row.name,
      track: row.track ?? undefined,
      dates: row.dates.map(String),
      pointCount: row.point_count,
      sourceSha256: row.source_sha256,
      isSynthetic: row.is_synthetic,
      metadata: row.metadata ?? undefined,
    }),
  );
  return new PointSelection(database, record, products, questionOf(record, request));
}

interface ProductRow {
  product_no: number;
  name: string;
  track: number | null;
  dates: number[];
  point_count: number;
  source_sha256: string;
  is_synthetic: boolean;
  metadata: ProductMetadata | null;
}

export class PointSelection {
  constructor(
    private readonly database: Database,
    private readonly record: PointsRecord,
    /** Products that may have points in the selection, by number. */
    readonly products: readonly SelectedProduct[],
    private readonly question: Omit<PointsQuestion, 'ranges'>,
  ) {}

  /** The collection as it was when the selection was made. */
  get collection(): Collection {
    return this.record.collection;
  }

  get identity(): ProductIdentity {
    return this.record.identity;
  }

  /** 100 km cells of the collection that hold points, ascending (see `geodesy/cell.ts`). */
  get cells(): readonly number[] {
    return this.record.cells;
  }

  /** Points selected, exactly. */
  async count(box?: LaeaBox): Promise<number> {
    const statement = countUpTo(this.#within(box), Number.MAX_SAFE_INTEGER - 1);
    const { rows } = await this.database.query<{ matched: string; version: string }>(statement.text, statement.values);
    this.#refuseOtherVersion(rows[0].version);
    return Number(rows[0].matched);
  }

  /**
   * The points, those of one product in one block, all in key order. Throws `collectionChanged` when the collection is
   * not what it was when the selection was made: a computation must not mix two editions.
   */
  async *blocks({ attributes, withSeries, box, signal }: BlocksRequest): AsyncGenerator<PointBlock> {
    const question = this.#within(box);
    const select = [
      ...['p.cell', 'p.id', 'p.product_no', versionSql(question.collectionNo), 'p.pid'],
      packedSql(attributes, withSeries ? question.seriesTable : undefined),
    ];
    let { ranges } = question;
    while (ranges.length > 0) {
      signal?.throwIfAborted();
      const statement = pageInKeyOrder({ ...question, ranges }, select, POINTS_PER_PAGE, 0);
      const rows = (await textRows(this.database, statement)) as readonly PackedRow[];
      if (rows.length > 0) this.#refuseOtherVersion(rows[0][VERSION]);
      yield* this.#blocksOf(rows, attributes.length, withSeries);
      if (rows.length < POINTS_PER_PAGE) return;
      const last = rows[rows.length - 1];
      ranges = rangesAfter(ranges, Number(last[CELL]), BigInt(last[ID]));
    }
  }

  #within(box: LaeaBox | undefined): PointsQuestion {
    const half = box && { ...boundsOf(box), crs: EPSG_3035_URI };
    const boxes = half ? [...this.question.boxes, half] : this.question.boxes;
    const { filter } = this.question.query;
    const ofFilter = filter === undefined ? undefined : filterBoundingBox(filter, this.question.filterSource);
    return { ...this.question, boxes, ranges: keyRanges(this.record.cells, ofFilter ? [...boxes, ofFilter] : boxes) };
  }

  *#blocksOf(rows: readonly PackedRow[], attributeCount: number, withSeries: boolean): Generator<PointBlock> {
    const byProduct = new Map<number, PackedRow[]>();
    for (const row of rows) {
      const productNo = Number(row[PRODUCT]);
      const group = byProduct.get(productNo);
      if (group) group.push(row);
      else byProduct.set(productNo, [row]);
    }
    for (const [productNo, group] of byProduct) {
      const product = this.products.find((candidate) => candidate.productNo === productNo);
      // Published after the products were read; the version says so as well, but a page may have none of its rows.
      if (!product) throw collectionChanged(this.collection.id);
      yield unpacked(group, product, attributeCount, withSeries);
    }
  }

  #refuseOtherVersion(version: string): void {
    if (version !== this.collection.version) throw collectionChanged(this.collection.id);
  }
}

/** A box's upper edges are outside; the statement compares with `between`, and centimetres are the finest in files. */
const boundsOf = (box: LaeaBox) => ({
  minX: box.minEastingM,
  minY: box.minNorthingM,
  maxX: largestBelow(box.maxEastingM),
  maxY: largestBelow(box.maxNorthingM),
});

/** The next smaller double: for positive numbers of this size one unit in the last place. */
const largestBelow = (value: number): number => value - 2 ** (Math.floor(Math.log2(Math.abs(value) || 1)) - 52);

function questionOf(record: PointsRecord, request: SelectionRequest): Omit<PointsQuestion, 'ranges'> {
  const filterSource = pointFilterSource(record);
  const interval = request.datetime === undefined ? undefined : parseDatetime(request.datetime);
  const productNos = interval && productNosAt(record, interval);
  const filter = parsedFilter(request.filter);
  return {
    pointTable: pointTable(record.collectionNo),
    seriesTable: seriesTable(record.collectionNo),
    collectionNo: record.collectionNo,
    filterSource,
    boxes: request.bbox === undefined ? [] : [boxOf(request.bbox)],
    query: filter === undefined ? {} : { filter },
    ...(productNos ? { productNos } : {}),
  };
}

function parsedFilter(filter: SelectionRequest['filter']): Expression | undefined {
  if (filter === undefined) return undefined;
  const options = { filterCrs: CRS84_URI };
  return typeof filter === 'string' ? parseCql2Text(filter, options) : parseCql2Json(filter, options);
}

function boxOf(bbox: readonly number[]): BoundingBox {
  const corners = bbox.length === 6 ? [bbox[0], bbox[1], bbox[3], bbox[4]] : bbox;
  const [minX, minY, maxX, maxY] = corners;
  if (corners.length !== 4 || !corners.every(Number.isFinite)) {
    throw invalidParameter('bbox', `expected four or six numbers, got ${JSON.stringify(bbox)}`);
  }
  if (minY > maxY) throw invalidParameter('bbox', `south ${minY} lies north of north ${maxY}`);
  return { minX, minY, maxX, maxY, crs: CRS84_URI };
}

/** Cells of a row as text. */
type PackedRow = readonly [cell: string, id: string, product: string, version: string, pid: string, packed: string];
const [CELL, ID, PRODUCT, VERSION, PID, PACKED] = [0, 1, 2, 3, 4, 5] as const;

function unpacked(
  rows: readonly PackedRow[],
  product: SelectedProduct,
  attributeCount: number,
  withSeries: boolean,
): PointBlock {
  const count = rows.length;
  const epochs = product.dates.length;
  const attributes = Array.from({ length: attributeCount }, () => new Float64Array(count));
  const displacementMm = new Float64Array(withSeries ? count * epochs : 0);
  const pid = new Array<string>(count);
  for (let row = 0; row < count; row++) {
    const packed = Buffer.from(rows[row][PACKED].slice(2), 'hex');
    pid[row] = rows[row][PID];
    for (let a = 0; a < attributeCount; a++) attributes[a][row] = packed.readDoubleBE(8 * a);
    if (withSeries) seriesValuesMm(packed.subarray(8 * attributeCount), displacementMm, row * epochs, epochs);
  }
  return { product, count, pid, attributes, displacementMm };
}
