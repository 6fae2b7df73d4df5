/* Into the layout of stacks, see coherence.c. */
#include "simd.h"

/* image: (pixels) complex, NaN where missing. Writes one date of the stack. */
EXPORT(pack_epoch)(const float *image, int pixels, int date, float *stack) {
  float *out = stack + 8 * (date / 4) * pixels + date % 4;
  for (int p = 0; p < pixels; p++) {
    float re = image[2 * p], im = image[2 * p + 1];
    // Infinite minus infinite is not zero either.
    int is_there = (re - re) + (im - im) == 0;
    out[8 * p] = is_there ? re : 0;
    out[8 * p + 4] = is_there ? im : 0;
  }
}

/* Divides every pixel by the root of its mean power over its dates: one vote each, whatever the texture. */
EXPORT(normalise_stack)(const float *stack, int pixels, int dates, float *out) {
  int blocks = (dates + 3) / 4;
  for (int p = 0; p < pixels; p++) {
    f4 power = {0}, there = {0};
    for (int b = 0; b < blocks; b++) {
      const float *at = stack + 8 * (b * pixels + p);
      f4 re = load4(at), im = load4(at + 4);
      f4 own = re * re + im * im;
      power += own;
      there += keep4(own > splat4(0), splat4(1));
    }
    float total = sum4(power), count = sum4(there);
    f4 scale = splat4(total > 0 ? sqrt1(count / total) : 0);
    for (int b = 0; b < blocks; b++) {
      const float *at = stack + 8 * (b * pixels + p);
      float *to = out + 8 * (b * pixels + p);
      store4(to, load4(at) * scale);
      store4(to + 4, load4(at + 4) * scale);
    }
  }
}
