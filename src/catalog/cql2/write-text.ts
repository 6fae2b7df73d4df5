/** A tree back to CQL2 text; parsing the text gives an equal tree. Names are always quoted, so that none is a keyword. */
import type { Expression } from './expression.js';
import { writeNumber, writeWkt } from './wkt.js';

export function writeCql2Text(expression: Expression): string {
  switch (expression.kind) {
    case 'and':
    case 'or':
      return expression.operands.map(writeOperand).join(` ${expression.kind.toUpperCase()} `);
    case 'not':
      return `NOT ${writeOperand(expression.operand)}`;
    case 'isNull':
      return `${writeOperand(expression.operand)} IS NULL`;
    case 'comparison':
    case 'arithmetic':
      return `${writeOperand(expression.left)} ${expression.operator} ${writeOperand(expression.right)}`;
    case 'like':
      return `${writeOperand(expression.operand)} LIKE ${writeOperand(expression.pattern)}`;
    case 'between': {
      const { operand, lower, upper } = expression;
      return `${writeOperand(operand)} BETWEEN ${writeOperand(lower)} AND ${writeOperand(upper)}`;
    }
    case 'in':
      return `${writeOperand(expression.operand)} IN (${expression.list.map(writeOperand).join(', ')})`;
    case 'casei':
    case 'accenti':
      return writeCall(expression.kind, [expression.operand]);
    case 'spatial':
    case 'temporal':
    case 'arrays':
      return writeCall(expression.operator, [expression.left, expression.right]);
    case 'function':
      return `${expression.name}(${expression.args.map(writeCql2Text).join(', ')})`;
    case 'property':
      return `"${expression.name.replaceAll('"', '""')}"`;
    case 'array':
      return `(${expression.items.map(writeCql2Text).join(', ')})`;
    case 'literal':
      return writeScalar(expression.value);
    case 'date':
    case 'timestamp':
      return `${expression.kind.toUpperCase()}('${expression.text}')`;
    case 'interval':
      return `INTERVAL(${writeIntervalEnd(expression.start)}, ${writeIntervalEnd(expression.end)})`;
    case 'geometry':
      return writeWkt(expression.geometry);
    case 'bbox':
      return `BBOX(${expression.bounds.map(writeNumber).join(', ')})`;
  }
}

const writeCall = (name: string, args: readonly Expression[]): string =>
  `${name.toUpperCase()}(${args.map(writeCql2Text).join(', ')})`;

/** Brackets around everything that has an operator of its own: no precedence to get wrong. */
function writeOperand(expression: Expression): string {
  const text = writeCql2Text(expression);
  switch (expression.kind) {
    case 'and':
    case 'or':
    case 'not':
    case 'isNull':
    case 'comparison':
    case 'arithmetic':
    case 'like':
    case 'between':
    case 'in':
      return `(${text})`;
    default:
      return text;
  }
}

function writeIntervalEnd(end: Expression | null): string {
  if (end === null) return `'..'`;
  return end.kind === 'date' || end.kind === 'timestamp' ? `'${end.text}'` : writeCql2Text(end);
}

function writeScalar(value: string | number | boolean): string {
  switch (typeof value) {
    case 'number':
      return writeNumber(value);
    case 'boolean':
      return value ? 'TRUE' : 'FALSE';
    case 'string':
      return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
  }
}
