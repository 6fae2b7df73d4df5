/** Styles in the database: one set per collection, changed under the lock of its row. */
import type { PoolClient } from 'pg';
import type { Database } from '../../db/database.js';
import type { Querying } from '../points/record.js';
import {
  type Expected,
  type Refusal,
  refusalOfPut,
  refusalOfRemoval,
  type StoredStyle,
  type StyleSet,
  type StyleStore,
} from './style-set.js';

export class SqlStyleStore implements StyleStore {
  constructor(private readonly database: Database) {}

  async versions(): Promise<ReadonlyMap<string, string>> {
    const { rows } = await this.database.query<{ collection_id: string; version: string }>(
      'select collection_id, version::text from egms.style_set',
    );
    return new Map(rows.map((row) => [row.collection_id, row.version]));
  }

  async version(collectionId: string): Promise<string> {
    const { rows } = await this.database.query<{ version: string }>(
      'select version::text from egms.style_set where collection_id = $1',
      [collectionId],
    );
    return rows[0]?.version ?? '0';
  }

  styleSet(collectionId: string): Promise<StyleSet> {
    return readSet(this.database, collectionId);
  }

  put(
    collectionId: string,
    { id, document }: Pick<StoredStyle, 'id' | 'document'>,
    expected?: Expected,
  ): Promise<'created' | 'replaced' | Refusal> {
    return this.#change(collectionId, async (client, set) => {
      const refusal = refusalOfPut(set, id, expected);
      if (refusal) return refusal;
      const version = await nextVersion(client, collectionId);
      await client.query(
        `insert into egms.style (collection_id, style_id, document, version) values ($1, $2, $3, $4)
         on conflict (collection_id, style_id) do update set document = excluded.document, version = excluded.version,
           modified = clock_timestamp()`,
        [collectionId, id, JSON.stringify(document), version],
      );
      return set.styles.some((style) => style.id === id) ? 'replaced' : 'created';
    });
  }

  remove(collectionId: string, id: string, expected?: Expected): Promise<'removed' | Refusal> {
    return this.#change(collectionId, async (client, set) => {
      const refusal = refusalOfRemoval(set, id, expected);
      if (refusal) return refusal;
      await nextVersion(client, collectionId);
      await client.query('delete from egms.style where collection_id = $1 and style_id = $2', [collectionId, id]);
      await client.query(
        'update egms.style_set set default_style_id = null where collection_id = $1 and default_style_id = $2',
        [collectionId, id],
      );
      return 'removed';
    });
  }

  setDefault(collectionId: string, id: string | undefined): Promise<'set' | Refusal> {
    return this.#change(collectionId, async (client, set) => {
      if (set.defaultId === id) return 'set';
      await nextVersion(client, collectionId);
      await client.query('update egms.style_set set default_style_id = $2 where collection_id = $1', [
        collectionId,
        id ?? null,
      ]);
      return 'set';
    });
  }

  /** Changes of one collection come one after another, and never between its withdrawal and the end of its styles. */
  #change<T>(
    collectionId: string,
    change: (client: PoolClient, set: StyleSet) => Promise<T | Refusal>,
  ): Promise<T | Refusal> {
    return this.database.transaction(async (client) => {
      const { rowCount } = await client.query(
        'select 1 from egms.collection where id = $1 and point_count > 0 for share',
        [collectionId],
      );
      if (!rowCount) return 'gone';
      await client.query(
        'insert into egms.style_set (collection_id) values ($1) on conflict (collection_id) do nothing',
        [collectionId],
      );
      await client.query('select 1 from egms.style_set where collection_id = $1 for update', [collectionId]);
      return change(client, await readSet(client, collectionId));
    });
  }
}

interface SetRow {
  set_version: string;
  default_style_id: string | null;
  style_id: string | null;
  document: unknown;
  version: string;
  created: Date;
  modified: Date;
}

/** In one statement: a set and its styles as they were at one moment. */
async function readSet(db: Querying, collectionId: string): Promise<StyleSet> {
  const { rows } = await db.query<SetRow>(
    `select s.version::text as set_version, s.default_style_id, y.style_id, y.document, y.version::text, y.created,
       y.modified
     from egms.style_set s left join egms.style y using (collection_id)
     where s.collection_id = $1 order by y.style_id collate "C"`,
    [collectionId],
  );
  const [first] = rows;
  if (!first) return { version: '0', styles: [] };
  return {
    version: first.set_version,
    ...(first.default_style_id === null ? {} : { defaultId: first.default_style_id }),
    styles: rows.flatMap(({ style_id: id, document, version, created, modified }) =>
      id === null ? [] : [{ id, document, version, created, modified }],
    ),
  };
}

async function nextVersion(client: PoolClient, collectionId: string): Promise<string> {
  const { rows } = await client.query<{ version: string }>(
    `update egms.style_set set version = version + 1, modified = clock_timestamp() where collection_id = $1
     returning version::text`,
    [collectionId],
  );
  return rows[0].version;
}

/**
 * Removes the styles of a collection that was withdrawn, inside the caller's transaction; nothing happens while it holds
 * points. A collection whose products are replaced keeps them.
 */
export async function forgetStyles(client: PoolClient, collectionNo: number): Promise<void> {
  await client.query(
    `delete from egms.style_set where collection_id in
       (select id from egms.collection where collection_no = $1 and point_count = 0)`,
    [collectionNo],
  );
}
