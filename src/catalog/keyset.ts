/**
 * Keyset paging: rows in a total order, and the condition "after this row" in it. Nulls come last in either direction,
 * so that a page of a sorted list starts with what has a value.
 */
import type { Bindings } from './sql-text.js';

export interface SortKey {
  /** Trusted SQL of the value. */
  readonly sql: string;
  /** SQL type that the cursor's text is read back as. */
  readonly sqlType: string;
  readonly descending: boolean;
  /** Keys that are never null need no null branch. */
  readonly nullable: boolean;
}

/** `order by` list. The last key must be unique among rows that tie on the others. */
export function orderBy(keys: readonly SortKey[]): string {
  return keys.map((k) => `${k.sql} ${k.descending ? 'desc' : 'asc'}${k.nullable ? ' nulls last' : ''}`).join(', ');
}

/** Condition that holds for the rows after the one whose keys are `after`, as PostgreSQL text; `true` without it. */
export function afterCondition(
  keys: readonly SortKey[],
  after: readonly (string | null)[] | undefined,
  bindings: Bindings,
): string {
  if (after === undefined) return 'true';
  const alternatives: string[] = [];
  const equal: string[] = [];
  keys.forEach((key, i) => {
    const value = after[i];
    const bound = value === null ? undefined : `${bindings.add(value)}::${key.sqlType}`;
    const later = beyond(key, bound);
    if (later !== undefined) alternatives.push(`(${[...equal, later].join(' and ')})`);
    equal.push(bound === undefined ? `${key.sql} is null` : `${key.sql} = ${bound}`);
  });
  return `(${alternatives.join(' or ')})`;
}

/** Nothing comes after null, which is last. */
function beyond(key: SortKey, bound: string | undefined): string | undefined {
  if (bound === undefined) return undefined;
  const strict = `${key.sql} ${key.descending ? '<' : '>'} ${bound}`;
  return key.nullable ? `(${strict} or ${key.sql} is null)` : strict;
}
