/** A table or view of any PostgreSQL database with PostGIS, served as a collection: it answers what catalogs are asked. */
import { invalidConfiguration, invalidParameter, ServiceError } from '../../errors.js';
import type { Collection } from '../collection.js';
import { filterBoundingBox } from '../cql2/index.js';
import { type Cursor, encodeCursor, questionOf, resumeCursor } from '../cursor.js';
import type { ItemsPage, ItemsQuery } from '../items.js';
import type { SortKey } from '../keyset.js';
import { answerRows, type Queryable, type Statement, type TextRow, textRows } from '../text-rows.js';
import { boxCondition, type Condition, indexCondition, isTransformError } from './box-condition.js';
import { publishedCrs } from './published-crs.js';
import { columnsOf, rowOf, sortValuesOf } from './row-reader.js';
import type { TableDefinition } from './table-definition.js';
import { filterSource, type TableLayout, tableLayout } from './table-layout.js';
import {
  countStatement,
  itemStatement,
  pageStatement,
  type Selection,
  selectionOf,
  sortKeys,
  type TableQuestion,
} from './table-statements.js';
import { type TableStatistics, tableStatistics } from './table-statistics.js';

export interface TableSource {
  readonly id: string;
  /** Reachable, but not listed among the collections. */
  readonly hidden: boolean;
  /** What of the definition could not be honoured, to be logged at the start. */
  readonly notices: readonly string[];
  /** As of now; its version changes whenever the database may have changed. */
  collection(): Promise<Collection>;
  items(query: ItemsQuery, signal?: AbortSignal): Promise<ItemsPage>;
  item(
    featureId: string,
    query: Pick<ItemsQuery, 'crs' | 'properties' | 'withGeometry'>,
    signal?: AbortSignal,
  ): Promise<ItemsPage>;
}

export interface TableOptions {
  /** `numberMatched` is counted to here and left out beyond. */
  readonly countCap: number;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Of a table whose rows never change: what was published, when, and by which job. Else the database is asked. */
  readonly edition?: { readonly version: string; readonly modified: Date; readonly originJobId: string };
}

/** Throws `invalidConfiguration` when the table cannot be served as defined. */
export async function openTableSource(
  db: Queryable,
  definition: TableDefinition,
  options: TableOptions,
): Promise<TableSource> {
  try {
    const layout = await tableLayout(db, definition);
    const statistics = await tableStatistics(db, definition, layout);
    return new SqlTableSource(db, definition, layout, statistics, options);
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'InvalidConfiguration') throw error;
    const reason = error instanceof ServiceError ? (error.options.cause ?? error) : error;
    const message = reason instanceof Error ? reason.message : String(reason);
    throw invalidConfiguration(definition.where, `the table "${definition.table}" cannot be read: ${message}`);
  }
}

/** Counting again more often than this would cost more than it tells. */
const STATISTICS_AGE_MS = 60_000;

class SqlTableSource implements TableSource {
  readonly id: string;
  readonly hidden: boolean;
  readonly notices: readonly string[];
  readonly #crs: Pick<Collection, 'crs' | 'storageCrs'>;
  readonly #now: () => number;
  #statistics: TableStatistics;
  #countedAtMs: number;
  /** The version last seen, and since when. */
  #seen: { readonly version: string; readonly since: Date } | undefined;

  constructor(
    private readonly db: Queryable,
    private readonly definition: TableDefinition,
    private readonly layout: TableLayout,
    statistics: TableStatistics,
    private readonly options: TableOptions,
  ) {
    const { notices, ...crs } = publishedCrs(definition, layout.geometry);
    this.id = definition.id;
    this.hidden = definition.hidden;
    this.notices = notices;
    this.#crs = crs;
    this.#now = options.now ?? Date.now;
    this.#statistics = statistics;
    this.#countedAtMs = this.#now();
  }

  async collection(): Promise<Collection> {
    const { id, title, description, keywords, links } = this.definition;
    const { edition } = this.options;
    const version = await this.#version();
    if (this.#seen?.version !== version) {
      const isOld = this.#now() - this.#countedAtMs > STATISTICS_AGE_MS;
      // Of an edition nothing changes, and its table may be gone meanwhile.
      if (isOld && !edition) await this.#countAgain();
      this.#seen = { version, since: new Date(this.#now()) };
    }
    return {
      id,
      title,
      description,
      keywords,
      links,
      kind: 'table',
      version,
      modified: edition?.modified ?? this.#seen.since,
      ...(edition ? { originJobId: edition.originJobId } : {}),
      ...this.#statistics,
      ...this.#crs,
      geometryType: this.layout.geometry?.type ?? 'any',
      properties: this.layout.columns.map((column) => column.property),
      dates: [],
    };
  }

