/*
 * Count, mean and sum of squared deviations of the amplitudes of pixels, image by image: what dispersion needs, and what
 * later images are merged into (Chan, Golub & LeVeque 1979).
 */
#include "simd.h"

/* Pixels whose sums stay in the nearest cache while images pass. */
#define CHUNK 1024

INLINE f4 amplitudes_at(const float *image, f4 gain) {
  f4 a = load4(image), b = load4(image + 4);
  f4 re = __builtin_shufflevector(a, b, 0, 2, 4, 6), im = __builtin_shufflevector(a, b, 1, 3, 5, 7);
  return sqrt4(madd(im, im, re * re)) * gain;
}

/* Neither NaN nor infinite. */
INLINE i4 is_finite(f4 x) { return (x - x) == splat4(0); }

/* Adds one image to the sums of four pixels. pivot: about the mean, so that squares stay small. */
INLINE void add_amplitudes(const float *image, f4 gain, f4 pivot, f4 *count, f4 *sum, f4 *squares) {
  f4 deviation = amplitudes_at(image, gain) - pivot;
  i4 is_there = is_finite(deviation);
  deviation = keep4(is_there, deviation);
  *count += keep4(is_there, splat4(1));
  *sum += deviation;
  *squares = madd(deviation, deviation, *squares);
}

/* The mean so far, or the first amplitude that is there; 0 if none is. */
INLINE f4 pivots_of(const float *const *images, const float *gains, int count, int pixel, f4 n, f4 mean) {
  i4 is_known = n > splat4(0);
  f4 pivot = keep4(is_known, mean);
  for (int k = 0; k < count && bits4(is_known) != 15; k++) {
    f4 a = amplitudes_at(images[k] + 2 * pixel, splat4(gains[k]));
    i4 is_first = is_finite(a) & ~is_known;
    pivot = select4(is_first, a, pivot);
    is_known |= is_first;
  }
  return pivot;
}

/* Moments b merged into the moments of four pixels. */
INLINE void merge(float *n, float *mean, float *squares, f4 n_b, f4 mean_b, f4 squares_b) {
  f4 n_a = load4(n), mean_a = load4(mean), total = n_a + n_b, delta = mean_b - mean_a;
  i4 is_new = n_b > splat4(0);
  f4 share = keep4(is_new, n_b / total);
  store4(n, total);
  store4(mean, madd(keep4(is_new, delta), share, mean_a));
  store4(squares, load4(squares) + keep4(is_new, madd(delta * delta, n_a * share, squares_b)));
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
    for (int p = 0; p < length; p += 4) {
      f4 pivot = pivots_of(images, gains, count, from + p, load4(n + from + p), load4(mean + from + p));
      store4(pivots + p, pivot);
      store4(counts + p, splat4(0)), store4(sums + p, splat4(0)), store4(powers + p, splat4(0));
    }
    // Four images at a time: sums are read and written once for four.
    for (int k = 0; k < count; k += 4) {
      int several = count - k < 4 ? count - k : 4;
      for (int p = 0; p < length; p += 4) {
        int at = 2 * (from + p);
        f4 c = load4(counts + p), s = load4(sums + p), q = load4(powers + p), pivot = load4(pivots + p);
        add_amplitudes(images[k] + at, splat4(gains[k]), pivot, &c, &s, &q);
        if (several > 1) add_amplitudes(images[k + 1] + at, splat4(gains[k + 1]), pivot, &c, &s, &q);
        if (several > 2) add_amplitudes(images[k + 2] + at, splat4(gains[k + 2]), pivot, &c, &s, &q);
        if (several > 3) add_amplitudes(images[k + 3] + at, splat4(gains[k + 3]), pivot, &c, &s, &q);
        store4(counts + p, c), store4(sums + p, s), store4(powers + p, q);
      }
    }
    for (int p = 0; p < length; p += 4) {
      f4 c = load4(counts + p), s = load4(sums + p), shift = s / greater(c, splat4(1));
      f4 own = greater(nmadd(s, shift, load4(powers + p)), splat4(0));
      merge(n + from + p, mean + from + p, squares + from + p, c, load4(pivots + p) + shift, own);
    }
  }
}

/* Moments b merged into moments a; pixels as above. */
EXPORT(merge_amplitude_moments)
(float *n_a, float *mean_a, float *squares_a, const float *n_b, const float *mean_b, const float *squares_b, int pixels) {
  for (int p = 0; p < pixels; p += 4) {
    merge(n_a + p, mean_a + p, squares_a + p, load4(n_b + p), load4(mean_b + p), load4(squares_b + p));
  }
}
