import { describe, expect, test } from 'vitest';
import type { Rgba } from '../../src/render/colour.js';
import { paletteById, paletteColour, palettes } from '../../src/render/palette.js';

describe('palettes', () => {
  test('red means away or down: the low end of those that run from red to blue, the high end of vik', () => {
    const isReddish = ([red, , blue]: Rgba) => red > blue;
    for (const id of ['egms-rainbow', 'rdylbu', 'rdbu', 'roma']) {
      expect(isReddish(paletteColour(paletteById(id)!, 0.1))).toBe(true);
      expect(isReddish(paletteColour(paletteById(id)!, 0.9))).toBe(false);
    }
    expect(isReddish(paletteColour(paletteById('vik')!, 0.9))).toBe(true);
  });

  test('sequential ones go steadily from dark to light', () => {
    for (const palette of palettes.filter(({ kind }) => kind === 'sequential')) {
      const steps = Array.from({ length: 21 }, (_, index) => lightness(paletteColour(palette, index / 20)));
      steps.slice(1).forEach((value, index) => {
        expect(value, `${palette.id} at step ${index}`).toBeGreaterThan(steps[index] - 0.2);
      });
      expect(steps[20] - steps[0]).toBeGreaterThan(45);
    }
  });

  test('diverging ones are lightest about the middle and dark at both ends', () => {
    for (const palette of palettes.filter(({ kind, isColourBlindSafe }) => kind === 'diverging' && isColourBlindSafe)) {
      const at = (position: number) => lightness(paletteColour(palette, position));
      expect(at(0.5)).toBeGreaterThan(85);
      expect(Math.max(at(0), at(1))).toBeLessThan(40);
    }
  });

  test('what is called safe keeps its ends apart for eyes without red or green cones', () => {
    for (const palette of palettes.filter(({ kind, isColourBlindSafe }) => kind === 'diverging' && isColourBlindSafe)) {
      for (const see of [asDeuteranope, asProtanope]) {
        for (const distance of [0.2, 0.35, 0.5]) {
          const [low, high] = [0.5 - distance, 0.5 + distance].map((position) => see(paletteColour(palette, position)));
          expect(Math.hypot(...low.map((value, index) => value - high[index])), palette.id).toBeGreaterThan(0.15);
        }
      }
    }
  });

  test('positions outside 0 to 1 have the colour of the end', () => {
    const vik = paletteById('vik')!;
    expect(paletteColour(vik, -3)).toEqual(vik.stops[0]);
    expect(paletteColour(vik, 3)).toEqual(vik.stops[16]);
  });

  test('an unknown name is absent', () => {
    expect(paletteById('jet')).toBeUndefined();
  });
});

const linear = (channel: number) => {
  const share = channel / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
};

/** CIE L* of sRGB, 0 to 100. */
function lightness([red, green, blue]: Rgba): number {
  const y = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  return y > 216 / 24389 ? 116 * Math.cbrt(y) - 16 : (24389 / 27) * y;
}

/** Cube roots of linear RGB, about even to the eye, as seen without a kind of cones (Vienot, Brettel & Mollon 1999, doi:10.1002/(SICI)1520-6378). */
const seen = (rows: readonly (readonly number[])[]) => (colour: Rgba) => {
  const rgb = [linear(colour[0]), linear(colour[1]), linear(colour[2])];
  return rows.map((row) => Math.cbrt(Math.max(0, row[0] * rgb[0] + row[1] * rgb[1] + row[2] * rgb[2])));
};
const asProtanope = seen([
  [0.11238, 0.88762, 0],
  [0.11238, 0.88762, 0],
  [0.00401, -0.00401, 1],
]);
const asDeuteranope = seen([
  [0.29275, 0.70725, 0],
  [0.29275, 0.70725, 0],
  [-0.02234, 0.02234, 1],
]);
