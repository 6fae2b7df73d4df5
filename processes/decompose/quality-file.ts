/** How good each cell is, as CSV: what the published columns do not say. Cells in the order of the products. */
import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { CellGrid } from '../../src/insar/decomposition/cell-grid.js';
import { lookName } from '../../src/insar/decomposition/look.js';
import { type RowRun, tileRuns } from '../../src/insar/decomposition/tile-rows.js';
import { turn } from '../../src/insar/turns.js';
import type { GnssModel } from '../../src/products/gnss-model.js';
import { orthoPid } from '../../src/products/ortho-product.js';
import type { Tile } from './tiles.js';

export const QUALITY_COLUMNS = [
  'pid',
  'easting',
  'northing',
  'n_ascending',
  'n_descending',
  'tracks',
  'condition_number',
  'sigma_up_mm',
  'sigma_east_mm',
  'sigma_velocity_up_mm_per_year',
  'sigma_velocity_east_mm_per_year',
  'north_removed_mm_per_year',
] as const;

export interface QualitySetting {
  readonly folder: string;
  readonly grid: CellGrid;
  readonly tiles: readonly Tile[];
  readonly producer: number;
  /** The model whose north velocity was taken off. */
  readonly north?: GnssModel;
  readonly signal: AbortSignal;
}

/** Writes the file in the job's folder, whole or not at all, and returns its name. */
export async function writeQualityFile(setting: QualitySetting): Promise<string> {
  const fileName = 'quality.csv';
  const path = join(setting.folder, fileName);
  const draft = `${path}.draft`;
  const file = await open(draft, 'w');
  try {
    await file.write(`${QUALITY_COLUMNS.join(',')}\n`);
    for (const { blocks } of setting.tiles) {
      for await (const run of tileRuns(setting.grid, blocks, setting.folder)) {
        await file.write(linesOf(run, setting));
        await turn(setting.signal);
      }
    }
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
  return fileName;
}

function linesOf({ file, from, to, centre }: RowRun, { producer, north }: QualitySetting): string {
  let lines = '';
  for (let row = from; row < to; row++) {
    const { eastingM, northingM } = centre(row);
    const cells = [
      orthoPid(producer, eastingM, northingM),
      eastingM,
      northingM,
      file.fact(row, 'ascendingPoints'),
      file.fact(row, 'descendingPoints'),
      file.looksOf(row).map(lookName).join(' '),
      decimal(file.fact(row, 'conditionNumber'), 4),
      decimal(file.fact(row, 'sigmaUpMm'), 3),
      decimal(file.fact(row, 'sigmaEastMm'), 3),
      decimal(file.fact(row, 'sigmaVelocityUpMmPerYear'), 4),
      decimal(file.fact(row, 'sigmaVelocityEastMmPerYear'), 4),
      decimal(north?.at(eastingM, northingM)?.northMmPerYear ?? Number.NaN, 2),
    ];
    lines += `${cells.join(',')}\n`;
  }
  return lines;
}

const decimal = (value: number, decimals: number): string => (Number.isNaN(value) ? '' : value.toFixed(decimals));
