/** The first look at the points of many areas: how many each holds, and of which products, so that memory can be planned. */
import type { Turns } from '../turns.js';
import type { AreaFinder } from './area-finder.js';
import type { MeasuredPoints } from './measured-points.js';

/** Points between two looks at the clock. */
export const POINTS_PER_LOOK = 64;

export class PointTally {
  /** Points in each area. */
  readonly counts: Float64Array;
  /** Numbers of the products with points in each area; sparse. */
  readonly #products: Set<number>[] = [];
  pointsRead = 0;
  /** Points in at least one area. */
  pointsHeld = 0;

  constructor(
    areaCount: number,
    private readonly finder: AreaFinder,
  ) {
    this.counts = new Float64Array(areaCount);
  }

  /** Counts the points of a product that the caller calls `product`. */
  async add(
    points: Omit<MeasuredPoints, 'attributes' | 'displacementMm'>,
    product: number,
    turns: Turns,
  ): Promise<void> {
    const { count, longitudeDeg, latitudeDeg, eastingM, northingM } = points;
    const places: number[] = [];
    for (let i = 0; i < count; i++) {
      if (i % POINTS_PER_LOOK === 0 && turns.isDue) await turns.pass();
      this.finder.find(longitudeDeg[i], latitudeDeg[i], eastingM[i], northingM[i], places);
      if (places.length > 0) this.pointsHeld++;
      for (const place of places) {
        this.counts[place]++;
        this.#products[place] ??= new Set();
        this.#products[place].add(product);
      }
    }
    this.pointsRead += count;
  }

  /** Products with points in an area, ascending. */
  productsOf(place: number): number[] {
    return [...(this.#products[place] ?? [])].sort((a, b) => a - b);
  }
}
