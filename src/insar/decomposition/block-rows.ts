/** A finished block: a row for every cell that could be solved, rounded as it will be published, and a tally of all. */
import { type AttributeModel, createAttributeModel } from '../../products/attributes.js';
import { roundDisplacement, roundOrtho, SERIES_COLUMNS } from '../../products/ortho-product.js';
import { tenthsOfMm } from '../../products/tenths.js';
import type { BlockAccumulator, CellSums } from './block-accumulator.js';
import { type Block, type CellGrid, cellCentre } from './cell-grid.js';
import type { Look } from './look.js';
import { type CellLoss, type CellSolution, type SolveOptions, solveCell } from './solve-cell.js';

export const COMPONENTS = ['up', 'east'] as const;
export type Component = (typeof COMPONENTS)[number];

/** What a GNSS model says of a place, mm/yr. */
export interface GnssAtCell {
  readonly northMmPerYear: number;
  readonly eastMmPerYear: number;
  readonly upMmPerYear: number;
  readonly sigmaNorthMmPerYear: number;
}

export interface RowOptions extends SolveOptions {
  /** Absent: velocities of the GNSS columns come from the points, and north is unknown. */
  readonly gnssAt?: (eastingM: number, northingM: number) => GnssAtCell | undefined;
  /** Whether the model's north was taken off the series. */
  readonly isNorthCompensated: boolean;
}

export interface CellRow {
  /** In the block, see `cell-grid.ts`. */
  readonly cellIndex: number;
  readonly looks: readonly Look[];
  /** Orthometric, mean of all points. */
  readonly heightM: number;
  readonly gnssNorthMmPerYear: number;
  readonly gnssEastMmPerYear: number;
  readonly gnssUpMmPerYear: number;
  readonly ascendingPoints: number;
  readonly descendingPoints: number;
  readonly conditionNumber: number;
  readonly sigmaUpMm: number;
  readonly sigmaEastMm: number;
  readonly sigmaVelocityUpMmPerYear: number;
  readonly sigmaVelocityEastMmPerYear: number;
  readonly up: ComponentRow;
  readonly east: ComponentRow;
}

export interface ComponentRow {
  /** In the order of `SERIES_COLUMNS`. */
  readonly attributes: readonly number[];
  /**
   * (epochs), tenths of a millimetre with the sentinels of point-batch.ts; or mm with one decimal, NaN = missing, when
   * some value does not fit.
   */
  readonly series: Int16Array | Float64Array;
}

export type LossCounts = Record<CellLoss, number>;

export const noLosses = (): LossCounts => ({
  onlyAscending: 0,
  onlyDescending: 0,
  tooFewPoints: 0,
  illConditioned: 0,
  tooFewEpochs: 0,
});

/** Sets of epochs whose models are kept: gaps of a product are those of thousands of cells. */
const KEPT_MODELS = 256;

/** The models behind the attributes, each made for the epochs that series have. */
export class SeriesModels {
  readonly #dates: readonly string[];
  readonly #all: AttributeModel;
  readonly #ofGaps = new Map<string, AttributeModel>();

  constructor(dates: readonly string[]) {
    this.#dates = dates;
    this.#all = createAttributeModel(dates);
  }

