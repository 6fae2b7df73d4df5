/** Statements whose cells stay the text that PostgreSQL sent: its numbers are JSON already, and parsing them costs most. */
import type { QueryArrayConfig } from 'pg';
import type { Database } from '../db/database.js';

export type Queryable = Pick<Database, 'query'>;

export interface Statement {
  readonly text: string;
  readonly values: unknown[];
}

export type TextRow = readonly (string | null)[];

const RAW_TEXT = { getTypeParser: () => (text: string) => text };

export async function textRows(db: Queryable, { text, values }: Statement): Promise<readonly TextRow[]> {
  const query: QueryArrayConfig = { text, values, rowMode: 'array', types: RAW_TEXT };
  const { rows } = await db.query(query);
  return rows as unknown as TextRow[]; // what `rowMode` makes of them
}
