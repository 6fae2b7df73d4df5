import { describe, expect, test } from 'vitest';
import { decodeCursor, encodeCursor, questionOf, resumeCursor } from '../../src/catalog/cursor.js';
import { ServiceError } from '../../src/errors.js';

const cursor = { version: '7', question: 'abc', after: ['4.5', null, 'pid é "x"'], matched: 12 };

describe('a cursor', () => {
  test('comes back as it was', () => {
    expect(decodeCursor(encodeCursor(cursor))).toEqual(cursor);
    const { matched, ...uncounted } = cursor;
    expect(decodeCursor(encodeCursor(uncounted))).toEqual(uncounted);
  });

  test('is one word that needs no escaping in a URL', () => {
    expect(encodeCursor(cursor)).toMatch(/^[\w-]+$/);
  });

  test('is refused with 400 wherever a single character is changed, lost or added', () => {
    const token = encodeCursor(cursor);
    for (let i = 0; i < token.length; i++) {
      const other = token[i] === 'A' ? 'B' : 'A';
      for (const mangled of [token.slice(0, i) + other + token.slice(i + 1), token.slice(0, i) + token.slice(i + 1)]) {
        expect(() => decodeCursor(mangled), mangled).toThrow(ServiceError);
      }
    }
    for (const text of ['', 'A', `${token}A`, `${token}=`, ` ${token}`, "' OR 1=1", '\u0000', 'é'.repeat(50)]) {
      expect(() => decodeCursor(text), text).toThrow(expect.objectContaining({ status: 400 }));
    }
  });

  test('holds long values, and refuses those that would not fit into a URL', () => {
    const long = { ...cursor, after: ['x'.repeat(5900)] };
    expect(decodeCursor(encodeCursor(long))).toEqual(long);
    expect(() => encodeCursor({ ...cursor, after: ['x'.repeat(6000)] })).toThrow(
      expect.objectContaining({ status: 400, detail: expect.stringMatching(/^sortby: values are too long/) }),
    );
  });

  test('continues the query it was given for, whatever the page size and the properties, and no other', () => {
    const query = { sortBy: [{ property: 'velocity', descending: true }], datetime: ['2020-01-01', null] as const };
    const token = encodeCursor({ ...cursor, question: questionOf(query) });
    expect(resumeCursor(token, { ...query, ...{ limit: 5 } }, 3).after).toEqual(cursor.after);
    const others = [
      {},
      { ...query, sortBy: [{ property: 'velocity', descending: false }] },
      { ...query, ids: ['a'] },
      { ...query, bbox: { minX: 0, minY: 0, maxX: 1, maxY: 1, crs: 'x' } },
      { ...query, datetime: ['2020-01-02', null] as const },
    ];
    for (const other of others) expect(() => resumeCursor(token, other, 3)).toThrow(/belongs to a query with another/);
    expect(() => resumeCursor(token, query, 2)).toThrow(/belongs to a query with another/);
  });
});
