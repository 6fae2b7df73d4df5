import { describe, expect, test } from 'vitest';
import { fitFaults, hasAttribute, propertyOf } from '../../src/maps/style-fit.js';
import { asCells, defaultStyles } from '../../src/render/default-styles.js';
import type { PointStyle, StyleAttribute } from '../../src/render/style.js';
import { ustica } from '../support/memory-catalog.js';
import { lineOfSight, upwards } from '../support/styled-collections.js';

const [velocity] = defaultStyles;
const of = (attribute: StyleAttribute): PointStyle => ({ ...velocity, attribute });

describe('what a style colours', () => {
  test('is found under the names of every release', () => {
    expect(propertyOf(lineOfSight, 'rmse')?.name).toBe('rmse_ts');
    expect(propertyOf(lineOfSight, 'height')?.name).toBe('height_ortho');
    expect(propertyOf(upwards, 'rmse')?.name).toBe('rmse');
    expect(propertyOf(upwards, 'height')).toBeUndefined();
  });

  test('has two dates to lie between', () => {
    expect(hasAttribute(ustica, { type: 'displacement' })).toBe(true);
    expect(hasAttribute({ ...ustica, dates: ['20200105'] }, { type: 'displacement' })).toBe(false);
  });
});

describe('faults of a style for a collection', () => {
  test.each<[string, PointStyle, typeof ustica, readonly string[]]>([
    ['an attribute that it has', of({ type: 'property', name: 'rmse' }), lineOfSight, []],
    ['an attribute that it lacks', of({ type: 'property', name: 'height' }), upwards, ['/attribute/name']],
    ['cells of level 3', asCells(velocity, 100), upwards, []],
    ['cells of another size', asCells(velocity, 250), upwards, ['/cells/sizeM']],
    ['cells of level 2', asCells(velocity, 100), lineOfSight, ['/cells']],
    ['a displacement', of({ type: 'displacement' }), ustica, []],
    ['one between dates', of({ type: 'displacement', from: '2020-01-06', to: '2020-01-28' }), ustica, []],
    ['one from before the first', of({ type: 'displacement', from: '2019-01-06' }), ustica, []],
    ['one from the last', of({ type: 'displacement', from: '2020-01-29' }), ustica, ['/attribute/from']],
    ['one to the first', of({ type: 'displacement', to: '2020-01-05' }), ustica, ['/attribute/to']],
    ['one without dates', of({ type: 'displacement' }), { ...ustica, dates: [] }, ['/attribute/type']],
  ])('%s', (_, style, collection, pointers) => {
    expect(fitFaults(style, collection).map(({ pointer }) => pointer)).toEqual(pointers);
  });
});
