import { expect, test } from 'vitest';
import { expectation, isFiniteThroughout } from '../../src/http/expectation.js';

test.each([
  [{ type: 'integer' }, 'an integer'],
  [{ type: 'integer', minimum: 1, maximum: 5 }, 'an integer of at least 1'],
  [{ type: 'number', minimum: 0 }, 'a number of at least 0'],
  [{ type: 'boolean' }, 'true or false'],
  [{ type: 'string', maxLength: 4 }, 'a text of at most 4 characters'],
  [{ type: 'string', enum: ['a', 'b'] }, 'one of a, b'],
  [{ type: 'array', minItems: 4, maxItems: 6, items: { type: 'number' } }, '4 to 6 comma-separated numbers'],
  [{ type: 'array', minItems: 2, maxItems: 2, items: { type: 'number' } }, '2 comma-separated numbers'],
  [{ type: 'array', items: { type: 'string' } }, 'comma-separated texts'],
  [{ type: 'array', items: { type: 'string', enum: ['a', 'b'] } }, 'a comma-separated list of a, b'],
])('%j asks for %s', (schema, words) => {
  expect(expectation(schema)).toBe(words);
});

test('infinity is found alone and in lists', () => {
  expect([1, 'x', undefined, [1, 2], []].every(isFiniteThroughout)).toBe(true);
  expect([Number.POSITIVE_INFINITY, [1, Number.NEGATIVE_INFINITY]].some(isFiniteThroughout)).toBe(false);
});
