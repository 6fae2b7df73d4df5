/** Statements whose cells come back as text: every expression they select is cast to it. */
import type { Database } from '../../db/database.js';

export type Queryable = Pick<Database, 'query'>;

export interface Statement {
  readonly text: string;
  readonly values: unknown[];
}

export type TextRow = readonly (string | null)[];

export async function textRows(db: Queryable, statement: Statement): Promise<readonly TextRow[]> {
  const asArrays = { ...statement, rowMode: 'array' };
  const { rows } = await db.query(asArrays);
  return rows as unknown as TextRow[]; // what `rowMode` makes of them
}
