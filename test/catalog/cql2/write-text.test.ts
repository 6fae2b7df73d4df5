import { describe, expect, test } from 'vitest';
import { parseCql2Text } from '../../../src/catalog/cql2/parse-text.js';
import { writeCql2Text } from '../../../src/catalog/cql2/write-text.js';
import { CRS84_URI } from '../../../src/geodesy/crs.js';
import { RandomFilter, seededRandom } from './random-filter.js';

const options = { filterCrs: CRS84_URI };
const rewritten = (text: string) => writeCql2Text(parseCql2Text(text, options));

describe('writeCql2Text', () => {
  test.each([
    ['a = 1 and not b', '("a" = 1) AND (NOT "b")'],
    ['a not in (1,2)', 'NOT ("a" IN (1, 2))'],
    ['a - (b - 1) > 0', '("a" - ("b" - 1)) > 0'],
    ["date(  '2020-01-01' ) = a", `DATE('2020-01-01') = "a"`],
    ["t_after(a,interval('..',b))", `T_AFTER("a", INTERVAL('..', "b"))`],
    ['s_within(a,bbox(-1,2,3,4))', 'S_WITHIN("a", BBOX(-1, 2, 3, 4))'],
    ['s_within(a,polygon z((0 0 1,1 0 1,1 1 1,0 0 1)))', 'S_WITHIN("a", POLYGON Z((0 0 1,1 0 1,1 1 1,0 0 1)))'],
    ['a = -0.0', '"a" = -0'],
  ])('%s becomes %s', (text, expected) => {
    expect(rewritten(text)).toBe(expected);
  });

  test('escapes what would end a string or a name', () => {
    const expression = {
      kind: 'comparison',
      operator: '=',
      left: { kind: 'property', name: 'a"b' },
      right: { kind: 'literal', value: "it's \\ \n" },
    } as const;
    expect(writeCql2Text(expression)).toBe(`"a""b" = 'it''s \\\\ \n'`);
    expect(parseCql2Text(writeCql2Text(expression), options)).toEqual(expression);
  });

  test('random filters come back from their text as the same tree', () => {
    const names = {
      number: ['n'],
      string: ['s'],
      boolean: ['b'],
      date: ['d'],
      timestamp: ['t'],
      array: ['a'],
      geometry: ['g'],
    };
    for (let seed = 0; seed < 500; seed++) {
      const expression = new RandomFilter(seededRandom(seed), names).predicate(5);
      const text = writeCql2Text(expression);
      expect(parseCql2Text(text, options), text).toEqual(expression);
    }
  });
});
