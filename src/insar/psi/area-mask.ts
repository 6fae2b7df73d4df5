/** The part of the ground that is wanted. */
import { type PolygonTest, polygonTest } from '../../geodesy/polygon.js';

/** Degrees, CRS84: rings of a polygon; points outside are left out. */
export type AreaOfInterest = readonly (readonly (readonly [longitude: number, latitude: number])[])[];

export class AreaMask {
  readonly #polygon: PolygonTest;

  constructor(rings: AreaOfInterest) {
    this.#polygon = polygonTest(rings.map((ring) => Float64Array.from(ring.flat())));
  }

  has(longitudeDeg: number, latitudeDeg: number): boolean {
    return this.#polygon.contains(longitudeDeg, latitudeDeg);
  }
}
