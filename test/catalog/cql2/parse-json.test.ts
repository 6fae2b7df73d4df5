import { describe, expect, test } from 'vitest';
import { parseCql2Json } from '../../../src/catalog/cql2/parse-json.js';
import { parseCql2Text } from '../../../src/catalog/cql2/parse-text.js';
import { CRS84_URI } from '../../../src/geodesy/crs.js';

const options = { filterCrs: CRS84_URI };
const parse = (json: unknown) => parseCql2Json(json, options);
const a = { property: 'a' };

describe('parseCql2Json', () => {
  test('takes a truth value alone', () => {
    expect(parse(true)).toEqual(parseCql2Text('TRUE', options));
  });

  test('keeps every character of a string', () => {
    expect(parse({ op: 'like', args: [a, String.raw`\%'`] })).toMatchObject({ pattern: { value: String.raw`\%'` } });
  });

  test('takes operators in any case', () => {
    expect(parse({ op: 'T_FINISHEDBY', args: [a, a] })).toEqual(parse({ op: 't_finishedBy', args: [a, a] }));
  });

  test('takes an open interval and one of properties', () => {
    expect(parse({ op: 't_during', args: [{ interval: [a, a] }, { interval: ['..', '2020-01-01'] }] })).toEqual(
      parseCql2Text("T_DURING(INTERVAL(a,a),INTERVAL('..','2020-01-01'))", options),
    );
  });

  test.each([
    [null, 'at the top: expected an expression, found null'],
    [{}, 'at the top: expected op, property, date, timestamp, interval, bbox or a GeoJSON geometry, found an object'],
    [{ op: '=' }, 'at args: expected an array, found nothing'],
    [{ op: '=', args: [a] }, 'at args: expected 2 arguments, found an array of 1'],
    [{ op: 'not', args: [] }, 'at args: expected 1 argument, found an array of 0'],
    [{ op: 'and', args: [true] }, 'at args: expected two or more arguments, found an array of 1'],
    [{ op: 7, args: [] }, 'at op: expected a string, found 7'],
    [{ op: '=', args: [a, { property: 1 }] }, 'at args[1].property: expected a string, found 1'],
    [{ op: '=', args: [a, { property: '' }] }, 'at args[1].property: expected a string, found ""'],
    [{ op: 'in', args: [a, 1] }, 'at args[1]: expected an array, found 1'],
    [{ op: 'in', args: [a, []] }, 'at args[1]: expected at least one value, found an array of 0'],
    [{ op: '=', args: [a, { date: '2020-13-01' }] }, "date '2020-13-01' is none; expected YYYY-MM-DD"],
    [{ op: 't_after', args: [a, { interval: ['2020'] }] }, 'at args[1].interval: expected 2 arguments'],
    [{ op: 'drop table', args: [] }, 'no such operator or function: "drop table"'],
    [{ op: 's_within', args: [a, { bbox: [1, 2, 3] }] }, 'BBOX takes 4 or 6 numbers, got 3'],
    [{ op: 's_within', args: [a, { bbox: [1, 2, 3, '4'] }] }, 'at args[1].bbox[3]: expected a number, found "4"'],
  ])('%j is refused with its place', (json, message) => {
    expect(() => parse(json)).toThrow(`filter: ${message}`);
  });

  test('a member inherited from Object is no member', () => {
    expect(() => parse({ op: 'constructor', args: [1] })).not.toThrow();
    expect(parse({ op: 'constructor', args: [1] })).toMatchObject({ kind: 'function', name: 'constructor' });
  });
});
