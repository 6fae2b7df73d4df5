/*
 * Arcs between points: the difference in velocity and height that explains the phase differences best, that is, the
 * largest xi(v, h) = |sum_i exp j(dphi_i - kv_i v - kh_i h)| / n. First on a grid, then by Newton's method on xi^2.
 *
 * Four arcs share a vector. Velocities v and -v share their products with cosines and sines.
 */
#include "simd.h"

struct grid {
  int dates;
  /* (dates): rad per unit of v and h. */
  const float *kv, *kh;
  /* Velocities 0, step, ..., and heights -heights step ... heights step. */
  int velocities, heights;
  float velocity_step, height_step;
  /* (velocities, dates, 2) and (2 heights + 1, dates, 2): cosines and sines. */
  float *velocity_table, *height_table;
};

static void fill_table(float *table, const float *factor, int dates, int first, int last, float step) {
  for (int k = first; k <= last; k++) {
    for (int i = 0; i < dates; i++, table += 2) {
      f4 c, s;
      cos_sin4(splat4(factor[i] * (k * step)), &c, &s);
      table[0] = c[0], table[1] = s[0];
    }
  }
}

/* Phase differences of four arcs as unit phasors u (dates, 2 vectors), 0 where either point has none. Answers counts. */
static f4 phasors_of(const float *phases, const int *arcs, int dates, f4 *u) {
  f4 n = {0};
  const float *from[4], *to[4];
  for (int k = 0; k < 4; k++) from[k] = phases + arcs[2 * k] * dates, to[k] = phases + arcs[2 * k + 1] * dates;
  for (int i = 0; i < dates; i++) {
    f4 angle = {to[0][i] - from[0][i], to[1][i] - from[1][i], to[2][i] - from[2][i], to[3][i] - from[3][i]};
    i4 is_there = (angle - angle) == splat4(0);
    f4 c, s;
    cos_sin4(keep4(is_there, angle), &c, &s);
    u[2 * i] = keep4(is_there, c);
    u[2 * i + 1] = keep4(is_there, s);
    n += keep4(is_there, splat4(1));
  }
  return n;
}

struct best {
  f4 power, velocity, height;
};

INLINE void keep_best(struct best *b, f4 re, f4 im, float velocity, float height) {
  f4 power = madd(im, im, re * re);
  i4 better = power > b->power;
  b->power = select4(better, power, b->power);
  b->velocity = select4(better, splat4(velocity), b->velocity);
  b->height = select4(better, splat4(height), b->height);
}

/* Cells are tried with |v| growing, +v before -v; the first of equal ones stays. w: (dates, 2) scratch. */
static struct best search(const struct grid *g, const f4 *u, f4 *w) {
  struct best best = {splat4(-1), {0}, {0}};
  int dates = g->dates;
  for (int h = 0; h <= 2 * g->heights; h++) {
    const float *turn = g->height_table + 2 * h * dates;
    float height = (h - g->heights) * g->height_step;
    for (int i = 0; i < dates; i++) {
      f4 c = splat4(turn[2 * i]), s = splat4(turn[2 * i + 1]), re = u[2 * i], im = u[2 * i + 1];
      w[2 * i] = madd(im, s, re * c);
      w[2 * i + 1] = nmadd(re, s, im * c);
    }
    for (int v = 0; v < g->velocities; v += 2) {
      // An odd last one is done twice.
      int next = v + 1 < g->velocities ? v + 1 : v;
      const float *a = g->velocity_table + 2 * v * dates, *b = g->velocity_table + 2 * next * dates;
      f4 rc = {0}, is = {0}, ic = {0}, rs = {0}, rd = {0}, it = {0}, id = {0}, rt = {0};
      for (int i = 0; i < dates; i++) {
        f4 re = w[2 * i], im = w[2 * i + 1];
        f4 c = splat4(a[2 * i]), s = splat4(a[2 * i + 1]);
        rc = madd(re, c, rc), is = madd(im, s, is), ic = madd(im, c, ic), rs = madd(re, s, rs);
        c = splat4(b[2 * i]), s = splat4(b[2 * i + 1]);
        rd = madd(re, c, rd), it = madd(im, s, it), id = madd(im, c, id), rt = madd(re, s, rt);
      }
      keep_best(&best, rc + is, ic - rs, v * g->velocity_step, height);
      keep_best(&best, rc - is, ic + rs, -v * g->velocity_step, height);
      keep_best(&best, rd + it, id - rt, next * g->velocity_step, height);
      keep_best(&best, rd - it, id + rt, -next * g->velocity_step, height);
    }
  }
  return best;
}

/* |S|^2, its gradient and second derivatives at v, h. */
struct slope {
  f4 power, v, h, vv, vh, hh;
};

