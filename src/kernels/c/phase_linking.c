/*
 * One phase per date from the coherence matrix of a pixel's samples: the phases theta that all pairs agree on best.
 *   Laplacian  smallest eigenvector of diag(sum_j w_ij) - W o exp(j arg C), w = g^2 / (1 - g^2) of the debiased coherence g:
 *              angular synchronisation with the weights of Fisher information. Needs no inverse.
 *   EVD        largest eigenvector of C o |C|.
 *   EMI        smallest eigenvector of G^-1 o C, G = (1 - beta) |C| + beta I (Ansari, De Zan, Bamler 2018,
 *              doi:10.1109/TGRS.2018.2826045). Where G or G^-1 o C is not positive definite, EVD takes its place.
 * Dates without power take no part: their rows are those of the unit matrix, and their phases NaN.
 */
#include "simd.h"

enum method { LAPLACIAN, EVD, EMI };
enum outcome { LINKED, FELL_BACK, UNCONVERGED, NOTHING };

/* Coherence is not believed beyond this: the weight of a pair stays below 25. */
#define LARGEST_COHERENCE 0.98f
/* Part of its undebiased weight that a pair keeps where nothing is left: dates are never cut off from all others. */
#define LEAST_WEIGHT 1e-3f
#define POWER_ITERATIONS 24
/* Takes that much off every eigenvalue: faster, and none can become larger in size than the largest. */
#define POWER_SHIFT 0.5f

struct options {
  enum method method;
  float beta;
  int reference;
  /* Pairs further apart, in dates, have no weight; of the Laplacian alone. */
  int most_lag;
  /* Independent looks in a sample. */
  float looks_per_sample;
};

/* Where the answers for one pixel go; sigma may be 0. */
struct answer {
  float *phases, *coherence, *eigenvalue, *sigma;
  u8 *outcome;
};

/* Of one thread, for matrices of `size`. */
struct space {
  int size;
  float *re, *im, *scale, *a_re, *a_im, *x, *y, *work;
};

/* 6 size^2 + 12 size floats. */
static struct space space_in(float *scratch, int dates) {
  int size = (dates + 3) / 4 * 4, square = size * size;
  struct space s = {.size = size, .re = scratch, .im = scratch + square};
  s.a_re = s.im + square, s.a_im = s.a_re + square;
  s.scale = s.a_im + square;
  s.x = s.scale + size, s.y = s.x + 2 * size;
  s.work = s.y + 4 * size;
  return s;
}

/* The column of C with most power, of length 1: near the solution, and zero at dates that take no part. */
static void start(const struct space *s) {
  int size = s->size, best = 0;
  float most = -1;
  for (int i = 0; i < size; i++) {
    f4 sum = {0};
    for (int j = 0; j < size; j += 4) {
      f4 r = load4(s->re + i * size + j), m = load4(s->im + i * size + j);
      sum = madd(m, m, madd(r, r, sum));
    }
    float power = sum4(sum);
    if (power > most) most = power, best = i;
  }
  f4 scale = splat4(1 / sqrt1(most));
  for (int j = 0; j < size; j += 4) {
    store4(s->x + j, load4(s->re + best * size + j) * scale);
    store4(s->x + size + j, -load4(s->im + best * size + j) * scale);
  }
}

