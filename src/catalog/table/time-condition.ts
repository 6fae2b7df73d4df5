/** The question "does the feature's time meet the interval". Features without a time always do. */
import type { Bindings } from '../sql-text.js';
import { type ColumnType, isText } from './column-type.js';

type Interval = readonly [string | null, string | null];

/** In SQL, of a date, timestamp or text type; of instants begin and end are one column. */
interface FeatureTime {
  readonly column: string;
  readonly endColumn: string;
  readonly type: ColumnType;
}

/** The interval is closed; its ends are RFC 3339. */
export function timeCondition(
  { type, column, endColumn }: FeatureTime,
  [start, end]: Interval,
  bindings: Bindings,
): string {
  const tests: string[] = [];
  // What goes on at its start, or later, and has begun by its end.
  if (start !== null) tests.push(startTest(type, endColumn, start, bindings));
  if (end !== null) tests.push(endTest(type, column, end, bindings));
  return tests.length > 0 ? `(${column} is null or (${tests.join(' and ')}))` : 'true';
}

function startTest(type: ColumnType, column: string, start: string, bindings: Bindings): string {
  if (isText(type)) return `${column}::text collate "C" >= ${bindings.add(start)}`;
  return `${column} >= ${boundSql(type, start, bindings)}`;
}

function endTest(type: ColumnType, column: string, end: string, bindings: Bindings): string {
  // What begins like the end is still within it: 2020-12-31T23:59Z within 2020-12-31.
  if (isText(type)) return `${column}::text collate "C" < ${bindings.add(`${end}\u{10FFFF}`)}`;
  if (type.name !== 'date' && isDay(end)) return `${column} < ${boundSql(type, end, bindings)} + interval '1 day'`;
  return `${column} <= ${boundSql(type, end, bindings)}`;
}

/** The instant in the column's own type, so that an index on it can be used. Times without zone are UTC. */
function boundSql(type: ColumnType, instant: string, bindings: Bindings): string {
  const bound = `${bindings.add(sqlInstant(instant))}::timestamptz`;
  if (type.name === 'timestamptz') return bound;
  const utc = `(${bound} at time zone 'UTC')`;
  return type.name === 'date' ? `${utc}::date` : utc;
}

const isDay = (instant: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(instant);

/** PostgreSQL knows no year 0; nothing is stored before it. A day begins at midnight UTC, whatever the session's zone. */
function sqlInstant(instant: string): string {
  if (instant.startsWith('0000')) return '-infinity';
  return isDay(instant) ? `${instant}T00:00:00Z` : instant;
}
