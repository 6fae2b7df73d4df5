/**
 * How often each number of tenths of a millimetre occurred: all that mean, spread and percentiles need, exactly, in memory
 * that grows with the range of the values and not with their number.
 */

const FIRST_BINS = 256;

export class TenthsHistogram {
  #lowest = 0;
  #bins = new Uint32Array(0);
  #total = 0;

  get total(): number {
    return this.#total;
  }

  /** @param tenths an integer */
  add(tenths: number): void {
    let bin = tenths - this.#lowest;
    if (bin < 0 || bin >= this.#bins.length) {
      this.#cover(tenths);
      bin = tenths - this.#lowest;
    }
    this.#bins[bin]++;
    this.#total++;
  }

  /** Calls `visit` with each value that occurred and how often, ascending. */
  forEach(visit: (tenths: number, count: number) => void): void {
    for (let bin = 0; bin < this.#bins.length; bin++) {
      if (this.#bins[bin] > 0) visit(this.#lowest + bin, this.#bins[bin]);
    }
  }

  /** Makes room for half as many values again as there are, so that a slow drift does not make it grow at every step. */
  #cover(tenths: number): void {
    if (this.#bins.length === 0) {
      this.#lowest = tenths - FIRST_BINS / 2;
      this.#bins = new Uint32Array(FIRST_BINS);
      return;
    }
    const highest = this.#lowest + this.#bins.length - 1;
    const spare = this.#bins.length >> 1;
    const lowest = tenths < this.#lowest ? tenths - spare : this.#lowest;
    const bins = new Uint32Array(Math.max(highest, tenths > highest ? tenths + spare : highest) - lowest + 1);
    bins.set(this.#bins, this.#lowest - lowest);
    this.#lowest = lowest;
    this.#bins = bins;
  }
}
