import { describe, expect, test } from 'vitest';
import { parseCql2Json, parseCql2Text } from '../../../src/catalog/cql2/index.js';
import { MAX_DEPTH, MAX_IN_ITEMS, MAX_NODES, MAX_TEXT_BYTES, MAX_VERTICES } from '../../../src/catalog/cql2/limits.js';
import { CRS84_URI } from '../../../src/geodesy/crs.js';

const options = { filterCrs: CRS84_URI };
const parse = (text: string) => parseCql2Text(text, options);
const tooDeep = `filter: too large: at most ${MAX_DEPTH} levels`;

describe('nesting', () => {
  test.each([
    ['brackets', (n: number) => `${'('.repeat(n)}a${')'.repeat(n)}`],
    ['open brackets', (n: number) => '('.repeat(n)],
    ['negations', (n: number) => `${'NOT '.repeat(n)}a`],
    ['signs', (n: number) => `${'-'.repeat(n)}a = 1`],
    ['foldings', (n: number) => `${'casei('.repeat(n)}a${')'.repeat(n)} = 'a'`],
    ['calls', (n: number) => 'f('.repeat(n)],
    ['terms of a sum', (n: number) => `${'a+'.repeat(n)}a = 1`],
  ])('a thousand %s are refused, and thirty thousand', (_, nested) => {
    expect(() => parse(nested(1_000))).toThrow(tooDeep);
    expect(() => parse(nested(30_000).slice(0, MAX_TEXT_BYTES))).toThrow('filter: ');
  });

  test('as many levels as are allowed are read', () => {
    expect(() => parse(`${'NOT '.repeat(MAX_DEPTH - 1)}a`)).not.toThrow();
    expect(() => parse(`${'NOT '.repeat(MAX_DEPTH)}a`)).toThrow(tooDeep);
  });

  test('a hundred thousand levels of JSON are refused', () => {
    let negated: unknown = true;
    let nested: unknown = 1;
    for (let i = 0; i < 100_000; i++) {
      negated = { op: 'not', args: [negated] };
      nested = [nested];
    }
    expect(() => parseCql2Json(negated, options)).toThrow(tooDeep);
    expect(() => parseCql2Json({ op: 'a_equals', args: [nested, nested] }, options)).toThrow(tooDeep);
    const polygon = { type: 'Polygon', coordinates: nested };
    expect(() => parseCql2Json({ op: 's_within', args: [{ property: 'g' }, polygon] }, options)).toThrow(
      'expected a number',
    );
  });
});

describe('size', () => {
  test('text is counted in bytes', () => {
    expect(() => parse(`a = '${'x'.repeat(MAX_TEXT_BYTES - 6)}'`)).not.toThrow();
    expect(() => parse(`a = '${'ø'.repeat(MAX_TEXT_BYTES / 2)}'`)).toThrow(
      `filter: too large: at most ${MAX_TEXT_BYTES} bytes, got ${MAX_TEXT_BYTES + 6} bytes`,
    );
  });

  test('the longest text of OR fits', () => {
    expect(() => parse(Array(9_000).fill('a=1').join(' or '))).not.toThrow();
  });

  test('a wide JSON document does not', () => {
    expect(() => parseCql2Json({ op: 'and', args: Array(MAX_NODES).fill(true) }, options)).toThrow(
      `at most ${MAX_NODES} terms`,
    );
  });

  test('lists of IN end at their limit', () => {
    const list = (n: number) => `a IN (${Array(n).fill(1).join(',')})`;
    expect(() => parse(list(MAX_IN_ITEMS))).not.toThrow();
    expect(() => parse(list(MAX_IN_ITEMS + 1))).toThrow(`an IN list of ${MAX_IN_ITEMS + 1} values`);
  });

  test('vertices of all geometries are counted together', () => {
    const points = (n: number) => `S_WITHIN(g, MULTIPOINT(${Array(n).fill('1 1').join(',')}))`;
    expect(() => parse(points(MAX_VERTICES))).not.toThrow();
    expect(() => parse(`${points(MAX_VERTICES / 2)} OR ${points(MAX_VERTICES / 2 + 1)}`)).toThrow(
      `at most ${MAX_VERTICES} vertices in all geometries`,
    );
  });
});
