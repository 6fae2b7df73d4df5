/** Statements whose cells stay the text that PostgreSQL sent: its numbers are JSON already, and parsing them costs most. */
import { createHash } from 'node:crypto';
import type { QueryArrayConfig } from 'pg';
import type { Database } from '../db/database.js';
import { invalidParameter, ServiceError } from '../errors.js';
import type { ItemsQuery } from './items.js';

export type Queryable = Pick<Database, 'query'>;

export interface Statement {
  readonly text: string;
  readonly values: unknown[];
  /**
   * Planned once per connection instead of at every call. Only for texts that clients cannot vary: each is kept for the
   * life of the connection.
   */
  readonly isPrepared?: boolean;
}

export type TextRow = readonly (string | null)[];

const RAW_TEXT = { getTypeParser: () => (text: string) => text };

export async function textRows(
  db: Queryable,
  { text, values, isPrepared = false }: Statement,
): Promise<readonly TextRow[]> {
  const query: QueryArrayConfig = { text, values, rowMode: 'array', types: RAW_TEXT };
  if (isPrepared) query.name = createHash('sha256').update(text).digest('base64url').slice(0, 22);
  const { rows } = await db.query(query);
  return rows as unknown as TextRow[]; // what `rowMode` makes of them
}

/** As `textRows`; values of the question that only the database can judge are the client's fault: 400, not 500. */
export async function answerRows(
  db: Queryable,
  statement: Statement,
  { filter, cursor }: Pick<ItemsQuery, 'filter' | 'cursor'>,
): Promise<readonly TextRow[]> {
  try {
    return await textRows(db, statement);
  } catch (error) {
    if (!(error instanceof Error) || error instanceof ServiceError) throw error;
    const isDataError = 'code' in error && String(error.code).startsWith('22');
    if (isDataError && filter !== undefined) throw invalidParameter('filter', error.message, error);
    if (isDataError && cursor !== undefined) throw invalidParameter('cursor', 'does not fit the collection', error);
    throw error;
  }
}
