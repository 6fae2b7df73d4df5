import { describe, expect, test } from 'vitest';
import { afterCondition, orderBy, type SortKey } from '../../src/catalog/keyset.js';
import { Bindings } from '../../src/catalog/sql-text.js';

const velocity: SortKey = { sql: 'v', sqlType: 'float8', descending: true, nullable: true };
const id: SortKey = { sql: 'id', sqlType: 'bigint', descending: false, nullable: false };

/** The rows of (v, id) after `after` by the plain meaning of "v descending, nulls last, then id". */
function after(keys: readonly SortKey[], row: readonly (string | null)[]) {
  const bindings = new Bindings();
  return { condition: afterCondition(keys, row, bindings), values: bindings.values };
}

describe('keyset order', () => {
  test('puts nulls last in both directions', () => {
    expect(orderBy([velocity, id])).toBe('v desc nulls last, id asc');
    expect(orderBy([{ ...velocity, descending: false }])).toBe('v asc nulls last');
  });

  test('without an earlier row everything follows', () => {
    expect(afterCondition([velocity, id], undefined, new Bindings())).toBe('true');
  });

  test('after a value come smaller ones, nulls, and ties with a later id', () => {
    expect(after([velocity, id], ['2.5', '7'])).toEqual({
      condition: '(((v < $1::float8 or v is null)) or (v = $1::float8 and id > $2::bigint))',
      values: ['2.5', '7'],
    });
  });

  test('after a null come only nulls with a later id', () => {
    expect(after([velocity, id], [null, '7'])).toEqual({
      condition: '((v is null and id > $1::bigint))',
      values: ['7'],
    });
  });
});
