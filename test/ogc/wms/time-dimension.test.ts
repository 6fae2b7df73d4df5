import { describe, expect, test } from 'vitest';
import { askedTime, timeDimension } from '../../../src/ogc/wms/time-dimension.js';
import { lakes, ustica } from '../../support/memory-catalog.js';

const dated = (...dates: string[]) => ({ ...ustica, dates });

describe('the dimension time of a layer', () => {
  test('is a period where dates are regular, and a list where they are not', () => {
    expect(timeDimension(ustica)).toEqual({ extent: '2020-01-05/2020-01-29/P12D', default: '2020-01-29' });
    expect(timeDimension(dated('20200105', '20200117', '20200204'))).toEqual({
      extent: '2020-01-05,2020-01-17,2020-02-04',
      default: '2020-02-04',
    });
  });

  test('is regular across the ends of months and years, and a leap day', () => {
    expect(timeDimension(dated('20191226', '20200119', '20200212', '20200307'))?.extent).toBe(
      '2019-12-26/2020-03-07/P24D',
    );
  });

  test('of one date or two is a list, and of none is none', () => {
    expect(timeDimension(dated('20200105'))?.extent).toBe('2020-01-05');
    expect(timeDimension(dated('20200105', '20200117'))?.extent).toBe('2020-01-05,2020-01-17');
    expect(timeDimension(lakes)).toBeUndefined();
  });
});

describe('the parameter TIME', () => {
  const [first, second, last] = ['2020-01-05', '2020-01-17', '2020-01-29'];

  test.each([
    ['an instant', '2020-01-17', second, second],
    ['an instant of a day', '2020-01-17T05:10:00Z', second, second],
    ['one nearer to the date after it', '2020-01-12', second, second],
    ['one half way between dates', '2020-01-11', first, first],
    ['current', 'current', last, last],
    ['an interval', '2020-01-05/2020-01-17', first, second],
    ['an interval of moments between dates', '2020-01-16T00:00:00Z/2020-01-28T00:00:00Z', second, last],
    ['an interval with its resolution', '2020-01-05/2020-01-29/P12D', first, last],
    ['an interval until the latest', '2020-01-17/current', second, last],
    ['an interval that reaches beyond the series', '2019-06-01/2020-01-17', first, second],
    ['an open interval', '../2020-01-17', first, second],
    ['a list, which is what lies between its ends', '2020-01-17,2020-01-29,2020-01-05', first, last],
    ['a list of intervals', '2020-01-17/2020-01-20,2020-01-29/2020-01-29', second, last],
    ['an interval shorter than the dates lie apart, which is an instant', '2020-01-16/2020-01-18', second, second],
  ])('%s: %s', (_, text, from, to) => {
    expect(askedTime(text, ustica).interval).toEqual([from, to]);
  });

  test('says in the words of the standard that another value was taken', () => {
    expect(askedTime('2020-01-12', ustica).warning).toBe('99 Nearest value used: time=2020-01-17 ISO8601');
    expect(askedTime('2020-01-17', ustica).warning).toBeUndefined();
    expect(askedTime(undefined, ustica)).toEqual({ warning: '99 Default value used: time=2020-01-29 ISO8601' });
    expect(askedTime('', ustica)).toEqual(askedTime(undefined, ustica));
  });

  test.each([
    ['before the series', '2020-01-04'],
    ['behind the series', '2020-01-30'],
    ['an interval behind it', '2021-01-01/2022-01-01'],
    ['no date of the calendar', '2020-02-30'],
    ['no date', 'yesterday'],
    ['the end before the start', '2020-01-29/2020-01-05'],
    ['three dates in one interval', '2020-01-05/2020-01-17/2020-01-29'],
    ['a list with a hole', '2020-01-05,,2020-01-17'],
    ['far too much', 'x'.repeat(5000)],
  ])('refuses %s', (_, text) => {
    expect(() => askedTime(text, ustica)).toThrow(expect.objectContaining({ code: 'InvalidDimensionValue' }));
  });

  test('means nothing to what has no time', () => {
    expect(askedTime('2020-01-17', lakes)).toEqual({});
  });
});
