import { describe, expect, test } from 'vitest';
import {
  createCanvas,
  drawOver,
  onBackground,
  premultipliedWord,
  straightPixels,
  weightedWord,
} from '../../src/render/canvas.js';
import type { Rgba } from '../../src/render/colour.js';

const filled = (colour: Rgba) => {
  const canvas = createCanvas(1, 1);
  canvas.words[0] = premultipliedWord(colour);
  return canvas;
};

describe('canvases', () => {
  test('weights round every byte to the nearest, all 256 x 256 of them, without touching its neighbours', () => {
    const word = new Int32Array(1);
    const bytes = new Uint8Array(word.buffer);
    for (let value = 0; value < 256; value++) {
      for (let weight = 0; weight < 256; weight++) {
        bytes.set([value, 255 - value, value, 255]);
        word[0] = weightedWord(word[0], weight);
        const own = Math.round((value * weight) / 255);
        const other = Math.round(((255 - value) * weight) / 255);
        if (bytes[0] !== own || bytes[1] !== other || bytes[2] !== own || bytes[3] !== weight) {
          expect([...bytes], `${value} x ${weight}`).toEqual([own, other, own, weight]);
        }
      }
    }
  });

  test('a colour comes back from a canvas as it went in, within what its alpha leaves', () => {
    for (const alpha of [1, 17, 128, 254, 255]) {
      const colour: Rgba = [200, 30, 90, alpha];
      const back = straightPixels(filled(colour));
      expect(back[3]).toBe(alpha);
      for (let c = 0; c < 3; c++) expect(Math.abs(back[c] - colour[c])).toBeLessThanOrEqual(Math.ceil(127.5 / alpha));
    }
    expect([...straightPixels(createCanvas(1, 1))]).toEqual([0, 0, 0, 0]);
  });

  test('half-transparent red over opaque blue is purple', () => {
    const below = filled([0, 0, 255, 255]);
    drawOver(below, filled([255, 0, 0, 128]));
    expect([...below.pixels]).toEqual([128, 0, 127, 255]);
  });

  test('opacity multiplies: red at one half over nothing keeps its colour with half the alpha', () => {
    const below = createCanvas(1, 1);
    drawOver(below, filled([255, 0, 0, 255]), 0.5);
    expect([...straightPixels(below)]).toEqual([255, 0, 0, 128]);
  });

  test('a background fills what is empty and shows through what is not opaque', () => {
    expect([...onBackground(createCanvas(1, 1), [10, 20, 30, 255]).pixels]).toEqual([10, 20, 30, 255]);
    expect([...onBackground(filled([0, 0, 0, 51]), [255, 255, 255, 255]).pixels]).toEqual([204, 204, 204, 255]);
  });

  test('sizes that differ or are not whole are refused', () => {
    expect(() => drawOver(createCanvas(2, 1), createCanvas(1, 2))).toThrow('2 x 1 and 1 x 2');
    for (const width of [0, -1, 1.5, Number.NaN]) expect(() => createCanvas(width, 1)).toThrow(RangeError);
  });
});
