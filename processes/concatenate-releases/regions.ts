/** Parts of the ground that hold few enough points of both releases to be joined in memory. */
import type { LaeaBox, PointSelection } from '../../src/catalog/points/point-selection.js';
import { CELL_SIZE_M, cellOrigin } from '../../src/geodesy/cell.js';

export interface Region {
  readonly box: LaeaBox;
  /** Of both releases. */
  readonly points: number;
}

/** Smaller parts are not cut, however many points they hold: surroundings would be read more often than themselves. */
const SMALLEST_SIDE_M = 200;

/** Disjoint parts with all points of both selections, in a fixed order: cell by cell, quarter by quarter. */
export async function joinRegions(
  selections: readonly PointSelection[],
  mostPoints: number,
  signal: AbortSignal,
): Promise<Region[]> {
  const cells = [...new Set(selections.flatMap(({ cells }) => cells))].sort((a, b) => a - b);
  const regions: Region[] = [];
  const cut = async (box: LaeaBox): Promise<void> => {
    signal.throwIfAborted();
    let points = 0;
    for (const selection of selections) points += await selection.count(box);
    if (points === 0) return;
    const isSmall = box.maxEastingM - box.minEastingM <= SMALLEST_SIDE_M;
    if (points <= mostPoints || isSmall) regions.push({ box, points });
    else for (const quarter of quarters(box)) await cut(quarter);
  };
  for (const cell of cells) {
    const { eastingM, northingM } = cellOrigin(cell);
    await cut({
      minEastingM: eastingM,
      minNorthingM: northingM,
      maxEastingM: eastingM + CELL_SIZE_M,
      maxNorthingM: northingM + CELL_SIZE_M,
    });
  }
  return regions;
}

function quarters(box: LaeaBox): LaeaBox[] {
  const { minEastingM, minNorthingM, maxEastingM, maxNorthingM } = box;
  const [middleE, middleN] = [(minEastingM + maxEastingM) / 2, (minNorthingM + maxNorthingM) / 2];
  const south = { minNorthingM, maxNorthingM: middleN };
  const north = { minNorthingM: middleN, maxNorthingM };
  const west = { minEastingM, maxEastingM: middleE };
  const east = { minEastingM: middleE, maxEastingM };
  return [
    { ...west, ...south },
    { ...east, ...south },
    { ...west, ...north },
    { ...east, ...north },
  ];
}

/** With all that lies within `marginM` of it. */
export function widened(box: LaeaBox, marginM: number): LaeaBox {
  return {
    minEastingM: box.minEastingM - marginM,
    minNorthingM: box.minNorthingM - marginM,
    // Upper edges are outside; partners at just this distance are not.
    maxEastingM: box.maxEastingM + marginM + 0.01,
    maxNorthingM: box.maxNorthingM + marginM + 0.01,
  };
}

/** Upper edges are outside. */
export const isInBox = (box: LaeaBox, eastingM: number, northingM: number): boolean =>
  eastingM >= box.minEastingM &&
  eastingM < box.maxEastingM &&
  northingM >= box.minNorthingM &&
  northingM < box.maxNorthingM;