  async items(query: ItemsQuery, signal?: AbortSignal): Promise<ItemsPage> {
    const keys = sortKeys(this.layout, query);
    const cursor = query.cursor === undefined ? undefined : resumeCursor(query.cursor, query, keys.length);
    const selection = selectionOf(this.layout, query);
    // Read before the rows: a change in between makes the page newer than it says, never older.
    const version = await this.#version();
    signal?.throwIfAborted();
    const question = { layout: this.layout, query, spatial: await this.#spatial(query) };
    signal?.throwIfAborted();
    if (query.count === 'only') {
      return { ...page(selection, [], version), ...numberMatched(await this.#count(question, query)) };
    }
    const { limit, offset = 0 } = query;
    const statement = pageStatement(question, selection, keys, cursor?.after, { limit: limit + 1, offset });
    const counts = query.count === 'capped' && this.definition.count && cursor === undefined;
    const [found, counted] = await Promise.all([
      this.#run(statement, query),
      counts ? this.#count(question, query) : undefined,
    ]);
    const total = cursor ? sameVersionCount(cursor, version) : counted;
    const rows = found.slice(0, limit);
    return {
      ...page(selection, rows, version),
      ...(this.options.edition ? { edition: version } : {}),
      ...numberMatched(total),
      ...(found.length > limit && limit > 0 ? { next: nextCursor(query, rows[limit - 1], keys, version, total) } : {}),
    };
  }

  async item(
    featureId: string,
    query: Pick<ItemsQuery, 'crs' | 'properties' | 'withGeometry'>,
    signal?: AbortSignal,
  ): Promise<ItemsPage> {
    const selection = selectionOf(this.layout, query);
    const statement = itemStatement(this.layout, selection, featureId);
    const version = await this.#version();
    signal?.throwIfAborted();
    return page(selection, statement ? await this.#run(statement, {}) : [], version);
  }

  /** Two statements that see the same snapshot see the same rows; any commit in the database gives another. */
  async #version(): Promise<string> {
    if (this.options.edition) return this.options.edition.version;
    const text = 'select pg_catalog.pg_current_snapshot()::text';
    const [[snapshot]] = await textRows(this.db, { text, values: [] });
    const version = snapshot!.replaceAll(/\D/g, '.');
    // Rows of a foreign table change elsewhere, unseen.
    return this.layout.description.isForeign ? `${version}.${this.#now()}` : version;
  }

  async #countAgain(): Promise<void> {
    this.#statistics = await tableStatistics(this.db, this.definition, this.layout);
    this.#countedAtMs = this.#now();
  }

  async #spatial({ bbox, filter }: ItemsQuery): Promise<readonly Condition[]> {
    const { geometry } = this.layout;
    // What has no geometry meets no box.
    if (!geometry) return bbox ? [() => 'false'] : [];
    const ofFilter = filter === undefined ? undefined : filterBoundingBox(filter, filterSource(this.layout));
    const conditions = await Promise.all([
      bbox && boxCondition(this.db, geometry, bbox),
      ofFilter && indexCondition(this.db, geometry, ofFilter),
    ]);
    return conditions.filter((condition) => condition !== undefined);
  }

  async #count(question: TableQuestion, query: ItemsQuery): Promise<number | undefined> {
    const { countCap } = this.options;
    const [[count]] = await this.#run(countStatement(question, countCap), query);
    return Number(count) > countCap ? undefined : Number(count);
  }

  async #run(statement: Statement, asked: Pick<ItemsQuery, 'filter' | 'cursor'>): Promise<readonly TextRow[]> {
    try {
      return await answerRows(this.db, statement, asked);
    } catch (error) {
      if (error instanceof Error && isTransformError(error)) {
        throw invalidParameter('crs', 'a geometry lies where this system is not defined', error);
      }
      throw error;
    }
  }
}

const page = (selection: Selection, rows: readonly TextRow[], version: string): ItemsPage => ({
  columns: columnsOf(selection),
  rows: rows.map((row) => rowOf(selection, row)),
  version,
});

const numberMatched = (total: number | undefined) => (total === undefined ? {} : { numberMatched: total });

function nextCursor(
  query: ItemsQuery,
  last: TextRow,
  keys: readonly SortKey[],
  version: string,
  matched: number | undefined,
): string {
  const after = [...sortValuesOf(last, keys.length - 1), last[0]];
  return encodeCursor({ version, question: questionOf(query), after, ...(matched === undefined ? {} : { matched }) });
}

/** A count taken at another version may be wrong by now. */
const sameVersionCount = (cursor: Cursor, version: string) => (cursor.version === version ? cursor.matched : undefined);
