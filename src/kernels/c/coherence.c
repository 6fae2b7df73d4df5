/*
 * Sample coherence matrices: C_ij = sum_l z_il conj(z_jl) / sqrt(sum_l |z_il|^2 sum_l |z_jl|^2), Gamma = |C|.
 *
 * A stack is [block of 4 dates][pixel][re of 4 dates, im of 4 dates] float32, so that any list of pixels is contiguous
 * reads of 32 bytes. Dates beyond the last, and samples that are missing, are zero.
 *
 * The sums of two blocks of dates, 4 x 4 products, are kept as rotations: sums[k][lane] belongs to dates lane and
 * (lane + k) mod 4. Loading both blocks and rotating one needs 13 registers; splatting dates needs 18, and V8 spills.
 */
#include "simd.h"

/* Of one pair of blocks: four rotations of real parts, then four of imaginary parts. */
#define SUMS_OF_PAIR 32

INLINE int blocks_of(int dates) { return (dates + 3) / 4; }
INLINE int pairs_of(int blocks) { return blocks * (blocks + 1) / 2; }

/* Products of two blocks of dates, added over the samples. a, b: their planes in the stack. */
INLINE void sum_products(const float *a, const float *b, const int *samples, int count, f4 re[4], f4 im[4]) {
  f4 r0 = {0}, r1 = {0}, r2 = {0}, r3 = {0}, i0 = {0}, i1 = {0}, i2 = {0}, i3 = {0};
  for (int l = 0; l < count; l++) {
    const float *at_a = a + 8 * samples[l], *at_b = b + 8 * samples[l];
    f4 ar = load4(at_a), ai = load4(at_a + 4), br = load4(at_b), bi = load4(at_b + 4);
    r0 = madd(ai, bi, madd(ar, br, r0));
    i0 = nmadd(ar, bi, madd(ai, br, i0));
    br = ROTATE1(br), bi = ROTATE1(bi);
    r1 = madd(ai, bi, madd(ar, br, r1));
    i1 = nmadd(ar, bi, madd(ai, br, i1));
    br = ROTATE1(br), bi = ROTATE1(bi);
    r2 = madd(ai, bi, madd(ar, br, r2));
    i2 = nmadd(ar, bi, madd(ai, br, i2));
    br = ROTATE1(br), bi = ROTATE1(bi);
    r3 = madd(ai, bi, madd(ar, br, r3));
    i3 = nmadd(ar, bi, madd(ai, br, i3));
  }
  re[0] = r0, re[1] = r1, re[2] = r2, re[3] = r3;
  im[0] = i0, im[1] = i1, im[2] = i2, im[3] = i3;
}

/* Columns of a 4 x 4 block from its rotations: lane r of column j is sums[(j - r) mod 4][r]. */
INLINE void unrotate(const f4 s[4], f4 column[4]) {
  for (int j = 0; j < 4; j++) {
    f4 even = __builtin_shufflevector(s[j], s[(j + 2) & 3], 0, 1, 6, 7);
    f4 odd = __builtin_shufflevector(s[(j + 3) & 3], s[(j + 1) & 3], 0, 1, 6, 7);
    column[j] = __builtin_shufflevector(even, odd, 0, 5, 2, 7);
  }
}

INLINE void transpose(const f4 x[4], f4 y[4]) {
  f4 a = __builtin_shufflevector(x[0], x[1], 0, 4, 1, 5), b = __builtin_shufflevector(x[2], x[3], 0, 4, 1, 5);
  f4 c = __builtin_shufflevector(x[0], x[1], 2, 6, 3, 7), d = __builtin_shufflevector(x[2], x[3], 2, 6, 3, 7);
  y[0] = __builtin_shufflevector(a, b, 0, 1, 4, 5), y[1] = __builtin_shufflevector(a, b, 2, 3, 6, 7);
  y[2] = __builtin_shufflevector(c, d, 0, 1, 4, 5), y[3] = __builtin_shufflevector(c, d, 2, 3, 6, 7);
}

/* 1 / sqrt of four powers, 0 where there is none: what makes sums coherences. */
INLINE f4 scale_of(f4 powers) {
  return keep4(powers > splat4(0), splat4(1) / sqrt4(powers));
}

