/** Filters of rules that compare one attribute with numbers (Filter Encoding 1.0, OGC 02-059). */
import { invalidParameter } from '../errors.js';
import { readNumber } from './sld-symbol.js';
import { childOf, elementsIn, localName, type SldElement, textOf } from './sld-tree.js';
import { STYLE_PROPERTIES, type StyleProperty } from './style.js';

export interface Condition {
  readonly attribute: StyleProperty;
  readonly limits: {
    readonly min?: number;
    readonly max?: number;
    readonly includesMin?: boolean;
    readonly includesMax?: boolean;
  };
  /** Points that lack the attribute. */
  readonly isNull?: boolean;
}

/** Names of newer files for the same thing. */
const ALIASES: Readonly<Record<string, StyleProperty>> = { rmse_ts: 'rmse', height_ortho: 'height' };

const COMPARISONS = [
  'PropertyIsBetween',
  'PropertyIsLessThan',
  'PropertyIsLessThanOrEqualTo',
  'PropertyIsGreaterThan',
  'PropertyIsGreaterThanOrEqualTo',
  'PropertyIsEqualTo',
];

/** Throws `invalidParameter` for SLD. */
export function readFilter(filter: SldElement, where: string): Condition {
  const operators = elementsIn(filter);
  if (operators.length !== 1)
    throw invalidParameter('SLD', `${where}: expected one comparison in the filter, got ${operators.length}`);
  const [operator] = operators;
  if (localName(operator) === 'PropertyIsNull') {
    return { attribute: attributeOf(operator, where), limits: {}, isNull: true };
  }
  if (localName(operator) !== 'And') return readComparison(operator, where);
  const parts = elementsIn(operator).map((part) => readComparison(part, where));
  const [first, second] = parts;
  if (parts.length !== 2 || first.attribute !== second.attribute) {
    throw invalidParameter('SLD', `${where}: expected And of two comparisons of one attribute`);
  }
  const isBothSides =
    (first.limits.min === undefined) !== (second.limits.min === undefined) &&
    (first.limits.max === undefined) !== (second.limits.max === undefined);
  if (!isBothSides) throw invalidParameter('SLD', `${where}: expected And of a lower and an upper limit`);
  return checked({ attribute: first.attribute, limits: { ...first.limits, ...second.limits } }, where);
}

function readComparison(operator: SldElement, where: string): Condition {
  const name = localName(operator);
  if (!COMPARISONS.includes(name))
    throw invalidParameter('SLD', `${where}: ${name.slice(0, 60)} is not supported in a filter`);
  const attribute = attributeOf(operator, where);
  const literal = () => readNumber(textOf(childOf(operator, 'Literal')), `${where} ${name}`, -1e30, 1e30);
  switch (name) {
    case 'PropertyIsBetween': {
      const [min, max] = ['LowerBoundary', 'UpperBoundary'].map((side) =>
        readNumber(textOf(childOf(operator, side)), `${where} ${side}`, -1e30, 1e30),
      );
      return checked({ attribute, limits: { min, max, includesMin: true, includesMax: true } }, where);
    }
    case 'PropertyIsLessThan':
      return { attribute, limits: { max: literal(), includesMax: false } };
    case 'PropertyIsLessThanOrEqualTo':
      return { attribute, limits: { max: literal(), includesMax: true } };
    case 'PropertyIsGreaterThan':
      return { attribute, limits: { min: literal(), includesMin: false } };
    case 'PropertyIsGreaterThanOrEqualTo':
      return { attribute, limits: { min: literal(), includesMin: true } };
    default: {
      const value = literal();
      return { attribute, limits: { min: value, max: value, includesMin: true, includesMax: true } };
    }
  }
}

function attributeOf(operator: SldElement, where: string): StyleProperty {
  const name = textOf(childOf(operator, 'PropertyName') ?? childOf(operator, 'ValueReference'));
  const known =
    STYLE_PROPERTIES.find((property) => property === name) ??
    (Object.hasOwn(ALIASES, name ?? '') ? ALIASES[name!] : undefined);
  if (!known) {
    throw invalidParameter(
      'SLD',
      `${where}: expected PropertyName to be one of ${STYLE_PROPERTIES.join(', ')}, got ${(name ?? 'none').slice(0, 60)}`,
    );
  }
  return known;
}

function checked(condition: Condition, where: string): Condition {
  const { min = 0, max = 0 } = condition.limits;
  if (min > max)
    throw invalidParameter('SLD', `${where}: expected a lower limit below the upper one, got ${min} and ${max}`);
  return condition;
}
