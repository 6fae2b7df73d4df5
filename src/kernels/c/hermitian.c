/*
 * Dense Hermitian matrices as planes (size, size), size a multiple of 4: products, factorisation, and the eigenvector of
 * the smallest eigenvalue by inverse iteration.
 */
#include "simd.h"

/* y = A x. Two rows at a time. */
static void multiply(const float *re, const float *im, int size, const float *xr, const float *xi, float *yr, float *yi) {
  for (int i = 0; i < size; i += 2) {
    const float *ar = re + i * size, *ai = im + i * size, *br = ar + size, *bi = ai + size;
    f4 r0 = {0}, i0 = {0}, r1 = {0}, i1 = {0};
    for (int j = 0; j < size; j += 4) {
      f4 x = load4(xr + j), y = load4(xi + j), a = load4(ar + j), b = load4(ai + j);
      r0 = nmadd(b, y, madd(a, x, r0));
      i0 = madd(b, x, madd(a, y, i0));
      a = load4(br + j), b = load4(bi + j);
      r1 = nmadd(b, y, madd(a, x, r1));
      i1 = madd(b, x, madd(a, y, i1));
    }
    yr[i] = sum4(r0), yi[i] = sum4(i0);
    yr[i + 1] = sum4(r1), yi[i + 1] = sum4(i1);
  }
}

/* One row from `from` on: row -= factor other, both complex. */
INLINE void eliminate(
    float *row_re, float *row_im, const float *other_re, const float *other_im, float fr, float fi, int from, int size) {
  f4 r = splat4(fr), i = splat4(fi);
  for (int j = from; j < size; j += 4) {
    f4 a = load4(other_re + j), b = load4(other_im + j);
    store4(row_re + j, madd(i, b, nmadd(r, a, load4(row_re + j))));
    store4(row_im + j, nmadd(i, a, nmadd(r, b, load4(row_im + j))));
  }
}

/*
 * A = U^H D U in place, for positive definite A: row k keeps d_k U_k from its diagonal on, what lies before it in its
 * block of 4 is garbage. inverse: (size) 1 / d_k. Answers 0 where a pivot is not larger than `least`.
 * Four pivots at a time: trailing rows are read and written once for four.
 */
static int factor(float *re, float *im, int size, float least, float *inverse) {
  for (int k = 0; k < size; k += 4) {
    for (int p = k; p < k + 4; p++) {
      float pivot = re[p * size + p];
      if (!(pivot > least)) return 0;
      inverse[p] = 1 / pivot;
      for (int r = p + 1; r < k + 4; r++) {
        float fr = re[p * size + r] * inverse[p], fi = -im[p * size + r] * inverse[p];
        eliminate(re + r * size, im + r * size, re + p * size, im + p * size, fr, fi, k, size);
      }
    }
    for (int i = k + 4; i < size; i++) {
      float *row_re = re + i * size, *row_im = im + i * size;
      for (int p = k; p < k + 4; p += 2) {
        const float *ar = re + p * size, *ai = im + p * size, *br = ar + size, *bi = ai + size;
        f4 fr = splat4(ar[i] * inverse[p]), fi = splat4(-ai[i] * inverse[p]);
        f4 gr = splat4(br[i] * inverse[p + 1]), gi = splat4(-bi[i] * inverse[p + 1]);
        for (int j = i & ~3; j < size; j += 4) {
          f4 r = load4(row_re + j), m = load4(row_im + j), a = load4(ar + j), b = load4(ai + j);
          r = madd(fi, b, nmadd(fr, a, r));
          m = nmadd(fi, a, nmadd(fr, b, m));
          a = load4(br + j), b = load4(bi + j);
          store4(row_re + j, madd(gi, b, nmadd(gr, a, r)));
          store4(row_im + j, nmadd(gi, a, nmadd(gr, b, m)));
        }
      }
    }
  }
  return 1;
}

