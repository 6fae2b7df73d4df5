/*
 * Coherence in rectangular windows that slide along a row: sums of columns of the window are shared by all windows that
 * hold them, so that a window costs a few additions instead of all its samples.
 *
 * Columns are taken in blocks as wide as the window. A window that starts k columns into a block is the sum of the rest of
 * that block and of the first k columns of the next; both are running sums, from behind and from the front (van Herk 1992).
 * Nothing is ever subtracted: a bright target that leaves the window leaves no rounding behind, rows may be of any length,
 * and, blocks being counted from the left edge of the tile, the bits do not depend on how a row is cut.
 */
#include "simd.h"

struct window {
  const float *stack;
  int rows, columns, blocks;
  /* First and last row of the window, within the tile. */
  int top, bottom;
  /* Floats in the sums of a column, columns of a window. */
  int length, width;
  /* (width, length): sums from column k to the end of its block; as windows move on, columns of the next block. */
  float *slots;
  /* (length): first columns of the next block. */
  float *front;
  /* Pixels of a column. */
  int *samples;
};

/* Into its slot, and, where they are wanted, onto the front. */
static void sum_column(const struct window *w, int column, float *out, float *front) {
  if (column < 0 || column >= w->columns) {
    for (int k = 0; k < w->length; k += 4) store4(out + k, splat4(0));
    return;
  }
  int count = 0, pixels = w->rows * w->columns;
  for (int row = w->top; row <= w->bottom; row++) w->samples[count++] = row * w->columns + column;
  for (int i = 0; i < w->blocks; i++) {
    for (int j = i; j < w->blocks; j++, out += SUMS_OF_PAIR) {
      f4 re[4], im[4];
      sum_products(w->stack + 8 * i * pixels, w->stack + 8 * j * pixels, w->samples, count, re, im);
      for (int k = 0; k < 4; k++) store4(out + 4 * k, re[k]), store4(out + 16 + 4 * k, im[k]);
      if (!front) continue;
      for (int k = 0; k < 4; k++) {
        store4(front + 4 * k, load4(front + 4 * k) + re[k]);
        store4(front + 16 + 4 * k, load4(front + 16 + 4 * k) + im[k]);
      }
      front += SUMS_OF_PAIR;
    }
  }
}

static void add_sums(float *to, const float *other, int length) {
  for (int k = 0; k < length; k += 4) store4(to + k, load4(to + k) + load4(other + k));
}

/* The slots hold the columns of a block: makes them sums to its end, and begins the next block. */
static void turn_over(const struct window *w) {
  for (int k = w->width - 2; k >= 0; k--) add_sums(w->slots + k * w->length, w->slots + (k + 1) * w->length, w->length);
  for (int k = 0; k < w->length; k += 4) store4(w->front + k, splat4(0));
}

/* The window that starts at slot k, as a coherence matrix. */
static void matrix_of_window(const struct window *w, int k, float *re, float *im, float *scale) {
  const float *rest = w->slots + k * w->length, *front = w->front;
  for (int i = 0, at = 0; i < w->blocks; at += SUMS_OF_PAIR * (w->blocks - i), i++) {
    store4(scale + 4 * i, scale_of(load4(rest + at) + load4(front + at)));
  }
  for (int i = 0; i < w->blocks; i++) {
    for (int j = i; j < w->blocks; j++, rest += SUMS_OF_PAIR, front += SUMS_OF_PAIR) {
      f4 sum_re[4], sum_im[4];
      for (int r = 0; r < 4; r++) {
        sum_re[r] = load4(rest + 4 * r) + load4(front + 4 * r);
        sum_im[r] = load4(rest + 16 + 4 * r) + load4(front + 16 + 4 * r);
      }
      write_block(re, im, 4 * w->blocks, i, j, sum_re, sum_im, scale);
    }
  }
}

/*
 * Centres on one row of a tile (rows, columns): `count` of them from `first` on, `stride` apart; windows are cut at the
 * edges of the tile. Writes matrices (count, dates, dates) where `matrices` is not 0, and links otherwise.
 * scratch: space_in, then (width + 1) length + 2 half_rows + 1 floats.
 */
EXPORT(link_windows)
(const float *stack, int rows, int columns, int dates, int row, int first, int stride, int count, int half_rows,
 int half_columns, float *matrices, int method, float beta, int reference, int most_lag, float looks_per_sample,
 float *phases, float *coherence, float *eigenvalue, float *sigma, u8 *outcome, float *scratch) {
  struct space s = space_in(scratch, dates);
  struct options o = {method, beta, reference, most_lag, looks_per_sample};
  struct window w = {.stack = stack, .rows = rows, .columns = columns, .blocks = s.size / 4};
  w.top = row > half_rows ? row - half_rows : 0;
  w.bottom = row + half_rows < rows ? row + half_rows : rows - 1;
  w.length = pairs_of(w.blocks) * SUMS_OF_PAIR;
  w.width = 2 * half_columns + 1;
  w.slots = s.work + 2 * s.size * s.size + 4 * s.size;
  w.front = w.slots + w.width * w.length;
  w.samples = (int *)(w.front + w.length);
  // Windows start `half_columns` left of their centre: slot k of block b is column b width + k - half_columns.
  int block = first / w.width, done = 0;
  if (count == 0) return;
  for (int k = 0; k < w.width; k++) sum_column(&w, block * w.width + k - half_columns, w.slots + k * w.length, 0);
  turn_over(&w);
  for (int at = block * w.width; ; at++) {
    int k = at - block * w.width;
    if (at == first + done * stride) {
      matrix_of_window(&w, k, s.re, s.im, s.scale);
      if (matrices) {
        interleave(s.re, s.im, s.size, dates, matrices + 2 * done * dates * dates);
      } else {
        int left = at > half_columns ? at - half_columns : 0;
        int right = at + half_columns < columns ? at + half_columns : columns - 1;
        float looks = (w.bottom - w.top + 1) * (right - left + 1) * looks_per_sample;
        struct answer to = answer_of(done, dates, phases, coherence, eigenvalue, sigma, outcome);
        link_one(&s, dates, looks, &o, &to);
      }
      if (++done == count) return;
    }
    // Its place is free now: the column that comes into the next window.
    sum_column(&w, (block + 1) * w.width + k - half_columns, w.slots + k * w.length, w.front);
    if (k == w.width - 1) {
      block++;
      turn_over(&w);
    }
  }
}
