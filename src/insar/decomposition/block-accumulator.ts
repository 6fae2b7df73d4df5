/** Takes in the points of one block, a batch at a time, and keeps the sums of its cells. */
import { type Block, type CellGrid, cellIndexIn } from './cell-grid.js';
import { type Look, lookName } from './look.js';
import type { LookProduct } from './look-product.js';
import { type LookPoint, LookSums } from './look-sums.js';
import type { Weighting } from './solve-cell.js';

/** Points of one product: columns of `count`, NaN = not known. */
export interface LookPoints {
  readonly count: number;
  readonly pid: readonly string[];
  /** EPSG:3035. */
  readonly eastingM: Float64Array;
  readonly northingM: Float64Array;
  readonly heightM: Float64Array;
  readonly losEast: Float64Array;
  readonly losNorth: Float64Array;
  readonly losUp: Float64Array;
  readonly rmseMm: Float64Array;
  readonly gnssVelocityMmPerYear: Float64Array;
  /** (count, acquisitions) point-major, mm, NaN = missing. */
  readonly displacementMm: Float64Array;
}

/** North velocity at a place of EPSG:3035, mm/yr; what it does to the line of sight is taken off every series. */
export type NorthVelocity = (eastingM: number, northingM: number) => number;

export interface AccumulatorOptions {
  readonly weighting: Weighting;
  /** Absent: north is left in. */
  readonly north?: NorthVelocity;
}

export interface CellSums {
  readonly looks: Map<string, { readonly look: Look; readonly sums: LookSums }>;
  heightCount: number;
  heightM: number;
}

/**
 * Points that took no part, and why: no acquisition from which a date of the grid could be made, no usable line of sight,
 * or no rmse when weights are to come from it.
 */
export type UnusedPoints = Record<'outsideGrid' | 'withoutLineOfSight' | 'withoutRmse', number>;

/** The column's own resolution: an rmse of 0.0 mm must not weigh infinitely. */
const SMALLEST_RMSE_MM = 0.1;

export class BlockAccumulator {
  /** By cell index. */
  readonly #cells = new Map<number, CellSums>();
  readonly unused: UnusedPoints = { outsideGrid: 0, withoutLineOfSight: 0, withoutRmse: 0 };
  /** Points that were used, by look. */
  readonly pointsByLook = new Map<string, number>();
  readonly #onGrid: Float64Array;
  readonly #grid: CellGrid;
  readonly #block: Block;
  readonly #options: AccumulatorOptions;

  constructor(grid: CellGrid, block: Block, epochs: number, options: AccumulatorOptions) {
    this.#grid = grid;
    this.#block = block;
    this.#options = options;
    this.#onGrid = new Float64Array(epochs);
  }

  /** Takes points `from` up to but not including `to`, which lie in the block. */
  add(product: LookProduct, points: LookPoints, from = 0, to = points.count): void {
    const { interpolator, timesYears } = product;
    const expected = points.count * timesYears.length;
    if (points.displacementMm.length !== expected) {
      throw new RangeError(`displacementMm: expected ${expected} values, got ${points.displacementMm.length}`);
    }
    const name = lookName(product.look);
    const onGrid = this.#onGrid;
    for (let i = from; i < to; i++) {
      const point = this.#lookPoint(product, points, i);
      if (!point) continue;
      const epochs = interpolator.apply(...this.#seriesWithoutNorth(points, i, timesYears), onGrid);
      if (epochs === 0) {
        this.unused.outsideGrid++;
        continue;
      }
      const cell = this.#cellAt(points.eastingM[i], points.northingM[i]);
      let look = cell.looks.get(name);
      if (!look) {
        look = { look: product.look, sums: new LookSums(onGrid.length) };
        cell.looks.set(name, look);
      }
      look.sums.add(point, onGrid, epochs === onGrid.length);
      if (!Number.isNaN(points.heightM[i])) {
        cell.heightM += points.heightM[i];
        cell.heightCount++;
      }
      this.pointsByLook.set(name, (this.pointsByLook.get(name) ?? 0) + 1);
    }
  }

  /** Cells that hold points, row by row from the south-west corner. */
  cells(): readonly (readonly [cellIndex: number, cell: CellSums])[] {
    return [...this.#cells].sort(([a], [b]) => a - b);
  }

  #lookPoint(product: LookProduct, points: LookPoints, i: number): LookPoint | undefined {
    const isWeighted = this.#options.weighting === 'variance';
    const [losEast, losNorth, losUp] = [points.losEast[i], points.losNorth[i], points.losUp[i]];
    if (!Number.isFinite(losEast + losNorth + losUp)) {
      this.unused.withoutLineOfSight++;
      return undefined;
    }
    const varianceMm2 = Math.max(points.rmseMm[i], SMALLEST_RMSE_MM) ** 2;
    if (isWeighted && Number.isNaN(varianceMm2)) {
      this.unused.withoutRmse++;
      return undefined;
    }
    return {
      weight: isWeighted ? 1 / varianceMm2 : 1,
      varianceMm2,
      slopeVariance: product.slopeVariance,
      losEast,
      losNorth,
      losUp,
      gnssVelocityMmPerYear: points.gnssVelocityMmPerYear[i],
    };
  }

  /** The series, or a copy without north motion: losNorth x velocity x years since the first epoch of the product. */
  #seriesWithoutNorth(points: LookPoints, i: number, timesYears: Float64Array): [series: Float64Array, at: number] {
    const { north } = this.#options;
    const at = i * timesYears.length;
    if (!north) return [points.displacementMm, at];
    const losVelocityMmPerYear = points.losNorth[i] * north(points.eastingM[i], points.northingM[i]);
    return [timesYears.map((t, k) => points.displacementMm[at + k] - losVelocityMmPerYear * t), 0];
  }

  #cellAt(eastingM: number, northingM: number): CellSums {
    const index = cellIndexIn(this.#grid, this.#block, eastingM, northingM);
    let cell = this.#cells.get(index);
    if (!cell) {
      cell = { looks: new Map(), heightCount: 0, heightM: 0 };
      this.#cells.set(index, cell);
    }
    return cell;
  }
}
