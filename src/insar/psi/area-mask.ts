/** The part of the ground that is wanted. */
import { type PolygonTest, polygonTest } from '../../geodesy/polygon.js';

/** Degrees, CRS84: rings of a polygon; points outside are left out. */
export type AreaOfInterest = readonly (readonly (readonly [longitude: number, latitude: number])[])[];

/** Half a kilometre and more: tall buildings are drawn that far towards the satellite. */
const NEAR_DEG = 0.01;

export class AreaMask {
  readonly #polygon: PolygonTest;

  constructor(rings: AreaOfInterest) {
    this.#polygon = polygonTest(rings.map((ring) => Float64Array.from(ring.flat())));
  }

  has(longitudeDeg: number, latitudeDeg: number): boolean {
    return this.#polygon.contains(longitudeDeg, latitudeDeg);
  }

  /** Whether a box, degrees, comes near the area: near enough for points of it that height errors move. */
  isNear(west: number, south: number, east: number, north: number): boolean {
    const { minX, minY, maxX, maxY } = this.#polygon;
    return west - NEAR_DEG <= maxX && east + NEAR_DEG >= minX && south - NEAR_DEG <= maxY && north + NEAR_DEG >= minY;
  }
}
