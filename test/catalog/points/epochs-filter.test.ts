import { expect, test } from 'vitest';
import { epochWindow, productNosAt } from '../../../src/catalog/points/epochs-filter.js';
import type { PointsRecord } from '../../../src/catalog/points/record.js';

const product = (productNo: number, ...dates: string[]) => ({ productNo, name: '', track: null, dates });
const record = {
  products: new Map([
    [1, product(1, '20200103', '20200109')],
    [2, product(2, '20200301', '20200401')],
  ]),
} as unknown as PointsRecord;

test.each<[readonly [string | null, string | null], readonly number[] | undefined]>([
  [['2020-01-09', null], undefined],
  [['2020-01-10', null], [2]],
  [[null, '2020-01-03T23:59:59Z'], [1]],
  [[null, '2020-01-02'], []],
  [['0000-01-01', '9999-12-31'], undefined],
])('the time %j meets the products %j', (interval, expected) => {
  expect(productNosAt(record, interval)).toEqual(expected);
});

test('a window holds the epochs from its first day to its last', () => {
  const dates = ['20200103', '20200109', '20200115'];
  expect(epochWindow(dates, undefined)).toEqual([0, 3]);
  expect(epochWindow(dates, ['2020-01-09', '2020-01-09'])).toEqual([1, 2]);
  expect(epochWindow(dates, ['2020-01-16', null])).toEqual([3, 3]);
  expect(epochWindow(dates, [null, '2020-01-02'])).toEqual([0, 0]);
});
