/*
 * Least squares of series on one design of up to 8 columns, and on its leading columns alone, in float64: float32 sums
 * leave residuals wrong by a thousandth.
 *
 * The caller factors the design A = Q R once. A complete series is its projections on Q; on the dates that a gappy one has,
 * Q^T Q is no longer the unit matrix but L L^T, and the projections are L^-1 Q^T d, those on an orthonormal basis of these
 * dates. Because both factors are triangular, the first k projections are those of the model of the first k columns.
 */
#include "simd.h"

#define COLUMNS 8
/* A pivot of L L^T below this: the dates no longer tell the column from those before it. */
#define DEPENDENT 1e-12

/*
 * Sums of one series over the dates it has, in their order. projections: (8). Answers how many dates these are.
 * is_wide, a constant: whether there are more than six columns.
 */
INLINE int project(const float *series, const double *q, int dates, int is_wide, double *projections, double *squares) {
  d2 p0 = {0}, p1 = {0}, p2 = {0}, p3 = {0}, sum = {0};
  int count = 0;
  for (int i = 0; i < dates; i++, q += COLUMNS) {
    int is_there = series[i] == series[i];
    d2 d = splat2(is_there ? series[i] : 0);
    count += is_there;
    p0 += load2(q) * d, p1 += load2(q + 2) * d, p2 += load2(q + 4) * d;
    if (is_wide) p3 += load2(q + 6) * d;
    sum += d * d;
  }
  store2(projections, p0), store2(projections + 2, p1), store2(projections + 4, p2), store2(projections + 6, p3);
  *squares = sum[0];
  return count;
}

/*
 * Q^T Q over the dates that are there, lower triangle (8, 8): their sum, or the unit matrix without those that are missing,
 * whichever is shorter.
 */
static void gram_of(const float *series, const double *q, int dates, int columns, int count, double *gram) {
  int by_missing = 2 * count > dates;
  for (int r = 0; r < columns; r++) {
    for (int c = 0; c <= r; c++) gram[r * COLUMNS + c] = by_missing && r == c;
  }
  double sign = by_missing ? -1 : 1;
  for (int i = 0; i < dates; i++, q += COLUMNS) {
    int is_there = series[i] == series[i];
    if (is_there == by_missing) continue;
    for (int r = 0; r < columns; r++) {
      for (int c = 0; c <= r; c++) gram[r * COLUMNS + c] += sign * (q[r] * q[c]);
    }
  }
}

/* gram = L L^T in place, projections become L^-1 projections. Answers the columns that can be told apart. */
static int orthogonalise(double *gram, int columns, double *projections) {
  for (int k = 0; k < columns; k++) {
    for (int c = 0; c <= k; c++) {
      double sum = gram[k * COLUMNS + c];
      for (int j = 0; j < c; j++) sum -= gram[k * COLUMNS + j] * gram[c * COLUMNS + j];
      if (c < k) {
        gram[k * COLUMNS + c] = sum / gram[c * COLUMNS + c];
      } else {
        if (!(sum > DEPENDENT)) return k;
        gram[k * COLUMNS + k] = __builtin_sqrt(sum);
      }
    }
    double sum = projections[k];
    for (int j = 0; j < k; j++) sum -= gram[k * COLUMNS + j] * projections[j];
    projections[k] = sum / gram[k * COLUMNS + k];
  }
  return columns;
}

/* R^-1 L^-T, upper triangular: what turns projections into coefficients where dates are missing. */
static void inverse_of_gappy(const double *r_inverse, const double *l, int columns, double *out) {
  // L^-1 by forward substitution, column by column.
  double inverse[COLUMNS * COLUMNS];
  for (int c = 0; c < columns; c++) {
    for (int r = 0; r < columns; r++) {
      double sum = r == c;
      for (int j = c; j < r; j++) sum -= l[r * COLUMNS + j] * inverse[j * COLUMNS + c];
      inverse[r * COLUMNS + c] = r < c ? 0 : sum / l[r * COLUMNS + r];
    }
  }
  for (int r = 0; r < columns; r++) {
    for (int c = r; c < columns; c++) {
      double sum = 0;
      for (int j = r; j <= c; j++) sum += r_inverse[r * COLUMNS + j] * inverse[c * COLUMNS + j];
      out[r * COLUMNS + c] = sum;
    }
  }
}

/* Results for the model of the first `columns` columns: (points, columns), (points), (points, columns). */
struct model {
  int columns;
  double *coefficients, *rms, *cofactors;
};

static void answer_model(const struct model *m, int p, const double *inverse, const double *projections, double squares, int count, int rank) {
  int size = m->columns, is_known = size <= rank && size < count;
  double *coefficients = m->coefficients + p * size, *cofactors = m->cofactors + p * size;
  for (int k = 0; k < size; k++) {
    double coefficient = 0, cofactor = 0;
    for (int j = k; j < size && is_known; j++) {
      coefficient += inverse[k * COLUMNS + j] * projections[j];
      cofactor += inverse[k * COLUMNS + j] * inverse[k * COLUMNS + j];
    }
    coefficients[k] = is_known ? coefficient : __builtin_nan("");
    cofactors[k] = is_known ? cofactor : __builtin_nan("");
    squares -= is_known ? projections[k] * projections[k] : 0;
  }
  // Rounding may leave a perfect fit just below zero.
  m->rms[p] = is_known ? __builtin_sqrt(squares > 0 ? squares / count : 0) : __builtin_nan("");
}

/*
 * series: (points, dates), NaN where missing; q: (dates, 8) orthonormal columns, zeros beyond `columns`;
 * r_inverse: (8, 8) upper triangular. A model needs more dates than columns, and is NaN otherwise.
 * counts: (points) dates that are there. Cofactors are the diagonal of the inverse normal matrix.
 */
EXPORT(fit_series)
(const float *series, int points, int dates, const double *q, const double *r_inverse, int columns,
 const struct model *models, int model_count, int *counts) {
  double projections[COLUMNS], squares, gram[COLUMNS * COLUMNS], own_inverse[COLUMNS * COLUMNS];
  for (int p = 0; p < points; p++, series += dates) {
    const double *inverse = r_inverse;
    int rank = columns, count = columns > 6 ? project(series, q, dates, 1, projections, &squares)
                                            : project(series, q, dates, 0, projections, &squares);
    if (count < dates) {
      gram_of(series, q, dates, columns, count, gram);
      rank = orthogonalise(gram, columns, projections);
      inverse_of_gappy(r_inverse, gram, rank, own_inverse);
      inverse = own_inverse;
    }
    counts[p] = count;
    for (int m = 0; m < model_count; m++) answer_model(models + m, p, inverse, projections, squares, count, rank);
  }
}
