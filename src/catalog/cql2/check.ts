/**
 * Whether a filter fits a collection: names exist, and operands have types that can be compared. The tree stays as it
 * is; the outcome is the type of every node.
 *
 * Where the standard leaves casts to the server (requirement class Basic CQL2, type casts): a date and a timestamp meet
 * as days in UTC, a string literal meets them as the instant it names, integers meet numbers. Everything else is an error.
 */
import { invalidParameter } from '../../errors.js';
import type { PropertyType } from '../collection.js';
import { excerpt } from './excerpt.js';
import { childrenOf, type Expression } from './expression.js';
import type { FilterSource } from './filter-source.js';
import { MAX_PATTERN_LENGTH } from './limits.js';
import { readQuotedInstant } from './temporal-literal.js';
import { writeCql2Text } from './write-text.js';

export type ValueType =
  | 'boolean'
  | 'string'
  | 'integer'
  | 'number'
  | 'date'
  | 'timestamp'
  | 'interval'
  | 'geometry'
  | 'array'
  | 'json';

/** Types of the nodes of one checked tree. */
export type Types = ReadonlyMap<Expression, ValueType>;

const propertyTypes: Readonly<Record<PropertyType, ValueType>> = {
  string: 'string',
  integer: 'integer',
  number: 'number',
  boolean: 'boolean',
  date: 'date',
  'date-time': 'timestamp',
  json: 'json',
};

const instants: readonly ValueType[] = ['date', 'timestamp'];
const numbers: readonly ValueType[] = ['integer', 'number'];
/** Types that can be compared, in groups that can be compared with each other. */
const comparableGroups: readonly (readonly ValueType[])[] = [['boolean'], ['string'], numbers, instants];

/** Throws `invalidParameter('filter', …)` for an unknown name or function, or for types that do not go together. */
export function checkFilter(expression: Expression, source: FilterSource): Types {
  const checker = new Checker(source);
  checker.requireType(expression, ['boolean'], 'a filter');
  return checker.types;
}

/** What operands that passed the check are compared as: days as soon as one is a date, integers while all are. */
export function commonType(types: readonly ValueType[]): ValueType {
  if (types.includes('date')) return 'date';
  if (types.includes('number')) return 'number';
  return types[0];
}

class Checker {
  readonly types = new Map<Expression, ValueType>();

  constructor(private readonly source: FilterSource) {}

  /** Checks a node and all below it. */
  typeOf(expression: Expression): ValueType {
    const type = this.check(expression);
    this.types.set(expression, type);
    return type;
  }

  requireType(expression: Expression, allowed: readonly ValueType[], where: string): void {
    const type = this.typeOf(expression);
    if (allowed.includes(type) || this.becomesInstant(expression, allowed)) return;
    throw invalid(`${where} takes ${allowed.join(' or ')}, got ${shown(expression)} (${type})`);
  }

  private check(expression: Expression): ValueType {
    switch (expression.kind) {
      case 'and':
      case 'or':
        for (const operand of expression.operands)
          this.requireType(operand, ['boolean'], expression.kind.toUpperCase());
        return 'boolean';
      case 'not':
        this.requireType(expression.operand, ['boolean'], 'NOT');
        return 'boolean';
      case 'isNull':
        this.typeOf(expression.operand);
        if (expression.operand.kind === 'array') {
          throw invalid('IS NULL takes a property or a value, got an array');
        }
        return 'boolean';
      case 'comparison':
        this.requireComparable([expression.left, expression.right]);
        return 'boolean';
      case 'between':
        this.requireComparable([expression.operand, expression.lower, expression.upper]);
        return 'boolean';
      case 'in':
        this.requireComparable([expression.operand, ...expression.list]);
        return 'boolean';
      case 'like':
        this.requireType(expression.operand, ['string'], 'LIKE');
        this.requirePattern(expression.pattern);
        return 'boolean';
      case 'casei':
      case 'accenti':
        this.requireType(expression.operand, ['string'], expression.kind.toUpperCase());
        return 'string';
      case 'arithmetic':
        this.requireType(expression.left, numbers, `'${expression.operator}'`);
        this.requireType(expression.right, numbers, `'${expression.operator}'`);
        return 'number';
      case 'spatial':
        for (const operand of childrenOf(expression))
          this.requireType(operand, ['geometry'], called(expression.operator));
        return 'boolean';
      case 'temporal':
        for (const operand of childrenOf(expression)) this.requireTemporal(operand, expression.operator);
        return 'boolean';
      case 'arrays':
        for (const operand of childrenOf(expression)) {
          this.requireType(operand, ['array', 'json'], called(expression.operator));
        }
        return 'boolean';
      case 'array':
        for (const item of expression.items) this.requireType(item, comparableGroups.flat(), 'an array');
        return 'array';
      case 'interval':
        for (const end of childrenOf(expression)) this.requireType(end, instants, 'INTERVAL');
        return 'interval';
      case 'property':
        return this.propertyType(expression.name);
      case 'function':
        throw invalid(`no such function: ${excerpt(expression.name)}; this service declares none of its own`);
      case 'literal':
        return literalType(expression.value);
      case 'date':
      case 'timestamp':
        return expression.kind;
      case 'geometry':
      case 'bbox':
        return 'geometry';
    }
  }

