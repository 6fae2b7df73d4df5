/*
 * Four float32 or two float64 at a time, and the few functions that a C library would give.
 *
 * Plain SIMD128 rounds a product before it is added, on every machine alike: the same input gives the same bits. The
 * relaxed variant fuses both where the processor can, which is faster and rounds once; what differs is the last bit.
 * Vectors are kept few in inner loops: V8 loads all operands of a block first and spills beyond some fourteen.
 */
#pragma once

typedef float f4 __attribute__((vector_size(16), may_alias));
typedef float f4_unaligned __attribute__((vector_size(16), aligned(4), may_alias));
typedef int i4 __attribute__((vector_size(16), may_alias));
typedef double d2 __attribute__((vector_size(16), may_alias));
typedef double d2_unaligned __attribute__((vector_size(16), aligned(8), may_alias));
typedef unsigned char u8;
typedef unsigned long long u64;

#define EXPORT(name) __attribute__((export_name(#name))) void name
#define INLINE static inline __attribute__((always_inline))

INLINE f4 load4(const float *p) { return *(const f4_unaligned *)p; }
INLINE void store4(float *p, f4 x) { *(f4_unaligned *)p = x; }
INLINE f4 splat4(float x) { return (f4){x, x, x, x}; }
INLINE d2 load2(const double *p) { return *(const d2_unaligned *)p; }
INLINE void store2(double *p, d2 x) { *(d2_unaligned *)p = x; }
INLINE d2 splat2(double x) { return (d2){x, x}; }

#ifdef __wasm_relaxed_simd__
/* c + a b */
INLINE f4 madd(f4 a, f4 b, f4 c) { return __builtin_wasm_relaxed_madd_f32x4(a, b, c); }
/* c - a b */
INLINE f4 nmadd(f4 a, f4 b, f4 c) { return __builtin_wasm_relaxed_nmadd_f32x4(a, b, c); }
#else
INLINE f4 madd(f4 a, f4 b, f4 c) { return c + a * b; }
INLINE f4 nmadd(f4 a, f4 b, f4 c) { return c - a * b; }
#endif

INLINE f4 sqrt4(f4 x) { return __builtin_wasm_sqrt_f32x4(x); }
/* The second operand where the first is NaN: pmin and pmax are comparisons, not the IEEE functions. */
INLINE f4 lesser(f4 a, f4 b) { return __builtin_wasm_pmin_f32x4(b, a); }
INLINE f4 greater(f4 a, f4 b) { return __builtin_wasm_pmax_f32x4(b, a); }
INLINE f4 nearest4(f4 x) { return __builtin_wasm_nearest_f32x4(x); }
INLINE f4 select4(i4 mask, f4 yes, f4 no) { return (f4)(((i4)yes & mask) | ((i4)no & ~mask)); }
INLINE f4 keep4(i4 mask, f4 x) { return (f4)((i4)x & mask); }
INLINE float sum4(f4 x) { return (x[0] + x[2]) + (x[1] + x[3]); }
INLINE float sqrt1(float x) { return __builtin_sqrtf(x); }
INLINE int bits4(i4 mask) { return __builtin_wasm_bitmask_i32x4(mask); }

#define ROTATE1(x) __builtin_shufflevector(x, x, 1, 2, 3, 0)
#define NOT_A_NUMBER __builtin_nanf("")

/* pi / 2 in parts whose products with small whole numbers are exact. */
#define HALF_PI_HIGH 1.5703125f
#define HALF_PI_MIDDLE 4.837512969970703e-4f
#define HALF_PI_LOW 7.549790126e-8f

/* Cosine and sine; error below 1e-7 up to some 1,000 rad. Taylor series on a quarter turn. */
INLINE void cos_sin4(f4 angle, f4 *cosine, f4 *sine) {
  f4 quarter = nearest4(angle * splat4(0.636619772f));
  f4 r = angle - quarter * splat4(HALF_PI_HIGH);
  r = r - quarter * splat4(HALF_PI_MIDDLE);
  r = r - quarter * splat4(HALF_PI_LOW);
  f4 z = r * r;
  f4 s = madd(z, splat4(1.f / 362880), splat4(-1.f / 5040));
  s = madd(z, s, splat4(1.f / 120));
  s = madd(z, s, splat4(-1.f / 6));
  s = madd(z * r, s, r);
  f4 c = madd(z, splat4(-1.f / 3628800), splat4(1.f / 40320));
  c = madd(z, c, splat4(-1.f / 720));
  c = madd(z, c, splat4(1.f / 24));
  c = madd(z, c, splat4(-0.5f));
  c = madd(z, c, splat4(1));
  i4 turn = __builtin_wasm_trunc_saturate_s_i32x4_f32x4(quarter);
  i4 swap = -(turn & 1);
  i4 cosine_sign = ((turn + 1) & 2) << 30, sine_sign = (turn & 2) << 30;
  *cosine = (f4)((i4)select4(swap, s, c) ^ cosine_sign);
  *sine = (f4)((i4)select4(swap, c, s) ^ sine_sign);
}

/* Angle of x + j y in (-pi, pi]; error below 3e-7. Taylor series up to tan(pi / 8), what is beyond is turned by pi / 4. */
INLINE f4 atan2_4(f4 y, f4 x) {
  const i4 sign = {1 << 31, 1 << 31, 1 << 31, 1 << 31};
  f4 ax = (f4)((i4)x & ~sign), ay = (f4)((i4)y & ~sign);
  i4 steep = ay > ax;
  f4 low = select4(steep, ax, ay), high = select4(steep, ay, ax);
  i4 far = low > high * splat4(0.41421356f);
  f4 t = select4(far, low - high, low) / select4(far, low + high, high);
  f4 z = t * t;
  f4 p = madd(z, splat4(-1.f / 15), splat4(1.f / 13));
  p = madd(z, p, splat4(-1.f / 11));
  p = madd(z, p, splat4(1.f / 9));
  p = madd(z, p, splat4(-1.f / 7));
  p = madd(z, p, splat4(1.f / 5));
  p = madd(z, p, splat4(-1.f / 3));
  p = madd(z * t, p, t);
  p = p + keep4(far, splat4(0.785398163f));
  p = select4(steep, splat4(1.57079633f) - p, p);
  p = select4(x < splat4(0), splat4(3.14159265f) - p, p);
  return (f4)((i4)p ^ ((i4)y & sign));
}
