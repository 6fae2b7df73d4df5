/** Points of one product in a part of the ground, to be looked up by pid. */
import type { AttributeName } from '../../products/point-batch.js';

/** Points as the catalog reads them, some thousands at a time. */
export interface PointPage {
  readonly count: number;
  readonly pid: readonly string[];
  /** One array for each attribute that was asked for. */
  readonly attributes: readonly Float64Array[];
  /** (count, dates of the product) point-major, mm, NaN missing. */
  readonly displacementMm: Float64Array;
}

export class ReleasePoints {
  readonly #pages: PointPage[] = [];
  readonly #starts: number[] = [];
  readonly #places = new Map<string, number>();
  readonly #columns: ReadonlyMap<AttributeName, number>;
  count = 0;

  /** @param names of the attributes in the pages, eastingM and northingM among them; @param epochs dates of the product */
  constructor(
    names: readonly AttributeName[],
    readonly epochs: number,
  ) {
    this.#columns = new Map(names.map((name, column) => [name, column]));
  }

  add(page: PointPage): void {
    this.#pages.push(page);
    this.#starts.push(this.count);
    for (let i = 0; i < page.count; i++) this.#places.set(page.pid[i], this.count + i);
    this.count += page.count;
  }

  /** Place of a point, 0 to `count - 1` in the order of reading; undefined when it is not here. */
  placeOf(pid: string): number | undefined {
    return this.#places.get(pid);
  }

  pid(place: number): string {
    const [page, row] = this.#find(place);
    return page.pid[row];
  }

  /** NaN for an attribute that was not read. */
  value(place: number, attribute: AttributeName): number {
    const [page, row] = this.#find(place);
    const column = this.#columns.get(attribute);
    return column === undefined ? Number.NaN : page.attributes[column][row];
  }

  /** The array that holds the series of a point, and where it begins in it. */
  series(place: number): readonly [displacementMm: Float64Array, at: number] {
    const [page, row] = this.#find(place);
    return [page.displacementMm, row * this.epochs];
  }

  #find(place: number): readonly [PointPage, number] {
    // Pages are few, and most places are looked for in order of reading.
    let page = this.#starts.length - 1;
    while (this.#starts[page] > place) page--;
    return [this.#pages[page], place - this.#starts[page]];
  }
}
