/**
 * Air in the height errors: what air has in common with the baselines looks like a height error that is smooth in space.
 * Given heights have smooth errors of their own. How much of the smooth part is air follows from how large air makes it and
 * how large it is: of two things that add up, the share of variance is the best estimate of the one from the sum.
 */
import { type EpochRamp, RampFit, type RampPlaces, rampAt } from '../../atmosphere/epoch-ramp.js';

export interface SharedHeights {
  readonly plane: EpochRamp;
  /** Of what is smooth, that is air: 0 to 1. */
  readonly share: number;
  /** What air makes, m^2. */
  readonly varianceM2: number;
  /** Cells without large buildings, and what is smooth of them, less the plane. */
  readonly eastM: Float64Array;
  readonly northM: Float64Array;
  readonly nuggetM2: Float64Array;
  readonly restM: Float64Array;
}

export interface HeightCells {
  readonly places: RampPlaces;
  readonly eastM: Float64Array;
  readonly northM: Float64Array;
  readonly weights: Float64Array;
  /** (c) mean, and variance of that mean. */
  readonly heightErrorM: Float64Array;
  readonly varianceM2: Float64Array;
}

const MEDIAN_TO_SIGMA = 1.4826;
/** Cells that are more standard deviations off hold buildings. */
const BUILDINGS = 2.5;

export function sharedHeights(cells: HeightCells, airVarianceM2: number): SharedHeights {
  const { places, eastM, northM, weights, heightErrorM, varianceM2 } = cells;
  const plane = new RampFit({ ...places, heightM: new Float64Array(eastM.length) }).fit(heightErrorM, weights);
  const rest = heightErrorM.map((value, c) => value - rampAt(plane, places.eastM[c], places.northM[c], 0));
  const sigma = MEDIAN_TO_SIGMA * medianOf(rest.map(Math.abs));
  const smoothM2 = sigma ** 2 - medianOf(varianceM2);
  const share = smoothM2 > airVarianceM2 ? airVarianceM2 / smoothM2 : 1;
  const flat = [...rest.keys()].filter((c) => Math.abs(rest[c]) <= BUILDINGS * sigma);
  const pick = (values: Float64Array) => Float64Array.from(flat, (c) => values[c]);
  return {
    ...{ plane, share, varianceM2: airVarianceM2 },
    ...{ eastM: pick(eastM), northM: pick(northM), nuggetM2: pick(varianceM2), restM: pick(rest) },
  };
}

const medianOf = (values: Float64Array): number => values.slice().sort()[values.length >> 1] ?? 0;
