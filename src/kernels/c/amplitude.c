/*
 * Count, mean and sum of squared deviations of the amplitudes of pixels, image by image: what dispersion needs, and what
 * later images are merged into (Chan, Golub & LeVeque 1979).
 */
#include "simd.h"

/* Pixels whose sums stay in the nearest cache while images pass. */
#define CHUNK 1024

/* Adds one image to the sums of four pixels. pivot: about the mean, so that squares stay small. */
INLINE void add_amplitudes(const float *image, f4 gain, f4 pivot, f4 *count, f4 *sum, f4 *squares) {
  f4 a = load4(image), b = load4(image + 4);
  f4 re = __builtin_shufflevector(a, b, 0, 2, 4, 6), im = __builtin_shufflevector(a, b, 1, 3, 5, 7);
  f4 deviation = sqrt4(madd(im, im, re * re)) * gain - pivot;
  // Neither NaN nor infinite.
  i4 is_there = (deviation - deviation) == splat4(0);
  deviation = keep4(is_there, deviation);
  *count += keep4(is_there, splat4(1));
  *sum += deviation;
  *squares = madd(deviation, deviation, *squares);
}

/* First amplitude that is there; 0 if none is. */
INLINE float pivot_of(const float *const *images, const float *gains, int count, int pixel) {
  for (int k = 0; k < count; k++) {
    float re = images[k][2 * pixel], im = images[k][2 * pixel + 1], a = sqrt1(re * re + im * im) * gains[k];
    if (a - a == 0) return a;
  }
  return 0;
}

/*
 * images: `count` addresses of (pixels) complex, NaN where missing; gains: (count) factors of the amplitudes.
 * n, mean, squares: (pixels) moments so far, which the images are merged into; mean 0 where n is 0.
 * pixels must be a multiple of 4 (arrays are padded). scratch: 4 CHUNK floats.
 */
EXPORT(add_amplitude_moments)
(const float *const *images, const float *gains, int count, int pixels, float *n, float *mean, float *squares,
 float *scratch) {
  float *pivots = scratch, *counts = pivots + CHUNK, *sums = counts + CHUNK, *powers = sums + CHUNK;
  for (int from = 0; from < pixels; from += CHUNK) {
    int length = pixels - from < CHUNK ? pixels - from : CHUNK;
    for (int p = 0; p < length; p++) {
      pivots[p] = n[from + p] > 0 ? mean[from + p] : pivot_of(images, gains, count, from + p);
      counts[p] = sums[p] = powers[p] = 0;
    }
    int k = 0;
    for (; k + 2 <= count; k += 2) {
      const float *a = images[k] + 2 * from, *b = images[k + 1] + 2 * from;
      f4 gain_a = splat4(gains[k]), gain_b = splat4(gains[k + 1]);
      for (int p = 0; p < length; p += 4) {
        f4 c = load4(counts + p), s = load4(sums + p), q = load4(powers + p), pivot = load4(pivots + p);
        add_amplitudes(a + 2 * p, gain_a, pivot, &c, &s, &q);
        add_amplitudes(b + 2 * p, gain_b, pivot, &c, &s, &q);
        store4(counts + p, c), store4(sums + p, s), store4(powers + p, q);
      }
    }
    for (; k < count; k++) {
      const float *a = images[k] + 2 * from;
      for (int p = 0; p < length; p += 4) {
        f4 c = load4(counts + p), s = load4(sums + p), q = load4(powers + p);
        add_amplitudes(a + 2 * p, splat4(gains[k]), load4(pivots + p), &c, &s, &q);
        store4(counts + p, c), store4(sums + p, s), store4(powers + p, q);
      }
    }
    for (int p = 0; p < length; p++) {
      float count_new = counts[p], before = n[from + p], total = before + count_new;
      if (!(count_new > 0)) continue;
      float shift = sums[p] / count_new;
      float own = powers[p] - sums[p] * shift;
      float delta = pivots[p] + shift - mean[from + p];
      n[from + p] = total;
      mean[from + p] += delta * (count_new / total);
      squares[from + p] += (own > 0 ? own : 0) + delta * delta * (before * count_new / total);
    }
  }
}

/* Moments b merged into moments a. */
EXPORT(merge_amplitude_moments)
(float *n_a, float *mean_a, float *squares_a, const float *n_b, const float *mean_b, const float *squares_b, int pixels) {
  for (int p = 0; p < pixels; p++) {
    float total = n_a[p] + n_b[p];
    if (!(n_b[p] > 0)) continue;
    float delta = mean_b[p] - mean_a[p];
    mean_a[p] += delta * (n_b[p] / total);
    squares_a[p] += squares_b[p] + delta * delta * (n_a[p] * n_b[p] / total);
    n_a[p] = total;
  }
}
