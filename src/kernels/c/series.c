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

/* Sums of one series over its dates, in their order. projections: (8). Answers how many dates it has. */
static int project(const float *series, const double *q, int dates, double *projections, double *squares) {
  d2 p0 = {0}, p1 = {0}, p2 = {0}, p3 = {0}, sum = {0};
  for (int i = 0; i < dates; i++, q += COLUMNS) {
    double d = series[i];
    d2 both = {d, d};
    p0 += load2(q) * both, p1 += load2(q + 2) * both, p2 += load2(q + 4) * both, p3 += load2(q + 6) * both;
    sum += both * both;
  }
  store2(projections, p0), store2(projections + 2, p1), store2(projections + 4, p2), store2(projections + 6, p3);
  *squares = sum[0];
  return *squares == *squares ? dates : 0;
}

/* The same over the dates that are there, with Q^T Q of them in gram (8, 8), lower triangle. */
static int project_gappy(const float *series, const double *q, int dates, double *projections, double *squares, double *gram) {
  int count = 0;
  for (int k = 0; k < COLUMNS * COLUMNS; k++) gram[k] = 0;
  for (int k = 0; k < COLUMNS; k++) projections[k] = 0;
  *squares = 0;
  for (int i = 0; i < dates; i++, q += COLUMNS) {
    double d = series[i];
    if (d != d) continue;
    count++;
    *squares += d * d;
    for (int r = 0; r < COLUMNS; r++) {
      projections[r] += q[r] * d;
      for (int c = 0; c <= r; c++) gram[r * COLUMNS + c] += q[r] * q[c];
    }
  }
  return count;
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

/*
 * series: (points, dates), NaN where missing; q: (dates, 8) orthonormal columns, zeros beyond `columns`;
 * r_inverse: (8, 8) upper triangular; models: (model_count) leading columns of each model.
 * out per point: dates used, then per model of k columns: k coefficients, root mean square of residuals, k cofactors
 * (diagonal of the inverse normal matrix). NaN where dates are too few: a model needs more dates than columns.
 */
EXPORT(fit_series)
(const float *series, int points, int dates, const double *q, const double *r_inverse, int columns, const int *models,
 int model_count, double *out) {
  double projections[COLUMNS], squares, gram[COLUMNS * COLUMNS], own_inverse[COLUMNS * COLUMNS];
  for (int p = 0; p < points; p++, series += dates) {
    const double *inverse = r_inverse;
    int rank = columns, count = project(series, q, dates, projections, &squares);
    if (count == 0) {
      count = project_gappy(series, q, dates, projections, &squares, gram);
      rank = orthogonalise(gram, columns, projections);
      inverse_of_gappy(r_inverse, gram, rank, own_inverse);
      inverse = own_inverse;
    }
    *out++ = count;
    for (int m = 0; m < model_count; m++) {
      int size = models[m], is_known = size <= rank && size < count;
      double rest = squares;
      for (int k = 0; k < size; k++) rest -= projections[k] * projections[k];
      for (int k = 0; k < size; k++) {
        double coefficient = 0, cofactor = 0;
        for (int j = k; j < size && is_known; j++) {
          coefficient += inverse[k * COLUMNS + j] * projections[j];
          cofactor += inverse[k * COLUMNS + j] * inverse[k * COLUMNS + j];
        }
        out[k] = is_known ? coefficient : __builtin_nan("");
        out[size + 1 + k] = is_known ? cofactor : __builtin_nan("");
      }
      out[size] = is_known ? __builtin_sqrt(rest > 0 ? rest / count : 0) : __builtin_nan("");
      out += 2 * size + 1;
    }
  }
}
