/** Writes what tiles are made from while a product is loaded, inside its transaction, and takes it out with the product. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { KeyedBatch } from '../ingest/key-points.js';
import { type ChunkRow, chunkRows } from './chunk-rows.js';
import { type OverviewRow, overviewRows } from './overview-rows.js';
import { PointSegment } from './point-segment.js';

/** The part of a connection that is needed. */
export interface Writing {
  query(text: string, values: unknown[]): Promise<unknown>;
}

export interface TileTarget {
  readonly collectionNo: number;
  readonly productNo: number;
}

/** Bytes of one statement: enough to forget its overhead, small enough for the embedded database. */
const STATEMENT_BYTES = 1 << 20;
const STATEMENT_ROWS = 64;

export class TileWriter {
  #segment = new PointSegment();
  #chunks = 0;
  #parts = 0;

  constructor(
    private readonly client: Writing,
    private readonly target: TileTarget,
    private readonly signal?: AbortSignal,
  ) {}

  /** Takes the points of a batch; writes whenever a segment is full, once the connection is `idle`. */
  async add(keyed: KeyedBatch, idle?: Promise<void>): Promise<void> {
    for (let start = 0; start < keyed.order.length; ) {
      start += this.#segment.add(keyed, start);
      if (!this.#segment.isFull) continue;
      await idle;
      await this.#flush();
    }
  }

  /** Writes the rest. */
  async end(): Promise<void> {
    if (this.#segment.count > 0) await this.#flush();
  }

  async #flush(): Promise<void> {
    const segment = this.#segment;
    this.#segment = new PointSegment();
    const order = segment.sorted();
    await this.#insert('egms.tile_chunk', CHUNK_COLUMNS, chunkRows(segment, order), (row) => [
      row.cell,
      this.#chunks++,
      row.pointCount,
      row.minEastingM,
      row.minNorthingM,
      row.maxEastingM,
      row.maxNorthingM,
      row.headBytes,
    ]);
    const part = this.#parts++;
    await this.#insert('egms.tile_overview', OVERVIEW_COLUMNS, overviewRows(segment, order), (row) => [
      row.setNo,
      row.zoom,
      row.tileRow,
      row.tileColumn,
      part,
      row.cellCount,
    ]);
  }

  async #insert<Row extends ChunkRow | OverviewRow>(
    table: string,
    columns: readonly string[],
    rows: Iterable<Row>,
    numbers: (row: Row) => number[],
  ): Promise<void> {
    const names = ['collection_no', 'product_no', ...columns, 'data'];
    let values: unknown[] = [];
    let bytes = 0;
    const write = async () => {
      this.signal?.throwIfAborted();
      const tuples: string[] = [];
      for (let at = 0; at < values.length; at += names.length) {
        tuples.push(`(${names.map((_, i) => `$${at + i + 1}`).join(', ')})`);
      }
      await this.client.query(`insert into ${table} (${names.join(', ')}) values ${tuples.join(', ')}`, values);
      values = [];
      bytes = 0;
      await nextTurn();
    };
    for (const row of rows) {
      const { buffer, byteOffset, byteLength } = row.data;
      const { collectionNo, productNo } = this.target;
      values.push(collectionNo, productNo, ...numbers(row), Buffer.from(buffer, byteOffset, byteLength));
      bytes += byteLength;
      if (bytes >= STATEMENT_BYTES || values.length >= STATEMENT_ROWS * names.length) await write();
    }
    if (values.length > 0) await write();
  }
}

const CHUNK_COLUMNS = [
  'cell',
  'chunk_no',
  'point_count',
  'min_easting_m',
  'min_northing_m',
  'max_easting_m',
  'max_northing_m',
  'head_bytes',
];
const OVERVIEW_COLUMNS = ['set_no', 'zoom', 'tile_row', 'tile_column', 'part_no', 'cell_count'];

/** Takes the rows of a product out. */
export async function removeTiles(client: Writing, { collectionNo, productNo }: TileTarget): Promise<void> {
  for (const table of ['egms.tile_chunk', 'egms.tile_overview']) {
    await client.query(`delete from ${table} where collection_no = $1 and product_no = $2`, [collectionNo, productNo]);
  }
}
