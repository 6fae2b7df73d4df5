/**
 * Which of many boxes hold a point: a packed R-tree, built once. Boxes are sorted into tiles (Sort-Tile-Recursive,
 * Leutenegger, Lopez & Edgington 1997, doi:10.1109/ICDE.1997.582015) and every sixteen make a node, up to one root, so
 * that memory is linear however the boxes overlap and a point meets a few nodes only.
 */

/** Children of a node: few enough that testing them one by one is quick. */
const NODE_SIZE = 16;

export class BoxIndex {
  /** Boxes of all levels, leaves first: minX, minY, maxX, maxY. */
  readonly #bounds: Float64Array;
  /** For leaves the caller's number of the box. */
  readonly #numbers: Uint32Array;
  /** Where each level begins, in boxes; then the end of the root. */
  readonly #levels: readonly number[];
  readonly #stack: number[] = [];

  /**
   * @param boxes (n, 4) minX, minY, maxX, maxY in any one unit; a box without extent to hold anything (min > max, or NaN)
   * is left out
   */
  constructor(boxes: Float64Array) {
    if (boxes.length % 4 !== 0) throw new RangeError(`boxes: expected four numbers each, got ${boxes.length} in all`);
    const numbers = tiledOrder(boxes);
    const levels = levelStarts(numbers.length);
    const bounds = new Float64Array(4 * levels[levels.length - 1]);
    numbers.forEach((number, at) => {
      for (let k = 0; k < 4; k++) bounds[4 * at + k] = boxes[4 * number + k];
    });
    for (let level = 1; level + 1 < levels.length; level++) {
      uniteLevel(bounds, levels[level - 1], levels[level], levels[level + 1]);
    }
    this.#bounds = bounds;
    this.#numbers = numbers;
    this.#levels = levels;
  }

  /** Puts the numbers of the boxes that hold the point, edges included, into `found`, which is emptied first. */
  at(x: number, y: number, found: number[]): void {
    found.length = 0;
    const levels = this.#levels;
    const top = levels.length - 2;
    if (this.#numbers.length === 0) return;
    const bounds = this.#bounds;
    const stack = this.#stack;
    stack.length = 0;
    stack.push(top, levels[top], levels[top + 1]);
    while (stack.length > 0) {
      const to = stack.pop()!;
      const from = stack.pop()!;
      const level = stack.pop()!;
      for (let at = from; at < to; at++) {
        const b = 4 * at;
        if (!(x >= bounds[b] && y >= bounds[b + 1] && x <= bounds[b + 2] && y <= bounds[b + 3])) continue;
        if (level === 0) {
          found.push(this.#numbers[at]);
        } else {
          const first = levels[level - 1] + (at - levels[level]) * NODE_SIZE;
          stack.push(level - 1, first, Math.min(first + NODE_SIZE, levels[level]));
        }
      }
    }
  }
}

/** Numbers of the boxes that can hold something: in columns by the x of their centres, each column by y. */
function tiledOrder(boxes: Float64Array): Uint32Array {
  const numbers: number[] = [];
  for (let number = 0; 4 * number < boxes.length; number++) {
    const b = 4 * number;
    if (boxes[b] <= boxes[b + 2] && boxes[b + 1] <= boxes[b + 3]) numbers.push(number);
  }
  const centreX = (number: number) => boxes[4 * number] + boxes[4 * number + 2];
  const centreY = (number: number) => boxes[4 * number + 1] + boxes[4 * number + 3];
  numbers.sort((a, b) => centreX(a) - centreX(b) || a - b);
  const nodes = Math.ceil(numbers.length / NODE_SIZE);
  const columnBoxes = Math.ceil(Math.sqrt(nodes)) * NODE_SIZE;
  const order = new Uint32Array(numbers.length);
  for (let from = 0; from < numbers.length; from += columnBoxes) {
    const column = numbers.slice(from, from + columnBoxes).sort((a, b) => centreY(a) - centreY(b) || a - b);
    order.set(column, from);
  }
  return order;
}

function levelStarts(leaves: number): number[] {
  const starts = [0];
  let size = leaves;
  for (let end = leaves; ; end += size) {
    starts.push(end);
    if (size <= NODE_SIZE) return starts;
    size = Math.ceil(size / NODE_SIZE);
  }
}

/** Fills the boxes [start, end) from their children, which begin at `childStart` and end where this level starts. */
function uniteLevel(bounds: Float64Array, childStart: number, start: number, end: number): void {
  for (let node = start; node < end; node++) {
    const first = childStart + (node - start) * NODE_SIZE;
    const last = Math.min(first + NODE_SIZE, start);
    let [minX, minY, maxX, maxY] = bounds.subarray(4 * first, 4 * first + 4);
    for (let child = first + 1; child < last; child++) {
      minX = Math.min(minX, bounds[4 * child]);
      minY = Math.min(minY, bounds[4 * child + 1]);
      maxX = Math.max(maxX, bounds[4 * child + 2]);
      maxY = Math.max(maxY, bounds[4 * child + 3]);
    }
    bounds.set([minX, minY, maxX, maxY], 4 * node);
  }
}
