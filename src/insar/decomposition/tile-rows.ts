/**
 * The rows of one 100 km tile in the order of EGMS's files, by northing and then easting, out of the files of its blocks:
 * one row of blocks is open at a time, and one line of its cells is read at a time.
 */
import { join } from 'node:path';
import { OpenBlock } from './block-file.js';
import { type Block, type CellGrid, cellCentre } from './cell-grid.js';

export interface StoredBlock extends Block {
  /** In the job's folder. */
  readonly fileName: string;
}

/** Neighbouring rows of one block file. */
export interface RowRun {
  readonly file: OpenBlock;
  readonly from: number;
  /** Not included. */
  readonly to: number;
  /** EPSG:3035, cell centre of a row of the file. */
  readonly centre: (row: number) => { eastingM: number; northingM: number };
}

/** Runs in the order of the tile's rows. A run must be done with before the next is asked for. */
export async function* tileRuns(
  grid: CellGrid,
  blocks: readonly StoredBlock[],
  folder: string,
): AsyncGenerator<RowRun> {
  const rows = [...new Set(blocks.map(({ row }) => row))].sort((a, b) => a - b);
  for (const row of rows) {
    const ofRow = blocks.filter((block) => block.row === row).sort((a, b) => a.column - b.column);
    const files: OpenBlock[] = [];
    try {
      for (const { fileName } of ofRow) files.push(await OpenBlock.open(join(folder, fileName)));
      yield* lineByLine(grid, ofRow, files);
    } finally {
      for (const file of files) await file.close();
    }
  }
}

function* lineByLine(grid: CellGrid, blocks: readonly Block[], files: readonly OpenBlock[]): Generator<RowRun> {
  const next = files.map(() => 0);
  for (let line = 0; line < grid.cellsPerSide; line++) {
    const end = (line + 1) * grid.cellsPerSide;
    for (const [k, file] of files.entries()) {
      const from = next[k];
      let to = from;
      while (to < file.cellIndices.length && file.cellIndices[to] < end) to++;
      next[k] = to;
      const centre = (row: number) => cellCentre(grid, blocks[k], file.cellIndices[row]);
      if (to > from) yield { file, from, to, centre };
    }
  }
}
