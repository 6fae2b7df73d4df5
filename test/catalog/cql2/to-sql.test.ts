import { describe, expect, test } from 'vitest';
import { compileFilter, type FilterSource, parseCql2Text } from '../../../src/catalog/cql2/index.js';
import { CRS84_URI } from '../../../src/geodesy/crs.js';
import { RandomFilter, seededRandom } from './random-filter.js';

const source: FilterSource = {
  property: (name) =>
    ({
      name: { sql: 't.name', type: 'string' as const },
      velocity: { sql: 't.velocity', type: 'number' as const },
      track: { sql: 't.track', type: 'integer' as const },
      updated: { sql: 't.updated', type: 'date-time' as const },
      isValid: { sql: 't.valid', type: 'boolean' as const },
      tags: { sql: 't.tags', type: 'string' as const, isArray: true },
    })[name],
  propertyNames: [],
  geometryNames: ['geometry'],
  geometry: (srid) => ({ sql: 't.geom', srid }),
};
const compile = (text: string, values: unknown[] = []) => ({
  sql: compileFilter(parseCql2Text(text, { filterCrs: CRS84_URI }), source, values),
  values,
});

describe('compileFilter', () => {
  test('binds values after those already there', () => {
    expect(compile("name = 'x' AND velocity > 0.8", ['limit'])).toEqual({
      sql: '(((t.name) = $2::text) and ((t.velocity) > $3::float8))',
      values: ['limit', 'x', 0.8],
    });
  });

  test('binds whole numbers beside integers as integers, so that their index serves', () => {
    expect(compile('track IN (1, 2)').sql).toBe('((t.track) in ($1::int8, $2::int8))');
    expect(compile('track > 1.5').sql).toBe('((t.track) > $1::float8)');
    expect(compile('velocity > 1').sql).toBe('((t.velocity) > $1::float8)');
  });

  test('orders strings by code point and compares them for equality in any collation', () => {
    expect(compile("name >= 'x'").sql).toBe('(((t.name) collate "C") >= ($1::text collate "C"))');
    expect(compile("name = 'x'").sql).toBe('((t.name) = $1::text)');
  });

  test('takes the days of timestamps in UTC, not in the zone of the session', () => {
    expect(compile("updated = DATE('2020-01-01')").sql).toBe("(((t.updated) at time zone 'UTC')::date = $1::date)");
  });

  test('a boolean property stands for itself', () => {
    expect(compile('NOT isValid')).toEqual({ sql: '(not (t.valid))', values: [] });
  });

  test('nothing the client wrote gets into the text', () => {
    const hostile = `'; drop table x; --`;
    const { sql, values } = compile(`name = '${hostile.replaceAll("'", "''")}'`);
    expect(sql).not.toContain('drop');
    expect(values).toEqual([hostile]);
  });

  test('every placeholder is bound and every bound value is named, with a cast', () => {
    const names = {
      number: ['velocity', 'track'],
      string: ['name'],
      boolean: ['isValid'],
      date: ['updated'],
      timestamp: ['updated'],
      array: ['tags'],
      geometry: ['geometry'],
    };
    for (let seed = 0; seed < 300; seed++) {
      const values: unknown[] = [];
      const sql = compileFilter(new RandomFilter(seededRandom(seed), names).predicate(4), source, values);
      const placeholders = [...sql.matchAll(/\$(\d+)::(?:text|int8|float8|date|timestamptz)\b/g)];
      expect(placeholders).toHaveLength([...sql.matchAll(/\$\d/g)].length);
      expect(new Set(placeholders.map((p) => Number(p[1])))).toEqual(new Set(values.map((_, i) => i + 1)));
    }
  });
});
