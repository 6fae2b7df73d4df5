import { describe, expect, test } from 'vitest';
import { compileRamp, rampColour } from '../../src/render/colour-ramp.js';
import type { ColourScale } from '../../src/render/colour-scale.js';
import { asCells, defaultStyles } from '../../src/render/default-styles.js';
import { type CircleLayer, mapLibreLayers } from '../../src/render/maplibre-style.js';
import { type PointStyle, radiusAt } from '../../src/render/style.js';
import { evaluate, type Feature } from '../support/maplibre-expression.js';

const TILES = { id: 'l2b', column: 'mean_velocity', minZoom: 0, latitudeDeg: 60 };
const [velocity] = defaultStyles;
const at = (value?: number, zoom = 12): Feature => ({
  zoom,
  properties: value === undefined ? {} : { mean_velocity: value },
});

/** What a feature looks like in the layers that draw it, lowest first. */
function drawn(layers: readonly CircleLayer[], value?: number, zoom = 12) {
  return layers
    .filter(({ minzoom = 0, maxzoom = 24 }) => zoom >= minzoom && zoom < maxzoom)
    .filter(({ filter }) => filter === undefined || evaluate(filter, at(value)))
    .map(({ id, paint }) => ({
      id,
      colour: evaluate(paint['circle-color'], at(value)) as readonly number[],
      radius: evaluate(paint['circle-radius'], at(value, zoom)) as number,
    }));
}

const styleWith = (scale: ColourScale, more: Partial<PointStyle> = {}): PointStyle => ({ ...velocity, scale, ...more });
const classes: ColourScale = {
  type: 'classes',
  classes: [
    { max: -5, includesMax: true, colour: '#ff0000' },
    { min: -5, max: 5, includesMin: false, colour: '#00ff0080' },
    { min: 3, max: 4, colour: '#0000ff' },
    { min: 10, max: 10, includesMax: true, colour: '#123456' },
  ],
};

describe('colours in MapLibre', () => {
  const scales: readonly (readonly [string, ColourScale])[] = [
    ...defaultStyles.map(({ id, scale }) => [id, scale] as const),
    ['a palette of classes', { type: 'palette', palette: 'vik', min: -7, max: 7, classes: 5 }],
    ['a palette reversed', { type: 'palette', palette: 'viridis', min: 0.4, max: 1, reversed: true }],
    [
      'stops of which one is translucent',
      {
        type: 'stops',
        stops: [
          { value: -1, colour: '#00000080' },
          { value: 0, colour: '#ffffff' },
          { value: 10, colour: '#ff0000' },
        ],
      },
    ],
    ['classes that overlap', classes],
    ['classes and the rest', { ...classes, otherwise: '#abcdef' } as ColourScale],
  ];

  test.each(scales)('%s: every value has the colour of our own pictures', (_, scale) => {
    const ramp = compileRamp(scale);
    const layers = mapLibreLayers(styleWith(scale), TILES);
    const limits = [-60, -20, -7, -5, -1, 0, 0.4, 1, 3, 4, 5, 8, 10, 20, 60, 1000];
    for (const value of limits.flatMap((limit) => [limit - 0.25, limit, limit + 0.25])) {
      const [red, green, blue, alpha] = rampColour(ramp, value);
      const shown = drawn(layers, value);
      expect(shown).toHaveLength(alpha === 0 ? 0 : 1);
      if (alpha === 0) continue;
      const [colour] = shown.map((each) => each.colour);
      // The table of our ramps has some five hundred rows; MapLibre has none.
      const steps = [red, green, blue, alpha / 255].map((channel, index) => Math.abs(channel - colour[index]));
      expect(Math.max(...steps.slice(0, 3))).toBeLessThan(2);
      expect(steps[3]).toBeLessThan(0.01);
    }
  });

  test('points without value are left out, or have the colour that is said for them', () => {
    expect(drawn(mapLibreLayers(velocity, TILES))).toEqual([]);
    const shown = drawn(mapLibreLayers({ ...velocity, noDataColour: '#11223380' }, TILES));
    expect(shown.map(({ colour }) => colour)).toEqual([[0x11, 0x22, 0x33, 0.502]]);
    const inClasses = mapLibreLayers(styleWith(classes, { noDataColour: '#112233' }), TILES);
    expect(drawn(inClasses).map(({ colour }) => colour)).toEqual([[0x11, 0x22, 0x33, 1]]);
    expect(drawn(inClasses, 7)).toEqual([]);
  });
});

