/**
 * Random numbers of the simulator: a stream for each thing (a row of an image, a cell of the ground, a date), named by a
 * seed and whole numbers, so that every part of a scene has the same values whatever is made before it.
 *
 * Normal deviates are exact here (ziggurat), unlike those of `products/seeded-random.ts`: false-alarm rates of 1e-5 are
 * judged on this noise, so its tails matter.
 */

/** 32 bits from a seed and whole numbers. Mixing function: lowbias32 of C. Wellons. */
export function hash32(seed: number, a: number, b = 0, c = 0): number {
  return mix(mix(mix(mix(seed | 0) ^ a) ^ b) ^ c) >>> 0;
}

function mix(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  // The constant keeps zero from being mixed into zero.
  return (x ^ (x >>> 16)) + 0x6d2b79f5;
}

/** In [0, 1), from the same. */
export const hashUniform = (seed: number, a: number, b = 0, c = 0): number => hash32(seed, a, b, c) / 2 ** 32;

// Ziggurat of 128 layers: Marsaglia & Tsang 2000, doi:10.18637/jss.v005.i08, as corrected by Doornik 2005 (ZIGNOR).
const LAYERS = 128;
const TAIL = 3.442619855899;
const LAYER_AREA = 9.91256303526217e-3;
const EDGES = new Float64Array(LAYERS + 1);
const RATIOS = new Float64Array(LAYERS);

let density = Math.exp(-0.5 * TAIL * TAIL);
EDGES[0] = LAYER_AREA / density;
EDGES[1] = TAIL;
for (let i = 2; i < LAYERS; i++) {
  EDGES[i] = Math.sqrt(-2 * Math.log(LAYER_AREA / EDGES[i - 1] + density));
  density = Math.exp(-0.5 * EDGES[i] * EDGES[i]);
}
for (let i = 0; i < LAYERS; i++) RATIOS[i] = EDGES[i + 1] / EDGES[i];

/** Generator sfc32 (C. Doty-Humphrey, PractRand). */
export class RandomStream {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: number, a = 0, b = 0, c = 0) {
    this.#a = hash32(seed, a, b, c) | 0;
    this.#b = hash32(seed ^ 0x5bd1e995, c, a, b) | 0;
    this.#c = hash32(seed ^ 0x1b873593, b, c, a) | 0;
    for (let i = 0; i < 12; i++) this.#draw();
  }

  /** In [0, 1). */
  uniform(): number {
    return (this.#draw() >>> 0) / 2 ** 32;
  }

  /** In [min, max). */
  between(min: number, max: number): number {
    return min + (max - min) * this.uniform();
  }

  normal(): number {
    for (;;) {
      const bits = this.#draw();
      const layer = bits & 127;
      const u = (bits >> 7) / 2 ** 24;
      if (Math.abs(u) < RATIOS[layer]) return u * EDGES[layer];
      const rare = this.#outside(layer, u);
      if (rare !== undefined) return rare;
    }
  }

  /** Normal deviates of standard deviation `sigma`; the same numbers as from `normal`. */
  fillNormal(out: Float64Array, from: number, count: number, sigma: number): void {
    let [a, b, c, counter] = [this.#a, this.#b, this.#c, this.#counter];
    for (let i = from; i < from + count; ) {
      const bits = (a + b + counter) | 0;
      counter = (counter + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (((c << 21) | (c >>> 11)) + bits) | 0;
      const layer = bits & 127;
      const u = (bits >> 7) / 2 ** 24;
      if (Math.abs(u) < RATIOS[layer]) {
        out[i++] = sigma * u * EDGES[layer];
        continue;
      }
      this.#a = a;
      this.#b = b;
      this.#c = c;
      this.#counter = counter;
      const rare = this.#outside(layer, u);
      if (rare !== undefined) out[i++] = sigma * rare;
      [a, b, c, counter] = [this.#a, this.#b, this.#c, this.#counter];
    }
    this.#a = a;
    this.#b = b;
    this.#c = c;
    this.#counter = counter;
  }

  /** A count of independent events of which `mean` are expected; Knuth for few, normal for many. */
  poisson(mean: number): number {
    if (mean > 60) return Math.max(0, Math.round(mean + Math.sqrt(mean) * this.normal()));
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = this.uniform(); product > limit; product *= this.uniform()) count++;
    return count;
  }

  /** What one draw in 70 needs: the wedges of the layers and the tail. */
  #outside(layer: number, u: number): number | undefined {
    if (layer === 0) {
      for (;;) {
        const x = Math.log(1 - this.uniform()) / TAIL;
        const y = Math.log(1 - this.uniform());
        if (-2 * y >= x * x) return u < 0 ? x - TAIL : TAIL - x;
      }
    }
    const x = u * EDGES[layer];
    const upper = Math.exp(-0.5 * (EDGES[layer] * EDGES[layer] - x * x));
    const lower = Math.exp(-0.5 * (EDGES[layer + 1] * EDGES[layer + 1] - x * x));
    return lower + this.uniform() * (upper - lower) < 1 ? x : undefined;
  }

  #draw(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum;
  }
}
