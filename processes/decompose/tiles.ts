/** Finished blocks by the 100 km tile they lie in, for all that is written tile by tile. */
import { type CellGrid, tileOf } from '../../src/insar/decomposition/cell-grid.js';
import type { BlockSummary } from './blocks.js';

export interface Tile {
  /** South-west corner in units of 100 km. */
  readonly easting100Km: number;
  readonly northing100Km: number;
  readonly blocks: readonly BlockSummary[];
  readonly rows: number;
}

/** Tiles with rows, from south to north and then from west to east. */
export function tilesOf(grid: CellGrid, summaries: readonly BlockSummary[]): readonly Tile[] {
  const byCorner = new Map<string, BlockSummary[]>();
  for (const summary of summaries) {
    if (summary.rows === 0) continue;
    const { easting100Km, northing100Km } = tileOf(grid, summary);
    const key = `${northing100Km} ${easting100Km}`;
    byCorner.set(key, [...(byCorner.get(key) ?? []), summary]);
  }
  return [...byCorner]
    .map(([key, blocks]) => {
      const [northing100Km, easting100Km] = key.split(' ').map(Number);
      return { easting100Km, northing100Km, blocks, rows: blocks.reduce((sum, { rows }) => sum + rows, 0) };
    })
    .sort((a, b) => a.northing100Km - b.northing100Km || a.easting100Km - b.easting100Km);
}
