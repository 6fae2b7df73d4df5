import { describe, expect, test } from 'vitest';
import { earliest, intervalsMeet, latest, parseDatetime } from '../../src/catalog/datetime.js';

describe('datetime', () => {
  test.each([
    ['2021-05-01', ['2021-05-01', '2021-05-01']],
    ['2021-05-01T06:00:00Z', ['2021-05-01T06:00:00Z', '2021-05-01T06:00:00Z']],
    ['2021-05-01t06:00:00.25z', ['2021-05-01T06:00:00.25Z', '2021-05-01T06:00:00.25Z']],
    ['2021-01-01/2021-12-31', ['2021-01-01', '2021-12-31']],
    ['2021-01-01/..', ['2021-01-01', null]],
    ['../2021-12-31', [null, '2021-12-31']],
    ['2021-01-01/', ['2021-01-01', null]],
    ['/2021-12-31', [null, '2021-12-31']],
    ['../..', [null, null]],
  ])('%s is read', (text, interval) => {
    expect(parseDatetime(text)).toEqual(interval);
  });

  test('the plus sign of a zone, a blank by the time it gets here, is a plus sign', () => {
    expect(parseDatetime('2021-05-01T06:00:00 02:00')[0]).toBe('2021-05-01T06:00:00+02:00');
  });

  test('the first and last years there are mean no bound, as QGIS writes it', () => {
    expect(parseDatetime('0000-01-01T00:00:00Z/2021-12-31T23:59:59Z')).toEqual([null, '2021-12-31T23:59:59Z']);
    expect(parseDatetime('2021-01-01T00:00:00Z/9999-12-31T23:59:59Z')).toEqual(['2021-01-01T00:00:00Z', null]);
  });

  test.each([
    ['2021-01-30/P2D', ['2021-01-30', '2021-02-01']],
    ['P1M/2021-03-15', ['2021-02-15', '2021-03-15']],
    ['2020-02-29/P1Y2M3DT4H5M6S', ['2020-02-29', '2021-05-02T04:05:06.000Z']],
    ['2021-01-01T12:00:00Z/PT36H', ['2021-01-01T12:00:00Z', '2021-01-03T00:00:00.000Z']],
    ['2021-01-01/P2W', ['2021-01-01', '2021-01-15']],
  ])('the duration in %s is added or taken away', (text, interval) => {
    expect(parseDatetime(text)).toEqual(interval);
  });

  test.each([
    '',
    'yesterday',
    '2021',
    '2021-13-01',
    '2021-02-31',
    '2021-02-31T00:00:00Z',
    '2021-05-01T25:00:00Z',
    '2021-05-01T06:00:00',
    '2021-05-01/2021-06-01/2021-07-01',
    '2021-12-31/2021-01-01',
    'P2D/P3D',
    '2021-01-01/P',
    '2021-01-01/PT',
    '2021-01-01/P9999Y',
    "2021-01-01' OR '1'='1",
  ])('"%s" is refused with what was expected', (text) => {
    expect(() => parseDatetime(text)).toThrow(
      expect.objectContaining({ status: 400, detail: expect.stringContaining('datetime: expected') }),
    );
  });
});

test('a date lasts its whole day, an instant does not', () => {
  expect(latest('2021-05-01') - earliest('2021-05-01')).toBe(86_400_000 - 1);
  expect(latest('2021-05-01T06:00:00Z')).toBe(earliest('2021-05-01T06:00:00Z'));
});

test.each([
  [['2021-01-01', '2021-01-31'], ['2021-01-31', null], true],
  [['2021-01-01', '2021-01-31'], ['2021-02-01', null], false],
  [['2021-01-31T23:00:00Z', null], [null, '2021-01-31'], true],
  [['2021-02-01T00:00:00Z', null], [null, '2021-01-31'], false],
  [[null, null], ['2021-01-01', '2021-01-01'], true],
] as const)('%j and %j meet: %s', (a, b, meet) => {
  expect(intervalsMeet(a, b)).toBe(meet);
  expect(intervalsMeet(b, a)).toBe(meet);
});
