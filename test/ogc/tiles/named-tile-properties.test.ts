import { expect, test } from 'vitest';
import { namedTileProperties } from '../../../src/ogc/tiles/named-tile-properties.js';
import { ustica } from '../../support/memory-catalog.js';

test('one choice of attributes is one tile, in whatever order and however often they are named', () => {
  const chosen = ['mean_velocity', 'temporal_coherence'];
  for (const names of [chosen, chosen.toReversed(), [...chosen, ...chosen]]) {
    expect(namedTileProperties(ustica, names)).toEqual(chosen);
  }
});

test('what no tile carries is refused by its name, also when it has none', () => {
  for (const stranger of ['los_east', '']) {
    expect(() => namedTileProperties(ustica, ['mean_velocity', stranger])).toThrow(`not "${stranger}"`);
  }
});
