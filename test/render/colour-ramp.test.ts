import { describe, expect, test } from 'vitest';
import { compileRamp, rampColour, rampRows } from '../../src/render/colour-ramp.js';
import { paletteById, paletteColour, palettes } from '../../src/render/palette.js';

const grey = {
  type: 'stops',
  stops: [
    { value: 0, colour: '#000000' },
    { value: 255, colour: '#ffffff' },
  ],
} as const;

describe('compileRamp, continuous', () => {
  test('a ramp from black at 0 to white at 255 has grey v at v, within half a step', () => {
    const ramp = compileRamp(grey);
    for (let value = 0; value <= 255; value += 0.37) {
      expect(Math.abs(rampColour(ramp, value)[0] - value)).toBeLessThanOrEqual(0.75);
    }
  });

  test('values beyond the ends have the colour of the end, infinity too', () => {
    const ramp = compileRamp(grey);
    expect([-Infinity, -1].map((value) => rampColour(ramp, value)[0])).toEqual([0, 0]);
    expect([256, Infinity].map((value) => rampColour(ramp, value)[0])).toEqual([255, 255]);
  });

  test('NaN is not drawn unless it has a colour', () => {
    expect(rampColour(compileRamp(grey), Number.NaN)).toEqual([0, 0, 0, 0]);
    expect(rampColour(compileRamp(grey, '#11223344'), Number.NaN)).toEqual([0x11, 0x22, 0x33, 0x44]);
  });

  test('stops far apart and near together are each exact: a thousandth next to a thousand', () => {
    const stops = [-1000, -0.001, 0, 0.001, 1000].map((value, index) => ({
      value,
      colour: `#${index}0${index}0${index}0`,
    }));
    const ramp = compileRamp({ type: 'stops', stops });
    expect(stops.map(({ value }) => rampColour(ramp, value)[0])).toEqual([0, 0x10, 0x20, 0x30, 0x40]);
  });

  test.each(palettes.map(({ id }) => id))(
    '%s has its ends at the ends of the range, and reversed the other way',
    (id) => {
      const { stops } = paletteById(id)!;
      const range = { type: 'palette', palette: id, min: -20, max: 20 } as const;
      const [ramp, reversed] = [compileRamp(range), compileRamp({ ...range, reversed: true })];
      expect(rampColour(ramp, -20)).toEqual(stops[0]);
      expect(rampColour(ramp, 20)).toEqual(stops[stops.length - 1]);
      for (const value of [-20, -7.5, 0, 3, 20]) {
        // A step of the table may fall on either side of a rounding.
        rampColour(reversed, value).forEach((channel, index) => {
          expect(Math.abs(channel - rampColour(ramp, -value)[index])).toBeLessThanOrEqual(1);
        });
      }
    },
  );

  test('stops out of order are refused', () => {
    expect(() => compileRamp({ ...grey, stops: [...grey.stops].reverse() })).toThrow('ascending');
    expect(() => compileRamp({ type: 'palette', palette: 'vik', min: 1, max: 1 })).toThrow(RangeError);
  });
});

describe('compileRamp, classes', () => {
  test('four classes of a palette over -20 to 20 change at -10, 0 and 10, limits belonging to the class above', () => {
    const ramp = compileRamp({ type: 'palette', palette: 'rdbu', min: -20, max: 20, classes: 4 });
    const colours = [0, 1 / 3, 2 / 3, 1].map((position) => paletteColour(paletteById('rdbu')!, position));
    const classOf = (value: number) => colours.findIndex((colour) => `${colour}` === `${rampColour(ramp, value)}`);
    expect([-99, -20, -10.1, -10, -0.1, 0, 9.9, 10, 20, 99].map(classOf)).toEqual([0, 0, 0, 1, 1, 2, 2, 3, 3, 3]);
  });

  test('limits are compared as float32, so that 0.8 from a file belongs to the class that starts at 0.8', () => {
    const ramp = compileRamp({
      type: 'classes',
      classes: [
        { max: 0.8, includesMax: true, colour: '#000001' },
        { min: 0.8, includesMin: false, colour: '#000002' },
      ],
    });
    const values = Float32Array.of(0.79, 0.8, 0.81);
    expect([...rampRows(ramp, values)].map((row) => ramp.table[row * 4 + 2])).toEqual([1, 1, 2]);
  });

  test('of two classes that share a limit or overlap the later one wins', () => {
    const both = { includesMin: true, includesMax: true };
    const ramp = compileRamp({
      type: 'classes',
      classes: [
        { min: 0, max: 5, ...both, colour: '#000001' },
        { min: 5, max: 10, ...both, colour: '#000002' },
        { min: 2, max: 3, ...both, colour: '#000003' },
      ],
    });
    expect([-1, 0, 1.9, 2, 3, 3.1, 5, 10, 10.1].map((value) => rampColour(ramp, value)[2])).toEqual([
      0, 1, 1, 3, 3, 1, 2, 2, 0,
    ]);
  });

  test('agrees with a plain search through the classes, on limits and between them', () => {
    let seed = 7;
    const random = () => {
      seed = (seed * 16807) % 2147483647;
      return seed % 12;
    };
    for (let round = 0; round < 200; round++) {
      const classes = Array.from({ length: 5 }, (_, index) => {
        const [a, b] = [random(), random()].sort((x, y) => x - y);
        return {
          ...(a > 1 && { min: a }),
          ...(b < 10 && b >= a && { max: b }),
          includesMin: random() < 6,
          includesMax: random() < 6,
          colour: `#00000${index + 1}`,
        };
      });
      const ramp = compileRamp({ type: 'classes', classes, otherwise: '#000009' });
      for (let value = -0.5; value < 13; value += 0.5) {
        let expected = 9;
        classes.forEach(({ min = -Infinity, max = Infinity, includesMin, includesMax }, index) => {
          const isIn = (includesMin ? value >= min : value > min) && (includesMax ? value <= max : value < max);
          if (isIn) expected = index + 1;
        });
        expect(rampColour(ramp, value)[2]).toBe(expected);
      }
    }
  });

  test('what lies in no class is not drawn, or has the colour for the rest', () => {
    const classes = [{ min: 1, max: 2, colour: '#ff0000' }];
    expect(rampColour(compileRamp({ type: 'classes', classes }), 3)).toEqual([0, 0, 0, 0]);
    expect(rampColour(compileRamp({ type: 'classes', classes, otherwise: '#00ff00' }), 3)).toEqual([0, 255, 0, 255]);
  });

  test('unknown colours and palettes and classes upside down are refused by name', () => {
    expect(() => compileRamp({ type: 'classes', classes: [{ colour: 'red' }] })).toThrow('red');
    expect(() => compileRamp({ type: 'classes', classes: [{ min: 2, max: 1, colour: '#ff0000' }] })).toThrow(
      '2 before 1',
    );
    expect(() => compileRamp({ type: 'palette', palette: 'none' as 'vik', min: 0, max: 1 })).toThrow('none');
  });
});