/* Writes the coherence of two blocks and its mirror into the planes of a matrix of `size` rows. scale: (size). */
INLINE void write_block(
    float *re, float *im, int size, int block_i, int block_j, const f4 sum_re[4], const f4 sum_im[4], const float *scale) {
  f4 columns_re[4], columns_im[4], rows_re[4], rows_im[4], own = load4(scale + 4 * block_i);
  unrotate(sum_re, columns_re);
  unrotate(sum_im, columns_im);
  for (int k = 0; k < 4; k++) {
    f4 both = own * splat4(scale[4 * block_j + k]);
    columns_re[k] *= both, columns_im[k] *= both;
  }
  transpose(columns_re, rows_re);
  transpose(columns_im, rows_im);
  for (int k = 0; k < 4; k++) {
    int mirror = (4 * block_j + k) * size + 4 * block_i, at = (4 * block_i + k) * size + 4 * block_j;
    store4(re + mirror, columns_re[k]);
    store4(im + mirror, -columns_im[k]);
    store4(re + at, rows_re[k]);
    store4(im + at, rows_im[k]);
  }
  if (block_i != block_j) return;
  // Both halves of a block on the diagonal were summed, each with a rounding of its own; and the diagonal is exact.
  for (int i = 4 * block_i; i < 4 * block_i + 4; i++) {
    for (int j = 4 * block_i; j < i; j++) {
      re[i * size + j] = re[j * size + i];
      im[i * size + j] = -im[j * size + i];
    }
    re[i * size + i] = scale[i] > 0 ? 1 : 0;
    im[i * size + i] = 0;
  }
}

/*
 * Coherence of one list of samples, as planes (size, size), size = 4 blocks. Blocks on the diagonal come first: their
 * powers scale all others. scale: (size) scratch.
 */
static void coherence_of(
    const float *stack, int pixels, int blocks, const int *samples, int count, float *re, float *im, float *scale) {
  int size = 4 * blocks;
  for (int lag = 0; lag < blocks; lag++) {
    for (int i = 0; i + lag < blocks; i++) {
      f4 sum_re[4], sum_im[4];
      sum_products(stack + 8 * i * pixels, stack + 8 * (i + lag) * pixels, samples, count, sum_re, sum_im);
      if (lag == 0) store4(scale + 4 * i, scale_of(sum_re[0]));
      write_block(re, im, size, i, i + lag, sum_re, sum_im, scale);
    }
  }
}

/* Planes (size, size) to interleaved complex (dates, dates). */
static void interleave(const float *re, const float *im, int size, int dates, float *out) {
  for (int i = 0; i < dates; i++, out += 2 * dates) {
    const float *row_re = re + i * size, *row_im = im + i * size;
    int j = 0;
    for (; j + 4 <= dates; j += 4) {
      f4 r = load4(row_re + j), m = load4(row_im + j);
      store4(out + 2 * j, __builtin_shufflevector(r, m, 0, 4, 1, 5));
      store4(out + 2 * j + 4, __builtin_shufflevector(r, m, 2, 6, 3, 7));
    }
    for (; j < dates; j++) out[2 * j] = row_re[j], out[2 * j + 1] = row_im[j];
  }
}

static void deinterleave(const float *matrix, int dates, float *re, float *im, int size) {
  for (int i = 0; i < size; i++) {
    for (int j = 0; j < size; j++) {
      int inside = i < dates && j < dates;
      re[i * size + j] = inside ? matrix[2 * (i * dates + j)] : 0;
      im[i * size + j] = inside ? matrix[2 * (i * dates + j) + 1] : 0;
    }
  }
}

/*
 * Matrices of `lists` lists of samples.
 * samples: (lists, capacity) pixels of the stack, counts: (lists) used of each, out: (lists, dates, dates) complex.
 * scratch: 2 size^2 + size floats.
 */
EXPORT(coherence_matrices)
(const float *stack, int pixels, int dates, const int *samples, const int *counts, int capacity, int lists, float *out,
 float *scratch) {
  int blocks = blocks_of(dates), size = 4 * blocks;
  float *re = scratch, *im = re + size * size, *scale = im + size * size;
  for (int k = 0; k < lists; k++) {
    coherence_of(stack, pixels, blocks, samples + k * capacity, counts[k], re, im, scale);
    interleave(re, im, size, dates, out + 2 * k * dates * dates);
  }
}
