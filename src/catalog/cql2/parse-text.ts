/**
 * CQL2 text to a tree, by recursive descent: or, and, not, predicate, sum, product, power, factor, primary.
 * Brackets hold any expression; what the grammar forbids inside them is left to the type check.
 *
 * Source: OGC 21-065r2, annex B. Accepted beyond it: a boolean property alone as a predicate, BETWEEN on anything with an
 * order, `MULTIPOINT(1 2, 3 4)`, and quoted names of any characters.
 */
import type { Crs } from '../../geodesy/crs.js';
import {
  type ArithmeticOperator,
  comparisonOperators,
  type Expression,
  predicateFunction,
  type ScalarLiteral,
} from './expression.js';
import { tokenize } from './lexer.js';
import { requireTextLength, requireWithinLimits } from './limits.js';
import { boxLiteral, geometryLiteral, literalCrs } from './spatial-literal.js';
import { instantLiteral, interval, readIntervalEnd } from './temporal-literal.js';
import { isSymbol, isWord, TokenCursor } from './token-cursor.js';
import { geometryType, parseWkt } from './wkt.js';

/** Words that name no property unless quoted. */
const RESERVED = new Set(['AND', 'OR', 'NOT', 'LIKE', 'BETWEEN', 'IN', 'IS', 'NULL', 'DIV']);

/** Throws `invalidParameter('filter', …)` with the position and what was expected there. */
export function parseCql2Text(text: string, options: { filterCrs: string }): Expression {
  requireTextLength(text);
  const cursor = new TokenCursor(tokenize(text));
  const expression = new TextParser(cursor, literalCrs(options.filterCrs)).expression();
  cursor.expectEnd();
  requireWithinLimits(expression);
  return expression;
}

class TextParser {
  constructor(
    private readonly cursor: TokenCursor,
    private readonly crs: Crs,
  ) {}

  readonly expression = (): Expression => this.chained('or', () => this.chained('and', () => this.negation()));

  private chained(kind: 'and' | 'or', operand: () => Expression): Expression {
    const operands = [operand()];
    while (this.cursor.acceptWord(kind.toUpperCase())) operands.push(operand());
    return operands.length === 1 ? operands[0] : { kind, operands };
  }

  private negation(): Expression {
    if (!this.cursor.acceptWord('NOT')) return this.predicate();
    return { kind: 'not', operand: this.cursor.nested(() => this.negation()) };
  }

  private predicate(): Expression {
    const { cursor } = this;
    const operand = this.sum();
    const operator = comparisonOperators.find((symbol) => cursor.acceptSymbol(symbol));
    if (operator !== undefined) return { kind: 'comparison', operator, left: operand, right: this.sum() };
    if (cursor.acceptWord('IS')) {
      const isNegated = cursor.acceptWord('NOT');
      cursor.expectWord('NULL');
      return negatedIf(isNegated, { kind: 'isNull', operand });
    }
    const isNegated = cursor.acceptWord('NOT');
    if (cursor.acceptWord('LIKE')) return negatedIf(isNegated, { kind: 'like', operand, pattern: this.sum() });
    if (cursor.acceptWord('IN')) return negatedIf(isNegated, { kind: 'in', operand, list: cursor.list(this.sum) });
    if (cursor.acceptWord('BETWEEN')) {
      const lower = this.sum();
      cursor.expectWord('AND');
      return negatedIf(isNegated, { kind: 'between', operand, lower, upper: this.sum() });
    }
    if (isNegated) throw cursor.unexpected('LIKE, IN or BETWEEN');
    return operand;
  }

  private readonly sum = (): Expression => {
    let left = this.product();
    for (;;) {
      const operator = this.acceptOperator('+', '-');
      if (operator === undefined) return left;
      left = { kind: 'arithmetic', operator, left, right: this.product() };
    }
  };

  private product(): Expression {
    let left = this.power();
    for (;;) {
      const operator = this.cursor.acceptWord('DIV') ? 'div' : this.acceptOperator('*', '/', '%');
      if (operator === undefined) return left;
      left = { kind: 'arithmetic', operator, left, right: this.power() };
    }
  }

