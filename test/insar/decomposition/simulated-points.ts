/** Points with known motion and noise, as decomposition takes them in. */
import type { LookPoints } from '../../../src/insar/decomposition/block-accumulator.js';
import { cellGrid } from '../../../src/insar/decomposition/cell-grid.js';
import type { Look } from '../../../src/insar/decomposition/look.js';
import { lookProduct } from '../../../src/insar/decomposition/look-product.js';
import type { TimeGrid } from '../../../src/insar/time-grid.js';
import { regularTimeGrid } from '../../../src/insar/time-grid.js';
import { epochDay, regularEpochs } from '../../../src/products/epochs.js';
import { type LineOfSight, lineOfSight } from '../../../src/products/synthetic-burst-grid.js';

export const GRID_100M = cellGrid(100);
/** Cells 0 to 2499 of it are 100 m apart; no tile edge is near. */
export const BLOCK = { row: 347, column: 907 };
export const EAST_M = BLOCK.column * 5_000;
export const NORTH_M = BLOCK.row * 5_000;

export interface Track {
  readonly look: Look;
  readonly headingDeg: number;
  readonly incidenceDeg: number;
  /** `YYYYMMDD`. */
  readonly dates: readonly string[];
}

export const FIVE_YEARS = regularEpochs('20200103', '20241225', 6);
export const ASCENDING: Track = {
  look: { geometry: 'ascending', track: 117 },
  headingDeg: -12,
  incidenceDeg: 39.2,
  dates: FIVE_YEARS,
};
export const DESCENDING: Track = {
  look: { geometry: 'descending', track: 22 },
  headingDeg: -168,
  incidenceDeg: 38.1,
  dates: FIVE_YEARS,
};
/** A second ascending track that looks much flatter. */
export const ASCENDING_FLAT: Track = {
  look: { geometry: 'ascending', track: 44 },
  headingDeg: -9,
  incidenceDeg: 45,
  dates: FIVE_YEARS,
};

export const gridOf = (dates: readonly string[], stepDays = 6): TimeGrid =>
  regularTimeGrid(dates[0], dates[dates.length - 1], stepDays);

export const losOf = ({ incidenceDeg, headingDeg }: Track): LineOfSight => lineOfSight(incidenceDeg, headingDeg);

export const productOf = ({ look, dates }: Track, grid: TimeGrid, maxGapDays = 90) =>
  lookProduct(look, dates, grid, { rule: 'exponential', maxGapDays });

/** Motion at years of 365 days since the first of January 2020, mm. */
export type Motion = (tYears: number) => { readonly east: number; readonly north: number; readonly up: number };

export interface SimulatedPoint {
  readonly eastingM: number;
  readonly northingM: number;
  readonly heightM?: number;
  readonly rmseMm?: number;
  readonly gnssVelocityMmPerYear?: number;
  /** Added to the displacement along the line of sight, mm; NaN takes the acquisition away. */
  readonly noise?: (epoch: number) => number;
}

/** The same motion for all of them. */
export function pointsOf(track: Track, points: readonly SimulatedPoint[], motion: Motion): LookPoints {
  const los = losOf(track);
  const times = track.dates.map((date) => (epochDay(date)! - epochDay('20200101')!) / 365);
  const column = (value: (point: SimulatedPoint) => number) => Float64Array.from(points, value);
  const displacementMm = new Float64Array(points.length * times.length);
  const clean = times.map((t) => {
    const { east, north, up } = motion(t);
    return los.losEast * east + los.losNorth * north + los.losUp * up;
  });
  points.forEach(({ noise }, i) => {
    clean.forEach((value, epoch) => {
      displacementMm[i * times.length + epoch] = value + (noise?.(epoch) ?? 0);
    });
  });
  return {
    count: points.length,
    pid: points.map((_, i) => `pid${i}`),
    eastingM: column(({ eastingM }) => eastingM),
    northingM: column(({ northingM }) => northingM),
    heightM: column(({ heightM }) => heightM ?? 0),
    losEast: column(() => los.losEast),
    losNorth: column(() => los.losNorth),
    losUp: column(() => los.losUp),
    rmseMm: column(({ rmseMm }) => rmseMm ?? 1),
    gnssVelocityMmPerYear: column(({ gnssVelocityMmPerYear }) => gnssVelocityMmPerYear ?? Number.NaN),
    displacementMm,
  };
}

/** A place in a cell of the block, counted from its south-west corner. */
export const placeIn = (cellIndex: number, offsetM = 50) => ({
  eastingM: EAST_M + (cellIndex % 50) * 100 + offsetM,
  northingM: NORTH_M + Math.floor(cellIndex / 50) * 100 + offsetM,
});
