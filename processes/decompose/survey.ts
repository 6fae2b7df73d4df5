/**
 * A first look at where the selected points lie, without their series: which blocks hold cells that both orbit directions
 * see, which products take part, and whether the GNSS model covers them all. Costs a tenth of the work and saves reading
 * what cannot be used. Goes tile by tile, so that only the cells of one are in memory.
 */

import { invalidParameter } from '../../src/errors.js';
import { cellOrigin } from '../../src/geodesy/cell.js';
import { type Block, blockOf, type CellGrid, cellIndexIn } from '../../src/insar/decomposition/cell-grid.js';
import { turn } from '../../src/insar/turns.js';
import type { ProcessContext } from '../../src/jobs/process.js';
import type { GnssModel } from '../../src/products/gnss-model.js';
import { productKeyOf, type Source, sourceText } from './sources.js';

export interface SurveyedBlock extends Block {
  readonly points: number;
}

/** Plain JSON: kept as a checkpoint. Points that two inputs select count twice here. */
export interface Survey {
  /** Blocks with a cell that both directions see. */
  readonly blocks: readonly SurveyedBlock[];
  /** Selected points by product (`productKeyOf`). */
  readonly products: Readonly<Record<string, number>>;
  readonly ascendingPoints: number;
  readonly descendingPoints: number;
  /** Cells of the blocks that are left out. */
  readonly cellsOnlyAscending: number;
  readonly cellsOnlyDescending: number;
}

const TILE_M = 100_000;

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
  const attributes = ['eastingM', 'northingM'] as const;
  const tiles = [...new Set(sources.flatMap(({ selection }) => selection.cells))].sort((a, b) => a - b);
  for (const tile of tiles) {
    const { eastingM, northingM } = cellOrigin(tile);
    const box = {
      minEastingM: eastingM,
      minNorthingM: northingM,
      maxEastingM: eastingM + TILE_M,
      maxNorthingM: northingM + TILE_M,
    };
    for (const source of sources) {
      for await (const points of source.selection.blocks({ attributes, withSeries: false, box, signal })) {
        tally.add(source, productKeyOf(source, points.product), points.attributes[0], points.attributes[1]);
        progress((share * tally.points) / Math.max(1, total), 'looking where the points lie');
        await turn(signal);
      }
    }
    tally.closeTile();
  }
  tally.refuseUseless(sources);
  return tally.survey;
}

/** What a cell has seen, as bits. */
const ASCENDING = 1;
const DESCENDING = 2;
const BOTH = ASCENDING | DESCENDING;

interface BlockTally extends Block {
  points: number;
  /** One byte per cell. */
  readonly seen: Uint8Array;
}

class Tally {
  readonly #grid: CellGrid;
  readonly #north: GnssModel | undefined;
  /** Blocks of the tile at hand. */
  readonly #open = new Map<string, BlockTally>();
  #last: BlockTally | undefined;
  readonly #uncovered = { count: 0, example: '' };
  readonly #reach = { ascending: new Reach(), descending: new Reach() };
  readonly survey = {
    blocks: [] as SurveyedBlock[],
    products: {} as Record<string, number>,
    ascendingPoints: 0,
    descendingPoints: 0,
    cellsOnlyAscending: 0,
    cellsOnlyDescending: 0,
  };

  constructor(grid: CellGrid, north: GnssModel | undefined) {
    this.#grid = grid;
    this.#north = north;
  }

  get points(): number {
    return this.survey.ascendingPoints + this.survey.descendingPoints;
  }

  add({ geometry }: Source, product: string, eastingM: Float64Array, northingM: Float64Array): void {
    const bit = geometry === 'ascending' ? ASCENDING : DESCENDING;
    for (let i = 0; i < eastingM.length; i++) {
      const block = this.#blockAt(eastingM[i], northingM[i]);
      block.points++;
      block.seen[cellIndexIn(this.#grid, block, eastingM[i], northingM[i])] |= bit;
      this.#reach[geometry].add(eastingM[i], northingM[i]);
      if (this.#north && !this.#north.at(eastingM[i], northingM[i])) {
        if (this.#uncovered.count++ === 0) this.#uncovered.example = `${eastingM[i]} E, ${northingM[i]} N (EPSG:3035)`;
      }
    }
    this.survey[`${geometry}Points`] += eastingM.length;
    this.survey.products[product] = (this.survey.products[product] ?? 0) + eastingM.length;
  }

  /** No block lies in two tiles. */
  closeTile(): void {
    const blocks = [...this.#open.values()].sort((a, b) => a.row - b.row || a.column - b.column);
    for (const { row, column, points, seen } of blocks) {
      if (seen.includes(BOTH)) {
        this.survey.blocks.push({ row, column, points });
        continue;
      }
      for (const cell of seen) {
        if (cell === ASCENDING) this.survey.cellsOnlyAscending++;
        if (cell === DESCENDING) this.survey.cellsOnlyDescending++;
      }
    }
    this.#open.clear();
    this.#last = undefined;
  }

  refuseUseless(sources: readonly Source[]): void {
    for (const direction of ['ascending', 'descending'] as const) {
      if (this.survey[`${direction}Points`] > 0) continue;
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
    if (this.survey.blocks.length === 0) {
      const { ascending, descending } = this.#reach;
      throw invalidParameter(
        'descending',
        `no cell of ${this.#grid.cellSizeM} m holds points of both orbit directions: ascending at ${ascending.text}, descending at ${descending.text}`,
      );
    }
  }

  #blockAt(eastingM: number, northingM: number): BlockTally {
    const { row, column } = blockOf(this.#grid, eastingM, northingM);
    // Points come along a space-filling curve: most lie where the one before lay.
    if (this.#last?.row === row && this.#last.column === column) return this.#last;
    const key = `${row} ${column}`;
    let block = this.#open.get(key);
    if (!block) {
      block = { row, column, points: 0, seen: new Uint8Array(this.#grid.cellsPerSide ** 2) };
      this.#open.set(key, block);
    }
    this.#last = block;
    return block;
  }
}

/** How far points reach, EPSG:3035. */
class Reach {
  #west = Number.POSITIVE_INFINITY;
  #east = Number.NEGATIVE_INFINITY;
  #south = Number.POSITIVE_INFINITY;
  #north = Number.NEGATIVE_INFINITY;

  add(eastingM: number, northingM: number): void {
    if (eastingM < this.#west) this.#west = eastingM;
    if (eastingM > this.#east) this.#east = eastingM;
    if (northingM < this.#south) this.#south = northingM;
    if (northingM > this.#north) this.#north = northingM;
  }

  get text(): string {
    const m = Math.round;
    return `${m(this.#west)}..${m(this.#east)} m east, ${m(this.#south)}..${m(this.#north)} m north (EPSG:3035)`;
  }
}
