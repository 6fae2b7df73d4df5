/** Arrays as sets, on jsonb: the one form in which SQL arrays, JSON arrays and literals of mixed types can meet. */
import type { Compilation } from './compilation.js';
import type { ArrayFunction, Expression } from './expression.js';

const relations: Readonly<Record<ArrayFunction, (a: string, b: string) => string>> = {
  a_contains: (a, b) => `${a} @> ${b}`,
  a_containedby: (a, b) => `${a} <@ ${b}`,
  a_equals: (a, b) => `${a} @> ${b} and ${a} <@ ${b}`,
  a_overlaps: (a, b) => `exists (select from jsonb_array_elements(${a}) as item where ${b} @> item)`,
};

/** NULL unless both operands are arrays: a JSON property may hold anything. */
export function arrayPredicateSql(
  predicate: { readonly operator: ArrayFunction; readonly left: Expression; readonly right: Expression },
  compilation: Compilation,
): string {
  const [left, right] = [predicate.left, predicate.right].map((operand) => jsonSql(operand, compilation));
  return `(select case when jsonb_typeof(a) = 'array' and jsonb_typeof(b) = 'array' then ${relations[predicate.operator]('a', 'b')} end
    from (select ${left} as a, ${right} as b offset 0) as operands)`;
}

export const arraySql = (items: readonly Expression[], { sql }: Compilation): string =>
  `jsonb_build_array(${items.map(sql).join(', ')})`;

function jsonSql(operand: Expression, { sql, typeOf }: Compilation): string {
  // A literal is JSON from the start; to_jsonb of jsonb is itself.
  return operand.kind === 'property' && typeOf(operand) === 'array' ? `to_jsonb(${sql(operand)})` : sql(operand);
}
