import { describe, expect, test } from 'vitest';
import { legendColours, velocityScale } from '../../../src/ogc/features/velocity-colours.js';

/** Relative luminance of WCAG 2.2, from 0 to 1. */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

describe('colours of velocities', () => {
  test('red is away, blue is towards, and no motion is the palest', () => {
    const { colourOf } = velocityScale([-20, 20]);
    expect(colourOf(-20)).toBe('#d73027');
    expect(colourOf(0)).toBe('#ffffbf');
    expect(colourOf(20)).toBe('#4575b4');
  });

  test('beyond the ends of the scale the colour stays', () => {
    const { colourOf } = velocityScale([-20, 20]);
    expect(colourOf(-500)).toBe(colourOf(-20));
    expect(colourOf(500)).toBe(colourOf(20));
  });

  test('both wings grow darker outwards, so that speed can be read without seeing the hue', () => {
    const shades = legendColours.map(luminance);
    for (let i = 1; i <= 3; i++) expect(shades[i]).toBeGreaterThan(shades[i - 1]);
    for (let i = 4; i < 7; i++) expect(shades[i]).toBeLessThan(shades[i - 1]);
  });
});

describe('the ends of the scale', () => {
  test.each([
    [[], 5],
    [[0.3, -0.2], 5],
    [[-7, 2], 10],
    [[-20, 1], 20],
    [[-900, 900], 100],
  ])('for %j are ±%i mm per year', (velocities, end) => {
    expect(velocityScale(velocities).endMmPerYear).toBe(end);
  });

  test('a few wild values do not make all others pale, missing ones count for nothing', () => {
    const calm = Array.from({ length: 99 }, (_, i) => (i % 2 ? -3 : 3));
    expect(velocityScale([...calm, 480, Number.NaN]).endMmPerYear).toBe(5);
  });
});
