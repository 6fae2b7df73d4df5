/**
 * Arithmetic that cannot fail. PostgreSQL raises an error at a division by zero and where a double overflows or underflows;
 * a filter must not break off because one row does that. Such a row has no result (NULL), and what is too small is 0.
 */
import type { ArithmeticOperator } from './expression.js';

/** No operation on operands up to the one, and not nearer to zero than the other, leaves the range of a double. */
const LARGEST = '1e100::float8';
const SMALLEST = '1e-100::float8';
/** ln(1e100): powers between its negative and itself stay within the same bounds. */
const LARGEST_EXPONENT = '230::float8';

const isTiny = (operand: string): string => `abs(${operand}) < ${SMALLEST}`;
const quotient = `case when ${isTiny('r')} then null when ${isTiny('l')} then 0 else l / r end`;

/** What becomes of l and r, both within the bounds. */
const formulas: Readonly<Record<ArithmeticOperator, string>> = {
  '+': 'l + r',
  '-': 'l - r',
  '*': `case when ${isTiny('l')} or ${isTiny('r')} then 0 else l * r end`,
  '/': quotient,
  div: `trunc(${quotient})`,
  // Like C's fmod, the remainder has the sign of the dividend.
  '%': `case when ${isTiny('r')} then null when ${isTiny('l')} then 0 else l - r * trunc(l / r) end`,
  '^': `case when ${isTiny('r')} then 1
      when ${isTiny('l')} then case when r > 0 then 0 end
      when l < 0 and r <> trunc(r) then null
      when r * ln(abs(l)) > ${LARGEST_EXPONENT} then null
      when r * ln(abs(l)) < -${LARGEST_EXPONENT} then 0
      else power(l, r) end`,
};

/**
 * A subquery, so that each operand is written and worked out once however often the formula names it; `offset 0` keeps the
 * planner from putting the operands in place of their names, which would grow with the power of the nesting.
 */
export const arithmeticSql = (operator: ArithmeticOperator, left: string, right: string): string =>
  `(select case when abs(l) <= ${LARGEST} and abs(r) <= ${LARGEST} then ${formulas[operator]} end
    from (select ${left}::float8 as l, ${right}::float8 as r offset 0) as operands)`;
