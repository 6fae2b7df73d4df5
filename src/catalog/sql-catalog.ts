/** The catalog over a database: measurement points, features that jobs computed, and the tables that a configuration names. */
import type { Database } from '../db/database.js';
import { databaseUnavailable } from '../errors.js';
import type { Catalog } from './catalog.js';
import type { Collection } from './collection.js';
import { ComputedFeatures } from './features/computed-features.js';
import type { ItemsPage, ItemsQuery } from './items.js';
import { type PointsLimits, pointItem, pointItems, StaleRecord } from './points/points-source.js';
import { collectionVersions, type PointsRecord, readPointsRecord } from './points/record.js';
import type { TableSource } from './table/table-source.js';

/** Publications that may come between a record and its rows before an answer is given up. */
const MAX_ATTEMPTS = 5;

export class SqlCatalog implements Catalog {
  /** Records as they were at a version; a version that has moved on is read again. */
  readonly #records = new Map<string, PointsRecord>();
  readonly #computed: ComputedFeatures;

  constructor(
    private readonly database: Database,
    private readonly tables: readonly TableSource[],
    private readonly limits: PointsLimits,
  ) {
    this.#computed = new ComputedFeatures(database, limits.countCap);
  }

  async collections(): Promise<readonly Collection[]> {
    const versions = await collectionVersions(this.database);
    const points = await Promise.all([...versions].map(([id, version]) => this.#record(id, version)));
    // A table may get the name of what was published before: the name then means the table, as in `collection`.
    const isFree = ({ id }: { readonly id: string }) => !this.#table(id);
    const computed = (await this.#computed.sources()).filter(isFree);
    const shown = [...this.tables.filter((table) => !table.hidden), ...computed];
    const tables = await Promise.all(shown.map((table) => table.collection()));
    return [...points.flatMap((record) => (record ? [record.collection] : [])).filter(isFree), ...tables].sort(
      (a, b) => (a.id < b.id ? -1 : 1),
    );
  }

  async collection(id: string): Promise<Collection | undefined> {
    const table = this.#table(id);
    if (table) return table.collection();
    const points = await this.#current(id);
    return points ? points.collection : this.#askComputed(id, (source) => source.collection());
  }

  async items(collection: Collection, query: ItemsQuery, signal?: AbortSignal): Promise<ItemsPage> {
    const table = this.#table(collection.id);
    if (table) return table.items(query, signal);
    if (collection.kind === 'table') {
      const page = await this.#askComputed(collection.id, (source) => source.items(query, signal));
      return page ?? emptyPage(collection);
    }
    return this.#answer(collection, (record) => pointItems(this.database, record, query, this.limits, signal));
  }

  async item(
    collection: Collection,
    featureId: string,
    query: Pick<ItemsQuery, 'crs' | 'series' | 'properties' | 'withGeometry'>,
    signal?: AbortSignal,
  ): Promise<ItemsPage> {
    const table = this.#table(collection.id);
    if (table) return table.item(featureId, query, signal);
    if (collection.kind === 'table') {
      const page = await this.#askComputed(collection.id, (source) => source.item(featureId, query, signal));
      return page ?? emptyPage(collection);
    }
    return this.#answer(collection, (record) => pointItem(this.database, record, featureId, query));
  }

  ping(): Promise<void> {
    return this.database.ping();
  }

  /**
   * Asks with the record at hand; every row says which version it was read at. When a publication came in between, or
   * nothing came back to tell, the record is looked at anew.
   */
  async #answer(collection: Collection, ask: (record: PointsRecord) => Promise<ItemsPage>): Promise<ItemsPage> {
    let record = this.#records.get(collection.id) ?? (await this.#current(collection.id));
    for (let attempt = 0; record && attempt < MAX_ATTEMPTS; attempt++) {
      const page = await ask(record).catch((error: unknown) => {
        if (error instanceof StaleRecord) return undefined;
        throw error;
      });
      if (page && page.rows.length > 0) return page;
      const current: PointsRecord | undefined = await this.#current(collection.id);
      if (page && current?.collection.version === record.collection.version) return page;
      record = current;
    }
    if (record) throw databaseUnavailable(new Error(`${collection.id} changes faster than it can be read`));
    return emptyPage(collection);
  }

  async #askComputed<T>(id: string, question: (source: TableSource) => Promise<T>): Promise<T | undefined> {
    return id.includes('\0') ? undefined : this.#computed.ask(id, question);
  }

  #table(id: string): TableSource | undefined {
    return this.tables.find((table) => table.id === id);
  }

  async #current(id: string): Promise<PointsRecord | undefined> {
    // Names come out of addresses of all kinds, and PostgreSQL's text cannot hold it.
    if (id.includes('\0')) return undefined;
    const { rows } = await this.database.query<{ version: string }>(
      'select version::text from egms.collection where id = $1 and point_count > 0',
      [id],
    );
    return rows[0] ? this.#record(id, rows[0].version) : undefined;
  }

  async #record(id: string, version: string): Promise<PointsRecord | undefined> {
    const kept = this.#records.get(id);
    if (kept?.collection.version === version) return kept;
    const record = await readPointsRecord(this.database, id);
    if (record) this.#records.set(id, record);
    else this.#records.delete(id);
    return record;
  }
}

/** A collection that was removed between two steps of one request. */
const emptyPage = (collection: Collection): ItemsPage => ({ columns: [], rows: [], version: collection.version });
