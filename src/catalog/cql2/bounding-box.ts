/** The box that drives the index: found in the filter, so that not every feature has to be asked. */
import type { BoundingBox } from '../items.js';
import type { Expression } from './expression.js';
import type { FilterSource } from './filter-source.js';
import { boundsOf, isSpatialLiteral } from './spatial-literal.js';

/**
 * A box that every matching feature must touch, or undefined when the filter names none: of AND the smallest box of its
 * operands, of OR the box around all of theirs. A feature may touch two boxes without touching what they share.
 */
export function filterBoundingBox(
  expression: Expression,
  source: Pick<FilterSource, 'geometryNames'>,
): BoundingBox | undefined {
  switch (expression.kind) {
    case 'and': {
      const boxes = expression.operands.map((operand) => filterBoundingBox(operand, source));
      return boxes.filter((box) => box !== undefined).reduce(smaller, undefined);
    }
    case 'or': {
      const boxes = expression.operands.map((operand) => filterBoundingBox(operand, source));
      return boxes.reduce((around, box) => around && box && union(around, box));
    }
    case 'spatial': {
      // Features that a disjoint literal leaves are everywhere else.
      if (expression.operator === 's_disjoint') return undefined;
      const { left, right } = expression;
      return boxOfLiteralBeside(left, right, source) ?? boxOfLiteralBeside(right, left, source);
    }
    default:
      return undefined;
  }
}

function boxOfLiteralBeside(
  geometry: Expression,
  literal: Expression,
  source: Pick<FilterSource, 'geometryNames'>,
): BoundingBox | undefined {
  const isGeometry = geometry.kind === 'property' && source.geometryNames.includes(geometry.name);
  return isGeometry && isSpatialLiteral(literal) ? { ...boundsOf(literal), crs: literal.crs.uri } : undefined;
}

const areaOf = ({ minX, minY, maxX, maxY }: BoundingBox): number => (maxX - minX) * (maxY - minY);

const smaller = (a: BoundingBox | undefined, b: BoundingBox): BoundingBox =>
  a !== undefined && areaOf(a) <= areaOf(b) ? a : b;

const union = (a: BoundingBox, b: BoundingBox): BoundingBox => ({
  minX: Math.min(a.minX, b.minX),
  minY: Math.min(a.minY, b.minY),
  maxX: Math.max(a.maxX, b.maxX),
  maxY: Math.max(a.maxY, b.maxY),
  crs: a.crs,
});