  private propertyType(name: string): ValueType {
    const { source } = this;
    if (source.geometryNames.includes(name)) return 'geometry';
    const property = source.property(name);
    if (property === undefined) throw invalid(`no such property: ${excerpt(name)}; known: ${listed(source)}`);
    return property.isArray ? 'array' : propertyTypes[property.type];
  }

  private requireComparable(operands: readonly Expression[]): void {
    const types = operands.map((operand) => this.typeOf(operand));
    const leader = types.find((type) => instants.includes(type)) ?? types[0];
    const group = comparableGroups.find((members) => members.includes(leader)) ?? [];
    operands.forEach((operand, index) => {
      if (group.includes(types[index]) || this.becomesInstant(operand, group)) return;
      // Named with a partner it fails to go with: the first operand, or for the first one the second.
      const partner = index === 0 ? 1 : 0;
      const [first, second] = [Math.min(index, partner), Math.max(index, partner)];
      throw invalid(
        `cannot compare ${shown(operands[first])} (${types[first]}) with ${shown(operands[second])} (${types[second]})`,
      );
    });
  }

  private requireTemporal(operand: Expression, operator: string): void {
    const takesInstants = ['t_after', 't_before', 't_disjoint', 't_equals', 't_intersects'].includes(operator);
    this.requireType(operand, takesInstants ? [...instants, 'interval'] : ['interval'], called(operator));
  }

  /** Whether instants are wanted and a string literal names one; it then counts as one. */
  private becomesInstant(expression: Expression, wanted: readonly ValueType[]): boolean {
    if (!wanted.includes('timestamp')) return false;
    const instant =
      expression.kind === 'literal' && typeof expression.value === 'string'
        ? readQuotedInstant(expression.value)
        : undefined;
    if (instant !== undefined) this.types.set(expression, instant.kind);
    return instant !== undefined;
  }

  /** A literal, perhaps folded, that PostgreSQL can match with. */
  private requirePattern(pattern: Expression): void {
    this.requireType(pattern, ['string'], 'LIKE');
    let inner = pattern;
    while (inner.kind === 'casei' || inner.kind === 'accenti') inner = inner.operand;
    if (inner.kind !== 'literal' || typeof inner.value !== 'string') {
      throw invalid(`LIKE takes a pattern in single quotes, got ${shown(inner)}`);
    }
    const text = inner.value;
    if (text.length > MAX_PATTERN_LENGTH) {
      throw invalid(`LIKE takes a pattern of at most ${MAX_PATTERN_LENGTH} characters, got ${text.length}`);
    }
    const trailing = text.length - text.replace(/\\+$/, '').length;
    if (trailing % 2 === 1) throw invalid(`LIKE pattern ${shown(inner)} ends in the middle of an escape`);
  }
}

function literalType(value: string | number | boolean): ValueType {
  switch (typeof value) {
    case 'boolean':
      return 'boolean';
    case 'number':
      return Number.isSafeInteger(value) ? 'integer' : 'number';
    case 'string':
      if (value.includes('\0')) throw invalid('a string cannot hold the character NUL');
      return 'string';
  }
}

const invalid = (problem: string) => invalidParameter('filter', problem);
const called = (operator: string): string => operator.toUpperCase();

const shown = (expression: Expression): string => excerpt(writeCql2Text(expression));

const LISTED_NAMES = 40;

function listed({ propertyNames, geometryNames }: FilterSource): string {
  const names = [...geometryNames, ...propertyNames];
  const more = names.length > LISTED_NAMES ? ` and ${names.length - LISTED_NAMES} more` : '';
  return names.slice(0, LISTED_NAMES).join(', ') + more;
}
