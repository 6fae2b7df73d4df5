/** Rows of points as runs of bytes, for those who read millions of them. */
import type { AttributeName } from '../../products/point-batch.js';
import { columnOf } from './point-columns.js';

/**
 * All numbers of a row in one run of bytes, and its series behind them: the driver pays for every column it cuts out. It
 * arrives as hexadecimal text, because the driver reads binary answers as if they were UTF-8.
 */
export function packedSql(attributes: readonly AttributeName[], series: string | undefined): string {
  const parts = attributes.map((name) => `float8send(coalesce(p.${columnOf.get(name)!}::float8, 'NaN'))`);
  if (series) {
    parts.push(
      `(select s.displacement from ${series} s where s.collection_no = p.collection_no and s.cell = p.cell and s.id = p.id)`,
    );
  }
  return parts.length > 0 ? parts.join(' || ') : `''::bytea`;
}
