/** Gathers, batch by batch, where a product's points lie. */
import type { KeyedBatch } from './key-points.js';

export class ProductExtent {
  count = 0;
  west = Number.POSITIVE_INFINITY;
  south = Number.POSITIVE_INFINITY;
  east = Number.NEGATIVE_INFINITY;
  north = Number.NEGATIVE_INFINITY;
  /** Points per 100 km cell. */
  readonly cells = new Map<number, number>();

  add(keyed: KeyedBatch): void {
    const longitudeDeg = keyed.attribute('longitudeDeg')!;
    const latitudeDeg = keyed.attribute('latitudeDeg')!;
    for (let row = 0; row < keyed.batch.count; row++) {
      if (longitudeDeg[row] < this.west) this.west = longitudeDeg[row];
      if (longitudeDeg[row] > this.east) this.east = longitudeDeg[row];
      if (latitudeDeg[row] < this.south) this.south = latitudeDeg[row];
      if (latitudeDeg[row] > this.north) this.north = latitudeDeg[row];
      const cell = keyed.cell[row];
      this.cells.set(cell, (this.cells.get(cell) ?? 0) + 1);
    }
    this.count += keyed.batch.count;
  }
}
