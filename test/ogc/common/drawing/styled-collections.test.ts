import { describe, expect, test } from 'vitest';
import { styledCollections, updateSequence } from '../../../../src/ogc/common/drawing/styled-collections.js';
import { defaultStyles } from '../../../../src/render/default-styles.js';
import { fakeMaps } from '../../../support/fake-maps.js';
import { lakes, memoryCatalog, ustica } from '../../../support/memory-catalog.js';
import { testConfig } from '../../../support/test-app.js';

const one = { collection: ustica, styles: defaultStyles };
const other = { collection: { ...ustica, id: 'other', modified: new Date('2024-06-01') }, styles: defaultStyles };
const of = (...styled: (typeof one)[]) => updateSequence(styled, testConfig.service);

test('layers are the collections of points, each with its styles', async () => {
  const layers = await styledCollections(
    memoryCatalog([
      [lakes, []],
      [ustica, []],
    ]),
    fakeMaps().drawing.styles,
  );
  expect(layers.map(({ collection }) => collection.id)).toEqual([ustica.id]);
  expect(layers[0].styles[0].id).toBe('velocity');
});

describe('the number of a state of the capabilities', () => {
  test('is the same for the same state', () => {
    expect(of(one, other)).toBe(of(one, other));
    expect(of(one)).toMatch(/^2025-03-01T10:00:00\.500\d{6}Z$/);
  });

  test('is another one when a collection has gone, a style or the title has changed', () => {
    const sequences = [
      of(one, other),
      of(one),
      of({ ...one, styles: defaultStyles.slice(1) }),
      updateSequence([one], { ...testConfig.service, title: 'Other' }),
    ];
    expect(new Set(sequences).size).toBe(4);
  });

  test('grows when something comes', () => {
    const later = { ...one, collection: { ...ustica, modified: new Date('2025-03-01T10:00:00.501Z') } };
    expect(of(later) > of(one)).toBe(true);
  });

  test('of no collections is a moment, too', () => {
    expect(of()).toMatch(/^1970-01-01T00:00:00\.000\d{6}Z$/);
  });
});