static int link_by_evd(const struct space *s, float *eigenvalue) {
  int size = s->size;
  float *xr = s->x, *xi = xr + size, *yr = s->y, *yi = yr + size, residual;
  for (int k = 0; k < size * size; k += 4) {
    f4 r = load4(s->re + k), m = load4(s->im + k), g = sqrt4(madd(m, m, r * r));
    store4(s->a_re + k, r * g);
    store4(s->a_im + k, m * g);
  }
  for (int k = 0; k < POWER_ITERATIONS; k++) {
    multiply(s->a_re, s->a_im, size, xr, xi, yr, yi);
    for (int j = 0; j < 2 * size; j += 4) store4(yr + j, nmadd(splat4(POWER_SHIFT), load4(xr + j), load4(yr + j)));
    if (renew(xr, xi, yr, yi, size) < CONVERGED) {
      *eigenvalue = rayleigh(s->a_re, s->a_im, size, xr, xi, s->y, &residual);
      return LINKED;
    }
  }
  // Eigenvalues lie close together: the smallest of the negative matrix, from a shift that is pushed down until it is below.
  float value = rayleigh(s->a_re, s->a_im, size, xr, xi, s->y, &residual);
  for (int k = 0; k < size * size; k += 4) {
    store4(s->a_re + k, -load4(s->a_re + k));
    store4(s->a_im + k, -load4(s->a_im + k));
  }
  int done = 0;
  float below = residual > 1e-4f * value ? residual : 1e-4f * value;
  for (int k = 0; k < 10 && done == 0; k++, below *= 3) {
    done = smallest_eigenvector(s->a_re, s->a_im, size, -value - below, s->x, s->work, eigenvalue);
  }
  *eigenvalue = -*eigenvalue;
  return done == 1 ? LINKED : UNCONVERGED;
}

/* (1 - beta) |C| + beta I, and its inverse in place; rows of dates without power become those of the unit matrix. */
static int invert_coherence(const struct space *s, float beta, float *g) {
  int size = s->size;
  for (int i = 0; i < size; i++) {
    for (int j = 0; j < size; j += 4) {
      f4 r = load4(s->re + i * size + j), m = load4(s->im + i * size + j);
      store4(g + i * size + j, splat4(1 - beta) * sqrt4(madd(m, m, r * r)));
    }
    g[i * size + i] = 1;
  }
  return invert(g, size, 1e-5f, s->y);
}

static int link_by_emi(const struct space *s, float beta, float *eigenvalue) {
  int size = s->size;
  if (!invert_coherence(s, beta, s->a_re)) return NOTHING;
  for (int k = 0; k < size * size; k += 4) {
    f4 inverse = load4(s->a_re + k);
    store4(s->a_re + k, inverse * load4(s->re + k));
    store4(s->a_im + k, inverse * load4(s->im + k));
  }
  // C_ii = 0 where nothing is known. Far above the others, such rows never come into the smallest vector.
  for (int i = 0; i < size; i++) if (s->re[i * size + i] == 0) s->a_re[i * size + i] = 10;
  // With consistent phases the smallest eigenvalue is 1 (less with beta); it may lie somewhat lower.
  int done = smallest_eigenvector(s->a_re, s->a_im, size, 0.9f, s->x, s->work, eigenvalue);
  if (done == 0) done = smallest_eigenvector(s->a_re, s->a_im, size, 0, s->x, s->work, eigenvalue);
  return done == 0 ? NOTHING : done == 1 ? LINKED : UNCONVERGED;
}

static int link_by_laplacian(const struct space *s, float looks, int most_lag, float *eigenvalue) {
  int size = s->size;
  float most_power = LARGEST_COHERENCE * LARGEST_COHERENCE, largest = 0;
  // With one look every coherence is 1 and nothing can be debiased.
  float gain = looks > 1.001f ? looks / (looks - 1) : 1, loss = looks > 1.001f ? 1 / (looks - 1) : 0;
  for (int i = 0; i < size; i++) {
    float *row_re = s->a_re + i * size, *row_im = s->a_im + i * size, *weights = s->y;
    float own = s->re[i * size + i];
    f4 total = {0};
    for (int j = 0; j < size; j += 4) {
      f4 r = load4(s->re + i * size + j), m = load4(s->im + i * size + j), power = madd(m, m, r * r);
      f4 unbiased = lesser(greater(splat4(gain) * power - splat4(loss), splat4(LEAST_WEIGHT) * power), splat4(most_power));
      f4 weight = unbiased / (splat4(1) - unbiased);
      i4 lag = (i4){j, j + 1, j + 2, j + 3} - (i4){i, i, i, i};
      i4 most = {most_lag, most_lag, most_lag, most_lag};
      weight = keep4((lag != 0) & (lag <= most) & (-lag <= most) & (power > splat4(0)), weight);
      total += weight;
      f4 scale = keep4(power > splat4(0), weight / sqrt4(power));
      store4(row_re + j, -(scale * r));
      store4(row_im + j, -(scale * m));
      store4(weights + j, weight);
    }
    float degree = sum4(total);
    row_re[i] = degree, row_im[i] = 0;
    largest = degree > largest ? degree : largest;
    s->scale[i] = own;
  }
  for (int i = 0; i < size; i++) if (s->scale[i] == 0) s->a_re[i * size + i] = largest;
  // Never negative but for rounding.
  int done = smallest_eigenvector(s->a_re, s->a_im, size, -1e-5f * largest, s->x, s->work, eigenvalue);
  return done == 1 ? LINKED : done == 2 ? UNCONVERGED : NOTHING;
}

