/** Which surface ties can bear, told from where they stand. */
import { describe, expect, test } from 'vitest';
import { lowpassObjection, polynomialForm, type Spot } from '../../../src/insar/calibration/surface-form.js';

/** Cells of a rectangle, every `stepM`. */
function rectangle(westM: number, southM: number, widthM: number, heightM: number, stepM = 2000): Spot[] {
  const spots: Spot[] = [];
  for (let e = 0; e <= widthM; e += stepM) {
    for (let n = 0; n <= heightM; n += stepM) {
      spots.push({ eastingM: 4_400_000 + westM + e, northingM: 2_300_000 + southM + n });
    }
  }
  return spots;
}

const burst = rectangle(0, 0, 80_000, 20_000);

describe('the form of a surface', () => {
  test('is what was asked for when ties stand everywhere', () => {
    expect(polynomialForm(1, burst, burst)).toEqual({
      order: 1,
      originEastingM: 4_440_000,
      originNorthingM: 2_310_000,
    });
    expect(polynomialForm(2, burst, burst)).toMatchObject({ order: 2 });
    expect(polynomialForm(0, burst.slice(0, 1), burst)).toMatchObject({ order: 0 });
  });

  test('is simpler when ties stand in one corner', () => {
    const corner = rectangle(0, 0, 12_000, 12_000, 1000);
    const form = polynomialForm(2, corner, burst);
    expect(form.order).toBe(0);
    expect(form.fallback).toMatch(/^no quadratic surface: .*; no plane: .*extrapolated.*; constant taken instead$/);
    const third = rectangle(0, 0, 40_000, 20_000);
    expect(polynomialForm(2, third, burst)).toMatchObject({
      order: 1,
      fallback: expect.stringMatching(/no quadratic surface/),
    });
  });

  test('is simpler when ties are few, span little, or stand in a row', () => {
    const place = expect.any(Number);
    expect(polynomialForm(1, burst.slice(0, 7), burst)).toEqual({
      order: 0,
      originEastingM: place,
      originNorthingM: place,
      fallback: 'no plane: 7 ties, at least 8 are needed; constant taken instead',
    });
    expect(polynomialForm(1, rectangle(0, 0, 8000, 7000, 1000), burst).fallback).toMatch(/width of 7\.\d km/);
    expect(polynomialForm(1, rectangle(0, 0, 80_000, 0), burst).fallback).toMatch(/width of 0\.0 km/);
    expect(polynomialForm(1, [], []).order).toBe(0);
  });

  test('sees a narrow strip for what it is, whichever way it runs', () => {
    const slanted = rectangle(0, 0, 80_000, 4000).map(({ eastingM, northingM }) => ({
      eastingM,
      northingM: northingM + (eastingM - 4_400_000),
    }));
    expect(polynomialForm(1, slanted, slanted).fallback).toMatch(/width of [2-5]\.\d km/);
  });
});

describe('a low-pass surface', () => {
  const track = rectangle(0, 0, 80_000, 150_000, 5000);

  test('is borne by a track longer than its cut-off', () => {
    expect(lowpassObjection(track, track, 100_000)).toBeUndefined();
    expect(lowpassObjection(track, track, 200_000)).toMatch(/span 150\.0 km, less than the cut-off of 200\.0 km/);
  });

  test('is not borne by nothing, nor from one end of a long track', () => {
    expect(lowpassObjection([], track, 100_000)).toMatch(/span 0\.0 km/);
    const long = [...track, ...rectangle(0, 0, 80_000, 900_000, 20_000)];
    expect(lowpassObjection(track, long, 100_000)).toMatch(/extrapolated/);
  });
});
