import { describe, expect, test } from 'vitest';
import { parseXml } from '../../src/products/xml-tree.js';
import { compileRamp, rampColour } from '../../src/render/colour-ramp.js';
import type { ColourScale } from '../../src/render/colour-scale.js';
import { asCells, defaultStyles } from '../../src/render/default-styles.js';
import { readSld, type SldLayer } from '../../src/render/sld.js';
import { sldDocument } from '../../src/render/sld-writer.js';
import type { PointStyle } from '../../src/render/style.js';
import { parseStyle } from '../../src/render/style-json.js';

const WORDS = { layer: 'l2b', property: 'mean_velocity' };
const [velocity] = defaultStyles;
const ofProperty = defaultStyles.filter(({ attribute }) => attribute.type === 'property');

function roundTrip(style: PointStyle, words = WORDS): Required<Pick<SldLayer, 'style' | 'isGrid' | 'layer'>> {
  const [{ layer, style: read, isGrid }] = readSld(sldDocument(style, words), parseXml);
  return { layer, style: read!, isGrid: isGrid! };
}

const classes: ColourScale = {
  type: 'classes',
  classes: [
    { max: -5, includesMax: true, colour: '#ff0000', label: 'down <fast> & "far"' },
    { min: -5, max: 5, includesMin: false, includesMax: false, colour: '#00ff0080', label: 'still' },
    { min: 7, max: 7, includesMin: true, includesMax: true, colour: '#123456', label: 'seven' },
    { min: 1e-7, includesMin: true, colour: '#0000ff', label: 'up' },
  ],
  otherwise: '#abcdef',
};

describe('styles written as SLD', () => {
  test('classes come back through our own reader as they were', () => {
    const style: PointStyle = {
      ...velocity,
      id: 'three',
      title: 'Three & more',
      description: 'Red < green',
      scale: classes,
      noDataColour: '#11223399',
      outline: { colour: '#445566', widthPx: 0.5 },
      size: { stops: [{ zoom: 0, radiusPx: 3.5 }] },
    };
    expect(roundTrip(style)).toEqual({ layer: 'l2b', style, isGrid: false });
  });

  test.each(ofProperty.map((style) => [style.id, style] as const))(
    '%s: a continuous scale comes back in classes that differ by little',
    (_, style) => {
      const property = style.attribute.type === 'property' ? style.attribute.name : '';
      const { style: read } = roundTrip(style, { layer: 'l2b', property });
      expect(read.attribute).toEqual(style.attribute);
      const { min, max } = style.scale as { min: number; max: number };
      const [ramp, readRamp] = [compileRamp(style.scale), compileRamp(read.scale)];
      for (let step = -5; step <= 205; step++) {
        const value = min + ((max - min) * step) / 200;
        const [wanted, got] = [rampColour(ramp, value), rampColour(readRamp, value)];
        // Half a class, one thirty-second of the scale: palettes move by some forty steps of a channel over one.
        expect(Math.max(...wanted.map((channel, index) => Math.abs(channel - got[index])))).toBeLessThan(40);
      }
    },
  );

  test('what was read can be stored, whatever was written', () => {
    for (const style of ofProperty) {
      const { style: read } = roundTrip({ ...style, outline: { colour: '#000000', widthPx: 1 } });
      expect(parseStyle(read)).toEqual(read);
    }
  });

  test('classes of a palette keep their limits', () => {
    const scale: ColourScale = { type: 'palette', palette: 'vik', min: -6, max: 6, classes: 3 };
    const { style } = roundTrip({ ...velocity, scale });
    expect(style.scale).toMatchObject({ classes: [{ max: -2 }, { min: -2, max: 2 }, { min: 2 }] });
  });

  test('more stops than rules may be are taken together', () => {
    const stops = Array.from({ length: 256 }, (_, n) => ({ value: n, colour: n < 128 ? '#000000' : '#ffffff' }));
    const { style } = roundTrip({ ...velocity, scale: { type: 'stops', stops }, noDataColour: '#123456' });
    const ramp = compileRamp(style.scale);
    expect([-9, 100, 126, 130, 300].map((value) => rampColour(ramp, value)[0])).toEqual([0, 0, 0, 255, 255]);
  });

  test('cells are squares, and an opacity of the whole one of each mark', () => {
    expect(roundTrip(asCells(velocity, 100)).isGrid).toBe(true);
    const { style } = roundTrip({ ...velocity, scale: classes, opacity: 0.5 });
    expect(style.scale).toMatchObject({ classes: [{ colour: '#ff000080' }, { colour: '#00ff0040' }, {}, {}] });
  });

  test('sizes stay within what is read', () => {
    const size = { stops: [{ zoom: 0, radiusPx: 16 }] };
    const { style } = roundTrip({ ...velocity, size, outline: { colour: '#000000', widthPx: 4 } });
    expect(style.size.stops[0].radiusPx).toBe(14);
  });

  test('what the rest is painted in comes first, so that it hides nothing from who takes it for a rule without filter', () => {
    const document = sldDocument({ ...velocity, scale: classes }, WORDS);
    expect(document.indexOf('<ElseFilter/>')).toBeLessThan(document.indexOf('<ogc:Filter>'));
  });

  test('the attribute has the name that the collection gives it', () => {
    const rmse = defaultStyles.find(({ id }) => id === 'rmse')!;
    const document = sldDocument(rmse, { layer: 'l2b', property: 'rmse_ts' });
    expect(document).toContain('<ogc:PropertyName>rmse_ts</ogc:PropertyName>');
    expect(readSld(document, parseXml)[0].style!.attribute).toEqual({ type: 'property', name: 'rmse' });
  });

  test('a displacement has no such form', () => {
    expect(() => sldDocument({ ...velocity, attribute: { type: 'displacement' } }, WORDS)).toThrow(RangeError);
  });
});
