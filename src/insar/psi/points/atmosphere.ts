/**
 * The air of every date, from the residuals of cells: a plane and a delay that grows with height, and turbulence, which is
 * interpolated between the cells. And what the velocities and height errors of a whole cluster have in common with such
 * air, whose slope in time, or along the baselines, nothing tells from motion or height: their plane.
 * Source: EGMS ATBD, section on the atmospheric phase screen.
 */

import type { SeriesDesign } from '../../../kernels/index.js';
import { autocorrelation } from '../../atmosphere/autocorrelation.js';
import {
  type AirSlopes,
  airOfPlane,
  type EpochRamp,
  RampFit,
  type RampPlaces,
  type RampSpread,
  rampAt,
  rampSpread,
} from '../../atmosphere/epoch-ramp.js';
import { StepTest } from '../../atmosphere/step-test.js';
import { fitVariogram, type Variogram, VariogramSums } from '../../atmosphere/variogram.js';
import { pointNetwork } from '../../network/point-network.js';
import { turn } from '../../turns.js';
import type { PsiParameters } from '../psi-parameters.js';
import { heightCofactor, type StepModel } from '../step-model.js';
import type { CellColumns } from './residual-cells.js';
import { grownCells, sharedAir } from './shared-air.js';
import { type SharedHeights, sharedHeights } from './shared-heights.js';

/** By cluster; c cells, N dates. */
export interface ClusterAir {
  readonly originEastM: number;
  readonly originNorthM: number;
  readonly originHeightM: number;
  readonly eastM: Float64Array;
  readonly northM: Float64Array;
  /** (c) variance of what the mean of a cell has of the noise of its points, rad^2. */
  readonly nuggetRad2: Float64Array;
  /** (c, N) less the ramp of the date; NaN = missing. */
  readonly turbulenceRad: Float32Array;
  /** (N) */
  readonly ramps: readonly EpochRamp[];
  /** Air in the height errors. */
  readonly heights: SharedHeights;
  /** Air in the functions of the step model, by function. */
  readonly planes: readonly EpochRamp[];
  /** Slopes of air, a standard deviation, that stay in the functions: rad a metre. */
  readonly slopesLeft: RampSpread;
  /** Cells that do not move by themselves, and what is smooth of them, less the planes. */
  readonly still: StillCells;
}

/** s cells, K functions. */
export interface StillCells {
  readonly eastM: Float64Array;
  readonly northM: Float64Array;
  readonly nuggetRad2: Float64Array;
  /** (s, K) */
  readonly smoothRad: Float64Array;
}

export interface Atmosphere {
  readonly clusters: readonly ClusterAir[];
  /** Of the turbulence, mean over the dates, rad^2. */
  readonly variogram: Variogram;
  /** Of the turbulence about the ramps of these cells: below the sill where the scene is small. */
  readonly varianceRad2: number;
}

/** Of the cells in which residuals are averaged. */
export const AIR_CELL_M = 200;
/** Pairs of cells that tell how air differs. */
const FARTHEST_PAIR_M = 4000;
const NEIGHBOURS = 12;

export async function atmosphereOf(
  cells: CellColumns,
  clusters: number,
  step: StepModel,
  { trend }: Pick<PsiParameters, 'trend'>,
  signal: AbortSignal,
): Promise<Atmosphere> {
  const dates = step.design.epochs;
  const lasting = await lastingCells(cells, step.design, signal);
  const turbulent: Turbulence[] = [];
  const sums = new VariogramSums(FARTHEST_PAIR_M);
  for (let cluster = 0; cluster < clusters; cluster++) {
    const own = Int32Array.from(cells.cluster.keys()).filter((k) => cells.cluster[k] === cluster && lasting[k] === 0);
    const made = await turbulence(cells, own, dates, signal);
    turbulent.push(made);
    addPairs(sums, made, dates);
    await turn(signal);
  }
  const functions = functionsOf(cells);
  // Residuals have lost a share of the air to the model.
  const lost = dates / Math.max(1, dates - functions - 2);
  const { nugget, sill, rangeM, exponent } = fitVariogram(sums.classes());
  const varianceRad2 = lost * meanSquare(turbulent.map(({ turbulenceRad }) => turbulenceRad));
  return {
    clusters: turbulent.map((made) => ({ ...made, ...trends(cells, made, step, trend, varianceRad2) })),
    variogram: { nugget, sill: sill * lost, rangeM, exponent },
    varianceRad2,
  };
}

