/** CQL2 by plain evaluation: slow and obvious, with SQL's three-valued logic (null is unknown). */

import type { Collection } from '../../src/catalog/collection.js';
import { checkFilter } from '../../src/catalog/cql2/check.js';
import type { Expression, GeometryLiteral } from '../../src/catalog/cql2/expression.js';
import { boundsOf } from '../../src/catalog/cql2/spatial-literal.js';
import { CRS84_URI, type Crs } from '../../src/geodesy/crs.js';
import { transformPoint } from '../../src/geodesy/transform.js';

export interface Candidate {
  readonly longitudeDeg: number;
  readonly latitudeDeg: number;
  readonly value: (property: string) => string | number | boolean | null;
}

type Value = string | number | boolean | null;

/** Throws the same errors as the database's catalog for a filter that does not fit the collection. */
export function compileInMemory(filter: Expression, collection: Collection): (candidate: Candidate) => boolean {
  const named = (name: string) => collection.properties.find((p) => p.name === name || p.aliases?.includes(name));
  checkFilter(filter, {
    property: (name) => {
      const property = named(name);
      return property && { sql: property.name, type: property.type };
    },
    propertyNames: collection.properties.map(({ name }) => name),
    geometryNames: ['geometry', 'geom'],
    geometry: (srid) => ({ sql: 'geometry', srid }),
  });
  const evaluate = (expression: Expression, candidate: Candidate): Value => {
    const of = (operand: Expression) => evaluate(operand, candidate);
    switch (expression.kind) {
      case 'and':
        return combined(expression.operands.map(of), false);
      case 'or':
        return combined(expression.operands.map(of), true);
      case 'not':
        return negated(of(expression.operand));
      case 'isNull':
        return of(expression.operand) === null;
      case 'casei':
        return upper(of(expression.operand));
      case 'comparison':
        return compared(of(expression.left), expression.operator, of(expression.right));
      case 'between': {
        const value = of(expression.operand);
        return combined(
          [compared(value, '>=', of(expression.lower)), compared(value, '<=', of(expression.upper))],
          false,
        );
      }
      case 'in': {
        const value = of(expression.operand);
        return combined(
          expression.list.map((item) => compared(value, '=', of(item))),
          true,
        );
      }
      case 'like':
        return isLike(of(expression.operand), of(expression.pattern));
      case 'spatial':
        return meets(expression, candidate);
      case 'property':
        // The only name without a property is the geometry's, and every candidate has one.
        return candidate.value(named(expression.name)?.name ?? 'geometry');
      case 'literal':
        return expression.value;
      case 'date':
      case 'timestamp':
        return expression.text;
      default:
        throw new Error(`the catalog in memory does not know ${expression.kind}`);
    }
  };
  return (candidate) => evaluate(filter, candidate) === true;
}

function combined(values: readonly Value[], decisive: boolean): Value {
  if (values.includes(decisive)) return decisive;
  return values.includes(null) ? null : !decisive;
}

const negated = (value: Value): Value => (value === null ? null : !value);
const upper = (value: Value): Value => (value === null ? null : String(value).toUpperCase());

function compared(a: Value, operator: string, b: Value): Value {
  if (a === null || b === null) return null;
  switch (operator) {
    case '=':
      return a === b;
    case '<>':
      return a !== b;
    case '<':
      return a < b;
    case '>':
      return a > b;
    case '<=':
      return a <= b;
    default:
      return a >= b;
  }
}

function isLike(value: Value, pattern: Value): Value {
  if (value === null || pattern === null) return null;
  const source = String(pattern)
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('%', '.*')
    .replaceAll('_', '.');
  return new RegExp(`^${source}$`, 's').test(String(value));
}

/** A point and the box of a literal; of the functions only the one that QGIS uses. */
function meets({ operator, left, right }: Extract<Expression, { kind: 'spatial' }>, candidate: Candidate): boolean {
  const literal = left.kind === 'property' ? right : left;
  const isKnown = literal.kind === 'bbox' || (literal.kind === 'geometry' && isBoxLike(literal));
  if (operator !== 's_intersects' || !isKnown) throw new Error('the catalog in memory knows S_INTERSECTS with boxes');
  const [x, y] = inCrs(candidate, literal.crs);
  const { minX, minY, maxX, maxY } = boundsOf(literal);
  return x >= minX && x <= maxX && y >= minY && y <= maxY;
}

const isBoxLike = ({ geometry }: GeometryLiteral): boolean => geometry.type === 'Point' || geometry.type === 'Polygon';

export const inCrs = ({ longitudeDeg, latitudeDeg }: Pick<Candidate, 'longitudeDeg' | 'latitudeDeg'>, crs: Crs) =>
  transformPoint(CRS84_URI, crs)(longitudeDeg, latitudeDeg);
