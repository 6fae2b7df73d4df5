import { describe, expect, test } from 'vitest';
import { csvCell, csvHeader, csvRowWriter, csvText } from '../../src/formats/csv.js';

describe('CSV', () => {
  test('lines end with CRLF and hold one cell per column', () => {
    const write = csvRowWriter([
      { name: 'pid', encoding: 'string' },
      { name: 'velocity', encoding: 'number' },
      { name: 'good', encoding: 'boolean' },
      { name: 'extra', encoding: 'json' },
    ]);
    expect(csvHeader(['pid', 'velocity', 'good', 'extra'])).toBe('pid,velocity,good,extra\r\n');
    expect(write(['3ODT', '-4.36', 't', '{"a":1,"b":2}'])).toBe('3ODT,-4.36,true,"{""a"":1,""b"":2}"\r\n');
    expect(write([null, null, null, null])).toBe(',,,\r\n');
  });

  test.each([
    ['a,b', '"a,b"'],
    ['say "no"', '"say ""no"""'],
    ['two\nlines', '"two\nlines"'],
    ['', '""'],
    [' spaces stay ', ' spaces stay '],
  ])('%j is written %s', (text, expected) => {
    expect(csvText(text)).toBe(expected);
  });

  test.each([
    ['=1+1', "'=1+1"],
    ['=HYPERLINK("http://x","y")', '"\'=HYPERLINK(""http://x"",""y"")"'],
    ['+cmd', "'+cmd"],
    ['-2+3', "'-2+3"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\tx', "'\tx"],
    ['\r=x', '"\'\r=x"'],
    ['-', "'-"],
  ])('the formula %j becomes text', (text, expected) => {
    expect(csvText(text)).toBe(expected);
  });

  test.each(['-4.36', '+4.36', '-1e-05', '.5', '-.5', '5.'])(
    'the number %s stays as it is, even in a text column',
    (text) => {
      expect(csvText(text)).toBe(text);
    },
  );

  test('numbers are copied, those that are none are empty', () => {
    expect(csvCell('number', '-4.360')).toBe('-4.360');
    for (const text of ['NaN', 'Infinity', '-Infinity']) expect(csvCell('number', text)).toBe('');
  });
});