/* x becomes A^-1 x, A as `factor` leaves it. */
static void solve(const float *re, const float *im, int size, const float *inverse, float *xr, float *xi) {
  for (int k = 0; k < size; k += 4) {
    for (int p = k; p < k + 4; p++) {
      const float *ar = re + p * size, *ai = im + p * size;
      float tr = xr[p] *= inverse[p], ti = xi[p] *= inverse[p];
      for (int j = p + 1; j < k + 4; j++) {
        xr[j] -= ar[j] * tr + ai[j] * ti;
        xi[j] -= ar[j] * ti - ai[j] * tr;
      }
    }
    for (int p = k; p < k + 4; p += 2) {
      const float *ar = re + p * size, *ai = im + p * size, *br = ar + size, *bi = ai + size;
      f4 tr = splat4(xr[p]), ti = splat4(xi[p]), ur = splat4(xr[p + 1]), ui = splat4(xi[p + 1]);
      for (int j = k + 4; j < size; j += 4) {
        f4 r = load4(xr + j), m = load4(xi + j), a = load4(ar + j), b = load4(ai + j);
        r = nmadd(b, ti, nmadd(a, tr, r));
        m = madd(b, tr, nmadd(a, ti, m));
        a = load4(br + j), b = load4(bi + j);
        store4(xr + j, nmadd(b, ui, nmadd(a, ur, r)));
        store4(xi + j, madd(b, ur, nmadd(a, ui, m)));
      }
    }
  }
  for (int k = size - 4; k >= 0; k -= 4) {
    for (int p = k + 3; p >= k; p--) {
      const float *ar = re + p * size, *ai = im + p * size;
      f4 r = {0}, m = {0};
      for (int j = k + 4; j < size; j += 4) {
        f4 x = load4(xr + j), y = load4(xi + j), a = load4(ar + j), b = load4(ai + j);
        r = nmadd(b, y, madd(a, x, r));
        m = madd(b, x, madd(a, y, m));
      }
      float sr = sum4(r), si = sum4(m);
      for (int j = p + 1; j < k + 4; j++) {
        sr += ar[j] * xr[j] - ai[j] * xi[j];
        si += ar[j] * xi[j] + ai[j] * xr[j];
      }
      xr[p] -= inverse[p] * sr;
      xi[p] -= inverse[p] * si;
    }
  }
}

INLINE float norm_of(const float *xr, const float *xi, int size) {
  f4 sum = {0};
  for (int j = 0; j < size; j += 4) {
    f4 x = load4(xr + j), y = load4(xi + j);
    sum = madd(y, y, madd(x, x, sum));
  }
  return sqrt1(sum4(sum));
}

/* y / |y| with the mean phase of the unit vector x becomes the new x; answers how far x moved. */
static float renew(float *xr, float *xi, const float *yr, const float *yi, int size) {
  f4 re = {0}, im = {0};
  for (int j = 0; j < size; j += 4) {
    f4 x = load4(xr + j), y = load4(xi + j), a = load4(yr + j), b = load4(yi + j);
    re = madd(y, b, madd(x, a, re));
    im = nmadd(y, a, madd(x, b, im));
  }
  float length = norm_of(yr, yi, size), r = sum4(re), i = sum4(im), overlap = sqrt1(r * r + i * i);
  if (!(length > 0)) return NOT_A_NUMBER;
  f4 c = splat4(overlap > 0 ? r / (overlap * length) : 1 / length), s = splat4(overlap > 0 ? -i / (overlap * length) : 0);
  f4 moved = {0};
  for (int j = 0; j < size; j += 4) {
    f4 a = load4(yr + j), b = load4(yi + j);
    f4 x = nmadd(b, s, a * c), y = madd(b, c, a * s);
    f4 dx = x - load4(xr + j), dy = y - load4(xi + j);
    moved = madd(dy, dy, madd(dx, dx, moved));
    store4(xr + j, x);
    store4(xi + j, y);
  }
  return sqrt1(sum4(moved));
}

/* x^H A x of a unit vector; *residual is |A x - (x^H A x) x|. y: (2 size) scratch. */
static float rayleigh(
    const float *re, const float *im, int size, const float *xr, const float *xi, float *y, float *residual) {
  multiply(re, im, size, xr, xi, y, y + size);
  f4 sum = {0};
  for (int j = 0; j < size; j += 4) sum = madd(load4(xi + j), load4(y + size + j), madd(load4(xr + j), load4(y + j), sum));
  float value = sum4(sum);
  f4 v = splat4(value), rest = {0};
  for (int j = 0; j < size; j += 4) {
    f4 a = nmadd(v, load4(xr + j), load4(y + j)), b = nmadd(v, load4(xi + j), load4(y + size + j));
    rest = madd(b, b, madd(a, a, rest));
  }
  *residual = sqrt1(sum4(rest));
  return value;
}

/* A - shift I, factored, in `work` (2 size^2 + size). */
static int factor_shifted(const float *re, const float *im, int size, float shift, float *work) {
  float *wr = work, *wi = work + size * size;
  for (int k = 0; k < size * size; k += 4) {
    store4(wr + k, load4(re + k));
    store4(wi + k, load4(im + k));
  }
  float largest = 0;
  for (int i = 0; i < size; i++) {
    largest = re[i * size + i] > largest ? re[i * size + i] : largest;
    wr[i * size + i] -= shift;
  }
  // Pivots below the rounding of the largest element say nothing.
  return factor(wr, wi, size, largest * 1e-7f, wi + size * size);
}

