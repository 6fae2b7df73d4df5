/** Areas of the Explorer as far as they need no map: what stands in the address, how they are drawn, what a card says. */
import { describe, expect, test } from 'vitest';
import { readAreaLayers } from '../../../explorer/src/areas/area-layer.js';
import { cardOf } from '../../../explorer/src/areas/feature-card.js';
import { clickableLayers, featuresOverlay } from '../../../explorer/src/areas/features-overlay.js';

const area = (id: string, properties: Record<string, unknown>): GeoJSON.Feature => ({
  type: 'Feature',
  id,
  geometry: {
    type: 'Polygon',
    coordinates: [
      [
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 0],
      ],
    ],
  },
  properties,
});

describe('areas in the address', () => {
  test('are read as they were written, and once each', () => {
    const written = [{ id: 'a' }, { id: 'b', off: true }, { id: 'a', off: true }];
    expect(readAreaLayers(written)).toEqual([{ collection: 'a' }, { collection: 'b', isHidden: true }]);
  });

  test('that make no sense are left out', () => {
    for (const content of [undefined, 'a', 7, { id: 'a' }, [null, 3, {}, { id: '' }, { id: 'x'.repeat(300) }]]) {
      expect(readAreaLayers(content)).toEqual([]);
    }
    expect(readAreaLayers(Array.from({ length: 50 }, (_, i) => ({ id: `a${i}` })))).toHaveLength(12);
  });
});

describe('features on the map', () => {
  test('carry their number, by which a click finds them, and the velocity that colours them', () => {
    const features = [area('ada-1', { mean_velocity: -4, series: { mean: [1, 2] } }), area('ada-2', { name: 'x' })];
    const overlay = featuresOverlay([{ id: 'areas:a', features }], false)!;
    const { data } = overlay.sources['areas:a'] as unknown as { data: GeoJSON.FeatureCollection };
    expect(data.features.map(({ id, properties }) => [id, properties])).toEqual([
      [0, { mean_velocity: -4 }],
      [1, {}],
    ]);
  });

  test('of the first collection lie on top, and are the first to answer a click', () => {
    const features = [area('ada-1', {})];
    const overlay = featuresOverlay(
      [
        { id: 'areas:top', features },
        { id: 'areas:below', features },
      ],
      true,
    )!;
    expect(overlay.layers.at(-1)!.id).toMatch(/^areas:top/);
    const other = { sources: {}, layers: [{ id: 'x', type: 'background' as const }] };
    const clickable = clickableLayers({ areas: overlay, other });
    expect(clickable[0]).toMatch(/^areas:top/);
    expect(clickable).not.toContain('x');
  });

  test('are nothing when there are none', () => {
    expect(featuresOverlay([], false)).toBeUndefined();
  });
});

describe('the card of a feature', () => {
  const attributes = [
    { name: 'mean_velocity', title: 'Mean velocity', unit: 'mm/a' },
    { name: 'quality', title: 'Quality class', unit: '1' },
  ];

  test('names its attributes with units as people write them, and leaves out what it does not have', () => {
    const feature = area('ada-7', {
      id: 'ada-7',
      mean_velocity: -4.25,
      quality: 2,
      step_date: null,
      other_thing: 'yes',
    });
    expect(cardOf(feature, attributes)).toEqual({
      title: 'ada-7',
      rows: [
        { name: 'Mean velocity', value: '-4.25 mm/yr' },
        { name: 'Quality class', value: '2' },
        { name: 'other thing', value: 'yes' },
      ],
    });
  });

  test('is short, whatever a feature holds', () => {
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`p${i}`, 'x'.repeat(5000)]));
    const { rows } = cardOf(area('a', many));
    expect(rows.length).toBeLessThan(30);
    expect(rows.every(({ value }) => value.length <= 120)).toBe(true);
  });
});