/** Memory of residuals, and steps in them, in standard deviations, from which on they are not those of air alone. */
const MOST_MEMORY = 3;
const STEP = 4.2;
/** The same for cells beside such ones. */
const STEP_BESIDE = 2.2;

const functionsOf = ({ row, smoothRad }: CellColumns): number => (row.length === 0 ? 0 : smoothRad.length / row.length);

/** (c) 1 for cells whose residuals go on from date to date: a step, or another motion that no model took up. */
async function lastingCells(cells: CellColumns, design: SeriesDesign, signal: AbortSignal): Promise<Uint8Array> {
  const dates = design.epochs;
  const test = new StepTest(design);
  const [moves, mayMove] = [new Uint8Array(cells.row.length), new Uint8Array(cells.row.length)];
  for (let k = 0; k < cells.row.length; k++) {
    const residual = Float64Array.from(
      { length: dates },
      (_, i) => cells.residualRad[k * dates + i] / cells.dateWeight[k * dates + i],
    );
    const { significance } = test.find(residual);
    if (significance > STEP_BESIDE) mayMove[k] = 1;
    if (significance > STEP || autocorrelation(residual).memory > MOST_MEMORY) moves[k] = 1;
    if (k % 64 === 63) await turn(signal);
  }
  return grownCells(cells, moves, mayMove);
}

type Turbulence = Omit<ClusterAir, 'heights' | 'planes' | 'slopesLeft' | 'still'> & {
  readonly own: Int32Array;
  readonly places: RampPlaces;
};

async function turbulence(
  cells: CellColumns,
  own: Int32Array,
  dates: number,
  signal: AbortSignal,
): Promise<Turbulence> {
  const mean = (values: Float64Array) => Float64Array.from(own, (k) => values[k] / cells.weight[k]);
  const [eastM, northM, heightM] = [mean(cells.eastM), mean(cells.northM), mean(cells.heightM)];
  const [originEastM, originNorthM, originHeightM] = [eastM, northM, heightM].map(
    (values) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length),
  );
  const less = (values: Float64Array, origin: number) => values.map((value) => value - origin);
  const places = {
    eastM: less(eastM, originEastM),
    northM: less(northM, originNorthM),
    heightM: less(heightM, originHeightM),
  };
  const weights = cellWeights(cells, own);
  const fit = new RampFit(places);
  // Shared: every task of the next pass carries it.
  const turbulenceRad = new Float32Array(new SharedArrayBuffer(4 * own.length * dates));
  const ramps: EpochRamp[] = [];
  for (let date = 0; date < dates; date++) {
    const values = Float64Array.from(
      own,
      (k) => cells.residualRad[k * dates + date] / (cells.dateWeight[k * dates + date] || Number.NaN),
    );
    const ramp = fit.fit(values, weights);
    ramps.push(ramp);
    for (let c = 0; c < own.length; c++) {
      turbulenceRad[c * dates + date] = values[c] - rampAt(ramp, places.eastM[c], places.northM[c], places.heightM[c]);
    }
    if (date % 8 === 0) await turn(signal);
  }
  return {
    own,
    places,
    originEastM,
    originNorthM,
    originHeightM,
    eastM,
    northM,
    nuggetRad2: Float64Array.from(own, (k) => 1 / cells.weight[k]),
    turbulenceRad,
    ramps,
  };
}

/** A cell of many points is no more certain than the air within it is even. */
const EVENNESS_RAD2 = 0.02;

const cellWeights = (cells: CellColumns, own: Int32Array): Float64Array =>
  Float64Array.from(own, (k) => 1 / (1 / cells.weight[k] + EVENNESS_RAD2));

/** Slopes of motion over a scene, one standard deviation: a tenth of a mm/yr a kilometre. */
const SLOPE_OF_MOTION_MM_PER_YEAR_PER_M = 1e-4;
/** Slopes of errors of given heights: half a metre a kilometre. */
const SLOPE_OF_HEIGHTS = 5e-4;
const NO_SLOPES: RampSpread = { perMEast: 0, perMNorth: 0 };