#define CONVERGED 1e-5f
#define MOST_SOLUTIONS 60

/*
 * Eigenvector of the smallest eigenvalue. x: (2 size) a start, becomes the vector of length 1. `shift` must lie below that
 * eigenvalue: only then are all pivots positive, which proves on the way that no smaller one was missed; a shift that
 * proves too high is not used. The shift follows the Rayleigh quotient when convergence is slow.
 * work: 2 size^2 + 3 size. Answers 1, 0 when A - shift I is not positive definite, 2 when iterations ran out.
 */
static int smallest_eigenvector(const float *re, const float *im, int size, float shift, float *x, float *work, float *eigenvalue) {
  float *xr = x, *xi = x + size, *wi = work + size * size, *inverse = wi + size * size, *y = inverse + size;
  float residual, before = 2, step = 0;
  int shifts_left = 4, is_converged = 0;
  if (!factor_shifted(re, im, size, shift, work)) return 0;
  for (int k = 0; k < MOST_SOLUTIONS && !is_converged; k++) {
    for (int j = 0; j < 2 * size; j++) y[j] = x[j];
    solve(work, wi, size, inverse, y, y + size);
    float moved = renew(xr, xi, y, y + size, size);
    if (!(moved >= 0)) return 0;
    is_converged = moved < CONVERGED;
    // The step after this one would still be more than half of it: go nearer, but stay below.
    if (!is_converged && k > 0 && moved > 0.4f * before && shifts_left > 0) {
      float value = rayleigh(re, im, size, xr, xi, y, &residual);
      step = value - residual - shift;
      int is_nearer = 0;
      while (shifts_left > 0 && step > 0 && !is_nearer) {
        shifts_left--;
        is_nearer = factor_shifted(re, im, size, shift + step, work);
        if (is_nearer) shift += step;
        step *= 0.5f;
      }
      if (!is_nearer && !factor_shifted(re, im, size, shift, work)) return 0;
    }
    before = moved;
  }
  *eigenvalue = rayleigh(re, im, size, xr, xi, y, &residual);
  return is_converged ? 1 : 2;
}

/*
 * Inverse of a positive definite real matrix in place, by Gauss-Jordan elimination of four rows at a time without a
 * search for pivots. panel: (4 size) scratch. Answers 0 where a pivot is not larger than `least`.
 */
static int invert(float *a, int size, float least, float *panel) {
  for (int k = 0; k < size; k += 4) {
    float b[4][8];
    for (int r = 0; r < 4; r++) {
      for (int c = 0; c < 4; c++) b[r][c] = a[(k + r) * size + k + c], b[r][c + 4] = r == c;
    }
    for (int p = 0; p < 4; p++) {
      if (!(b[p][p] > least)) return 0;
      float reciprocal = 1 / b[p][p];
      for (int c = 0; c < 8; c++) b[p][c] *= reciprocal;
      for (int r = 0; r < 4; r++) {
        float f = b[r][p];
        if (r != p) for (int c = 0; c < 8; c++) b[r][c] -= f * b[p][c];
      }
    }
    for (int j = 0; j < size; j += 4) {
      f4 r0 = load4(a + k * size + j), r1 = load4(a + (k + 1) * size + j);
      f4 r2 = load4(a + (k + 2) * size + j), r3 = load4(a + (k + 3) * size + j);
      for (int r = 0; r < 4; r++) {
        f4 row = splat4(b[r][4]) * r0;
        row = madd(splat4(b[r][5]), r1, row);
        row = madd(splat4(b[r][6]), r2, row);
        store4(panel + r * size + j, madd(splat4(b[r][7]), r3, row));
      }
    }
    for (int r = 0; r < 4; r++) store4(panel + r * size + k, load4(&b[r][4]));
    for (int i = 0; i < size; i++) {
      if (i >= k && i < k + 4) continue;
      float *row = a + i * size;
      f4 f0 = splat4(row[k]), f1 = splat4(row[k + 1]), f2 = splat4(row[k + 2]), f3 = splat4(row[k + 3]);
      store4(row + k, splat4(0));
      for (int j = 0; j < size; j += 4) {
        f4 x = nmadd(f1, load4(panel + size + j), nmadd(f0, load4(panel + j), load4(row + j)));
        store4(row + j, nmadd(f3, load4(panel + 3 * size + j), nmadd(f2, load4(panel + 2 * size + j), x)));
      }
    }
    for (int r = 0; r < 4; r++) {
      for (int j = 0; j < size; j += 4) store4(a + (k + r) * size + j, load4(panel + r * size + j));
    }
  }
  return 1;
}
