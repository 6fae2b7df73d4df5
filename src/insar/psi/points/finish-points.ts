/**
 * From whole phases to displacement: the air taken off, height and motion told apart by the step model, and the series put
 * to zero where their cubic and annual model is at the first date, as EGMS does.
 */
import { egmsDesign, fitSeries, type KernelThread, type SeriesDesign } from '../../../kernels/index.js';
import { autocorrelation } from '../../atmosphere/autocorrelation.js';
import { rampAt } from '../../atmosphere/epoch-ramp.js';
import type { Interpolator } from '../../atmosphere/local-kriging.js';
import type { PhaseModel } from '../phase-model.js';
import { fitStepModel, heightOf, modelled, type StepModel, smoothValue } from '../step-model.js';
import type { ClusterAir } from './atmosphere.js';
import { neighbourMean } from './neighbour-mean.js';

export interface FinishInput {
  readonly count: number;
  readonly eastM: Float64Array;
  readonly northM: Float64Array;
  /** (count) as given. */
  readonly heightM: Float64Array;
  readonly cluster: Int32Array;
  /** (count, dates); used up. */
  readonly unwrappedRad: Float32Array;
}

export interface FinishSetting {
  readonly model: PhaseModel;
  readonly step: StepModel;
  /** By cluster; interpolators undefined where turbulence is not taken off. */
  readonly air: readonly ClusterAir[];
  readonly interpolators: readonly (Interpolator | undefined)[];
  /** By cluster, between its still cells; undefined where there are none. */
  readonly stillInterpolators: readonly (Interpolator | undefined)[];
  readonly heightInterpolators: readonly (Interpolator | undefined)[];
  /** Of the turbulence of a date. */
  readonly airVarianceRad2: number;
}

export interface FinishedPoints {
  /** (count) as if R sin(incidence) were that of the phase model. */
  readonly heightErrorM: Float64Array;
  readonly heightErrorStdM: Float64Array;
  /** (count) of the air that is left in the model of motion. */
  readonly airStdMm: Float32Array;
  /** (count) errors of what is fitted, over those of white noise. */
  readonly noiseFactor: Float32Array;
  /** (count, dates) */
  readonly displacementMm: Float32Array;
}

export function finishPoints(thread: KernelThread, input: FinishInput, setting: FinishSetting): FinishedPoints {
  const { model, step } = setting;
  const dates = model.dates.length;
  const series = input.unwrappedRad;
  const airStdMm = new Float32Array(input.count);
  for (let p = 0; p < input.count; p++) {
    const own = series.subarray(p * dates, (p + 1) * dates);
    takeOffAir(own, p, input, setting);
    airStdMm[p] = Math.sqrt(takeOffSharedAir(own, p, input, setting)) / model.radPerMm;
  }
  const fits = fitStepModel(thread, series, step);
  const noiseFactor = new Float32Array(input.count);
  const [heightErrorM, heightErrorStdM] = [new Float64Array(input.count), new Float64Array(input.count)];
  for (let p = 0; p < input.count; p++) {
    const { heightM, stdM } = heightOf(step, fits, p, leftInHeights(setting, input.cluster[p]));
    [heightErrorM[p], heightErrorStdM[p]] = [heightM, stdM];
    noiseFactor[p] = colouring(residualOf(series, fits.coefficients, p, step));
    for (let i = 0; i < dates; i++) {
      series[p * dates + i] = (series[p * dates + i] - model.heightRad[i] * heightM) / model.radPerMm;
    }
  }
  fromFirstDate(thread, series, egmsDesign(model.timesYears), dates);
  return { heightErrorM, heightErrorStdM, airStdMm, noiseFactor, displacementMm: series };
}

/** A tenth of it always stays: what is known of the share is little. */
const leftInHeights = ({ air, airVarianceRad2 }: FinishSetting, cluster: number): number =>
  airVarianceRad2 * Math.max(0.1, 1 - air[cluster].heights.share);

function residualOf(series: Float32Array, coefficients: Float64Array, p: number, step: StepModel): Float32Array {
  const dates = step.design.epochs;
  return Float32Array.from({ length: dates }, (_, i) => series[p * dates + i] - modelled(step, coefficients, p, i));
}

