import { describe, expect, test } from 'vitest';
import { isIdentifier, tokenize } from '../../../src/catalog/cql2/lexer.js';

const kinds = (text: string) => tokenize(text).map((token) => token.kind);
const texts = (text: string) =>
  tokenize(text)
    .slice(0, -1)
    .map((token) => token.text);

describe('tokenize', () => {
  test('splits operators from what they touch', () => {
    expect(texts('a<>b')).toEqual(['a', '<>', 'b']);
    expect(texts('a<=-1')).toEqual(['a', '<=', '-', '1']);
    expect(texts('2*2^0')).toEqual(['2', '*', '2', '^', '0']);
  });

  test('gives the offset of every token, and of the end', () => {
    expect(tokenize(" a = 'b' ").map((token) => token.at)).toEqual([1, 3, 5, 9]);
  });

  test.each([['5', '5.', '.5', '5.25', '1E5', '1e-5', '2.5E+10']])(
    'reads a number in every form of the grammar',
    (...numbers) => {
      for (const number of numbers)
        expect(tokenize(number)).toMatchObject([{ kind: 'number', text: number }, { kind: 'end' }]);
    },
  );

  test('takes colons, points, digits and letters of all scripts into names', () => {
    expect(texts('eo:cloud_cover landsat.v2 Höhe ώρα 名前')).toEqual([
      'eo:cloud_cover',
      'landsat.v2',
      'Höhe',
      'ώρα',
      '名前',
    ]);
    expect(kinds('eo:cloud_cover Höhe')).toEqual(['word', 'word', 'end']);
  });

  test('takes anything into a name in double quotes, a doubled quote for one', () => {
    expect(tokenize('"20200101" "a ""b"" c"')).toMatchObject([
      { kind: 'quoted', text: '20200101' },
      { kind: 'quoted', text: 'a "b" c' },
      { kind: 'end' },
    ]);
  });

  test('takes every white space of the grammar between tokens', () => {
    expect(texts('a\t\n\v\f\r\u0085\u00a0\u2003\u3000=')).toEqual(['a', '=']);
  });

  test.each([
    ["'Via dell''Avvento'", "Via dell'Avvento"],
    ["'Via dell\\'Avvento'", "Via dell'Avvento"],
    ["'\\a\\b\\t\\n\\v\\f\\r'", '\x07\b\t\n\v\f\r'],
    ["''", ''],
  ])('reads the string %s without its escapes', (text, value) => {
    expect(tokenize(text)[0]).toMatchObject({ kind: 'string', text: value });
  });

  test('leaves a backslash before % and _ to LIKE, written once or twice', () => {
    expect(texts(String.raw`'\%\_'`)).toEqual([String.raw`\%\_`]);
    expect(texts(String.raw`'\\%\\_'`)).toEqual([String.raw`\%\_`]);
  });

  test.each([
    ['a = ?', 'at character 5: unexpected character "?"'],
    ["a = 'b", 'at character 5: a string is not closed'],
    ["'it''s", 'at character 1: a string is not closed'],
    ['"a', 'at character 1: a name is not closed'],
    ['a = §', 'at character 5: unexpected character "§"'],
  ])('says where %s cannot be read', (text, message) => {
    expect(() => tokenize(text)).toThrow(message);
  });

  test('reads 64 kB of quotes or backslashes without trouble', () => {
    expect(texts(`'${"''".repeat(32_000)}'`)[0]).toHaveLength(32_000);
    expect(texts(`'${'\\\\'.repeat(32_000)}'`)[0]).toHaveLength(32_000);
  });
});

test('isIdentifier tells the names that need no quotes', () => {
  expect(['a', '_a1', 'eo:x', 'ä.b'].map(isIdentifier)).toEqual([true, true, true, true]);
  expect(['', '1a', 'a b', 'a-b', 'a"'].map(isIdentifier)).toEqual([false, false, false, false, false]);
});