  private power(): Expression {
    const left = this.factor();
    if (!this.cursor.acceptSymbol('^')) return left;
    return { kind: 'arithmetic', operator: '^', left, right: this.factor() };
  }

  private acceptOperator(...symbols: ArithmeticOperator[]): ArithmeticOperator | undefined {
    return symbols.find((symbol) => this.cursor.acceptSymbol(symbol));
  }

  /** A sign binds closer than any operator: `-2 ^ 2` is 4, as the grammar has it. */
  private factor(): Expression {
    const { cursor } = this;
    if (isSymbol(cursor.token, '+')) return literal(cursor.expectNumber());
    if (!cursor.acceptSymbol('-')) return this.primary();
    const operand = cursor.nested(() => this.factor());
    return operand.kind === 'literal' && typeof operand.value === 'number'
      ? literal(-operand.value)
      : { kind: 'arithmetic', operator: '*', left: literal(-1), right: operand };
  }

  private primary(): Expression {
    const { cursor } = this;
    switch (cursor.token.kind) {
      case 'number':
        return literal(cursor.expectNumber());
      case 'string':
        return literal(cursor.next().text);
      case 'quoted':
        return { kind: 'property', name: cursor.next().text };
      case 'word':
        return this.word();
      default: {
        if (!isSymbol(cursor.token, '(')) throw cursor.unexpected('a value');
        const items = cursor.list(this.expression);
        return items.length === 1 ? items[0] : { kind: 'array', items };
      }
    }
  }

  private word(): Expression {
    const { cursor } = this;
    const keyword = cursor.token.text.toUpperCase();
    if (RESERVED.has(keyword)) throw cursor.unexpected('a value');
    const name = cursor.next().text;
    if (keyword === 'TRUE' || keyword === 'FALSE') return literal(keyword === 'TRUE');
    const type = geometryType(keyword);
    const isCall = isSymbol(cursor.token, '(');
    if (type !== undefined && (isCall || isWord(cursor.token, 'Z'))) {
      return geometryLiteral(parseWkt(cursor, type), this.crs);
    }
    return isCall ? this.call(name) : { kind: 'property', name };
  }

  private call(name: string): Expression {
    const { cursor } = this;
    const keyword = name.toLowerCase();
    switch (keyword) {
      case 'casei':
      case 'accenti':
        return { kind: keyword, operand: cursor.bracketed(this.expression) };
      case 'date':
      case 'timestamp':
        return cursor.bracketed(() => instantLiteral(keyword, cursor.expectString(`a ${keyword} in single quotes`)));
      case 'interval': {
        const [start, end] = cursor.pair(() => this.intervalEnd());
        return interval(start, end);
      }
      case 'bbox':
        return boxLiteral(
          cursor.list(() => cursor.expectNumber()),
          this.crs,
        );
    }
    const predicate = predicateFunction(keyword);
    if (predicate !== undefined) {
      const [left, right] = cursor.pair(predicate.kind === 'arrays' ? this.arrayOperand : this.expression);
      return { ...predicate, left, right };
    }
    return { kind: 'function', name, args: this.isEmptyList() ? [] : cursor.list(this.expression) };
  }

  private intervalEnd(): Expression | null {
    if (this.cursor.token.kind === 'string') return readIntervalEnd(this.cursor.next().text);
    return this.primary();
  }

  /** Here, other than elsewhere, brackets around nothing or around one value are an array too. */
  private readonly arrayOperand = (): Expression => {
    if (!isSymbol(this.cursor.token, '(')) return this.expression();
    return { kind: 'array', items: this.isEmptyList() ? [] : this.cursor.list(this.expression) };
  };

  /** Moves past `()`. */
  private isEmptyList(): boolean {
    const isEmpty = isSymbol(this.cursor.token, '(') && isSymbol(this.cursor.following, ')');
    if (isEmpty) {
      this.cursor.next();
      this.cursor.next();
    }
    return isEmpty;
  }
}

const literal = (value: ScalarLiteral['value']): ScalarLiteral => ({ kind: 'literal', value });
const negatedIf = (isNegated: boolean, operand: Expression): Expression =>
  isNegated ? { kind: 'not', operand } : operand;
