import { expect, test } from 'vitest';
import { isFiniteText, isTrueText } from '../../src/formats/cells.js';

test.each(['0', '-0', '12.5', '-4.36', '1e-05', '-1.5e+300', '9007199254740993'])('%s is a finite number', (text) => {
  expect(isFiniteText(text)).toBe(true);
});

test.each(['NaN', 'Infinity', '-Infinity', ''])('%o is none', (text) => {
  expect(isFiniteText(text)).toBe(false);
});

test('truth is read as PostgreSQL prints it, from boolean and from text', () => {
  expect(['t', 'true', 'f', 'false'].map(isTrueText)).toEqual([true, true, false, false]);
});