/** Noise that lasts longer would make the factor what little is known of it. */
const MOST_AUTOCORRELATION = 0.9;

/** Of what is fitted to noise whose neighbours in time are alike by r: sqrt((1 + r) / (1 - r)); 1 where chance could make r. */
function colouring(residual: Float32Array): number {
  const { neighbours, dates } = autocorrelation(residual);
  if (!(neighbours > 1 / Math.sqrt(dates))) return 1;
  const r = Math.min(MOST_AUTOCORRELATION, neighbours);
  return Math.sqrt((1 + r) / (1 - r));
}

function takeOffAir(series: Float32Array, p: number, input: FinishInput, setting: FinishSetting): void {
  const { model, air, interpolators } = setting;
  const own = air[input.cluster[p]];
  const [east, north] = [input.eastM[p] - own.originEastM, input.northM[p] - own.originNorthM];
  const height = input.heightM[p] - own.originHeightM;
  const heightError = sharedHeight(p, input, setting);
  const dates = series.length;
  for (let i = 0; i < dates; i++) {
    series[i] -= rampAt(own.ramps[i], east, north, height) + model.heightRad[i] * heightError;
  }
  const interpolator = interpolators[input.cluster[p]];
  if (!interpolator) return;
  const near = interpolator.at(input.eastM[p], input.northM[p]);
  for (let i = 0; i < dates; i++) {
    const turbulence = neighbourMean(near, (id) => own.turbulenceRad[id * dates + i]);
    // Where hardly any cell has the date there is nothing to take off.
    if (!Number.isNaN(turbulence)) series[i] -= turbulence;
  }
}

/** Height error that is air. */
function sharedHeight(p: number, input: FinishInput, { air, heightInterpolators }: FinishSetting): number {
  const { heights, originEastM, originNorthM } = air[input.cluster[p]];
  const plane = rampAt(heights.plane, input.eastM[p] - originEastM, input.northM[p] - originNorthM, 0);
  const near = heightInterpolators[input.cluster[p]]?.at(input.eastM[p], input.northM[p]);
  let rest = 0;
  for (let k = 0; k < (near?.count ?? 0); k++) rest += near!.weights[k] * heights.restM[near!.ids[k]];
  return plane + heights.share * rest;
}

/** Air in the functions of the step model; returns the variance of what is left of it. */
function takeOffSharedAir(series: Float32Array, p: number, input: FinishInput, setting: FinishSetting): number {
  const { step, air, stillInterpolators, airVarianceRad2 } = setting;
  const own = air[input.cluster[p]];
  const [east, north] = [input.eastM[p] - own.originEastM, input.northM[p] - own.originNorthM];
  const coefficients = own.planes.map((plane) => rampAt(plane, east, north, 0));
  const functions = coefficients.length;
  const interpolator = stillInterpolators[input.cluster[p]];
  let variance = airVarianceRad2;
  if (interpolator) {
    const near = interpolator.at(input.eastM[p], input.northM[p]);
    for (let n = 0; n < near.count; n++) {
      for (let k = 0; k < functions; k++) {
        coefficients[k] += near.weights[n] * own.still.smoothRad[near.ids[n] * functions + k];
      }
    }
    if (near.count > 0 && !Number.isNaN(near.variance)) variance = Math.min(variance, near.variance);
  }
  variance += (own.slopesLeft.perMEast * east) ** 2 + (own.slopesLeft.perMNorth * north) ** 2;
  for (let i = 0; i < series.length; i++) {
    for (let k = 0; k < functions; k++) series[i] -= coefficients[k] * smoothValue(step, i, k);
  }
  return variance;
}

/** Values of the model at the first date become zero; of the largest model that the dates carry. */
function fromFirstDate(thread: KernelThread, series: Float32Array, design: SeriesDesign, dates: number): void {
  if (series.length === 0) return;
  const { coefficients, columns } = fitSeries(thread, series, design, [design.columns]).models[0];
  for (let p = 0; p < series.length / dates; p++) {
    // 1 and cos are one at the first date, the other columns zero.
    const first = coefficients[p * columns] + (columns > 2 ? coefficients[p * columns + 2] : 0);
    if (Number.isNaN(first)) continue;
    for (let i = 0; i < dates; i++) series[p * dates + i] -= first;
  }
}
