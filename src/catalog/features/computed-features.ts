/**
 * Collections of features that jobs have published, read as any table is. Which there are stands in the database, so that
 * every server sees the same; what is remembered here is the layout of an edition, which never changes.
 */
import type { Database } from '../../db/database.js';
import { openTableSource, type TableSource } from '../table/table-source.js';
import { columnFacts, type FeatureColumn, featureTable, GEOMETRY_COLUMN, ID_COLUMN } from './feature-table.js';

interface EditionRow {
  id: string;
  table_no: number;
  title: string;
  description: string;
  keywords: string[];
  columns: FeatureColumn[];
  version: string;
  modified: Date;
  origin_job_id: string;
}

const EDITIONS = `select id, table_no, title, description, keywords, columns, version::text, modified, origin_job_id
  from egms.feature_collection`;

/** Editions that may be replaced, one after another, while one question is answered. */
const MAX_ATTEMPTS = 5;
/** SQLSTATE: no such table. */
const UNDEFINED_TABLE = '42P01';

export class ComputedFeatures {
  /** By the number of the table. */
  readonly #sources = new Map<number, TableSource>();

  constructor(
    private readonly database: Database,
    private readonly countCap: number,
  ) {}

  async sources(): Promise<readonly TableSource[]> {
    const { rows } = await this.database.query<EditionRow>(EDITIONS);
    const numbers = new Set(rows.map((row) => row.table_no));
    for (const known of this.#sources.keys()) if (!numbers.has(known)) this.#sources.delete(known);
    const sources = await Promise.all(rows.map((row) => this.#sourceOf(row)));
    return sources.filter((source) => source !== undefined);
  }

  /** Asks the edition of the moment; undefined when there is none. One that was replaced meanwhile is asked anew. */
  async ask<T>(id: string, question: (source: TableSource) => Promise<T>): Promise<T | undefined> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const { rows } = await this.database.query<EditionRow>(`${EDITIONS} where id = $1`, [id]);
      if (!rows[0]) return undefined;
      const source = await this.#sourceOf(rows[0]);
      if (!source) continue;
      try {
        return await question(source);
      } catch (error) {
        if (!isGone(error)) throw error;
      }
    }
    return undefined;
  }

  /** Undefined when the table went while it was looked at. */
  async #sourceOf(row: EditionRow): Promise<TableSource | undefined> {
    const known = this.#sources.get(row.table_no);
    if (known) return known;
    try {
      const source = await openTableSource(this.database, definitionOf(row), {
        countCap: this.countCap,
        edition: { version: row.version, modified: row.modified, originJobId: row.origin_job_id },
      });
      this.#sources.set(row.table_no, source);
      return source;
    } catch (error) {
      const { rows } = await this.database.query('select 1 from egms.feature_collection where table_no = $1', [
        row.table_no,
      ]);
      if (rows.length > 0) throw error;
      return undefined;
    }
  }
}

function definitionOf(row: EditionRow): Parameters<typeof openTableSource>[1] {
  const { id, title, description, keywords, columns } = row;
  const timeField = columns.find(({ role }) => role === 'primary-interval-start')?.name;
  const endTimeField = columns.find(({ role }) => role === 'primary-interval-end')?.name;
  return {
    id,
    where: `collection ${id}`,
    title,
    description,
    keywords,
    links: [],
    hidden: false,
    schemas: ['egms'],
    table: featureTable(row.table_no),
    idField: ID_COLUMN,
    geomField: GEOMETRY_COLUMN,
    ...(timeField === undefined ? {} : { timeField }),
    ...(endTimeField === undefined ? {} : { endTimeField }),
    columnFacts: Object.fromEntries(columns.map((column) => [column.name, columnFacts(column)])),
    crs: COMPUTED_CRS,
    count: true,
  };
}

/** Beside CRS84: what points are offered in, too, and keeps areas true or fits maps. */
const COMPUTED_CRS = [
  'http://www.opengis.net/def/crs/EPSG/0/4326',
  'http://www.opengis.net/def/crs/EPSG/0/3035',
  'http://www.opengis.net/def/crs/EPSG/0/3857',
  'http://www.opengis.net/def/crs/EPSG/0/4258',
];

const isGone = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error as { code?: unknown }).code === UNDEFINED_TABLE;
