import { describe, expect, test } from 'vitest';
import { rampColour } from '../../src/render/colour-ramp.js';
import { defaultStyleOf, defaultStyles } from '../../src/render/default-styles.js';
import { lookOf, radiusAt, STYLE_PROPERTIES, zoomOfResolution, zoomOfScale } from '../../src/render/style.js';
import { parseStyle } from '../../src/render/style-json.js';

describe('default styles', () => {
  test('every attribute has one, and each says again the same when read from its JSON form', () => {
    for (const name of STYLE_PROPERTIES)
      expect(defaultStyleOf({ type: 'property', name }).attribute).toEqual({ type: 'property', name });
    const displacement = { type: 'displacement', from: '2020-01-01' } as const;
    expect(defaultStyleOf(displacement).attribute).toEqual(displacement);
    for (const style of defaultStyles) expect(parseStyle(JSON.parse(JSON.stringify(style)))).toEqual(style);
    expect(new Set(defaultStyles.map(({ id }) => id)).size).toBe(defaultStyles.length);
  });

  test('motion away is red and motion towards blue in every style of velocity', () => {
    for (const style of defaultStyles.filter(({ id }) => id.startsWith('velocity'))) {
      const { ramp } = lookOf(style, 12);
      const [away, towards] = [rampColour(ramp, -15), rampColour(ramp, 15)];
      expect(away[0]).toBeGreaterThan(away[2]);
      expect(towards[2]).toBeGreaterThan(towards[0]);
    }
  });
});

describe('sizes', () => {
  const size = {
    stops: [
      { zoom: 10, radiusPx: 1 },
      { zoom: 14, radiusPx: 3 },
    ],
  };

  test('radii go in proportion between zoom levels and stay beyond the ends', () => {
    expect([0, 10, 11, 13, 14, 22].map((zoom) => radiusAt(size, zoom))).toEqual([1, 1, 1.5, 2.5, 3, 3]);
  });

  test('zoom levels are those of GoogleMapsCompatible: 559082264.03 to one at zoom 0', () => {
    expect(zoomOfScale(559082264.0287178)).toBeCloseTo(0, 6);
    expect(zoomOfScale(559082264.0287178 / 2 ** 12)).toBeCloseTo(12, 6);
    expect(zoomOfResolution(156543.03392804097 / 2 ** 7)).toBeCloseTo(7, 6);
  });

  test('a screen of twice the resolution takes twice the pixels, rims included', () => {
    const style = {
      ...defaultStyles[0],
      size,
      outline: { colour: '#00000080', widthPx: 1 },
      halo: { min: -9, max: -5, colour: '#ffffff', widthPx: 2 },
    };
    const look = lookOf(style, 14, 2);
    expect(look).toMatchObject({
      radiusPx: 6,
      outline: { colour: [0, 0, 0, 128], widthPx: 2 },
      halo: { min: -9, max: -5, colour: [255, 255, 255, 255], widthPx: 4 },
    });
  });
});

describe('parseStyle', () => {
  const plain = {
    id: 'mine',
    attribute: { type: 'property', name: 'rmse' },
    scale: { type: 'palette', palette: 'viridis', min: 0, max: 5 },
  };

  test('fills in what is left out', () => {
    expect(parseStyle(plain)).toMatchObject({ title: 'mine', opacity: 1, order: 'ascending' });
    expect(parseStyle({ ...plain, attribute: { type: 'displacement' } }).order).toBe('magnitude');
  });

  const faultsOf = (json: unknown): unknown => {
    try {
      return parseStyle(json);
    } catch (error) {
      return (error as { options: { faults: unknown } }).options.faults;
    }
  };

  test('tells every fault at once, each with its place and what came', () => {
    expect(
      faultsOf({
        ...plain,
        id: '../up',
        opacity: 2,
        colour: 'red',
        scale: { type: 'palette', palette: 'jet', min: 5, max: 5, classes: 2.5 },
        size: {
          stops: [
            { zoom: 12, radiusPx: 3 },
            { zoom: 12, radiusPx: 99 },
          ],
        },
      }),
    ).toEqual([
      { pointer: '/colour', detail: expect.stringContaining('no such member') },
      { pointer: '/id', detail: expect.stringContaining('"../up"') },
      { pointer: '/scale/palette', detail: expect.stringContaining('"jet"') },
      { pointer: '/scale/max', detail: expect.stringContaining('more than min, 5, got 5') },
      { pointer: '/scale/classes', detail: expect.stringContaining('2.5') },
      { pointer: '/size/stops/1/radiusPx', detail: expect.stringContaining('99') },
      { pointer: '/size/stops', detail: expect.stringContaining('ascending') },
      { pointer: '/opacity', detail: expect.stringContaining('got 2') },
    ]);
  });

  test.each([
    [null, ''],
    [[], ''],
    [{ ...plain, attribute: { type: 'property', name: 'pid' } }, '/attribute/name'],
    [{ ...plain, attribute: { type: 'displacement', from: '2021-02-30' } }, '/attribute/from'],
    [{ ...plain, attribute: { type: 'displacement', from: '2021-02-03', to: '2021-02-03' } }, '/attribute/to'],
    [{ ...plain, scale: { type: 'stops', stops: [{ value: 1, colour: '#000000' }] } }, '/scale/stops'],
    [
      { ...plain, scale: { type: 'stops', stops: [1, 0].map((value) => ({ value, colour: '#000000' })) } },
      '/scale/stops',
    ],
    [{ ...plain, scale: { type: 'classes', classes: [{ colour: 'red' }] } }, '/scale/classes/0/colour'],
    [
      { ...plain, scale: { type: 'classes', classes: [{ min: 2, max: 1, colour: '#000000' }] } },
      '/scale/classes/0/max',
    ],
    [{ ...plain, scale: { type: 'classes', classes: Array(257).fill({ colour: '#000000' }) } }, '/scale/classes'],
    [{ ...plain, scale: { ...plain.scale, max: '5' } }, '/scale/max'],
    // Ascending as they stand, and without room for the colours between them.
    [{ ...plain, scale: { ...plain.scale, min: 0, max: 1e-45 } }, '/scale'],
    [{ ...plain, scale: { ...plain.scale, min: 1e6, max: 1e6 + 0.0625 } }, '/scale'],
    [{ ...plain, title: 'a\u0000b' }, '/title'],
    [{ ...plain, description: 'half a pair: \ud800' }, '/description'],
    [
      { ...plain, scale: { type: 'classes', classes: [{ colour: '#000000', label: '\u0001' }] } },
      '/scale/classes/0/label',
    ],
    [{ ...plain, halo: { min: 1, max: 0, colour: '#000000', widthPx: 1 } }, '/halo/max'],
    [{ ...plain, cells: { sizeM: 0 } }, '/cells/sizeM'],
    [{ ...plain, order: 'random' }, '/order'],
    [JSON.parse('{"__proto__": {"id": "x"}}'), '/__proto__'],
  ])('refuses what cannot be drawn: %j', (json, pointer) => {
    expect(faultsOf(json)).toContainEqual({ pointer, detail: expect.any(String) });
  });
});
