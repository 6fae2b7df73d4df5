/**
 * A first look at where the selected points lie, without their series: which blocks hold cells that both orbit directions
 * see, which products take part, and whether the GNSS model covers them all. Costs a tenth of the work and saves reading
 * what cannot be used.
 */
import { invalidParameter } from '../../src/errors.js';
import { type Block, blockOf, type CellGrid, cellIndexIn } from '../../src/insar/decomposition/cell-grid.js';
import type { ProcessContext } from '../../src/jobs/process.js';
import type { GnssModel } from '../../src/products/gnss-model.js';
import { productKeyOf, type Source, sourceText } from './sources.js';
import { turn } from './turn.js';

export interface SurveyedBlock extends Block {
  readonly points: number;
}

/** Plain JSON: kept as a checkpoint. */
export interface Survey {
  /** Blocks with a cell that both directions see, by row and column. */
  readonly blocks: readonly SurveyedBlock[];
  /** Selected points by product (`productKeyOf`). */
  readonly products: Readonly<Record<string, number>>;
  readonly ascendingPoints: number;
  readonly descendingPoints: number;
  /** Cells of the blocks that are left out. */
  readonly cellsOnlyAscending: number;
  readonly cellsOnlyDescending: number;
}

/**
 * Throws `invalidParameter` when a direction has no points, when no cell has both, and when `north` is given and does not
 * cover all points.
 */
export async function surveyPoints(
  sources: readonly Source[],
  grid: CellGrid,
  north: GnssModel | undefined,
  { signal, progress }: Pick<ProcessContext, 'signal' | 'progress'>,
  share: number,
): Promise<Survey> {
  let total = 0;
  for (const { selection } of sources) total += await selection.count();
  const tally = new Tally(grid, north);
  for (const source of sources) {
    const attributes = ['eastingM', 'northingM'] as const;
    for await (const { product, count, attributes: columns } of source.selection.blocks({
      attributes,
      withSeries: false,
      signal,
    })) {
      tally.add(source, productKeyOf(source, product), count, columns[0], columns[1]);
      progress((share * tally.points) / Math.max(1, total), 'looking where the points lie');
      await turn(signal);
    }
  }
  tally.refuseUseless(sources);
  return tally.survey();
}

/** Cells with points of each direction, one bit in a byte per cell. */
const ASCENDING = 1;
const DESCENDING = 2;
const BOTH = ASCENDING | DESCENDING;

interface BlockTally extends Block {
  points: number;
  readonly seen: Uint8Array;
}

class Tally {
  points = 0;
  readonly #byDirection = { ascending: 0, descending: 0 };
  readonly #products: Record<string, number> = {};
  readonly #blocks = new Map<string, BlockTally>();
  #last: BlockTally | undefined;
  readonly #uncovered = { count: 0, example: '' };

  constructor(
    private readonly grid: CellGrid,
    private readonly north: GnssModel | undefined,
  ) {}

  add(source: Source, product: string, count: number, eastingM: Float64Array, northingM: Float64Array): void {
    const { grid } = this;
    const bit = source.geometry === 'ascending' ? ASCENDING : DESCENDING;
    for (let i = 0; i < count; i++) {
      const block = this.#blockAt(eastingM[i], northingM[i]);
      block.points++;
      block.seen[cellIndexIn(grid, block, eastingM[i], northingM[i])] |= bit;
      if (this.north && !this.north.at(eastingM[i], northingM[i])) {
        if (this.#uncovered.count++ === 0) this.#uncovered.example = `${eastingM[i]} E, ${northingM[i]} N (EPSG:3035)`;
      }
    }
    this.points += count;
    this.#byDirection[source.geometry] += count;
    this.#products[product] = (this.#products[product] ?? 0) + count;
  }

  refuseUseless(sources: readonly Source[]): void {
    for (const direction of ['ascending', 'descending'] as const) {
      if (this.#byDirection[direction] > 0) continue;
      const asked = sources.filter(({ geometry }) => geometry === direction).map(sourceText);
      throw invalidParameter(direction, `expected points, but none match in ${asked.join('; ')}`);
    }
    if (this.#uncovered.count > 0) {
      const { count, example } = this.#uncovered;
      throw invalidParameter(
        'gnssModel',
        `does not cover ${count} of ${this.points} points, the first at ${example}; take a model that covers all, or cut the inputs by bbox`,
      );
    }
    if (this.survey().blocks.length === 0) {
      throw invalidParameter(
        'descending',
        `no cell of ${this.grid.cellSizeM} m holds points of both orbit directions: ascending ${this.#reach(ASCENDING)}, descending ${this.#reach(DESCENDING)}`,
      );
    }
  }

  survey(): Survey {
    const all = [...this.#blocks.values()].sort((a, b) => a.row - b.row || a.column - b.column);
    const useful = all.filter(({ seen }) => seen.includes(BOTH));
    const useless = all.filter(({ seen }) => !seen.includes(BOTH));
    const cells = (bits: number) =>
      useless.reduce((sum, { seen }) => sum + seen.reduce((n, cell) => n + (cell === bits ? 1 : 0), 0), 0);
    return {
      blocks: useful.map(({ row, column, points }) => ({ row, column, points })),
      products: this.#products,
      ascendingPoints: this.#byDirection.ascending,
      descendingPoints: this.#byDirection.descending,
      cellsOnlyAscending: cells(ASCENDING),
      cellsOnlyDescending: cells(DESCENDING),
    };
  }

  #blockAt(eastingM: number, northingM: number): BlockTally {
    const { row, column } = blockOf(this.grid, eastingM, northingM);
    // Points come along a space-filling curve: most lie where the one before lay.
    if (this.#last?.row === row && this.#last.column === column) return this.#last;
    const key = `${row} ${column}`;
    let block = this.#blocks.get(key);
    if (!block) {
      block = { row, column, points: 0, seen: new Uint8Array(this.grid.cellsPerSide ** 2) };
      this.#blocks.set(key, block);
    }
    this.#last = block;
    return block;
  }

  /** Extent in words, to a block. */
  #reach(bit: number): string {
    const blocks = [...this.#blocks.values()].filter(({ seen }) => seen.some((cell) => (cell & bit) !== 0));
    const range = (numbers: readonly number[]) => {
      const first = numbers.reduce((a, b) => Math.min(a, b));
      const last = numbers.reduce((a, b) => Math.max(a, b));
      const km = (number: number) => (number * this.grid.blockSizeM) / 1000;
      return `${km(first)}..${km(last + 1)} km`;
    };
    return `at ${range(blocks.map(({ column }) => column))} east, ${range(blocks.map(({ row }) => row))} north (EPSG:3035)`;
  }
}
