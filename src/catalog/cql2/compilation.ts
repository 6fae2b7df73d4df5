/** What the parts that write SQL share while one filter is compiled. */
import type { ValueType } from './check.js';
import type { Expression } from './expression.js';
import type { FilterSource } from './filter-source.js';

export interface Compilation {
  readonly source: FilterSource;
  typeOf(expression: Expression): ValueType;
  /** Binds a value; gives its placeholder with the cast, so that the database never guesses a type. */
  bind(value: unknown, sqlType: string): string;
  /** SQL of a scalar or boolean node, safe to stand as an operand. */
  sql(expression: Expression): string;
}
