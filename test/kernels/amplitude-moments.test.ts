/** Moments of amplitude against two passes in float64. */
import { describe, expect, test } from 'vitest';
import {
  addAmplitudeMoments,
  amplitudeDispersion,
  createAmplitudeMoments,
  mergeAmplitudeMoments,
  rayleighPower,
} from '../../src/kernels/index.js';
import { momentsReference } from '../../src/kernels/reference.js';
import { SeededRandom } from '../../src/products/seeded-random.js';
import { kernelsOf, VARIANTS, worstDifference } from '../support/kernels.js';
import { fillNormal } from '../support/simulated-samples.js';

describe.each(VARIANTS)('amplitude moments, %s', async (variant) => {
  const { memory, thread } = await kernelsOf(variant);

  test.each([1, 2, 3, 4, 5, 9])('of %i images, more pixels than a chunk, are those of two passes', (epochs) => {
    const pixels = 2052;
    const images = imagesOf(pixels, epochs, epochs);
    const gains = images.map((_, i) => 1 + i / 10);
    const moments = createAmplitudeMoments(pixels);
    addAmplitudeMoments(thread, images, gains, moments);
    expectMoments(moments, images, gains);
  });

  test('images may come in any batches, and batches may be merged: the moments are the same', () => {
    const pixels = 64;
    const images = imagesOf(pixels, 11, 1);
    const gains = images.map(() => 1);
    const [one, other] = [createAmplitudeMoments(pixels), createAmplitudeMoments(pixels, (n) => memory.float32(n))];
    addAmplitudeMoments(thread, images.slice(0, 3), gains.slice(0, 3), one);
    addAmplitudeMoments(thread, images.slice(3, 4), gains.slice(3, 4), one);
    addAmplitudeMoments(thread, images.slice(4), gains.slice(4), other);
    mergeAmplitudeMoments(thread, one, other);
    expectMoments(one, images, gains);
    mergeAmplitudeMoments(thread, one, createAmplitudeMoments(pixels));
    expectMoments(one, images, gains);
  });

  test('missing and infinite samples do not count; a pixel without any has no dispersion', () => {
    const images = imagesOf(8, 5, 2);
    images[0].fill(Number.NaN);
    images[2][2 * 3 + 1] = Number.NaN;
    images[3][2 * 6] = Number.POSITIVE_INFINITY;
    for (const image of images) image[2 * 5] = Number.NaN;
    const moments = createAmplitudeMoments(8);
    addAmplitudeMoments(thread, images, [1, 1, 1, 1, 1], moments);
    expect([...moments.count]).toEqual([4, 4, 4, 3, 4, 0, 3, 4]);
    expectMoments(moments, images, [1, 1, 1, 1, 1]);
    expect(amplitudeDispersion(moments, 4).map((d) => (Number.isNaN(d) ? 1 : 0))).toEqual(
      Float32Array.of(0, 0, 0, 1, 0, 1, 1, 0),
    );
    expect(rayleighPower(moments, 1)[5]).toBeNaN();
  });

  test('the dispersion of a steady target far above its noise is not lost in rounding', () => {
    const pixels = 4;
    const random = new SeededRandom(7);
    const amplitudes = Array.from({ length: 200 }, () => 5000 * (1 + 1e-3 * random.gaussian()));
    const images = amplitudes.map((a) => Float32Array.from({ length: 2 * pixels }, (_, k) => (k % 2 ? 0 : a)));
    const moments = createAmplitudeMoments(pixels);
    for (const image of images) addAmplitudeMoments(thread, [image], [1], moments);
    const { mean, squares } = momentsReference(images.map((image) => image[0]));
    const dispersion = Math.sqrt(squares / 200) / mean;
    expect(amplitudeDispersion(moments, 20)[3] / dispersion).toBeCloseTo(1, 3);
  });

  test('speckle has a dispersion of sqrt(4 / pi - 1), and its power parameter is half its mean power', () => {
    const random = new SeededRandom(6);
    const parts = new Float64Array(800);
    const images = Array.from({ length: 300 }, () => {
      fillNormal(random, parts);
      return Float32Array.from(parts);
    });
    const moments = createAmplitudeMoments(400);
    addAmplitudeMoments(
      thread,
      images,
      images.map(() => 1),
      moments,
    );
    const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(amplitudeDispersion(moments, 20))).toBeCloseTo(Math.sqrt(4 / Math.PI - 1), 2);
    // Parts of variance 1: power 2.
    expect(mean(rayleighPower(moments, 20))).toBeCloseTo(1, 2);
  });

  test('wrong sizes are refused', () => {
    const moments = createAmplitudeMoments(4);
    expect(() => addAmplitudeMoments(thread, [new Float32Array(6)], [1], moments)).toThrow(
      'images[0]: expected 8 values, got 6',
    );
    expect(() => addAmplitudeMoments(thread, [new Float32Array(8)], [], moments)).toThrow(
      'gains: expected 1 values, got 0',
    );
    expect(() => addAmplitudeMoments(thread, [], [], createAmplitudeMoments(3))).toThrow('multiple of 4, got 3');
  });
});

function imagesOf(pixels: number, epochs: number, seed: number): Float32Array[] {
  const random = new SeededRandom(seed);
  return Array.from({ length: epochs }, () => Float32Array.from({ length: 2 * pixels }, () => random.gaussian()));
}

function expectMoments(
  moments: ReturnType<typeof createAmplitudeMoments>,
  images: readonly Float32Array[],
  gains: readonly number[],
): void {
  const twins = Array.from(moments.count, (_, p) =>
    momentsReference(
      images.map((image, i) => {
        const amplitude = gains[i] * Math.hypot(image[2 * p], image[2 * p + 1]);
        return Number.isFinite(amplitude) ? amplitude : Number.NaN;
      }),
    ),
  );
  expect([...moments.count]).toEqual(twins.map(({ count }) => count));
  expect(
    worstDifference(
      moments.mean,
      twins.map(({ mean }) => mean),
    ),
  ).toBeLessThan(1e-5);
  expect(
    worstDifference(
      moments.squares,
      twins.map(({ squares }) => squares),
    ),
  ).toBeLessThan(1e-4);
}
