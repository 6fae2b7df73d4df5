/**
 * From the primary network to every candidate: the air and motion that its neighbours share are interpolated to it and taken
 * off, what is left is searched for a velocity, a height and a coherence that noise does not reach, and then unwrapped
 * about a smooth model of its own.
 */
import { type ArcDesign, type ArcGrid, fitArcs, type KernelThread } from '../../../kernels/index.js';
import type { Interpolator } from '../../atmosphere/local-kriging.js';
import type { NetworkFile } from '../network/network-file.js';
import type { PhaseModel } from '../phase-model.js';
import { fitStepModel, modelled, type StepModel } from '../step-model.js';
import { wrap } from '../wrap.js';
import { neighbourMean } from './neighbour-mean.js';

export interface DensifyInput {
  readonly count: number;
  readonly eastM: Float64Array;
  readonly northM: Float64Array;
  /** (count, dates) */
  readonly phasesRad: Float32Array;
  /** (count) the point of the network that a candidate is, or -1. */
  readonly networkPoint: Int32Array;
}

export interface DensifySetting {
  readonly network: NetworkFile;
  readonly model: PhaseModel;
  readonly step: StepModel;
  readonly grid: ArcGrid;
  /** Coherence below which a candidate is refused: about a line, and about a line and a wave. */
  readonly threshold: number;
  readonly waveThreshold: number;
  readonly leastDates: number;
  /** The cluster of the nearest point of the network, or -1 where none is near. */
  readonly clusterAt: (eastM: number, northM: number) => number;
  /** By cluster. */
  readonly interpolators: readonly Interpolator[];
  /** By cluster, numbers of its points in the network; and of each point its place among those of its cluster. */
  readonly members: readonly Int32Array[];
  readonly placeInCluster: Int32Array;
}

/** Accepted candidates, in their order. */
export interface DensePoints {
  readonly count: number;
  /** (count) place among the candidates. */
  readonly candidate: Int32Array;
  readonly cluster: Int32Array;
  readonly coherence: Float32Array;
  /** (count, dates) whole phase, less what the cluster has in common; NaN = missing. */
  readonly unwrappedRad: Float32Array;
}

/** Rounds of fitting a smooth model and wrapping about it. */
const UNWRAPPING_ROUNDS = 4;

export function densify(thread: KernelThread, input: DensifyInput, setting: DensifySetting): DensePoints {
  const dates = setting.model.dates.length;
  const shared = new Float32Array(input.count * dates).fill(Number.NaN);
  // Row 0 is zero: candidates are compared with nothing, since what they share is taken off.
  const own = new Float32Array((input.count + 1) * dates).fill(Number.NaN).fill(0, 0, dates);
  const cluster = new Int32Array(input.count).fill(-1);
  const tried: number[] = [];
  for (let p = 0; p < input.count; p++) {
    cluster[p] = setting.clusterAt(input.eastM[p], input.northM[p]);
    if (cluster[p] < 0) continue;
    const place = shared.subarray(p * dates, (p + 1) * dates);
    if (!interpolate(input, p, cluster[p], setting, place)) continue;
    const common = setting.network.commonRad.subarray(cluster[p] * dates);
    for (let i = 0; i < dates; i++) {
      own[(p + 1) * dates + i] = wrap(input.phasesRad[p * dates + i] - common[i] - place[i]);
    }
    tried.push(p);
  }
  const lines = fitLines(
    thread,
    own,
    Int32Array.from(tried, (p) => p + 1),
    setting,
  );
  withWaves(thread, own, lines, setting);
  const accepted = lines.filter(
    ({ coherence, hasWave }) => coherence >= (hasWave ? setting.waveThreshold : setting.threshold),
  );
  const candidate = Int32Array.from(accepted, ({ row }) => row - 1);
  const wrapped = new Float32Array(candidate.length * dates);
  const centre = new Float32Array(candidate.length * dates);
  accepted.forEach((line, n) => {
    const part = <T extends Float32Array>(array: T) => array.subarray(n * dates, (n + 1) * dates);
    part(wrapped).set(own.subarray(line.row * dates, (line.row + 1) * dates));
    centreOn(line, part(wrapped), setting.model, part(centre));
  });
  const unwrappedRad = unwrapAbout(thread, wrapped, centre, setting.step, dates);
  candidate.forEach((p, n) => {
    for (let i = 0; i < dates; i++) unwrappedRad[n * dates + i] += shared[p * dates + i];
  });
  return {
    count: candidate.length,
    candidate,
    cluster: Int32Array.from(candidate, (p) => cluster[p]),
    coherence: Float32Array.from(accepted, ({ coherence }) => coherence),
    unwrappedRad,
  };
}

/** What the neighbours in the network have, without their height errors; false where there are none. */
function interpolate(
  input: DensifyInput,
  p: number,
  cluster: number,
  setting: DensifySetting,
  out: Float32Array,
): boolean {
  const { network, model, interpolators, members, placeInCluster } = setting;
  const dates = out.length;
  const self = input.networkPoint[p];
  const except = self < 0 ? -1 : placeInCluster[self];
  const near = interpolators[cluster].at(input.eastM[p], input.northM[p], except);
  if (near.count === 0) return false;
  const own = members[cluster];
  let heights = 0;
  for (let k = 0; k < near.count; k++) heights += near.weights[k] * network.heightErrorM[own[near.ids[k]]];
  for (let i = 0; i < dates; i++) {
    const mean = neighbourMean(near, (id) => network.unwrappedRad[own[id] * dates + i]);
    out[i] = mean - heights * model.heightRad[i];
  }
  return true;
}