static struct slope slope_at(const struct grid *g, const f4 *u, f4 velocity, f4 height) {
  // S = sum r, and its moments with kv and kh.
  f4 re = {0}, im = {0}, re_v = {0}, im_v = {0}, re_h = {0}, im_h = {0};
  f4 re_vv = {0}, im_vv = {0}, re_vh = {0}, im_vh = {0}, re_hh = {0}, im_hh = {0};
  for (int i = 0; i < g->dates; i++) {
    f4 kv = splat4(g->kv[i]), kh = splat4(g->kh[i]), c, s;
    cos_sin4(madd(kh, height, kv * velocity), &c, &s);
    f4 x = madd(u[2 * i + 1], s, u[2 * i] * c), y = nmadd(u[2 * i], s, u[2 * i + 1] * c);
    f4 xv = kv * x, yv = kv * y, xh = kh * x, yh = kh * y;
    re += x, im += y, re_v += xv, im_v += yv, re_h += xh, im_h += yh;
    re_vv = madd(kv, xv, re_vv), im_vv = madd(kv, yv, im_vv);
    re_vh = madd(kh, xv, re_vh), im_vh = madd(kh, yv, im_vh);
    re_hh = madd(kh, xh, re_hh), im_hh = madd(kh, yh, im_hh);
  }
  // dS/dv = -j sum kv r: Re(conj(S) dS/dv) = re im_v - im re_v, and so on.
  f4 two = splat4(2);
  struct slope d;
  d.power = re * re + im * im;
  d.v = two * (re * im_v - im * re_v);
  d.h = two * (re * im_h - im * re_h);
  d.vv = two * (re_v * re_v + im_v * im_v - re * re_vv - im * im_vv);
  d.vh = two * (re_v * re_h + im_v * im_h - re * re_vh - im * im_vh);
  d.hh = two * (re_h * re_h + im_h * im_h - re * re_hh - im * im_hh);
  return d;
}

#define MOST_STEPS 12
/* The top is flatter than float32 can tell; the gradient still leads to it. */
#define POWER_ROUNDING 1e-6f

/*
 * From the best cell to the top. A step that leads down is taken back and halved; where the surface is not that of a top,
 * or no step is left, a lane stays. Steps are at most one cell. Where kh (or kv) is all 0, h (or v) stays.
 */
static void climb(const struct grid *g, const f4 *u, struct best *b) {
  f4 v = b->velocity, h = b->height, step_v, step_h;
  struct slope d = slope_at(g, u, v, h);
  f4 most_v = splat4(g->velocity_step), most_h = splat4(g->height_step), damping = splat4(1);
  for (int k = 0; k < MOST_STEPS; k++) {
    // What depends on neither has no curvature either: any would do.
    f4 vv = select4(d.vv == splat4(0), splat4(-1), d.vv), hh = select4(d.hh == splat4(0), splat4(-1), d.hh);
    f4 determinant = vv * hh - d.vh * d.vh;
    i4 is_top = (vv < splat4(0)) & (determinant > splat4(0));
    step_v = keep4(is_top, (d.vh * d.h - hh * d.v) / determinant) * damping;
    step_h = keep4(is_top, (d.vh * d.v - vv * d.h) / determinant) * damping;
    step_v = lesser(greater(step_v, -most_v), most_v);
    step_h = lesser(greater(step_h, -most_h), most_h);
    struct slope e = slope_at(g, u, v + step_v, h + step_h);
    i4 up = e.power >= d.power * splat4(1 - POWER_ROUNDING);
    v = select4(up, v + step_v, v);
    h = select4(up, h + step_h, h);
    d.power = select4(up, e.power, d.power);
    d.v = select4(up, e.v, d.v), d.h = select4(up, e.h, d.h);
    d.vv = select4(up, e.vv, d.vv), d.vh = select4(up, e.vh, d.vh), d.hh = select4(up, e.hh, d.hh);
    damping = select4(up, splat4(1), damping * splat4(0.5f));
    f4 size = greater(step_v / most_v, -step_v / most_v) + greater(step_h / most_h, -step_h / most_h);
    if (bits4(size > splat4(1e-5f)) == 0) break;
  }
  b->velocity = v, b->height = h, b->power = d.power;
}

/*
 * phases: (points, dates) rad, NaN where missing; arcs: (count, 2) points from, to; kv, kh: (dates) rad per unit.
 * Grids reach `velocities - 1` steps to both sides of 0 and `heights` steps. out: (count, 3) v, h, xi; NaN below
 * `least_dates` common dates. scratch: (2 velocities + 4 heights + 18) dates floats.
 */
EXPORT(fit_arcs)
(const float *phases, int dates, const int *arcs, int count, const float *kv, const float *kh, int velocities,
 float velocity_step, int heights, float height_step, int least_dates, float *out, float *scratch) {
  struct grid g = {.dates = dates, .kv = kv, .kh = kh, .velocities = velocities, .heights = heights};
  g.velocity_step = velocity_step, g.height_step = height_step;
  f4 *u = (f4 *)scratch, *w = u + 2 * dates;
  g.velocity_table = (float *)(w + 2 * dates);
  g.height_table = g.velocity_table + 2 * velocities * dates;
  fill_table(g.velocity_table, kv, dates, 0, velocities - 1, velocity_step);
  fill_table(g.height_table, kh, dates, -heights, heights, height_step);
  for (int k = 0; k < count; k += 4) {
    int four[8];
    // Beyond the last the last is done again.
    for (int lane = 0; lane < 4; lane++) {
      int arc = k + lane < count ? k + lane : count - 1;
      four[2 * lane] = arcs[2 * arc], four[2 * lane + 1] = arcs[2 * arc + 1];
    }
    f4 n = phasors_of(phases, four, dates, u);
    struct best best = search(&g, u, w);
    climb(&g, u, &best);
    i4 is_known = n >= splat4(least_dates);
    f4 unknown = splat4(NOT_A_NUMBER);
    f4 v = select4(is_known, best.velocity, unknown), h = select4(is_known, best.height, unknown);
    f4 xi = select4(is_known, sqrt4(best.power) / n, unknown);
    for (int lane = 0; lane < 4 && k + lane < count; lane++) {
      float *to = out + 3 * (k + lane);
      to[0] = v[lane], to[1] = h[lane], to[2] = xi[lane];
    }
  }
}