  /** The model of the epochs that a series (NaN = missing) has, and its values there. */
  of(seriesMm: Float64Array): { readonly model: AttributeModel; readonly valuesMm: Float64Array } {
    if (!seriesMm.some(Number.isNaN)) return { model: this.#all, valuesMm: seriesMm };
    const isPresent = (_: unknown, epoch: number) => !Number.isNaN(seriesMm[epoch]);
    const key = this.#dates.map((_, epoch) => (isPresent(_, epoch) ? '1' : '0')).join('');
    let model = this.#ofGaps.get(key);
    if (!model) {
      if (this.#ofGaps.size >= KEPT_MODELS) this.#ofGaps.clear();
      model = createAttributeModel(this.#dates.filter(isPresent));
      this.#ofGaps.set(key, model);
    }
    return { model, valuesMm: seriesMm.filter(isPresent) };
  }
}

/** The cubic and annual model has six parameters; a seventh epoch leaves it a residual. */
export const MIN_EPOCHS = 7;

/**
 * Rows in the order of cell indices, one at a time, so that the caller may pause between them; cells without a row are
 * counted in `losses`.
 */
export function* blockRows(
  accumulator: BlockAccumulator,
  grid: CellGrid,
  block: Block,
  models: SeriesModels,
  epochs: number,
  options: RowOptions,
  losses: LossCounts,
): Generator<CellRow | undefined> {
  for (const [cellIndex, cell] of accumulator.cells()) {
    const centre = cellCentre(grid, block, cellIndex);
    const gnss = options.gnssAt?.(centre.eastingM, centre.northingM);
    const looks = looksOf(cell);
    const solution = solveCell(
      looks.map(({ look, sums }) => ({ isAscending: look.geometry === 'ascending', sums })),
      epochs,
      options,
      options.isNorthCompensated ? (gnss?.sigmaNorthMmPerYear ?? 0) : 0,
    );
    if (typeof solution === 'string') {
      losses[solution]++;
      yield undefined;
    } else {
      yield rowOf(cellIndex, cell, looks, solution, models, options, gnss);
    }
  }
}

/** Ascending first, then by track: an order that does not depend on that of the points. */
function looksOf(cell: CellSums) {
  return [...cell.looks].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, look]) => look);
}

function rowOf(
  cellIndex: number,
  cell: CellSums,
  looks: readonly { readonly look: Look }[],
  solution: CellSolution,
  models: SeriesModels,
  { gnssAt }: RowOptions,
  gnss: GnssAtCell | undefined,
): CellRow {
  const gnssOf = (fromModel: number | undefined, fromPoints: number) =>
    gnssAt ? (fromModel ?? Number.NaN) : fromPoints;
  return {
    cellIndex,
    looks: looks.map(({ look }) => look),
    heightM: roundOrtho('heightM', cell.heightM / cell.heightCount),
    // Two sides cannot see the north: without a model there is nothing to say of it.
    gnssNorthMmPerYear: roundOrtho('gnssVelocityNorthMmPerYear', gnssOf(gnss?.northMmPerYear, Number.NaN)),
    gnssEastMmPerYear: roundOrtho('gnssVelocityEastMmPerYear', gnssOf(gnss?.eastMmPerYear, solution.gnssEastMmPerYear)),
    gnssUpMmPerYear: roundOrtho('gnssVelocityUpMmPerYear', gnssOf(gnss?.upMmPerYear, solution.gnssUpMmPerYear)),
    ascendingPoints: solution.ascendingPoints,
    descendingPoints: solution.descendingPoints,
    conditionNumber: solution.conditionNumber,
    sigmaUpMm: solution.sigmaUpMm,
    sigmaEastMm: solution.sigmaEastMm,
    sigmaVelocityUpMmPerYear: solution.sigmaVelocityUpMmPerYear,
    sigmaVelocityEastMmPerYear: solution.sigmaVelocityEastMmPerYear,
    up: componentRow(solution.upMm, models),
    east: componentRow(solution.eastMm, models),
  };
}

/**
 * Attributes come from the series before it is rounded: so the published values are met. The series is referred to what
 * its model says at its first epoch; a series of too few different dates for the model stays as it is.
 */
function componentRow(seriesMm: Float64Array, models: SeriesModels): ComponentRow {
  const { model, valuesMm } = models.of(seriesMm);
  const attributes = model.attributes(valuesMm);
  const startMm = model.valueAtFirstEpochMm(valuesMm);
  const displacementMm = seriesMm.map((value) => roundDisplacement(value - (Number.isNaN(startMm) ? 0 : startMm)));
  return {
    attributes: SERIES_COLUMNS.map((name) => roundOrtho(name, attributes[name])),
    series: asTenths(displacementMm) ?? displacementMm,
  };
}

function asTenths(displacementMm: Float64Array): Int16Array | undefined {
  const tenths = new Int16Array(displacementMm.length);
  for (let t = 0; t < tenths.length; t++) {
    const value = tenthsOfMm(displacementMm[t]);
    if (value === undefined) return undefined;
    tenths[t] = value;
  }
  return tenths;
}
