import { expect, test } from 'vitest';
import { readDistance } from '../../../src/ogc/edr/distance.js';

test.each([
  [{ within: 250, 'within-units': 'm' }, 250],
  [{ within: 1.5, 'within-units': 'KM' }, 1500],
  [{ within: 1, 'within-units': 'mi' }, 1609.344],
])('%o is a distance', (parameters, metres) => {
  expect(readDistance(parameters)).toBe(metres);
});

test('without one there may be a usual one', () => {
  expect(readDistance({ 'within-units': 'm' }, 100)).toBe(100);
});

test.each([
  [{ within: 0, 'within-units': 'm' }, 'within: expected more than 0 and at most 200 km, got 0 m'],
  [{ within: -5, 'within-units': 'km' }, 'within: expected more than 0 and at most 200 km, got -5 km'],
  [{ within: 201, 'within-units': 'km' }, 'got 201 km'],
  [{ within: 1, 'within-units': 'parsec' }, 'within-units: expected one of m, km, mi, got "parsec"'],
  [{ within: 1, 'within-units': 'constructor' }, 'within-units: expected one of m, km, mi'],
  [{ within: 1 }, 'within-units: expected one of m, km, mi, got nothing'],
  [{}, 'within: expected a distance, got nothing'],
])('%o is none', (parameters, words) => {
  expect(() => readDistance(parameters)).toThrow(words);
});
