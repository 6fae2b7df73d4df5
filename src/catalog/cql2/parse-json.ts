/**
 * CQL2 JSON to a tree. Every problem is named by its path in the document (`args[1].interval[0]`).
 *
 * Source: OGC 21-065r2, clause 8.3 and annex C (the JSON schema). Accepted beyond it: operators in any case, a property
 * alone as a predicate, BETWEEN on anything with an order, foreign members.
 */
import { invalidParameter } from '../../errors.js';
import type { Crs } from '../../geodesy/crs.js';
import { excerpt } from './excerpt.js';
import { arithmeticOperators, comparisonOperators, type Expression, predicateFunction } from './expression.js';
import { isGeometryObject, readBounds, readGeometry } from './geojson-literal.js';
import { isObject, itemsOf, member, type Place, textAt, unexpected } from './json-place.js';
import { isIdentifier } from './lexer.js';
import { requireDepth, requireWithinLimits } from './limits.js';
import { boxLiteral, geometryLiteral, literalCrs } from './spatial-literal.js';
import { instantLiteral, interval, readIntervalEnd } from './temporal-literal.js';

/** `value`: a parsed JSON document. Throws `invalidParameter('filter', …)`. */
export function parseCql2Json(value: unknown, options: { filterCrs: string }): Expression {
  const expression = new JsonParser(literalCrs(options.filterCrs)).expression({ value, path: '', depth: 1 });
  requireWithinLimits(expression);
  return expression;
}

class JsonParser {
  constructor(private readonly crs: Crs) {}

  readonly expression = (place: Place): Expression => {
    requireDepth(place.depth);
    const { value } = place;
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      return { kind: 'literal', value };
    }
    if (Array.isArray(value)) return { kind: 'array', items: itemsOf(place).map(this.expression) };
    if (!isObject(value)) throw unexpected(place, 'an expression');
    if ('op' in value) return this.operation(textAt(member(place, 'op')), member(place, 'args'));
    if ('property' in value) return { kind: 'property', name: textAt(member(place, 'property')) };
    if ('date' in value) return instantLiteral('date', textAt(member(place, 'date')));
    if ('timestamp' in value) return instantLiteral('timestamp', textAt(member(place, 'timestamp')));
    if ('interval' in value) {
      const [start, end] = itemsOf(member(place, 'interval'), 2).map(this.intervalEnd);
      return interval(start, end);
    }
    if (isGeometryObject(value)) return geometryLiteral(readGeometry(place), this.crs);
    if ('bbox' in value) return boxLiteral(readBounds(member(place, 'bbox')), this.crs);
    throw unexpected(place, 'op, property, date, timestamp, interval, bbox or a GeoJSON geometry');
  };

  private operation(name: string, args: Place): Expression {
    const operands = (count: number) => itemsOf(args, count).map(this.expression);
    const comparison = comparisonOperators.find((operator) => operator === name);
    if (comparison !== undefined) {
      const [left, right] = operands(2);
      return { kind: 'comparison', operator: comparison, left, right };
    }
    const keyword = name.toLowerCase();
    const arithmetic = arithmeticOperators.find((operator) => operator === keyword);
    if (arithmetic !== undefined) {
      const [left, right] = operands(2);
      return { kind: 'arithmetic', operator: arithmetic, left, right };
    }
    const predicate = predicateFunction(keyword);
    if (predicate !== undefined) {
      const [left, right] = operands(2);
      return { ...predicate, left, right };
    }
    switch (keyword) {
      case 'and':
      case 'or': {
        const all = itemsOf(args);
        if (all.length < 2) throw unexpected(args, 'two or more arguments');
        return { kind: keyword, operands: all.map(this.expression) };
      }
      case 'not':
      case 'casei':
      case 'accenti':
        return { kind: keyword, operand: operands(1)[0] };
      case 'isnull':
        return { kind: 'isNull', operand: operands(1)[0] };
      case 'like': {
        const [operand, pattern] = operands(2);
        return { kind: 'like', operand, pattern };
      }
      case 'between': {
        const [operand, lower, upper] = operands(3);
        return { kind: 'between', operand, lower, upper };
      }
      case 'in': {
        const [operand, list] = itemsOf(args, 2);
        const items = itemsOf(list);
        if (items.length === 0) throw unexpected(list, 'at least one value');
        return { kind: 'in', operand: this.expression(operand), list: items.map(this.expression) };
      }
    }
    if (!isIdentifier(name))
      throw invalidParameter('filter', `no such operator or function: ${JSON.stringify(excerpt(name))}`);
    return { kind: 'function', name, args: itemsOf(args).map(this.expression) };
  }

  private readonly intervalEnd = (place: Place): Expression | null =>
    typeof place.value === 'string' ? readIntervalEnd(place.value) : this.expression(place);
}