/** What the models of the points have in common with air. */
function trends(
  cells: CellColumns,
  { own, places, eastM, northM, ramps }: Turbulence,
  step: StepModel,
  trend: PsiParameters['trend'],
  varianceRad2: number,
): Pick<ClusterAir, 'heights' | 'planes' | 'slopesLeft' | 'still'> {
  const functions = functionsOf(cells);
  const weights = cellWeights(cells, own);
  const heightErrorM = Float64Array.from(own, (k) => cells.heightErrorM[k] / cells.weight[k]);
  const heights = sharedHeights(
    {
      ...{ places, eastM, northM, weights, heightErrorM },
      varianceM2: Float64Array.from(own, (k, c) => {
        const scatter = cells.heightErrorSquares[k] / cells.weight[k] - heightErrorM[c] ** 2;
        return Math.max(0.01, scatter) / cells.points[k];
      }),
    },
    varianceRad2 * heightCofactor(step),
  );
  const spread = rampSpread(ramps);
  const metres = Math.sqrt(heightCofactor(step));
  const inMetres = { perMEast: metres * spread.perMEast, perMNorth: metres * spread.perMNorth };
  const wanted = (plane: EpochRamp, airSpread: RampSpread, motion: number): AirSlopes => {
    if (trend === 'air') return airOfPlane(plane, airSpread, motion);
    return trend === 'plane'
      ? { plane, left: NO_SLOPES }
      : { plane: { ...plane, perMEast: 0, perMNorth: 0, perMHeight: 0 }, left: airSpread };
  };
  const smoothRad = new Float64Array(own.length * functions);
  own.forEach((k, c) => {
    for (let f = 0; f < functions; f++)
      smoothRad[c * functions + f] = cells.smoothRad[k * functions + f] / cells.weight[k];
  });
  const pick = (values: Int32Array) => Int32Array.from(own, (k) => values[k]);
  const shared = sharedAir(
    { places, column: pick(cells.column), row: pick(cells.row), weights, smoothRad, functions },
    Math.max(varianceRad2, 1e-4),
  );
  const motion = SLOPE_OF_MOTION_MM_PER_YEAR_PER_M * step.velocityRad;
  const planes = shared.planes.map((plane) => wanted(plane, spread, motion));
  const left = (slopeOf: (spread: RampSpread) => number) => Math.max(0, ...planes.map((found) => slopeOf(found.left)));
  const still = trend === 'air' ? [...own.keys()].filter((c) => shared.moves[c] === 0) : [];
  return {
    heights: {
      ...heights,
      plane: wanted(heights.plane, inMetres, SLOPE_OF_HEIGHTS).plane,
      share: trend === 'air' ? heights.share : 0,
    },
    planes: planes.map(({ plane }) => plane),
    slopesLeft: { perMEast: left(({ perMEast }) => perMEast), perMNorth: left(({ perMNorth }) => perMNorth) },
    still: {
      eastM: Float64Array.from(still, (c) => eastM[c]),
      northM: Float64Array.from(still, (c) => northM[c]),
      nuggetRad2: Float64Array.from(still, (c) => scatterOf(cells, own[c], functions)),
      smoothRad: Float64Array.from(
        still.flatMap((c) => [...shared.restRad.subarray(c * functions, (c + 1) * functions)]),
      ),
    },
  };
}

/** Variance of the mean of a cell, from how its points differ, mean of the functions; not less than their noise lets expect. */
function scatterOf(cells: CellColumns, k: number, functions: number): number {
  let sum = 0;
  for (let f = 0; f < functions; f++) {
    const mean = cells.smoothRad[k * functions + f] / cells.weight[k];
    sum += Math.max(0, cells.smoothSquares[k * functions + f] / cells.weight[k] - mean * mean);
  }
  return 1 / cells.weight[k] + sum / Math.max(1, functions) / Math.max(1, cells.points[k]) + EVENNESS_RAD2;
}

function meanSquare(arrays: readonly Float32Array[]): number {
  let [sum, count] = [0, 0];
  for (const values of arrays) {
    for (const value of values) {
      if (Number.isNaN(value)) continue;
      sum += value * value;
      count++;
    }
  }
  return count === 0 ? 0 : sum / count;
}

function addPairs(sums: VariogramSums, { eastM, northM, turbulenceRad }: Turbulence, dates: number): void {
  const { from, to, lengthM } = pointNetwork(eastM, northM, { neighbours: NEIGHBOURS, maxLengthM: FARTHEST_PAIR_M });
  for (let arc = 0; arc < from.length; arc++) {
    let [squares, count] = [0, 0];
    for (let date = 0; date < dates; date++) {
      const difference = turbulenceRad[to[arc] * dates + date] - turbulenceRad[from[arc] * dates + date];
      if (Number.isNaN(difference)) continue;
      squares += difference * difference;
      count++;
    }
    if (count > 0) sums.add(lengthM[arc], squares / count);
  }
}
