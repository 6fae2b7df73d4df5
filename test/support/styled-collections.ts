/** Collections of points with different attributes: what styles must and must not fit. */
import type { Collection, Property } from '../../src/catalog/collection.js';
import { ustica } from './memory-catalog.js';

const number = (name: string, ...aliases: string[]): Property => ({
  name,
  type: 'number',
  title: name,
  ...(aliases.length > 0 ? { aliases } : {}),
});

/** Level 2 of an older release, with all that can be coloured. */
export const lineOfSight: Collection = {
  ...ustica,
  properties: [
    number('mean_velocity'),
    number('acceleration'),
    number('seasonality'),
    number('rmse_ts', 'rmse'),
    number('temporal_coherence'),
    number('height_ortho', 'height'),
  ],
};

const ortho = (geometry: 'up' | 'east'): Collection => ({
  ...ustica,
  id: `l3-${geometry}-2020-2024`,
  title: `L3 Ortho, ${geometry}, 2020-2024`,
  identity: { level: 'L3', geometry, release: '2020-2024' },
  properties: [number('mean_velocity'), number('acceleration'), number('rmse')],
});

export const upwards = ortho('up');
export const eastwards = ortho('east');