/* |2 / (n (n - 1)) sum_(i>j) exp j(arg C_ij - theta_i + theta_j)| over dates with power; x: unit phasors, 0 elsewhere. */
static float temporal_coherence(const struct space *s, const float *xr, const float *xi) {
  int size = s->size;
  float total_re = 0, total_im = 0, dates = 0;
  for (int i = 0; i < size; i++) {
    f4 sum_re = {0}, sum_im = {0};
    for (int j = 0; j < i; j += 4) {
      f4 r = load4(s->re + i * size + j), m = load4(s->im + i * size + j), power = madd(m, m, r * r);
      i4 before = (power > splat4(0)) & ((i4){j, j + 1, j + 2, j + 3} < (i4){i, i, i, i});
      f4 scale = keep4(before, splat4(1) / sqrt4(power));
      f4 x = load4(xr + j) * scale, y = load4(xi + j) * scale;
      sum_re = nmadd(m, y, madd(r, x, sum_re));
      sum_im = madd(m, x, madd(r, y, sum_im));
    }
    float r = sum4(sum_re), m = sum4(sum_im);
    total_re += xr[i] * r + xi[i] * m;
    total_im += xr[i] * m - xi[i] * r;
    dates += s->re[i * size + i];
  }
  return sqrt1(total_re * total_re + total_im * total_im) / (0.5f * dates * (dates - 1));
}

/*
 * Standard deviations of the phases against the reference date, rad: roots of the diagonal of X^-1 without the row and
 * column of the reference, X = 2 L (G o G^-1 - I) (Guarnieri & Tebaldini 2008, doi:10.1109/TGRS.2008.2001756).
 */
static void cramer_rao(const struct space *s, float beta, float looks, int reference, int dates, float *sigma) {
  int size = s->size;
  float *g = s->a_re;
  int is_done = invert_coherence(s, beta, g);
  for (int i = 0; i < size && is_done; i++) {
    int apart = i == reference || s->re[i * size + i] == 0;
    float own = g[i * size + i];
    for (int j = 0; j < size; j += 4) {
      f4 r = load4(s->re + i * size + j), m = load4(s->im + i * size + j);
      f4 information = splat4(2 * looks * (1 - beta)) * sqrt4(madd(m, m, r * r)) * load4(g + i * size + j);
      store4(g + i * size + j, apart ? splat4(0) : information);
    }
    g[i * size + reference] = 0;
    g[i * size + i] = apart ? 1 : 2 * looks * (own - 1);
  }
  is_done = is_done && invert(g, size, 1e-6f, s->y);
  for (int i = 0; i < dates; i++) {
    float variance = g[i * size + i];
    int is_known = is_done && s->re[i * size + i] != 0 && variance >= 0;
    sigma[i] = !is_known ? NOT_A_NUMBER : i == reference ? 0 : sqrt1(variance);
  }
}

static void answer_nothing(const struct answer *to, int dates) {
  for (int i = 0; i < dates; i++) {
    to->phases[i] = NOT_A_NUMBER;
    if (to->sigma) to->sigma[i] = NOT_A_NUMBER;
  }
  *to->coherence = *to->eigenvalue = NOT_A_NUMBER;
  *to->outcome = NOTHING;
}

