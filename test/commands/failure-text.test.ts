import { mkdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { failureText } from '../../src/commands/failure-text.js';
import { databaseUnavailable, invalidProduct } from '../../src/errors.js';

const thrown = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};

test('an error of ours is its sentence', () => {
  expect(failureText(invalidProduct('f.csv:3', 'expected a number'))).toBe('f.csv:3: expected a number');
});

test('a database that cannot be reached is told with its reason', () => {
  const refused = new AggregateError([new Error('connect ECONNREFUSED 127.0.0.1:1')], '');
  expect(failureText(databaseUnavailable(refused))).toMatch(
    /does not answer just now: connect ECONNREFUSED 127\.0\.0\.1:1/,
  );
});

test('an error of the system is one line, without a trace', () => {
  const text = failureText(thrown(() => mkdirSync('/dev/null/x')));
  expect(text).toMatch(/^ENOTDIR: .*mkdir '\/dev\/null\/x'$/);
});

test('a defect keeps its trace', () => {
  expect(failureText(new TypeError('x is not a function'))).toMatch(/TypeError: x is not a function\n +at /);
});
