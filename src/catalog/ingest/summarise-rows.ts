/**
 * The block range index on `file_row` knows nothing of pages that were filled after its last summary: until a vacuum comes
 * by, every batch of an export or of a process would read them all, and reading a product would take the square of its size.
 */
import type { Querying } from '../points/record.js';

/** @param pointTable qualified name of one collection's table; absent: all of them */
export async function summariseRows(database: Querying, pointTable?: string): Promise<void> {
  await database.query(
    `select brin_summarize_new_values(x.oid) from pg_index i
     join pg_class x on x.oid = i.indexrelid join pg_am a on a.oid = x.relam
     join pg_class t on t.oid = i.indrelid join pg_namespace n on n.oid = t.relnamespace
     where a.amname = 'brin' and x.relkind = 'i' and n.nspname = 'egms' and ($1::text is null or t.oid = to_regclass($1))`,
    [pointTable ?? null],
  );
}