/** What the phases of a candidate are found to be about. */
interface Line {
  /** Of the phases. */
  readonly row: number;
  coherence: number;
  velocityMmPerYear: number;
  heightM: number;
  /** Of a yearly wave of WAVE_RAD, where there is one. */
  hasWave: boolean;
  wavePhaseRad: number;
}

/** Lines through the phases of some rows, against row 0. */
function fitLines(thread: KernelThread, phases: Float32Array, rows: Int32Array, setting: DensifySetting): Line[] {
  const arcs = new Int32Array(2 * rows.length);
  for (let k = 0; k < rows.length; k++) arcs[2 * k + 1] = rows[k];
  const fits = fitArcs(thread, phases, arcs, designOf(setting.model), setting.grid, setting.leastDates);
  return Array.from(rows, (row, k) => ({
    row,
    coherence: fits.coherence[k],
    velocityMmPerYear: fits.velocityMmPerYear[k],
    heightM: fits.heightM[k],
    hasWave: false,
    wavePhaseRad: 0,
  }));
}

const designOf = ({ velocityRad, heightRad }: PhaseModel): ArcDesign => ({ velocityRad, heightRad });

/** Candidates below this may swing: with heat, or water. */
const WAVES_BELOW = 0.8;
/**
 * A wave of amplitude A has a line of coherence J0(A), and from 1.4 on a better one of J1(A) that is a whole cycle a year
 * off. What is left of waves of 1 to 2.9 rad (13 mm) beside one of this size and a phase near theirs is small enough.
 */
const WAVE_RAD = 1.9;
export const WAVE_PHASES = 8;
/** By so much it must be better than the line alone. */
const BETTER = 0.05;

/** Tries yearly waves where a line alone is poor. */
function withWaves(thread: KernelThread, own: Float32Array, lines: readonly Line[], setting: DensifySetting): void {
  const { timesYears } = setting.model;
  const dates = timesYears.length;
  const poor = lines.filter(({ coherence }) => coherence < WAVES_BELOW);
  if (poor.length === 0) return;
  const phases = new Float32Array((poor.length + 1) * dates).fill(0, 0, dates);
  const rows = Int32Array.from(poor, (_, k) => k + 1);
  for (let wave = 0; wave < WAVE_PHASES; wave++) {
    const wavePhaseRad = (2 * Math.PI * wave) / WAVE_PHASES;
    const shape = timesYears.map((t) => waveAt(t, wavePhaseRad));
    poor.forEach(({ row }, k) => {
      for (let i = 0; i < dates; i++) phases[(k + 1) * dates + i] = own[row * dates + i] - shape[i];
    });
    fitLines(thread, phases, rows, setting).forEach(({ coherence, velocityMmPerYear, heightM }, k) => {
      const line = poor[k];
      if (!(coherence > line.coherence + (line.hasWave ? 0 : BETTER))) return;
      Object.assign(line, { coherence, velocityMmPerYear, heightM, hasWave: true, wavePhaseRad });
    });
  }
}

const waveAt = (years: number, phaseRad: number): number => WAVE_RAD * Math.cos(2 * Math.PI * years - phaseRad);

/** Velocity, height and wave at each date, with the constant that suits the wrapped phases best. */
function centreOn(
  line: Line,
  wrapped: Float32Array,
  { velocityRad, heightRad, timesYears }: PhaseModel,
  out: Float32Array,
): void {
  let [re, im] = [0, 0];
  for (let i = 0; i < wrapped.length; i++) {
    const wave = line.hasWave ? waveAt(timesYears[i], line.wavePhaseRad) : 0;
    out[i] = velocityRad[i] * line.velocityMmPerYear + heightRad[i] * line.heightM + wave;
    const rest = wrapped[i] - out[i];
    if (Number.isNaN(rest)) continue;
    re += Math.cos(rest);
    im += Math.sin(rest);
  }
  const constant = Math.atan2(im, re);
  for (let i = 0; i < wrapped.length; i++) out[i] += constant;
}

/**
 * Wraps about a centre, fits the smooth model to the result, and wraps about that, as long as the result comes nearer to its
 * model: points that accelerate or swing leave the line they were found with.
 * @param centre (points, dates) what to begin with; used up
 */
function unwrapAbout(
  thread: KernelThread,
  wrapped: Float32Array,
  centre: Float32Array,
  step: StepModel,
  dates: number,
): Float32Array {
  const points = wrapped.length / dates;
  const best = new Float32Array(wrapped.length);
  const bestMisfit = new Float64Array(points).fill(Number.POSITIVE_INFINITY);
  const next = new Float32Array(wrapped.length);
  for (let round = 0; round < UNWRAPPING_ROUNDS; round++) {
    for (let i = 0; i < wrapped.length; i++) next[i] = centre[i] + wrap(wrapped[i] - centre[i]);
    const fits = fitStepModel(thread, next, step);
    let changed = false;
    for (let p = 0; p < points; p++) {
      const misfit = Number.isNaN(fits.rms[p]) ? Number.MAX_VALUE : fits.rms[p];
      if (!(misfit < bestMisfit[p] - 1e-6)) continue;
      bestMisfit[p] = misfit;
      changed = true;
      best.set(next.subarray(p * dates, (p + 1) * dates), p * dates);
      if (misfit === Number.MAX_VALUE) continue;
      for (let i = 0; i < dates; i++) centre[p * dates + i] = modelled(step, fits.coefficients, p, i);
    }
    if (!changed) break;
  }
  return best;
}
