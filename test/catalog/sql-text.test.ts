import { expect, test } from 'vitest';
import { Bindings, quoteIdentifier } from '../../src/catalog/sql-text.js';

test('an identifier is quoted whatever it holds, so that it stays one name', () => {
  expect(quoteIdentifier('pid')).toBe('"pid"');
  expect(quoteIdentifier('a"; drop table t; --')).toBe('"a""; drop table t; --"');
  expect(() => quoteIdentifier('a\0b')).toThrow(RangeError);
});

test('bound values get the numbers of their places', () => {
  const bindings = new Bindings();
  expect([bindings.add('a'), bindings.add(null)]).toEqual(['$1', '$2']);
  expect(bindings.values).toEqual(['a', null]);
});
