import { describe, expect, test } from 'vitest';
import { chosenStyle, layersFreshness, mapLayers } from '../../../../src/ogc/common/drawing/map-layers.js';
import { defaultStyles } from '../../../../src/render/default-styles.js';
import { fakeMaps, munich } from '../../../support/fake-maps.js';
import { ustica } from '../../../support/memory-catalog.js';

const { styles } = fakeMaps().drawing;

describe('the style of a layer', () => {
  test('is the first unless one is named', () => {
    expect(chosenStyle(defaultStyles, {})?.id).toBe('velocity');
    expect(chosenStyle(defaultStyles, { styleId: 'height' })?.id).toBe('height');
    expect(chosenStyle(defaultStyles, { styleId: 'nobody' })).toBeUndefined();
  });

  test('is displacement where a time is asked for and no style', () => {
    const interval = ['2020-01-17', '2020-01-17'] as const;
    expect(chosenStyle(defaultStyles, { interval })?.id).toBe('displacement');
    expect(chosenStyle(defaultStyles, { interval, styleId: 'height' })?.id).toBe('height');
    expect(chosenStyle(defaultStyles.slice(0, 3), { interval })?.id).toBe('velocity');
  });

  test('is another displacement where the name was given to a style without time', () => {
    const interval = ['2020-01-17', '2020-01-17'] as const;
    const [velocity] = defaultStyles;
    const displacement = defaultStyles.find(({ id }) => id === 'displacement')!;
    const styles = [velocity, { ...velocity, id: 'displacement' }, { ...displacement, id: 'motion' }];
    expect(chosenStyle(styles, { interval })?.id).toBe('motion');
  });

  test('has the dates of the time', async () => {
    const [layer] = await mapLayers(styles, [ustica], { interval: ['2020-01-05', '2020-01-17'] });
    expect(layer.style.attribute).toEqual({ type: 'displacement', from: '2020-01-05', to: '2020-01-17' });
    expect(layer.datetime).toEqual(['2020-01-05', '2020-01-17']);
  });
});

describe('the layers of a map', () => {
  test('keep the order of the collections and the filter', async () => {
    const layers = await mapLayers(styles, [munich, ustica], { filter: { filter: 'mean_velocity < -2' } });
    expect(layers.map(({ collection }) => collection.id)).toEqual([munich.id, ustica.id]);
    expect(layers[0].filter?.text).toContain('mean_velocity < -2');
  });

  test('leave out collections without the style', async () => {
    const some = {
      stylesOf: async ({ id }: { id: string }) => (id === ustica.id ? defaultStyles : defaultStyles.slice(0, 1)),
    };
    const layers = await mapLayers(some, [munich, ustica], { styleId: 'height' });
    expect(layers.map(({ collection }) => collection.id)).toEqual([ustica.id]);
  });

  test('change their version with the collection and with the style', async () => {
    const versionOf = async (collection = ustica, styleId = 'height') =>
      layersFreshness(await mapLayers(styles, [collection], { styleId })).version;
    const known = await versionOf();
    expect(await versionOf()).toBe(known);
    expect(await versionOf({ ...ustica, version: '8' })).not.toBe(known);
    // Removed and published again, it counts from the beginning.
    expect(await versionOf({ ...ustica, modified: new Date(0) })).not.toBe(known);
    expect(await versionOf(ustica, 'velocity')).not.toBe(known);
    const edited = defaultStyles.map((style) => ({ ...style, opacity: 0.5 }));
    const [layer] = await mapLayers({ stylesOf: async () => edited }, [ustica], { styleId: 'height' });
    expect(layersFreshness([layer]).version).not.toBe(known);
  });
});
