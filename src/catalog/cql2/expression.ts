/**
 * CQL2 as a tree: what both encodings parse to, and what text and SQL are written from. Only the syntax is certain here;
 * whether names and types fit a collection is decided by check.ts.
 *
 * Source: OGC 21-065r2, Common Query Language (CQL2) 1.0, annex B (grammar) and clause 8 (encodings).
 */
import type { Crs } from '../../geodesy/crs.js';

export const comparisonOperators = ['=', '<>', '<', '>', '<=', '>='] as const;
export const arithmeticOperators = ['+', '-', '*', '/', '%', 'div', '^'] as const;
export const spatialFunctions = [
  's_intersects',
  's_equals',
  's_disjoint',
  's_touches',
  's_within',
  's_overlaps',
  's_crosses',
  's_contains',
] as const;
export const temporalFunctions = [
  't_after',
  't_before',
  't_contains',
  't_disjoint',
  't_during',
  't_equals',
  't_finishedby',
  't_finishes',
  't_intersects',
  't_meets',
  't_metby',
  't_overlappedby',
  't_overlaps',
  't_startedby',
  't_starts',
] as const;
export const arrayFunctions = ['a_equals', 'a_contains', 'a_containedby', 'a_overlaps'] as const;

export type ComparisonOperator = (typeof comparisonOperators)[number];
export type ArithmeticOperator = (typeof arithmeticOperators)[number];
export type SpatialFunction = (typeof spatialFunctions)[number];
export type TemporalFunction = (typeof temporalFunctions)[number];
export type ArrayFunction = (typeof arrayFunctions)[number];

/** The node that a standardised function of two operands makes, by its name in lower case. */
export function predicateFunction(name: string) {
  const spatial = spatialFunctions.find((operator) => operator === name);
  if (spatial !== undefined) return { kind: 'spatial', operator: spatial } as const;
  const temporal = temporalFunctions.find((operator) => operator === name);
  if (temporal !== undefined) return { kind: 'temporal', operator: temporal } as const;
  const arrays = arrayFunctions.find((operator) => operator === name);
  return arrays && ({ kind: 'arrays', operator: arrays } as const);
}

/** Two or three numbers in the axis order of the literal's CRS, as the client wrote them. */
export type Position = readonly number[];
export type SimpleGeometry =
  | { readonly type: 'Point'; readonly coordinates: Position }
  | { readonly type: 'LineString' | 'MultiPoint'; readonly coordinates: readonly Position[] }
  | { readonly type: 'Polygon' | 'MultiLineString'; readonly coordinates: readonly (readonly Position[])[] }
  | { readonly type: 'MultiPolygon'; readonly coordinates: readonly (readonly (readonly Position[])[])[] };
export type Geometry =
  | SimpleGeometry
  | { readonly type: 'GeometryCollection'; readonly geometries: readonly SimpleGeometry[] };

export interface GeometryLiteral {
  readonly kind: 'geometry';
  readonly geometry: Geometry;
  readonly crs: Crs;
}
/** Lower corner, then upper corner, each of two or three axes; west > east crosses the antimeridian. */
export interface BoxLiteral {
  readonly kind: 'bbox';
  readonly bounds: readonly number[];
  readonly crs: Crs;
}
export type SpatialLiteral = GeometryLiteral | BoxLiteral;

/** `YYYY-MM-DD`, or `YYYY-MM-DDThh:mm:ss[.f]Z` without trailing zeros. */
export interface InstantLiteral {
  readonly kind: 'date' | 'timestamp';
  readonly text: string;
}
/** Ends are instants, properties or functions; null is open (`..`). */
export interface Interval {
  readonly kind: 'interval';
  readonly start: Expression | null;
  readonly end: Expression | null;
}

export type ScalarLiteral = { readonly kind: 'literal'; readonly value: string | number | boolean };

/** Any node; the name of its kind is CQL2's word for it. */
export type Expression =
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Expression[] }
  | { readonly kind: 'not' | 'isNull' | 'casei' | 'accenti'; readonly operand: Expression }
  | Binary<'comparison', ComparisonOperator>
  | Binary<'arithmetic', ArithmeticOperator>
  | Binary<'spatial', SpatialFunction>
  | Binary<'temporal', TemporalFunction>
  | Binary<'arrays', ArrayFunction>
  | { readonly kind: 'like'; readonly operand: Expression; readonly pattern: Expression }
  | { readonly kind: 'between'; readonly operand: Expression; readonly lower: Expression; readonly upper: Expression }
  | { readonly kind: 'in'; readonly operand: Expression; readonly list: readonly Expression[] }
  | { readonly kind: 'property'; readonly name: string }
  | { readonly kind: 'function'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'array'; readonly items: readonly Expression[] }
  | ScalarLiteral
  | InstantLiteral
  | Interval
  | SpatialLiteral;

interface Binary<Kind extends string, Operator extends string> {
  readonly kind: Kind;
  readonly operator: Operator;
  readonly left: Expression;
  readonly right: Expression;
}

/** The nodes directly below, in reading order. */
export function childrenOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'and':
    case 'or':
      return expression.operands;
    case 'not':
    case 'isNull':
    case 'casei':
    case 'accenti':
      return [expression.operand];
    case 'comparison':
    case 'arithmetic':
    case 'spatial':
    case 'temporal':
    case 'arrays':
      return [expression.left, expression.right];
    case 'like':
      return [expression.operand, expression.pattern];
    case 'between':
      return [expression.operand, expression.lower, expression.upper];
    case 'in':
      return [expression.operand, ...expression.list];
    case 'function':
      return expression.args;
    case 'array':
      return expression.items;
    case 'interval':
      return [expression.start, expression.end].filter((end) => end !== null);
    default:
      return [];
  }
}
