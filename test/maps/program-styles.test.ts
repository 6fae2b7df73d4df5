import { expect, test } from 'vitest';
import { programStyles, programStylesOf } from '../../src/maps/program-styles.js';
import { fitFaults } from '../../src/maps/style-fit.js';
import { parseStyle } from '../../src/render/style-json.js';
import { lakes, ustica } from '../support/memory-catalog.js';
import { eastwards, lineOfSight, upwards } from '../support/styled-collections.js';

const idsOf = (collection: typeof ustica) => programStylesOf(collection).map(({ id }) => id);

test('a collection has the styles of the attributes that it has', () => {
  const velocities = ['velocity', 'velocity-rainbow', 'velocity-vik'];
  const others = ['acceleration', 'seasonality', 'rmse', 'temporal-coherence', 'height', 'displacement'];
  expect(idsOf(lineOfSight)).toEqual([...velocities, ...others]);
  expect(idsOf(ustica)).toEqual([...velocities, 'temporal-coherence', 'displacement']);
  expect(idsOf({ ...upwards, dates: [] })).toEqual([...velocities, 'acceleration', 'rmse']);
  expect(idsOf(lakes)).toEqual([]);
});

test('level 3 is drawn as cells, and its titles say which way', () => {
  const [up, rainbow] = programStylesOf(upwards);
  expect(up).toMatchObject({ title: 'Mean velocity upwards', cells: { sizeM: 100 } });
  expect(rainbow.title).toBe('Mean velocity upwards, EGMS rainbow');
  const east = programStylesOf(eastwards);
  expect(east.find(({ id }) => id === 'displacement')?.title).toBe('Displacement eastwards');
  expect(east.find(({ id }) => id === 'rmse')?.title).toBe('Noise (rmse)');
  expect(programStylesOf(lineOfSight)[0]).not.toHaveProperty('cells');
});

test('they are styles that a client could have stored', () => {
  for (const collection of [lineOfSight, upwards, eastwards]) {
    for (const style of programStylesOf(collection)) {
      expect(parseStyle(style)).toEqual(style);
      expect(fitFaults(style, collection)).toEqual([]);
    }
  }
});

test('a server that keeps no styles has these', async () => {
  expect(await programStyles.stylesOf(upwards)).toEqual(programStylesOf(upwards));
});
