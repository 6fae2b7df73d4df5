import { describe, expect, test } from 'vitest';
import type { PropertyType } from '../../../src/catalog/collection.js';
import { checkFilter, commonType } from '../../../src/catalog/cql2/check.js';
import { type FilterSource, parseCql2Json, parseCql2Text } from '../../../src/catalog/cql2/index.js';
import { CRS84_URI } from '../../../src/geodesy/crs.js';

const types: Record<string, PropertyType> = {
  pid: 'string',
  track: 'integer',
  mean_velocity: 'number',
  isValid: 'boolean',
  first: 'date',
  updated: 'date-time',
  extras: 'json',
};
const source: FilterSource = {
  property: (name) =>
    name === 'tags' ? { sql: name, type: 'string', isArray: true } : types[name] && { sql: name, type: types[name] },
  propertyNames: [...Object.keys(types), 'tags'],
  geometryNames: ['geometry'],
  geometry: (srid) => ({ sql: 'geom', srid }),
};
const check = (text: string) => checkFilter(parseCql2Text(text, { filterCrs: CRS84_URI }), source);

describe('a filter that fits', () => {
  test.each([
    'isValid',
    'isValid = TRUE AND NOT isValid <> (track > 3)',
    'mean_velocity > track',
    'mean_velocity * 2 - track div 3 BETWEEN 0 AND 1.5',
    "pid IN ('a', CASEI(pid))",
    "CASEI(pid) NOT LIKE ACCENTI(CASEI('%x%'))",
    "first < TIMESTAMP('2020-01-01T00:00:00Z')",
    "updated IN ('2022-04-14T14:52:56Z', '2022-04-14T15:52:56Z')",
    "first IN ('2022-04-14', '2022-04-15')",
    "first BETWEEN DATE('2020-01-01') AND updated",
    "T_AFTER(first, INTERVAL('..', updated))",
    'T_DURING(INTERVAL(first, updated), INTERVAL(first, updated))',
    "T_EQUALS('2020-01-01', first)",
    'S_INTERSECTS(geometry, geometry)',
    'S_WITHIN(POINT(1 1), BBOX(0,0,2,2))',
    "A_CONTAINS(tags, ('a', 1, TRUE, DATE('2020-01-01'), pid, track + 1))",
    'A_EQUALS(extras, tags)',
    'geometry IS NULL OR extras IS NOT NULL OR tags IS NULL OR INTERVAL(first, updated) IS NULL OR (isValid AND TRUE) IS NULL',
    '1 = 1',
  ])('%s', (text) => {
    expect(() => check(text)).not.toThrow();
  });
});

describe('a filter that does not fit names what does not', () => {
  test.each([
    ['pid', `a filter takes boolean, got "pid" (string)`],
    [
      'speed > 1',
      'no such property: speed; known: geometry, pid, track, mean_velocity, isValid, first, updated, extras, tags',
    ],
    ['Track > 1', 'no such property: Track'],
    ["track = 'x'", `cannot compare "track" (integer) with 'x' (string)`],
    ["'x' = track", `cannot compare 'x' (string) with "track" (integer)`],
    ['track IN (1, 2, pid)', `cannot compare "track" (integer) with "pid" (string)`],
    ['mean_velocity BETWEEN 0 AND TRUE', `cannot compare "mean_velocity" (number) with TRUE (boolean)`],
    ["first = '2020'", `cannot compare "first" (date) with '2020' (string)`],
    ['pid > first', `cannot compare "pid" (string) with "first" (date)`],
    ['extras = 1', `cannot compare "extras" (json) with 1 (integer)`],
    ['1 = extras', `cannot compare 1 (integer) with "extras" (json)`],
    ['tags = pid', `cannot compare "tags" (array) with "pid" (string)`],
    ['geometry = 1', `cannot compare "geometry" (geometry) with 1 (integer)`],
    ['track AND TRUE', `AND takes boolean, got "track" (integer)`],
    ['NOT pid', `NOT takes boolean, got "pid" (string)`],
    ['track + pid > 1', `'+' takes integer or number, got "pid" (string)`],
    ["track LIKE 'a'", `LIKE takes string, got "track" (integer)`],
    ['pid LIKE pid', 'LIKE takes a pattern in single quotes, got "pid"'],
    ['pid LIKE CASEI(pid)', 'LIKE takes a pattern in single quotes, got "pid"'],
    [`pid LIKE '${'x'.repeat(1001)}'`, 'LIKE takes a pattern of at most 1000 characters, got 1001'],
    [String.raw`pid LIKE 'a\\'`, 'ends in the middle of an escape'],
    ['CASEI(track) = pid', `CASEI takes string, got "track" (integer)`],
    ['S_INTERSECTS(pid, POINT(1 1))', `S_INTERSECTS takes geometry, got "pid" (string)`],
    ["T_DURING(first, INTERVAL('2020-01-01', '..'))", `T_DURING takes interval, got "first" (date)`],
    ["T_AFTER(pid, DATE('2020-01-01'))", `T_AFTER takes date or timestamp or interval, got "pid" (string)`],
    ["T_AFTER(INTERVAL(track, '..'), first)", `INTERVAL takes date or timestamp, got "track" (integer)`],
    ["A_EQUALS(pid, ('a'))", `A_EQUALS takes array or json, got "pid" (string)`],
    [
      'A_EQUALS(tags, (POINT(1 1), 1))',
      'an array takes boolean or string or integer or number or date or timestamp, got POINT(1 1)',
    ],
    ['A_EQUALS(tags, (1, (2, 3)))', 'got (2, 3) (array)'],
    ['avg(track) > 1', 'no such function: avg; this service declares none of its own'],
    ["pid = 'a\0b'", 'a string cannot hold the character NUL'],
  ])('%s', (text, message) => {
    expect(() => check(text)).toThrow(message);
  });

  test('an array is no operand of IS NULL', () => {
    const filter = parseCql2Json({ op: 'isNull', args: [[]] }, { filterCrs: CRS84_URI });
    expect(() => checkFilter(filter, source)).toThrow('IS NULL takes a property or a value, got an array');
  });

  test('long lists of names are cut', () => {
    const wide = { ...source, propertyNames: Array.from({ length: 300 }, (_, i) => `d${i}`) };
    expect(() => checkFilter(parseCql2Text('x', { filterCrs: CRS84_URI }), wide)).toThrow(/d38 and 261 more$/);
  });
});

test('operands meet as days beside a date, as numbers beside a number, else as what they are', () => {
  expect(commonType(['timestamp', 'date', 'timestamp'])).toBe('date');
  expect(commonType(['integer', 'number'])).toBe('number');
  expect(commonType(['integer', 'integer'])).toBe('integer');
  expect(commonType(['string', 'string'])).toBe('string');
});
