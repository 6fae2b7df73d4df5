import { expect, test } from 'vitest';
import { withoutKeys } from '../../src/http/request-log.js';

test.each([
  ['/a', '/a'],
  ['/a?b=1', '/a?b=1'],
  ['/a?b=%2C&c', '/a?b=%2C&c'],
  ['/a?api_key=x', '/a?api_key=hidden'],
  ['/a?b=1&apikey=x&c=2', '/a?b=1&apikey=hidden&c=2'],
  ['/a?api%5Fkey=x', '/a?api_key=hidden'],
  ['/a?api_key=x&api_key=y', '/a?api_key=hidden'],
])('%s is logged as %s', (target, logged) => {
  expect(withoutKeys(target)).toBe(logged);
});
