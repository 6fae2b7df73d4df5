/**
 * Points of the plane sorted into square cells, for questions about all points within one distance. Cells are as wide as
 * the distance divided by the root of two, so that points of one cell are neighbours of each other without a look.
 */

/** Cells to either side that can hold a point within the distance: 2 cells are 1.41 times as wide as it. */
const REACH = 2;
/** Columns of the grid; far more than Europe has at the smallest distance. */
const MOST_COLUMNS = 2 ** 26;

export class PointGrid {
  readonly cellSizeM: number;
  /** Points, cell by cell, in each in the order given. */
  readonly ids: Int32Array;
  /** (cells), in the order of their first points: row * columns + column. */
  readonly #keys: Float64Array;
  /** (cells + 1), where in `ids` a cell begins. */
  readonly #starts: Int32Array;
  readonly #columns: number;
  readonly #placeOf = new Map<number, number>();

  /** @param ids points to be sorted in; all others are as if they were not there */
  constructor(
    readonly eastingM: Float64Array,
    readonly northingM: Float64Array,
    readonly distanceM: number,
    ids: Int32Array,
  ) {
    if (!(distanceM > 0)) throw new RangeError(`distanceM: expected more than 0, got ${distanceM}`);
    this.cellSizeM = distanceM / Math.SQRT2;
    let [minEastingM, minNorthingM, maxEastingM] = [Infinity, Infinity, -Infinity];
    for (const id of ids) {
      minEastingM = Math.min(minEastingM, eastingM[id]);
      maxEastingM = Math.max(maxEastingM, eastingM[id]);
      minNorthingM = Math.min(minNorthingM, northingM[id]);
    }
    this.#columns = ids.length === 0 ? 1 : Math.floor((maxEastingM - minEastingM) / this.cellSizeM) + 1 + 2 * REACH;
    if (!(this.#columns < MOST_COLUMNS)) {
      throw new RangeError(`points: expected to lie within ${MOST_COLUMNS} cells, got ${this.#columns} columns`);
    }
    const keyOf = (id: number) =>
      Math.floor((northingM[id] - minNorthingM) / this.cellSizeM) * this.#columns +
      Math.floor((eastingM[id] - minEastingM) / this.cellSizeM) +
      REACH;
    const keys: number[] = [];
    const counts: number[] = [];
    const cellOf = new Int32Array(ids.length);
    for (let i = 0; i < ids.length; i++) {
      const key = keyOf(ids[i]);
      let cell = this.#placeOf.get(key);
      if (cell === undefined) {
        cell = keys.push(key) - 1;
        counts.push(0);
        this.#placeOf.set(key, cell);
      }
      counts[cell]++;
      cellOf[i] = cell;
    }
    this.#keys = Float64Array.from(keys);
    this.#starts = new Int32Array(keys.length + 1);
    for (let cell = 0; cell < keys.length; cell++) this.#starts[cell + 1] = this.#starts[cell] + counts[cell];
    const next = this.#starts.slice();
    this.ids = new Int32Array(ids.length);
    for (let i = 0; i < ids.length; i++) this.ids[next[cellOf[i]]++] = ids[i];
  }

  get cells(): number {
    return this.#keys.length;
  }

  pointsOf(cell: number): Int32Array {
    return this.ids.subarray(this.#starts[cell], this.#starts[cell + 1]);
  }

  /** Other cells that may hold points within the distance of points of this one. */
  neighboursOf(cell: number, forwardOnly = false): number[] {
    const neighbours: number[] = [];
    for (let row = forwardOnly ? 0 : -REACH; row <= REACH; row++) {
      for (let column = -REACH; column <= REACH; column++) {
        if ((row === 0 && column === 0) || (forwardOnly && row === 0 && column < 0)) continue;
        const place = this.#placeOf.get(this.#keys[cell] + row * this.#columns + column);
        if (place !== undefined) neighbours.push(place);
      }
    }
    return neighbours;
  }

  isNear(a: number, b: number): boolean {
    const [dx, dy] = [this.eastingM[a] - this.eastingM[b], this.northingM[a] - this.northingM[b]];
    return dx * dx + dy * dy <= this.distanceM * this.distanceM;
  }
}
