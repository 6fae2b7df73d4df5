/** A reading position in a list of tokens, with the moves and the errors a parser needs. */
import { invalidParameter } from '../../errors.js';
import { excerpt } from './excerpt.js';
import type { Token } from './lexer.js';
import { requireDepth } from './limits.js';

export class TokenCursor {
  private index = 0;
  private depth = 0;

  /** `tokens` end with one of kind `end`. */
  constructor(private readonly tokens: readonly Token[]) {}

  get token(): Token {
    return this.tokens[this.index];
  }

  /** The token after the current one. */
  get following(): Token {
    return this.tokens[Math.min(this.index + 1, this.tokens.length - 1)];
  }

  next(): Token {
    const { token } = this;
    if (token.kind !== 'end') this.index++;
    return token;
  }

  acceptSymbol(symbol: string): boolean {
    const isThere = isSymbol(this.token, symbol);
    if (isThere) this.index++;
    return isThere;
  }

  /** `keyword` in capitals; keywords are the same in any case. */
  acceptWord(keyword: string): boolean {
    const isThere = isWord(this.token, keyword);
    if (isThere) this.index++;
    return isThere;
  }

  expectSymbol(symbol: string): void {
    if (!this.acceptSymbol(symbol)) throw this.unexpected(`'${symbol}'`);
  }

  expectWord(keyword: string): void {
    if (!this.acceptWord(keyword)) throw this.unexpected(keyword);
  }

  expectEnd(): void {
    if (this.token.kind !== 'end') throw this.unexpected('an operator or the end of the filter');
  }

  expectString(meaning: string): string {
    if (this.token.kind !== 'string') throw this.unexpected(meaning);
    return this.next().text;
  }

  /** A number with an optional sign. */
  expectNumber(): number {
    const isNegative = this.acceptSymbol('-');
    if (!isNegative) this.acceptSymbol('+');
    if (this.token.kind !== 'number') throw this.unexpected('a number');
    const value = Number(this.token.text);
    if (!Number.isFinite(value)) throw this.unexpected('a number of at most 1.8e308');
    this.next();
    return isNegative ? -value : value;
  }

  /** `(item)` */
  bracketed<Item>(item: () => Item): Item {
    this.expectSymbol('(');
    const found = this.nested(item);
    this.expectSymbol(')');
    return found;
  }

  /** `(item, item)` */
  pair<Item>(item: () => Item): [Item, Item] {
    return this.bracketed(() => {
      const first = item();
      this.expectSymbol(',');
      return [first, item()];
    });
  }

  /** `(item, item, …)`, at least one. */
  list<Item>(item: () => Item): Item[] {
    return this.bracketed(() => {
      const items = [item()];
      while (this.acceptSymbol(',')) items.push(item());
      return items;
    });
  }

  /** Reads one level deeper. Throws `invalidParameter` when there are too many. */
  nested<Result>(read: () => Result): Result {
    requireDepth(++this.depth);
    const result = read();
    this.depth--;
    return result;
  }

  /** The error for "something else stands here". */
  unexpected(expected: string): Error {
    const { kind, text, at } = this.token;
    const found =
      kind === 'end' ? 'the end of the filter' : kind === 'symbol' ? `'${text}'` : `${kind} '${excerpt(text)}'`;
    return invalidParameter('filter', `at character ${at + 1}: expected ${expected}, found ${found}`);
  }
}

export const isSymbol = (token: Token, symbol: string): boolean => token.kind === 'symbol' && token.text === symbol;
export const isWord = (token: Token, keyword: string): boolean =>
  token.kind === 'word' && token.text.toUpperCase() === keyword;