/* Links the coherence matrix that lies in the space. */
static void link_one(const struct space *s, int dates, float looks, const struct options *o, const struct answer *to) {
  int size = s->size, live = 0;
  float *xr = s->x, *xi = xr + size;
  for (int i = 0; i < dates; i++) live += s->re[i * size + i] > 0;
  if (live < 2 || !(s->re[o->reference * size + o->reference] > 0)) return answer_nothing(to, dates);
  start(s);
  int outcome;
  if (o->method == EVD) outcome = link_by_evd(s, to->eigenvalue);
  else if (o->method == LAPLACIAN) outcome = link_by_laplacian(s, looks, o->most_lag, to->eigenvalue);
  else outcome = link_by_emi(s, o->beta, to->eigenvalue);
  if (outcome == NOTHING) {
    start(s);
    outcome = link_by_evd(s, to->eigenvalue) == LINKED ? FELL_BACK : UNCONVERGED;
  }
  float cr = xr[o->reference], ci = -xi[o->reference];
  for (int i = 0; i < size; i += 4) {
    f4 x = load4(xr + i), y = load4(xi + i);
    f4 re = nmadd(y, splat4(ci), x * splat4(cr)), im = madd(y, splat4(cr), x * splat4(ci));
    f4 power = madd(im, im, re * re);
    i4 is_known = power > splat4(0);
    f4 scale = keep4(is_known, splat4(1) / sqrt4(power));
    store4(xr + i, re * scale);
    store4(xi + i, im * scale);
    store4(s->y + i, select4(is_known, atan2_4(im, re), splat4(NOT_A_NUMBER)));
  }
  // Whatever rounding left in its imaginary part.
  s->y[o->reference] = 0;
  for (int i = 0; i < dates; i++) to->phases[i] = s->re[i * size + i] > 0 ? s->y[i] : NOT_A_NUMBER;
  *to->coherence = temporal_coherence(s, xr, xi);
  *to->outcome = outcome;
  if (to->sigma) cramer_rao(s, o->beta, looks, o->reference, dates, to->sigma);
}

INLINE struct answer answer_of(int k, int dates, float *phases, float *coherence, float *eigenvalue, float *sigma, u8 *outcome) {
  return (struct answer){phases + k * dates, coherence + k, eigenvalue + k, sigma ? sigma + k * dates : 0, outcome + k};
}

/* As coherence_matrices; answers per list: phases and sigma (or 0) (dates), the others one value. Scratch: see space_in. */
EXPORT(link_lists)
(const float *stack, int pixels, int dates, const int *samples, const int *counts, int capacity, int lists, int method,
 float beta, int reference, int most_lag, float looks_per_sample, float *phases, float *coherence, float *eigenvalue,
 float *sigma, u8 *outcome, float *scratch) {
  struct space s = space_in(scratch, dates);
  struct options o = {method, beta, reference, most_lag, looks_per_sample};
  for (int k = 0; k < lists; k++) {
    struct answer to = answer_of(k, dates, phases, coherence, eigenvalue, sigma, outcome);
    coherence_of(stack, pixels, s.size / 4, samples + k * capacity, counts[k], s.re, s.im, s.scale);
    link_one(&s, dates, counts[k] * looks_per_sample, &o, &to);
  }
}

/* matrices: (count, dates, dates) complex, Hermitian with unit diagonal; looks: of every matrix. */
EXPORT(link_matrices)
(const float *matrices, int dates, int count, float looks, int method, float beta, int reference, int most_lag,
 float *phases, float *coherence, float *eigenvalue, float *sigma, u8 *outcome, float *scratch) {
  struct space s = space_in(scratch, dates);
  struct options o = {method, beta, reference, most_lag, 1};
  for (int k = 0; k < count; k++) {
    struct answer to = answer_of(k, dates, phases, coherence, eigenvalue, sigma, outcome);
    deinterleave(matrices + 2 * k * dates * dates, dates, s.re, s.im, s.size);
    link_one(&s, dates, looks, &o, &to);
  }
}
