/**
 * What good points of a cell of the ground have left after their own models, averaged: the air above it, at every date, with
 * little of the noise of single points. Sums of blocks are added up in the order of the blocks.
 */
import type { Columns } from '../columns-file.js';

/** Sums over the points of cells; c of them, N dates. */
export interface CellColumns {
  /** (c) place in the grid of cells, and which cluster. */
  readonly column: Int32Array;
  readonly row: Int32Array;
  readonly cluster: Int32Array;
  readonly points: Int32Array;
  /** (c) sums of weights, 1 / rad^2, and of what they weigh. */
  readonly weight: Float64Array;
  readonly eastM: Float64Array;
  readonly northM: Float64Array;
  readonly heightM: Float64Array;
  readonly heightErrorM: Float64Array;
  readonly heightErrorSquares: Float64Array;
  /** (c, K) coefficients of the smooth functions of time, and their squares. */
  readonly smoothRad: Float64Array;
  readonly smoothSquares: Float64Array;
  /** (c, N) */
  readonly dateWeight: Float64Array;
  readonly residualRad: Float64Array;
}

export interface CellPoint {
  readonly eastM: number;
  readonly northM: number;
  readonly heightM: number;
  readonly cluster: number;
  readonly heightErrorM: number;
  readonly weight: number;
}

interface Cell {
  readonly column: number;
  readonly row: number;
  readonly cluster: number;
  points: number;
  weight: number;
  eastM: number;
  northM: number;
  heightM: number;
  heightErrorM: number;
  heightErrorSquares: number;
  readonly smoothRad: Float64Array;
  readonly smoothSquares: Float64Array;
  readonly dateWeight: Float64Array;
  readonly residualRad: Float64Array;
}

export class CellSums {
  readonly #cells = new Map<string, Cell>();

  constructor(
    private readonly cellSizeM: number,
    private readonly dates: number,
    private readonly functions: number,
  ) {}

  /**
   * @param smoothRad (functions)
   * @param residualRad (dates) NaN = missing
   */
  add(point: CellPoint, smoothRad: Float64Array, residualRad: Float32Array): void {
    const { eastM, northM, cluster, weight } = point;
    const cell = this.#cell(Math.floor(eastM / this.cellSizeM), Math.floor(northM / this.cellSizeM), cluster);
    cell.points++;
    cell.weight += weight;
    cell.eastM += weight * eastM;
    cell.northM += weight * northM;
    cell.heightM += weight * point.heightM;
    cell.heightErrorM += weight * point.heightErrorM;
    cell.heightErrorSquares += weight * point.heightErrorM ** 2;
    for (let k = 0; k < this.functions; k++) {
      cell.smoothRad[k] += weight * smoothRad[k];
      cell.smoothSquares[k] += weight * smoothRad[k] ** 2;
    }
    for (let i = 0; i < this.dates; i++) {
      if (Number.isNaN(residualRad[i])) continue;
      cell.dateWeight[i] += weight;
      cell.residualRad[i] += weight * residualRad[i];
    }
  }

  addAll(columns: CellColumns): void {
    for (let k = 0; k < columns.row.length; k++) {
      const cell = this.#cell(columns.column[k], columns.row[k], columns.cluster[k]);
      cell.points += columns.points[k];
      cell.weight += columns.weight[k];
      for (const name of MEANS) cell[name] += columns[name][k];
      for (let f = 0; f < this.functions; f++) {
        cell.smoothRad[f] += columns.smoothRad[k * this.functions + f];
        cell.smoothSquares[f] += columns.smoothSquares[k * this.functions + f];
      }
      for (let i = 0; i < this.dates; i++) {
        cell.dateWeight[i] += columns.dateWeight[k * this.dates + i];
        cell.residualRad[i] += columns.residualRad[k * this.dates + i];
      }
    }
  }

  columns(): CellColumns {
    const cells = [...this.#cells.values()].sort(
      (a, b) => a.cluster - b.cluster || a.row - b.row || a.column - b.column,
    );
    const joined = (width: number, pick: (cell: Cell) => Float64Array) => {
      const all = new Float64Array(cells.length * width);
      for (const [k, cell] of cells.entries()) all.set(pick(cell), k * width);
      return all;
    };
    return {
      column: Int32Array.from(cells, ({ column }) => column),
      row: Int32Array.from(cells, ({ row }) => row),
      cluster: Int32Array.from(cells, ({ cluster }) => cluster),
      points: Int32Array.from(cells, ({ points }) => points),
      weight: Float64Array.from(cells, ({ weight }) => weight),
      eastM: Float64Array.from(cells, ({ eastM }) => eastM),
      northM: Float64Array.from(cells, ({ northM }) => northM),
      heightM: Float64Array.from(cells, ({ heightM }) => heightM),
      heightErrorM: Float64Array.from(cells, ({ heightErrorM }) => heightErrorM),
      heightErrorSquares: Float64Array.from(cells, ({ heightErrorSquares }) => heightErrorSquares),
      smoothRad: joined(this.functions, ({ smoothRad }) => smoothRad),
      smoothSquares: joined(this.functions, ({ smoothSquares }) => smoothSquares),
      dateWeight: joined(this.dates, ({ dateWeight }) => dateWeight),
      residualRad: joined(this.dates, ({ residualRad }) => residualRad),
    };
  }

  #cell(column: number, row: number, cluster: number): Cell {
    const key = `${cluster} ${row} ${column}`;
    let cell = this.#cells.get(key);
    if (!cell) {
      cell = {
        column,
        row,
        cluster,
        points: 0,
        weight: 0,
        eastM: 0,
        northM: 0,
        heightM: 0,
        heightErrorM: 0,
        heightErrorSquares: 0,
        smoothRad: new Float64Array(this.functions),
        smoothSquares: new Float64Array(this.functions),
        dateWeight: new Float64Array(this.dates),
        residualRad: new Float64Array(this.dates),
      };
      this.#cells.set(key, cell);
    }
    return cell;
  }
}

const MEANS = ['eastM', 'northM', 'heightM', 'heightErrorM', 'heightErrorSquares'] as const;

export const cellColumnsOf = (columns: Columns): CellColumns => columns as unknown as CellColumns;
