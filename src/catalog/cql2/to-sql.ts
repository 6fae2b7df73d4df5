/**
 * A checked filter to one boolean SQL expression for PostgreSQL 15 with PostGIS 3.3 and newer. Every value of the client
 * is bound; the text holds only our own words and the source's trusted SQL. NULL behaves as in SQL, which is as in CQL2.
 */
import { Bindings } from '../sql-text.js';
import { arithmeticSql } from './arithmetic-sql.js';
import { arrayPredicateSql, arraySql } from './array-sql.js';
import { checkFilter, commonType, type ValueType } from './check.js';
import type { Compilation } from './compilation.js';
import type { ComparisonOperator, Expression, ScalarLiteral } from './expression.js';
import type { FilterSource } from './filter-source.js';
import { geometrySql, spatialPredicateSql } from './spatial-sql.js';
import { readQuotedInstant } from './temporal-literal.js';
import { daySql, instantSql, isNullIntervalSql, temporalPredicateSql } from './temporal-sql.js';
import { caselessSql, unaccentedSql } from './text-sql.js';

/**
 * Compiles to a boolean SQL expression; appends bound values to `values` and refers to them as $n.
 * Throws `invalidParameter('filter', …)` when the filter does not fit the source.
 */
export function compileFilter(expression: Expression, source: FilterSource, values: unknown[]): string {
  const types = checkFilter(expression, source);
  const bindings = new Bindings(values);
  const compilation: Compilation = {
    source,
    typeOf: (node) => types.get(node)!,
    bind: (value, sqlType) => `${bindings.add(value)}::${sqlType}`,
    sql: (node) => nodeSql(node, compilation),
  };
  return compilation.sql(expression);
}

function nodeSql(node: Expression, compilation: Compilation): string {
  const { sql, source } = compilation;
  switch (node.kind) {
    case 'and':
    case 'or':
      return `(${node.operands.map(sql).join(` ${node.kind} `)})`;
    case 'not':
      return `(not ${sql(node.operand)})`;
    case 'isNull':
      return node.operand.kind === 'interval'
        ? isNullIntervalSql(node.operand, compilation)
        : `(${sql(node.operand)} is null)`;
    case 'comparison': {
      const [left, right] = comparableSql([node.left, node.right], compilation, isOrdering(node.operator));
      return `(${left} ${node.operator} ${right})`;
    }
    case 'between': {
      const [operand, lower, upper] = comparableSql([node.operand, node.lower, node.upper], compilation, true);
      return `(${operand} between ${lower} and ${upper})`;
    }
    case 'in': {
      const [operand, ...list] = comparableSql([node.operand, ...node.list], compilation, false);
      return `(${operand} in (${list.join(', ')}))`;
    }
    case 'like':
      return `(${sql(node.operand)} like ${sql(node.pattern)})`;
    case 'casei':
      return caselessSql(sql(node.operand));
    case 'accenti':
      return unaccentedSql(sql(node.operand));
    case 'arithmetic':
      return arithmeticSql(node.operator, sql(node.left), sql(node.right));
    case 'spatial':
      return spatialPredicateSql(node, compilation);
    case 'temporal':
      return temporalPredicateSql(node, compilation);
    case 'arrays':
      return arrayPredicateSql(node, compilation);
    case 'array':
      return arraySql(node.items, compilation);
    case 'literal':
      return literalSql(node, compilation.typeOf(node), compilation);
    case 'date':
    case 'timestamp':
      return instantSql(node, compilation);
    case 'geometry':
    case 'bbox':
      return geometrySql(node, compilation);
    case 'property':
      return source.geometryNames.includes(node.name)
        ? geometrySql(node, compilation)
        : `(${source.property(node.name)!.sql})`;
    case 'interval':
    case 'function':
      throw new TypeError(`${node.kind} is no value of SQL`);
  }
}

/** Whether the order of strings decides: `=` and `<>` are the same in every collation. */
const isOrdering = (operator: ComparisonOperator): boolean => operator !== '=' && operator !== '<>';

/** Operands as their common type. Strings are ordered by code point, the same on every installation. */
function comparableSql(operands: readonly Expression[], compilation: Compilation, isOrdered: boolean): string[] {
  const common = commonType(operands.map(compilation.typeOf));
  return operands.map((operand) => {
    // A whole number beside integers is bound as one, so that their index serves.
    if (operand.kind === 'literal' && common === 'integer') return compilation.bind(operand.value, 'int8');
    const operandSql = compilation.sql(operand);
    if (common === 'date') return daySql(operandSql, compilation.typeOf(operand));
    return common === 'string' && isOrdered ? `(${operandSql} collate "C")` : operandSql;
  });
}

function literalSql({ value }: ScalarLiteral, type: ValueType, compilation: Compilation): string {
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return compilation.bind(value, 'float8');
  // The check has made an instant of a string that stands where one is wanted.
  return type === 'string' ? compilation.bind(value, 'text') : instantSql(readQuotedInstant(value)!, compilation);
}
