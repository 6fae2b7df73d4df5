import { describe, expect, test } from 'vitest';
import type { Collection } from '../../../../src/catalog/collection.js';
import type { MapLayer } from '../../../../src/maps/map.js';
import { styleAt } from '../../../../src/maps/map-styles.js';
import { nearestDate, shownPeriod } from '../../../../src/ogc/common/drawing/map-period.js';
import { defaultStyles } from '../../../../src/render/default-styles.js';
import { munich } from '../../../support/fake-maps.js';
import { lakes, ustica } from '../../../support/memory-catalog.js';

const styled = (collection: Collection, id: string, interval?: readonly [string | null, string | null]): MapLayer => ({
  collection,
  style: styleAt(defaultStyles.find((style) => style.id === id)!, interval),
});

describe('the nearest date', () => {
  const dates = ['20200105', '20200117', '20200129'];
  test.each([
    ['1999-01-01', '20200105'],
    ['2020-01-05', '20200105'],
    ['2020-01-11', '20200105'],
    ['2020-01-12', '20200117'],
    ['2020-01-28', '20200129'],
    ['2050-01-01', '20200129'],
  ])('to %s is %s', (day, expected) => {
    expect(nearestDate(dates, day)).toBe(expected);
  });

  test('of none is none', () => {
    expect(nearestDate([], '2020-01-01')).toBeUndefined();
  });
});

describe('the period that a map shows', () => {
  test('is that of the series where colours do not know time', () => {
    expect(shownPeriod([styled(ustica, 'velocity')])).toBe('2020-01-05/2020-01-29');
    expect(shownPeriod([styled(ustica, 'velocity', ['2020-01-17', '2020-01-17'])])).toBe('2020-01-05/2020-01-29');
  });

  test('of a displacement lies between the dates that are drawn', () => {
    expect(shownPeriod([styled(ustica, 'displacement')])).toBe('2020-01-05/2020-01-29');
    expect(shownPeriod([styled(ustica, 'displacement', ['2020-01-18', '2020-01-18'])])).toBe('2020-01-05/2020-01-17');
    expect(shownPeriod([styled(ustica, 'displacement', ['2020-01-16', null])])).toBe('2020-01-17/2020-01-29');
  });

  test('of several layers holds those of all', () => {
    expect(shownPeriod([styled(ustica, 'velocity'), styled(munich, 'velocity')])).toBe('2019-06-01/2020-04-01');
  });

  test('is nothing for what has no time', () => {
    expect(shownPeriod([styled(lakes, 'velocity')])).toBeUndefined();
  });
});