describe('size and order in MapLibre', () => {
  test('radii are those of the style, at zooms that count from a world of 512 pixels', () => {
    const layers = mapLibreLayers(velocity, TILES);
    for (const zoom of [0, 8, 9, 12, 13.5, 16, 17, 18, 22]) {
      const [{ radius }] = drawn(layers, 1, zoom);
      expect(radius).toBeCloseTo(radiusAt(velocity.size, zoom + 1), 6);
    }
    const plain = mapLibreLayers({ ...velocity, size: { stops: [{ zoom: 3, radiusPx: 5 }] } }, TILES);
    expect(drawn(plain, 1, 1)[0].radius).toBe(5);
  });

  test('cells are discs of their area, however far one zooms in', () => {
    const layers = mapLibreLayers(asCells(velocity, 100), TILES);
    const metresPerPixel = (zoom: number) => (40_075_016.686 * Math.cos(Math.PI / 3)) / (512 * 2 ** zoom);
    for (const zoom of [12, 15, 18]) {
      const radiusM = drawn(layers, 1, zoom)[0].radius * metresPerPixel(zoom);
      expect(Math.PI * radiusM ** 2).toBeCloseTo(10_000, -1);
    }
    expect(drawn(layers, 1, 2)[0].radius).toBeCloseTo(0.9, 6);
  });

  test.each([
    ['magnitude', [1, -13, 7, 90], [1, 7, -13, 90]],
    ['ascending', [1, -13, 7, 90], [-13, 1, 7, 90]],
    ['descending', [1, -13, 7, 90], [90, 7, 1, -13]],
  ] as const)('%s: who stands in front', (order, values, expected) => {
    const [{ layout }] = mapLibreLayers({ ...velocity, order }, TILES);
    const key = (value: number) => evaluate(layout!['circle-sort-key'], at(value)) as number;
    expect([...values].sort((a, b) => key(a) - key(b))).toEqual(expected);
  });

  test('has eight keys at most, however many values there are', () => {
    for (const order of ['magnitude', 'ascending', 'descending'] as const) {
      const [{ layout }] = mapLibreLayers({ ...velocity, order }, TILES);
      const keys = Array.from({ length: 1001 }, (_, i) => evaluate(layout!['circle-sort-key'], at(i / 10 - 50)));
      expect(new Set(keys).size, order).toBe(8);
    }
  });

  test('points as they come have no key', () => {
    expect(mapLibreLayers({ ...velocity, order: 'given' }, TILES)[0].layout).toBeUndefined();
  });

  test('selected points stand with their halo in front of the others', () => {
    const halo = { min: -100, max: -10, colour: '#000000', widthPx: 2 };
    const outline = { colour: '#ffffff', widthPx: 0.5 };
    const layers = mapLibreLayers({ ...velocity, halo, outline }, TILES);
    expect(drawn(layers, 3).map(({ id }) => id)).toEqual(['l2b']);
    const [rim, point] = drawn(layers, -10);
    expect([rim.id, point.id]).toEqual(['l2b-halo', 'l2b-selected']);
    expect(rim.colour).toEqual([0, 0, 0, 1]);
    expect(rim.radius - point.radius).toBeCloseTo(2.5, 6);
    expect(layers[0].paint).toMatchObject({ 'circle-stroke-width': 0.5, 'circle-stroke-color': '#ffffff' });
  });

  test('where tiles lack the attribute points are grey places', () => {
    const layers = mapLibreLayers(velocity, { ...TILES, minZoom: 15 });
    expect(drawn(layers, undefined, 14).map(({ id }) => id)).toEqual(['l2b-places']);
    expect(drawn(layers, 2, 15).map(({ id }) => id)).toEqual(['l2b']);
  });

  test('a displacement has no such form', () => {
    expect(() => mapLibreLayers({ ...velocity, attribute: { type: 'displacement' } }, TILES)).toThrow(RangeError);
  });
});
