import { describe, expect, test } from 'vitest';
import { tokenize } from '../../../src/catalog/cql2/lexer.js';
import { TokenCursor } from '../../../src/catalog/cql2/token-cursor.js';
import { geometryType, parseWkt, writeNumber, writeWkt } from '../../../src/catalog/cql2/wkt.js';

function read(text: string) {
  const cursor = new TokenCursor(tokenize(text));
  return parseWkt(cursor, geometryType(cursor.next().text)!);
}

describe('well-known text', () => {
  test.each([
    'POINT(1 2)',
    'POINT Z(1 2 3)',
    'LINESTRING(1 2,3 4)',
    'POLYGON((0 0,4 0,4 4,0 0),(1 1,2 1,2 2,1 1))',
    'MULTIPOINT((1 2),(3 4))',
    'MULTILINESTRING((1 2,3 4),(5 6,7 8))',
    'MULTIPOLYGON(((0 0,1 0,1 1,0 0)),((5 5,6 5,6 6,5 5)))',
    'GEOMETRYCOLLECTION(POINT(1 2),LINESTRING Z(1 2 3,4 5 6))',
  ])('%s is read and written alike', (text) => {
    expect(writeWkt(read(text))).toBe(text);
  });

  test('is read in any case and with any white space', () => {
    expect(read(' point\tz ( -1.5   +2e3 3. ) ')).toEqual({ type: 'Point', coordinates: [-1.5, 2000, 3] });
  });

  test('knows the seven geometry types and nothing else', () => {
    expect(geometryType('MultiLineString')).toBe('MultiLineString');
    expect(geometryType('BBOX')).toBeUndefined();
    expect(geometryType('constructor')).toBeUndefined();
  });
});

test('numbers are written so that they read back as themselves', () => {
  for (const value of [0.1, 1e-7, 1e21, 5e-324, Number.MAX_VALUE, -0, 6.043073357781111]) {
    expect(Number(writeNumber(value))).toBe(value);
  }
});
