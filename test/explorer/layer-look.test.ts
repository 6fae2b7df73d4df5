import { createExpression, latest } from '@maplibre/maplibre-gl-style-spec';
import { describe, expect, test } from 'vitest';
import { cql2Text, filterExpression, splitFilters, tileProperties } from '../../explorer/src/layers/filters.js';
import { choiceStops, lookOf } from '../../explorer/src/layers/layer-look.js';
import { colourAt, paletteById, palettes } from '../../explorer/src/layers/palettes.js';
import type { StyleDocument } from '../../explorer/src/server/documents.js';
import { newLayer } from '../../explorer/src/state/state.js';
import { parseCql2Text } from '../../src/catalog/cql2/parse-text.js';
import { CRS84_URI } from '../../src/geodesy/crs.js';
import { palettes as serverPalettes } from '../../src/render/palette.js';

const SPECIFICATION = {
  color: latest.paint_circle['circle-color'],
  number: latest.paint_circle['circle-radius'],
  boolean: {
    type: 'boolean',
    'property-type': 'data-driven',
    expression: { interpolated: false, parameters: ['zoom', 'feature'] },
  },
};

/** What MapLibre makes of an expression for a feature. */
function evaluated(source: unknown, properties: Record<string, unknown>, type: keyof typeof SPECIFICATION, zoom = 14) {
  const made = createExpression(source, 'layers[0].paint.tested', SPECIFICATION[type] as never);
  if (made.result === 'error') throw new Error(made.value.map(String).join('; '));
  const value: unknown = made.value.evaluateWithoutErrorHandling({ zoom }, { type: 1, properties });
  return type === 'color' ? hex(value as { r: number; g: number; b: number }) : value;
}
const hex = ({ r, g, b }: { r: number; g: number; b: number }) =>
  `#${[r, g, b]
    .map((share) =>
      Math.round(share * 255)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;

const choice = { attribute: 'mean_velocity', palette: 'rdylbu', reversed: false, min: -20, max: 20, classes: 0 };
const chosen = (members: Partial<typeof choice> = {}) =>
  lookOf({ ...newLayer('a'), colour: { ...choice, ...members } }, undefined, []);

describe('palettes', () => {
  test('are those of the server, colour by colour', () => {
    const hexOf = (rgba: readonly number[]) =>
      `#${rgba
        .slice(0, 3)
        .map((byte) => byte.toString(16).padStart(2, '0'))
        .join('')}`;
    const theirs = serverPalettes.map(({ id, title, stops }) => ({
      id,
      title,
      colours: stops.map((stop) => hexOf([...Object.values(stop)] as number[])),
    }));
    expect(palettes).toEqual(theirs);
  });

  test('are even between their colours', () => {
    const palette = { id: 'x', title: 'x', colours: ['#000000', '#646464', '#ffffff'] };
    expect([0, 0.25, 0.5, 1, 7].map((at) => colourAt(palette, at))).toEqual([
      '#000000',
      '#323232',
      '#646464',
      '#ffffff',
      '#ffffff',
    ]);
  });
});

describe('colours of a person', () => {
  test('run through the palette from one end of the range to the other', () => {
    const { colour } = chosen();
    const ends = paletteById('rdylbu')!.colours;
    expect(evaluated(colour, { mean_velocity: -50 }, 'color')).toBe(ends[0]);
    expect(evaluated(colour, { mean_velocity: 0 }, 'color')).toBe('#ffffbf');
    expect(evaluated(colour, { mean_velocity: 20 }, 'color')).toBe(ends.at(-1));
    expect(evaluated(chosen({ reversed: true }).colour, { mean_velocity: 20 }, 'color')).toBe(ends[0]);
  });

  test('show the mean of a cell, not its fastest point', () => {
    expect(evaluated(chosen().colour, { mean_velocity: -20, velocity_mean: 0 }, 'color')).toBe('#ffffbf');
  });

  test('in classes change at equal steps', () => {
    const look = chosen({ classes: 4 });
    expect(look.stops.map(({ value }) => value)).toEqual([-20, -10, 0, 10]);
    const at = (value: number) => evaluated(look.colour, { mean_velocity: value }, 'color');
    expect(at(-10.01)).toBe(at(-20));
    expect(at(-10)).not.toBe(at(-10.01));
    expect(at(9.9)).toBe(at(0));
    expect(choiceStops({ ...choice, classes: 1 })).toHaveLength(1);
  });

  test('say from which zoom tiles carry the attribute', () => {
    expect(chosen().fromZoom).toBe(0);
    expect(chosen({ attribute: 'acceleration' }).fromZoom).toBe(0);
    expect(chosen({ attribute: 'mean_velocity_std' }).fromZoom).toBe(15);
    expect(evaluated(chosen({ attribute: 'acceleration' }).colour, {}, 'color')).toBe('#9aa5ab');
  });
});

describe('a style of the server', () => {
  const document: StyleDocument = {
    id: 'velocity',
    title: 'Mean velocity',
    attribute: { type: 'property', name: 'mean_velocity' },
    scale: { type: 'palette', palette: 'rdylbu', min: -20, max: 20 },
  };
  const paint = {
    'circle-color': ['interpolate', ['linear'], ['number', ['get', 'mean_velocity']], -20, '#a50026', 20, '#313695'],
    'circle-radius': ['interpolate', ['linear'], ['zoom'], 7, 1, 17, 7],
  };
  const attributes = [{ name: 'mean_velocity', title: 'Mean velocity', unit: 'mm/a' }];

  test('gives stops, unit and title of the legend', () => {
    const look = lookOf(newLayer('a'), { document, circle: { paint } }, attributes);
    expect(look.stops).toEqual([
      { value: -20, colour: '#a50026' },
      { value: 20, colour: '#313695' },
    ]);
    expect([look.unit, look.title, look.isSteps]).toEqual(['mm/yr', 'Mean velocity', false]);
    expect(evaluated(look.colour, { mean_velocity: -20, velocity_mean: 20 }, 'color')).toBe('#313695');
  });

  test('in classes keeps the colour below the first bound', () => {
    const step = ['step', ['get', 'mean_velocity'], '#000000', -5, '#ffffff'];
    const look = lookOf(
      newLayer('a'),
      { document, circle: { paint: { 'circle-color': ['case', ['has', 'x'], step, '#888888'] } } },
      [],
    );
    expect(look.isSteps).toBe(true);
    expect(look.stops.map(({ colour }) => colour)).toEqual(['#000000', '#ffffff']);
  });

  test('is drawn larger by the factor of the layer, at every zoom', () => {
    const look = lookOf({ ...newLayer('a'), pointSize: 2 }, { document, circle: { paint } }, []);
    expect([7, 17].map((zoom) => evaluated(look.radius, {}, 'number', zoom))).toEqual([2, 14]);
  });
});

describe('filters', () => {
  const filters = [
    { attribute: 'temporal_coherence', min: 0.7 },
    { attribute: 'mean_velocity', min: -5, max: 1e-7 },
    { attribute: 'open' },
  ];

  test('mean the same on the map as in the API', () => {
    expect(cql2Text(filters)).toBe('temporal_coherence >= 0.7 AND mean_velocity >= -5 AND mean_velocity <= 1e-7');
    const passes = (coherence: unknown, velocity: unknown) =>
      evaluated(filterExpression(filters), { temporal_coherence: coherence, mean_velocity: velocity }, 'boolean');
    expect([passes(0.7, -5), passes(0.69, 0), passes(0.9, 0), passes(0.9, 1)]).toEqual([true, false, true, false]);
  });

  test('leave out a feature that lacks the attribute', () => {
    expect(evaluated(filterExpression([filters[0]]), { mean_velocity: 1 }, 'boolean')).toBe(false);
  });

  test('without bounds are none', () => {
    expect(filterExpression([{ attribute: 'a' }])).toBeUndefined();
    expect(cql2Text([])).toBeUndefined();
  });

  test("on what features always have are the map's, others the server's", () => {
    const [coherence, spread] = [filters[0], { attribute: 'mean_velocity_std', max: 1 }];
    const curved = { attribute: 'acceleration', min: 2 };
    const all = [coherence, curved, spread];
    expect(splitFilters(all, undefined)).toEqual({ onFeatures: [coherence], onServer: [curved, spread] });
    // Of what it was refused for other bounds nothing follows.
    expect(splitFilters(all, 'acceleration >= 1').onServer).toHaveLength(2);
    const refused = 'acceleration >= 2 AND mean_velocity_std <= 1';
    expect(splitFilters(all, refused)).toEqual({ onFeatures: [coherence, curved], onServer: [spread] });
  });

  test('and colours have tiles asked for what they need', () => {
    const carried = ['pid', 'mean_velocity', 'height', 'acceleration', 'rmse', 'count'];
    expect(tileProperties(['mean_velocity', 'height'], carried)).toBeUndefined();
    expect(tileProperties(['acceleration', 'displacement'], carried)).toEqual([
      'mean_velocity',
      'height',
      'acceleration',
    ]);
  });

  test('are read by the server, odd names included', () => {
    for (const list of [filters, [{ attribute: 'od"d name', max: 3 }]])
      expect(() => parseCql2Text(cql2Text(list)!, { filterCrs: CRS84_URI })).not.toThrow();
  });
});
