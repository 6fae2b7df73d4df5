/**
 * Finds the area of a point by where it is, when points are read a second time. Points at one place that move the same way
 * are of one area, so that place and direction say all there is to say.
 */
import { NO_AREA } from './clusters.js';

export class MemberIndex {
  /** Members by easting, then northing. */
  readonly #eastingM: Float64Array;
  readonly #northingM: Float64Array;
  readonly #directions: Int8Array;
  readonly #areas: Int32Array;

  /** All arrays of one length; points of no area are passed over. */
  constructor(eastingM: Float64Array, northingM: Float64Array, directions: Int8Array, areaOf: Int32Array) {
    const members = Int32Array.from(areaOf.keys()).filter((id) => areaOf[id] !== NO_AREA);
    members.sort((a, b) => eastingM[a] - eastingM[b] || northingM[a] - northingM[b]);
    this.#eastingM = Float64Array.from(members, (id) => eastingM[id]);
    this.#northingM = Float64Array.from(members, (id) => northingM[id]);
    this.#directions = Int8Array.from(members, (id) => directions[id]);
    this.#areas = Int32Array.from(members, (id) => areaOf[id]);
  }

  /** Number of the area, or `NO_AREA`. */
  areaAt(eastingM: number, northingM: number, direction: number): number {
    for (let place = this.#firstAt(eastingM, northingM); place < this.#areas.length; place++) {
      if (this.#eastingM[place] !== eastingM || this.#northingM[place] !== northingM) break;
      if (this.#directions[place] === direction) return this.#areas[place];
    }
    return NO_AREA;
  }

  #firstAt(eastingM: number, northingM: number): number {
    let [from, to] = [0, this.#areas.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      const isBefore =
        this.#eastingM[middle] < eastingM ||
        (this.#eastingM[middle] === eastingM && this.#northingM[middle] < northingM);
      if (isBefore) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}
