import { describe, expect, test } from 'vitest';
import { ServiceError } from '../../../src/errors.js';
import { crsByUri } from '../../../src/geodesy/crs.js';
import { readSubset, subsetInterval } from '../../../src/ogc/maps/subset-parameter.js';

const crs84 = crsByUri('CRS84')!;
const laea = crsByUri('EPSG:3035')!;

describe('a subset names', () => {
  test.each([
    ['Lon(13:14),Lat(38:39.5)', { x: [13, 14], y: [38, 39.5] }],
    ['Lat(-1e1:+5)', { y: [-10, 5] }],
    ['Lon( 13 : 14 )', { x: [13, 14] }],
    ['Lon(*:14)', { x: [undefined, 14] }],
    // Across the antimeridian.
    ['Lon(170:-170)', { x: [170, -170] }],
    ['Lat(38:39),time("2021-01-01":"2021-12-31")', { y: [38, 39], time: '2021-01-01/2021-12-31' }],
    ['time("2018-02-12T23:20:52Z")', { time: '2018-02-12T23:20:52Z' }],
    ['time("2018-02-12T00:00:00Z":*)', { time: '2018-02-12T00:00:00Z/..' }],
    ['time(*:"2018-03-18T12:31:12Z")', { time: '../2018-03-18T12:31:12Z' }],
    ['t("2021")', { time: '2021-01-01/2021-12-31' }],
    ['time("2020-02")', { time: '2020-02-01/2020-02-29' }],
    ['time("2020-02-03T06Z")', { time: '2020-02-03T06:00:00Z' }],
    ['time("2020-02-03T06:30Z")', { time: '2020-02-03T06:30:00Z' }],
    ['time(*)', { time: '../..' }],
  ])('%s', (text, expected) => {
    expect(readSubset([text], crs84)).toEqual(expected);
  });

  test('eastings and northings where its system has them', () => {
    expect(readSubset(['E(4500000:4600000)', 'N(1500000:1600000)'], laea)).toEqual({
      x: [4_500_000, 4_600_000],
      y: [1_500_000, 1_600_000],
    });
  });
});

describe('a subset is refused', () => {
  test.each([
    ['', 'expected AXIS(LOW:HIGH)'],
    ['Lat', 'expected AXIS(LOW:HIGH)'],
    ['Lat(1:2', 'expected AXIS(LOW:HIGH)'],
    ['Lat(1:2)Lon(1:2)', 'expected AXIS(LOW:HIGH)'],
    ['Lat(1:2:3)', 'expected AXIS(LOW:HIGH)'],
    ['E(1:2)', 'expected an axis of the subset-crs (Lon, Lat, time), got E'],
    ['constructor(1:2)', 'expected an axis of the subset-crs'],
    ['h(1:2)', 'expected an axis of the subset-crs'],
    ['Lat(5)', 'Lat: expected an interval LOW:HIGH, got one value'],
    ['Lat(5:4)', 'Lat: expected the lower value first, got 5:4'],
    ['Lat(5:5)', 'Lat: expected the lower value first'],
    ['Lat(NaN:5)', 'Lat: expected a number or *, got NaN'],
    ['Lat(0x1:5)', 'Lat: expected a number or *'],
    ['Lat(1:2),Lat(3:4)', 'Lat: expected once, got it several times'],
  ])('as %s', (text, reason) => {
    expect(() => readSubset([text], crs84)).toThrow(reason);
  });

  test('with 404 where it lies beyond its axis, as the standard has it', () => {
    for (const text of ['Lat(91:95)', 'Lon(-400:-300)']) {
      const thrown = (() => {
        try {
          return readSubset([text], crs84);
        } catch (error) {
          return error;
        }
      })();
      expect(thrown).toBeInstanceOf(ServiceError);
      expect((thrown as ServiceError).status).toBe(404);
    }
  });

  test('in an instant, however long and however near to a right one', () => {
    const text = `Lat(${'1'.repeat(50_000)}:${'('.repeat(50_000)}`;
    expect(() => readSubset([text], crs84)).toThrow('expected AXIS');
  });
});

describe('the time of a subset', () => {
  const extents = [['2020-01-05', '2020-01-29']] as const;

  test('is an interval that meets what there is', () => {
    expect(subsetInterval('2020-01-17', extents)).toEqual(['2020-01-17', '2020-01-17']);
    expect(subsetInterval('../..', extents)).toEqual([null, null]);
  });

  test('beyond all series is not found, and nonsense refused', () => {
    expect(() => subsetInterval('2019-01-01', extents)).toThrow('map not found: nothing has time in 2019-01-01');
    expect(() => subsetInterval('yesterday', extents)).toThrow(/^subset: time: expected an RFC 3339/);
  });
});
