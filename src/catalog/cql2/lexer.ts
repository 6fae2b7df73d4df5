/** CQL2 text to tokens, in one linear pass. Source: OGC 21-065r2, annex B. */
import { invalidParameter } from '../../errors.js';

export interface Token {
  /** `word` is a keyword, function or unquoted property name; `quoted` a name in double quotes. */
  readonly kind: 'word' | 'quoted' | 'string' | 'number' | 'symbol' | 'end';
  /** Names and strings without quotes and escapes; otherwise as written. */
  readonly text: string;
  /** Offset of the first character. */
  readonly at: number;
}

const NAME_START =
  ':_A-Za-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFE\\u200C-\\u200D\\u2070-\\u218F' +
  '\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD\\u{10000}-\\u{EFFFF}';
const NAME_PART = `${NAME_START}.0-9\\u0300-\\u036F\\u203F-\\u2040`;
const NAME = `[${NAME_START}][${NAME_PART}]*`;

// Each pattern is sticky and has one way to match, so that the time is linear in the text.
const WHITESPACE = /[\s\u0085]+/uy;
const WORD = new RegExp(NAME, 'uy');
const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const SYMBOL = /<>|<=|>=|[()<>=,+\-*/%^]/y;
const QUOTED = /"((?:[^"]|"")+)"(?!")/y;
const STRING = /'((?:[^'\\]|''|\\[\s\S])*)'(?!')/y;

const WHOLE_NAME = new RegExp(`^${NAME}$`, 'u');

/** What a backslash makes of the next character; before any other it stands for itself, so that LIKE sees `\%` and `\_`. */
const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  t: '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  "'": "'",
  '\\': '\\',
};

/** Whether `name` can stand in text without quotes. */
export const isIdentifier = (name: string): boolean => WHOLE_NAME.test(name);

/** The tokens of `text`, closed by one of kind `end`. Throws `invalidParameter` naming the position. */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(text);
  };
  for (;;) {
    at += match(WHITESPACE)?.[0].length ?? 0;
    if (at === text.length) break;
    const token = readToken(match, at);
    if (token === undefined) throw unreadable(text, at);
    tokens.push(token.token);
    at += token.length;
  }
  return [...tokens, { kind: 'end', text: '', at }];
}

function readToken(match: (pattern: RegExp) => RegExpExecArray | null, at: number) {
  const read = (kind: Token['kind'], pattern: RegExp, decode = (found: RegExpExecArray) => found[0]) => {
    const found = match(pattern);
    return found === null ? undefined : { token: { kind, text: decode(found), at }, length: found[0].length };
  };
  return (
    read('word', WORD) ??
    read('number', NUMBER) ??
    read('symbol', SYMBOL) ??
    read('string', STRING, ([, body]) => withoutEscapes(body)) ??
    read('quoted', QUOTED, ([, body]) => body.replaceAll('""', '"'))
  );
}

const withoutEscapes = (body: string): string =>
  body.replace(/''|\\([\s\S])/g, (sequence, escaped: string | undefined) =>
    escaped === undefined ? "'" : (ESCAPES[escaped] ?? sequence),
  );

function unreadable(text: string, at: number) {
  const character = String.fromCodePoint(text.codePointAt(at)!);
  const open = { "'": 'a string', '"': 'a name' }[character];
  const problem = open === undefined ? `unexpected character ${JSON.stringify(character)}` : `${open} is not closed`;
  return invalidParameter('filter', `at character ${at + 1}: ${problem}`);
}
