/** Which of many areas hold a point: never by asking all of them. */
import { BoxIndex } from '../../geodesy/box-index.js';
import type { Area } from './areas.js';

export class AreaFinder {
  readonly #index: BoxIndex;
  readonly #candidates: number[] = [];

  constructor(private readonly areas: readonly Area[]) {
    const boxes = areas.flatMap(({ box }) =>
      box ? [box.minEastingM, box.minNorthingM, box.maxEastingM, box.maxNorthingM] : [NaN, NaN, NaN, NaN],
    );
    this.#index = new BoxIndex(Float64Array.from(boxes));
  }

  /** Puts the places (in the list given at the start) of the areas that hold the point into `found`, emptied first. */
  find(longitudeDeg: number, latitudeDeg: number, eastingM: number, northingM: number, found: number[]): void {
    found.length = 0;
    this.#index.at(eastingM, northingM, this.#candidates);
    for (const candidate of this.#candidates) {
      if (this.areas[candidate].contains(longitudeDeg, latitudeDeg, eastingM, northingM)) found.push(candidate);
    }
  }
}
