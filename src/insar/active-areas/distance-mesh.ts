/** Distances to the nearest of many points, at the nodes of a square mesh near them, and the line at one distance. */

/** Nodes to a side of a block; blocks exist where points are. */
const BLOCK = 32;
/** Vertices keep this share of a side away from nodes, where lines would touch. */
const NODE_GAP = 1e-3;
/** The four sides of a square, counter-clockwise from its lower left corner: column and row of both ends. */
const SIDES = [
  [0, 0, 1, 0],
  [1, 0, 1, 1],
  [1, 1, 0, 1],
  [0, 1, 0, 0],
] as const;

interface Block {
  readonly column: number;
  readonly row: number;
  /** (BLOCK, BLOCK) rows of squared distances, m2. */
  readonly distance2: Float64Array;
}

/** Nodes lie at multiples of the side, wherever the points are: the same points in any order give the same line. */
export class DistanceMesh {
  readonly #blocks = new Map<string, Block>();
  /** The block of the last look: most are asked for many times in a row. */
  #last: Block | undefined;

  constructor(
    private readonly sideM: number,
    private readonly distanceM: number,
  ) {
    if (!(sideM > 0 && distanceM > sideM)) {
      throw new RangeError(`distanceM: expected more than a side of ${sideM} m, got ${distanceM}`);
    }
  }

  add(eastingM: number, northingM: number): void {
    const side = this.sideM;
    // Every node beside one within the distance must know how far it is.
    const reachM = this.distanceM + 1.5 * side;
    const lastRow = Math.floor((northingM + reachM) / side);
    for (let row = Math.ceil((northingM - reachM) / side); row <= lastRow; row++) {
      const dy2 = (row * side - northingM) ** 2;
      const halfM = Math.sqrt(Math.max(0, reachM * reachM - dy2));
      const lastColumn = Math.floor((eastingM + halfM) / side);
      for (let column = Math.ceil((eastingM - halfM) / side); column <= lastColumn; column++) {
        const { distance2 } = this.#block(Math.floor(column / BLOCK), Math.floor(row / BLOCK), true)!;
        const place = placeIn(column, row);
        const found2 = (column * side - eastingM) ** 2 + dy2;
        if (found2 < distance2[place]) distance2[place] = found2;
      }
    }
  }

  /** Closed lines at the distance, what is nearer on their left: easting and northing by turns, m. */
  rings(): Float64Array[] {
    const next = this.#segments();
    const rings: Float64Array[] = [];
    for (const start of [...next.keys()].sort()) {
      if (!next.has(start)) continue;
      const vertices: number[] = [];
      let at = start;
      do {
        vertices.push(...this.#vertex(at));
        const following = next.get(at)!;
        next.delete(at);
        at = following;
      } while (at !== start);
      rings.push(Float64Array.from([...vertices, vertices[0], vertices[1]]));
    }
    return rings;
  }

  /** From each crossed side of a square to the one where the line leaves it. */
  #segments(): Map<string, string> {
    const next = new Map<string, string>();
    for (const block of this.#blocks.values()) {
      // A square belongs to its lower left node, which is known in every square that the line crosses.
      for (let row = block.row * BLOCK; row < (block.row + 1) * BLOCK; row++) {
        for (let column = block.column * BLOCK; column < (block.column + 1) * BLOCK; column++) {
          this.#cross(column, row, next);
        }
      }
    }
    return next;
  }

  #cross(column: number, row: number, next: Map<string, string>): void {
    const isNear = (i: number) => this.#isNear(column + SIDES[i][0], row + SIDES[i][1]);
    const near = [isNear(0), isNear(1), isNear(2), isNear(3)];
    if (near[0] === near[1] && near[1] === near[2] && near[2] === near[3]) return;
    for (let out = 0; out < 4; out++) {
      if (!near[out] || near[(out + 1) % 4]) continue;
      // Where the line leaves the near ground it turns back to where that was entered: two near corners across stay apart.
      let into = (out + 3) % 4;
      while (near[into] || !near[(into + 1) % 4]) into = (into + 3) % 4;
      next.set(sideKey(column, row, out), sideKey(column, row, into));
    }
  }

  #vertex(key: string): [number, number] {
    const [columnA, rowA, columnB, rowB] = key.split(',').map(Number);
    const [a, b] = [this.#distanceAt(columnA, rowA), this.#distanceAt(columnB, rowB)];
    const share = Math.min(1 - NODE_GAP, Math.max(NODE_GAP, (this.distanceM - a) / (b - a)));
    return [(columnA + share * (columnB - columnA)) * this.sideM, (rowA + share * (rowB - rowA)) * this.sideM];
  }

  #isNear(column: number, row: number): boolean {
    return this.#distanceAt(column, row) < this.distanceM;
  }

  #distanceAt(column: number, row: number): number {
    const block = this.#block(Math.floor(column / BLOCK), Math.floor(row / BLOCK), false);
    return block ? Math.sqrt(block.distance2[placeIn(column, row)]) : Infinity;
  }

  #block(column: number, row: number, isMade: boolean): Block | undefined {
    if (this.#last?.column === column && this.#last.row === row) return this.#last;
    const key = `${column},${row}`;
    let block = this.#blocks.get(key);
    if (!block && isMade) {
      block = { column, row, distance2: new Float64Array(BLOCK * BLOCK).fill(Infinity) };
      this.#blocks.set(key, block);
    }
    if (block) this.#last = block;
    return block;
  }
}

const placeIn = (column: number, row: number): number =>
  (((row % BLOCK) + BLOCK) % BLOCK) * BLOCK + (((column % BLOCK) + BLOCK) % BLOCK);

/** The same for both squares that share the side. */
function sideKey(column: number, row: number, side: number): string {
  const [a, b, c, d] = SIDES[side];
  const isForward = side < 2;
  return isForward
    ? `${column + a},${row + b},${column + c},${row + d}`
    : `${column + c},${row + d},${column + a},${row + b}`;
}
