import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { type Canvas, createCanvas, onBackground, premultipliedWord, straightPixels } from '../../src/render/canvas.js';
import type { Rgba } from '../../src/render/colour.js';
import { encodeImage, encodeUniform } from '../../src/render/encode-image.js';
import { pixelsOf } from '../support/decoded-image.js';

/** Pixel i has colour i of as many as asked, over and over; every third is half transparent. */
function manyColours(count: number, widthPx = 37, heightPx = 29): Canvas {
  const canvas = createCanvas(widthPx, heightPx);
  for (let i = 0; i < canvas.words.length; i++) {
    const colour = i % count;
    canvas.words[i] = premultipliedWord([
      colour & 255,
      colour >> 8,
      200 - (colour & 127),
      colour % 3 === 2 ? 128 : 255,
    ]);
  }
  return canvas;
}

describe('encodeImage as PNG', () => {
  test.each([1, 2, 3, 4, 5, 16, 17, 256, 257, 1000])('keeps every pixel of %s colours', async (count) => {
    const canvas = manyColours(count);
    const { width, height, rgba } = await pixelsOf(await encodeImage(canvas, 'png'));
    expect([width, height]).toEqual([37, 29]);
    expect(rgba).toEqual(straightPixels(canvas));
  });

  test('up to 256 colours are a palette of as few bits as they need, more are not', async () => {
    const bitsOf = async (count: number) => {
      const png = await encodeImage(manyColours(count), 'png');
      // Bit depth and colour type of the header: 3 is indexed, 6 red, green, blue, alpha.
      return [png[24], png[25]];
    };
    expect(await Promise.all([2, 4, 16, 17, 256, 257].map(bitsOf))).toEqual([
      [1, 3],
      [2, 3],
      [4, 3],
      [8, 3],
      [8, 3],
      [8, 6],
    ]);
  });

  test('an empty tile takes less than 200 bytes and is transparent', async () => {
    const png = await encodeImage(createCanvas(256, 256), 'png');
    expect(png.length).toBeLessThan(200);
    expect((await pixelsOf(png)).rgba.every((byte) => byte === 0)).toBe(true);
  });

  test('a background leaves nothing transparent', async () => {
    const canvas = manyColours(300);
    const background: Rgba = [255, 255, 255, 255];
    const png = await encodeImage(canvas, 'png', { background });
    expect((await pixelsOf(png)).rgba).toEqual(straightPixels(onBackground(canvas, background)));
    expect((await pixelsOf(png)).rgba.every((byte, index) => index % 4 < 3 || byte === 255)).toBe(true);
  });

  test('the same canvas gives the same bytes', async () => {
    for (const count of [7, 999]) {
      const [one, other] = await Promise.all([1, 2].map(() => encodeImage(manyColours(count), 'png')));
      expect(one.equals(other)).toBe(true);
    }
  });
});

describe('encodeImage as PNG of 8 bits', () => {
  test('has a palette, keeps what is transparent, and colours within a few units', async () => {
    const canvas = manyColours(400, 200, 150);
    const png = await encodeImage(canvas, 'png8');
    expect(png[25]).toBe(3);
    expect((await encodeImage(canvas, 'png8')).equals(png)).toBe(true);
    const { rgba } = await pixelsOf(png);
    const exact = straightPixels(canvas);
    let sum = 0;
    rgba.forEach((channel, index) => {
      sum += Math.abs(channel - exact[index]);
    });
    expect(sum / rgba.length).toBeLessThan(6);
  });

  test('is exact where 256 colours are enough', async () => {
    const canvas = manyColours(256);
    expect((await pixelsOf(await encodeImage(canvas, 'png8'))).rgba).toEqual(straightPixels(canvas));
  });
});

describe('encodeImage as JPEG', () => {
  test('is white where nothing is, or has the background asked for', async () => {
    for (const [background, expected] of [
      [undefined, 255],
      [[0, 80, 0, 255], 80],
    ] as const) {
      const jpeg = await encodeImage(createCanvas(64, 48), 'jpeg', background ? { background } : {});
      expect(await sharp(jpeg).metadata()).toMatchObject({ format: 'jpeg', width: 64, height: 48, channels: 3 });
      expect(Math.abs((await pixelsOf(jpeg)).rgba[1] - expected)).toBeLessThan(3);
    }
  });
});

describe('encodeUniform', () => {
  test.each([undefined, [200, 10, 30, 255] as const])(
    'is what a canvas of %s comes to, without one',
    async (ground) => {
      const options = ground ? { background: ground } : {};
      for (const format of ['png', 'jpeg'] as const) {
        const drawn = await pixelsOf(await encodeImage(createCanvas(37, 29), format, options));
        expect(await pixelsOf(await encodeUniform(37, 29, format, ground))).toEqual(drawn);
      }
    },
  );
});
