/*
 * Pixels that speckle alike: neighbours whose power passes a likelihood-ratio test against the centre, as far as they
 * hang together with it.
 *
 * The test of Rayleigh amplitudes with powers s1, s2 over N dates (Parizzi & Brcic 2011, doi:10.1109/LGRS.2010.2083631),
 *   2 N [2 ln((s1 + s2) / 2) - ln s1 - ln s2] < chi2_(1 - alpha)(1),
 * depends on s1 / s2 alone: it holds between 1 / r and r for one r > 1, which the caller computes.
 */
#include "simd.h"

#define MOST_ROWS 64

/* Bits of a row of the window whose power lies between low and high. */
INLINE u64 bits_between(const float *power, int count, float low, float high) {
  u64 bits = 0;
  int k = 0;
  f4 lower = splat4(low), upper = splat4(high);
  for (; k + 4 <= count; k += 4) {
    f4 s = load4(power + k);
    bits |= (u64)bits4((s > lower) & (s < upper)) << k;
  }
  for (; k < count; k++) bits |= (u64)(power[k] > low && power[k] < high) << k;
  return bits;
}

/* What of `allowed` can be reached from the seeds along the row. */
INLINE u64 spread(u64 seeds, u64 allowed) {
  for (u64 before = 0; seeds != before;) {
    before = seeds;
    seeds |= ((seeds << 1) | (seeds >> 1)) & allowed;
  }
  return seeds;
}

/* Keeps of the rows what hangs together with the centre over edges and corners. */
static void keep_connected(u64 *rows, int count, int centre_row, int centre_bit) {
  u64 kept[MOST_ROWS] = {0};
  kept[centre_row] = spread((u64)1 << centre_bit, rows[centre_row]);
  for (int changed = 1; changed;) {
    changed = 0;
    for (int pass = 0; pass < 2; pass++) {
      for (int k = 1; k < count; k++) {
        int row = pass ? count - 1 - k : k;
        u64 near = kept[pass ? row + 1 : row - 1];
        u64 next = spread((kept[row] | near | near << 1 | near >> 1) & rows[row], rows[row]);
        changed |= next != kept[row];
        kept[row] = next;
      }
    }
  }
  for (int k = 0; k < count; k++) rows[k] = kept[k];
}

/*
 * power: (rows, columns), NaN or 0 where nothing is known. Centres: `count` on one row from `first` on, `stride` apart.
 * ratio: largest s1 / s2 of pixels alike. Windows reach half_rows, half_columns (at most 31) and are cut at the edges.
 * samples: (count, capacity) pixels row * columns + column in ascending order, the centre among them; counts: (count),
 * 0 where the centre has no power.
 */
EXPORT(select_homogeneous)
(const float *power, int rows, int columns, int row, int first, int stride, int count, int half_rows, int half_columns,
 float ratio, int *samples, int *counts, int capacity) {
  int top = row > half_rows ? row - half_rows : 0;
  int bottom = row + half_rows < rows ? row + half_rows : rows - 1;
  for (int k = 0; k < count; k++) {
    int column = first + k * stride, found = 0;
    float own = power[row * columns + column];
    if (own > 0) {
      int left = column > half_columns ? column - half_columns : 0;
      int right = column + half_columns < columns ? column + half_columns : columns - 1;
      u64 bits[MOST_ROWS];
      for (int y = top; y <= bottom; y++) {
        bits[y - top] = bits_between(power + y * columns + left, right - left + 1, own / ratio, own * ratio);
      }
      keep_connected(bits, bottom - top + 1, row - top, column - left);
      for (int y = top; y <= bottom; y++) {
        for (u64 b = bits[y - top]; b; b &= b - 1) {
          samples[k * capacity + found++] = y * columns + left + __builtin_ctzll(b);
        }
      }
    }
    counts[k] = found;
  }
}
