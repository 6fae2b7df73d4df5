import { describe, expect, test } from 'vitest';
import { parseCql2Json } from '../../../src/catalog/cql2/parse-json.js';
import { parseCql2Text } from '../../../src/catalog/cql2/parse-text.js';
import { ServiceError } from '../../../src/errors.js';
import { CRS84_URI } from '../../../src/geodesy/crs.js';

const options = { filterCrs: CRS84_URI };
const parse = (text: string) => parseCql2Text(text, options);
/** The tree of a filter given as JSON, the encoding without precedence. */
const tree = (json: unknown) => parseCql2Json(json, options);
const a = { property: 'a' };
const b = { property: 'b' };

describe('precedence', () => {
  test('AND binds closer than OR, NOT closer than AND', () => {
    expect(parse('a OR NOT b AND a')).toEqual(
      tree({ op: 'or', args: [a, { op: 'and', args: [{ op: 'not', args: [b] }, a] }] }),
    );
  });

  test('brackets keep what they group', () => {
    expect(parse('(a OR b) AND a')).toEqual(tree({ op: 'and', args: [{ op: 'or', args: [a, b] }, a] }));
    expect(parse('(a AND b) AND a')).toEqual(tree({ op: 'and', args: [{ op: 'and', args: [a, b] }, a] }));
  });

  test('NOT takes a whole predicate', () => {
    expect(parse('NOT a IS NULL')).toEqual(parse('a IS NOT NULL'));
    expect(parse("NOT a LIKE 'x'")).toEqual(parse("a NOT LIKE 'x'"));
    expect(parse('NOT a IN (1)')).toEqual(parse('a NOT IN (1)'));
    expect(parse('NOT a BETWEEN 1 AND 2')).toEqual(parse('a NOT BETWEEN 1 AND 2'));
  });

  test('sums and products go from left to right, products first', () => {
    expect(parse('a - b - 1 = 0')).toEqual(parse('(a - b) - 1 = 0'));
    expect(parse('a / b * 2 = 0')).toEqual(parse('(a / b) * 2 = 0'));
    expect(parse('a + b * 2 = 0')).toEqual(parse('a + (b * 2) = 0'));
    expect(parse('a * b ^ 2 = 0')).toEqual(parse('a * (b ^ 2) = 0'));
    expect(parse('a div b % 2 = 0')).toEqual(parse('(a div b) % 2 = 0'));
  });

  test('the AND of BETWEEN ends no predicate', () => {
    expect(parse('a BETWEEN 1 + 1 AND 3 AND b')).toEqual(
      tree({ op: 'and', args: [{ op: 'between', args: [a, { op: '+', args: [1, 1] }, 3] }, b] }),
    );
  });
});

describe('signs', () => {
  test('a sign before a number is part of it, before anything else a factor of -1', () => {
    expect(parse('a = -5')).toEqual(tree({ op: '=', args: [a, -5] }));
    expect(parse('a = +5')).toEqual(tree({ op: '=', args: [a, 5] }));
    expect(parse('a = -b')).toEqual(tree({ op: '=', args: [a, { op: '*', args: [-1, b] }] }));
  });

  test('a sign binds closer than ^', () => {
    expect(parse('a = -2 ^ 2')).toEqual(tree({ op: '=', args: [a, { op: '^', args: [-2, 2] }] }));
  });

  test('the bracketed minus that QGIS writes is the number', () => {
    expect(parse('"a" < ( - (4.36))')).toEqual(tree({ op: '<', args: [a, -4.36] }));
  });

  test('a minus between two operands subtracts, spaces or not', () => {
    expect(parse('a-150.0 > 0')).toEqual(tree({ op: '>', args: [{ op: '-', args: [a, 150] }, 0] }));
    expect(parse('a - -1 > 0')).toEqual(tree({ op: '>', args: [{ op: '-', args: [a, -1] }, 0] }));
  });
});

