import { describe, expect, test } from 'vitest';
import {
  instantLiteral,
  interval,
  postgresInstant,
  readInstant,
  readIntervalEnd,
  readQuotedInstant,
} from '../../../src/catalog/cql2/temporal-literal.js';

describe('readInstant', () => {
  test('takes dates of the calendar only', () => {
    expect(readInstant('2020-02-29')).toEqual({ kind: 'date', text: '2020-02-29' });
    for (const text of ['2021-02-29', '2020-00-01', '2020-13-01', '2020-04-31', '20-01-01', '2020-1-1']) {
      expect(readInstant(text), text).toBeUndefined();
    }
  });

  test('takes timestamps in UTC only', () => {
    expect(readInstant('1969-07-20T20:17:40Z')).toEqual({ kind: 'timestamp', text: '1969-07-20T20:17:40Z' });
    for (const text of [
      '1969-07-20T20:17:40',
      '1969-07-20T20:17:40+01:00',
      '1969-07-20T24:00:00Z',
      '1969-07-20T20:60:00Z',
      '1969-02-30T20:00:00Z',
      '1969-07-20 20:17:40Z',
      '1969-07-20T20:17:40.Z',
    ]) {
      expect(readInstant(text), text).toBeUndefined();
    }
  });

  test('gives one spelling to one instant', () => {
    expect(readInstant('2012-08-10T05:30:00.000000Z')).toEqual(readInstant('2012-08-10T05:30:00Z'));
    expect(readInstant('2012-08-10T05:30:00.2500Z')?.text).toBe('2012-08-10T05:30:00.25Z');
  });
});

test('instantLiteral wants the kind it is asked for', () => {
  expect(() => instantLiteral('date', '2020-01-01T00:00:00Z')).toThrow(
    "filter: date '2020-01-01T00:00:00Z' is none; expected YYYY-MM-DD",
  );
  expect(() => instantLiteral('timestamp', '2020-01-01')).toThrow('expected YYYY-MM-DDThh:mm:ssZ');
});

describe('intervals', () => {
  test('two dots are an open end', () => {
    expect(readIntervalEnd('..')).toBeNull();
    expect(() => readIntervalEnd('.')).toThrow(
      "filter: interval end '.': expected YYYY-MM-DD, YYYY-MM-DDThh:mm:ssZ or ..",
    );
  });

  test.each([
    ['2020-01-02', '2020-01-01'],
    ['2020-01-01T00:00:01Z', '2020-01-01T00:00:00Z'],
    ['2020-01-01T00:00:00.5Z', '2020-01-01T00:00:00Z'],
    ['2020-01-02', '2020-01-01T23:59:59Z'],
  ])('one from %s to %s is refused', (start, end) => {
    expect(() => interval(readIntervalEnd(start), readIntervalEnd(end))).toThrow(
      `filter: interval from ${start} to ${end} ends before it starts`,
    );
  });

  test('one within a day or within a moment is not', () => {
    expect(() => interval(readIntervalEnd('2020-01-01T23:00:00Z'), readIntervalEnd('2020-01-01'))).not.toThrow();
    expect(() => interval(readIntervalEnd('2020-01-01'), readIntervalEnd('2020-01-01'))).not.toThrow();
  });
});

test('the year 0000 is the year 1 BC of PostgreSQL', () => {
  expect(postgresInstant({ kind: 'date', text: '0000-01-01' })).toBe('0001-01-01 BC');
  expect(postgresInstant({ kind: 'date', text: '0001-01-01' })).toBe('0001-01-01');
});

test('readQuotedInstant forgives the T that GDAL leaves behind a date', () => {
  expect(readQuotedInstant('2020-01-01T')).toEqual(readInstant('2020-01-01'));
  expect(readQuotedInstant('2020-01-01')).toEqual(readInstant('2020-01-01'));
  expect(readQuotedInstant('T')).toBeUndefined();
});
