/** Repeatable random numbers: the same seed gives the same numbers on every machine. Not for secrets. */

const BYTE_SUM_MEAN = 4 * 127.5;
const BYTE_SUM_DEVIATION = Math.sqrt((4 * (256 ** 2 - 1)) / 12);

/** Generator sfc32 (Chris Doty-Humphrey, PractRand): 128 bits of state with a counter, so no short cycles. */
export class SeededRandom {
  private readonly state: Int32Array;

  constructor(seed: number) {
    this.state = Int32Array.of(seed, Math.imul(seed, 0x9e3779b1), 0x243f6a88, 1);
    // Neighbouring seeds start alike; a few rounds part them.
    this.fillGaussian(new Float64Array(16));
  }

  /** In [0, 1), 32 bits. */
  uniform(): number {
    return (this.draw() >>> 0) / 2 ** 32;
  }

  /** In [min, max). */
  between(min: number, max: number): number {
    return min + (max - min) * this.uniform();
  }

  /** One normal deviate, as `fillGaussian` makes them. */
  gaussian(): number {
    return normalDeviate(this.draw());
  }

  /**
   * Normal deviates, near enough for noise: each the sum of the four bytes of one draw (Irwin-Hall), so never beyond 3.5
   * standard deviations, at a tenth of the cost of exact ones.
   */
  fillGaussian(out: Float64Array): void {
    let [a, b, c, counter] = this.state;
    for (let i = 0; i < out.length; i++) {
      // The steps of `draw`, with the state in registers.
      const sum = (a + b + counter) | 0;
      counter = (counter + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (((c << 21) | (c >>> 11)) + sum) | 0;
      out[i] = normalDeviate(sum);
    }
    this.state.set([a, b, c, counter]);
  }

  private draw(): number {
    const { state } = this;
    const [a, b, c, counter] = state;
    const sum = (a + b + counter) | 0;
    state[0] = b ^ (b >>> 9);
    state[1] = c + (c << 3);
    state[2] = ((c << 21) | (c >>> 11)) + sum;
    state[3] = counter + 1;
    return sum;
  }
}

function normalDeviate(bits: number): number {
  const sum = (bits & 255) + ((bits >>> 8) & 255) + ((bits >>> 16) & 255) + (bits >>> 24);
  return (sum - BYTE_SUM_MEAN) / BYTE_SUM_DEVIATION;
}
