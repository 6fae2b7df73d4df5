/**
 * Instants, intervals and the fifteen relations between them. Intervals are closed; an instant is one that starts and
 * ends at once. As soon as a date is among the operands, all are compared as days in UTC.
 *
 * Source: OGC 21-065r2, clause 7.7.4, with the definitions of OWL-Time. The standard's own table swaps the links of
 * T_STARTS and T_STARTEDBY; its expected results do not.
 */
import { commonType, type ValueType } from './check.js';
import type { Compilation } from './compilation.js';
import type { Expression, InstantLiteral, TemporalFunction } from './expression.js';
import { postgresInstant } from './temporal-literal.js';

/** SQL of both ends, written when it is asked for: a value that is bound but never named has no type. */
interface Range {
  readonly start: () => string;
  readonly end: () => string;
}

const relations: Readonly<Record<TemporalFunction, (a: Range, b: Range) => string>> = {
  t_after: (a, b) => `${a.start()} > ${b.end()}`,
  t_before: (a, b) => `${a.end()} < ${b.start()}`,
  t_contains: (a, b) => `${a.start()} < ${b.start()} and ${a.end()} > ${b.end()}`,
  t_disjoint: (a, b) => `${a.end()} < ${b.start()} or ${a.start()} > ${b.end()}`,
  t_during: (a, b) => `${a.start()} > ${b.start()} and ${a.end()} < ${b.end()}`,
  t_equals: (a, b) => `${a.start()} = ${b.start()} and ${a.end()} = ${b.end()}`,
  t_finishedby: (a, b) => `${a.start()} < ${b.start()} and ${a.end()} = ${b.end()}`,
  t_finishes: (a, b) => `${a.start()} > ${b.start()} and ${a.end()} = ${b.end()}`,
  t_intersects: (a, b) => `${a.start()} <= ${b.end()} and ${a.end()} >= ${b.start()}`,
  t_meets: (a, b) => `${a.end()} = ${b.start()}`,
  t_metby: (a, b) => `${a.start()} = ${b.end()}`,
  t_overlappedby: (a, b) => `${a.start()} > ${b.start()} and ${a.start()} < ${b.end()} and ${a.end()} > ${b.end()}`,
  t_overlaps: (a, b) => `${a.start()} < ${b.start()} and ${a.end()} > ${b.start()} and ${a.end()} < ${b.end()}`,
  t_startedby: (a, b) => `${a.start()} = ${b.start()} and ${a.end()} > ${b.end()}`,
  t_starts: (a, b) => `${a.start()} = ${b.start()} and ${a.end()} < ${b.end()}`,
};

export function temporalPredicateSql(
  predicate: { readonly operator: TemporalFunction; readonly left: Expression; readonly right: Expression },
  compilation: Compilation,
): string {
  const { operator, left, right } = predicate;
  const granularity = commonType([left, right].flatMap(endsOf).map(compilation.typeOf));
  const relation = relations[operator](
    rangeSql(left, granularity, compilation),
    rangeSql(right, granularity, compilation),
  );
  return `(${relation})`;
}

/** An interval is NULL when one of its ends is. */
export function isNullIntervalSql(interval: Expression, compilation: Compilation): string {
  const { start, end } = rangeSql(interval, commonType(endsOf(interval).map(compilation.typeOf)), compilation);
  return `(${start()} is null or ${end()} is null)`;
}

export const instantSql = (instant: InstantLiteral, { bind }: Compilation): string =>
  bind(postgresInstant(instant), instant.kind === 'date' ? 'date' : 'timestamptz');

/** The day of an instant; of a timestamp, in UTC whatever the session's time zone. */
export const daySql = (sql: string, type: ValueType): string =>
  type === 'timestamp' ? `(${sql} at time zone 'UTC')::date` : sql;

const endsOf = (operand: Expression): Expression[] =>
  operand.kind === 'interval' ? [operand.start, operand.end].filter((end) => end !== null) : [operand];

function rangeSql(operand: Expression, granularity: ValueType, compilation: Compilation): Range {
  const at = (instant: Expression | null, open: 'infinity' | '-infinity') =>
    once(() => {
      if (instant === null) return `'${open}'::${granularity === 'date' ? 'date' : 'timestamptz'}`;
      const sql = compilation.sql(instant);
      return granularity === 'date' ? daySql(sql, compilation.typeOf(instant)) : sql;
    });
  if (operand.kind === 'interval') return { start: at(operand.start, '-infinity'), end: at(operand.end, 'infinity') };
  const instant = at(operand, 'infinity');
  return { start: instant, end: instant };
}

function once(write: () => string): () => string {
  let written: string | undefined;
  return () => {
    written ??= write();
    return written;
  };
}