describe('names and keywords', () => {
  test('keywords and functions are the same in any case', () => {
    expect(parse("a iS nOt nUlL aNd casei(b) lIkE cAsEi('x')")).toEqual(
      parse("a IS NOT NULL AND CASEI(b) LIKE CASEI('x')"),
    );
    expect(parse('t_finishedBy(interval(a,b), INTERVAL(b,a))')).toEqual(
      parse('T_FINISHEDBY(INTERVAL(a,b), INTERVAL(b,a))'),
    );
  });

  test('names keep their case', () => {
    expect(parse('"Name" = 1')).not.toEqual(parse('"name" = 1'));
  });

  test('a word that is a function elsewhere is a name without brackets', () => {
    expect(parse('date = DATE(\'2020-01-01\') AND point = 1 AND "and" = 2')).toMatchObject({
      operands: [
        { left: { kind: 'property', name: 'date' } },
        { left: { kind: 'property', name: 'point' } },
        { left: { kind: 'property', name: 'and' } },
      ],
    });
  });

  test('a property alone is a predicate', () => {
    expect(parse('a')).toEqual({ kind: 'property', name: 'a' });
  });
});

describe('spatial literals', () => {
  test('a third number needs no Z', () => {
    expect(parse('S_WITHIN(a, POINT Z(1 2 3))')).toEqual(parse('S_WITHIN(a, POINT(1 2 3))'));
  });

  test('points of a multipoint may stand in brackets or not', () => {
    expect(parse('S_WITHIN(a, MULTIPOINT((7 50),(10 51)))')).toEqual(parse('S_WITHIN(a, MULTIPOINT(7 50,10 51))'));
  });

  test('literals remember the system they are in', () => {
    const point = parseCql2Text('S_WITHIN(a, POINT(3210000 4321000))', {
      filterCrs: 'http://www.opengis.net/def/crs/EPSG/0/3035',
    });
    expect(point).toMatchObject({ right: { kind: 'geometry', crs: { srid: 3035 } } });
  });

  test('an unknown filter-crs is named', () => {
    expect(() => parseCql2Text('a', { filterCrs: 'EPSG:1' })).toThrow(
      'filter-crs: no such coordinate reference system: EPSG:1',
    );
  });
});

describe('arrays', () => {
  test('brackets around none, one or more values are an array where arrays are compared', () => {
    for (const items of [[], ['x'], ['x', 1, true]]) {
      const list = items.map((item) => (typeof item === 'string' ? `'${item}'` : item)).join(', ');
      expect(parse(`A_CONTAINS(a, (${list}))`)).toEqual(tree({ op: 'a_contains', args: [a, items] }));
    }
  });
});

describe('errors say where and what was expected', () => {
  test.each([
    ['', 'at character 1: expected a value, found the end of the filter'],
    ['a =', 'at character 4: expected a value, found the end of the filter'],
    ['a = = 1', "at character 5: expected a value, found '='"],
    ['a = 1 b = 2', "at character 7: expected an operator or the end of the filter, found word 'b'"],
    ['a = b = 1', "at character 7: expected an operator or the end of the filter, found '='"],
    ['2 ^ 3 ^ 2 = a', "at character 7: expected an operator or the end of the filter, found '^'"],
    ['(a = 1', "at character 7: expected ')', found the end of the filter"],
    ['a IS 1', "at character 6: expected NULL, found number '1'"],
    ['a NOT 1', "at character 7: expected LIKE, IN or BETWEEN, found number '1'"],
    ['a BETWEEN 1 OR 2', "at character 13: expected AND, found word 'OR'"],
    ['a IN ()', "at character 7: expected a value, found ')'"],
    ['a IN 1', "at character 6: expected '(', found number '1'"],
    ['AND a', "at character 1: expected a value, found word 'AND'"],
    ['a = DATE(2020)', "at character 10: expected a date in single quotes, found number '2020'"],
    ['S_WITHIN(a)', "at character 11: expected ',', found ')'"],
    ['S_WITHIN(a, POINT(1))', "at character 20: expected a number, found ')'"],
    ['S_WITHIN(a, POINT(1 2 3 4))', "at character 25: expected ')', found number '4'"],
    [
      'S_WITHIN(a, GEOMETRYCOLLECTION(BBOX(1,2,3,4)))',
      "at character 32: expected a geometry that is no collection, found word 'BBOX'",
    ],
    ['a = 1e999', "at character 5: expected a number of at most 1.8e308, found number '1e999'"],
  ])('%s', (text, message) => {
    expect(() => parse(text)).toThrow(`filter: ${message}`);
  });

  test('they are errors of the request', () => {
    expect(() => parse('a =')).toThrow(ServiceError);
    expect(() => parse('a =')).toThrow(expect.objectContaining({ status: 400, code: 'InvalidParameterValue' }));
  });
});
