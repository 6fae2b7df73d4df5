/**
 * One cell: the means of its looks become series of east and up. Which cells can be solved is decided here, and why the
 * others cannot.
 *
 * Variances, with sigma_i the rmse of point i: the mean of a look has sum(w_i^2 sigma_i^2) / (sum w_i)^2, and P, the
 * unmixing, carries those to east and up as P S P'. With w_i = 1/sigma_i^2 this is (G' W G)^-1, unweighted it is
 * (G' G)^-1 G' S G (G' G)^-1. They hold for an epoch that every look has observed, and for noise that is independent from
 * point to point and acquisition to acquisition. A north motion that was taken off with a sigma adds
 * (G^+ losNorth) sigma^2 (G^+ losNorth)' to the velocities.
 */
import type { LookSums } from './look-sums.js';
import { mixed, mixedSigma, type Unmixing, unmixingOf } from './unmixing.js';

export type Weighting = 'none' | 'variance';

export interface SolveOptions {
  readonly weighting: Weighting;
  readonly minPointsPerGeometry: number;
  /** Infinity takes every cell that can be solved at all. */
  readonly maxConditionNumber: number;
  /** Fewer than these do not carry the models behind the attributes. */
  readonly minEpochs: number;
}

export interface CellLook {
  readonly isAscending: boolean;
  readonly sums: LookSums;
}

/** Why a cell has no result. */
export type CellLoss = 'onlyAscending' | 'onlyDescending' | 'tooFewPoints' | 'illConditioned' | 'tooFewEpochs';

export interface CellSolution {
  /** (epochs), mm, NaN where either orbit direction is missing; not yet referred to an epoch. */
  readonly upMm: Float64Array;
  readonly eastMm: Float64Array;
  readonly ascendingPoints: number;
  readonly descendingPoints: number;
  readonly conditionNumber: number;
  /** Of one epoch's displacement. */
  readonly sigmaUpMm: number;
  readonly sigmaEastMm: number;
  readonly sigmaVelocityUpMmPerYear: number;
  readonly sigmaVelocityEastMmPerYear: number;
  /** What the points' GNSS velocities along their lines of sight say; NaN unless every look has some. */
  readonly gnssUpMmPerYear: number;
  readonly gnssEastMmPerYear: number;
}

/** @param sigmaNorthMmPerYear of a north velocity that was taken off the series; 0 when none was */
export function solveCell(
  looks: readonly CellLook[],
  epochs: number,
  options: SolveOptions,
  sigmaNorthMmPerYear = 0,
): CellSolution | CellLoss {
  const ascendingPoints = pointsOf(looks, true);
  const descendingPoints = pointsOf(looks, false);
  if (descendingPoints === 0) return 'onlyAscending';
  if (ascendingPoints === 0) return 'onlyDescending';
  if (Math.min(ascendingPoints, descendingPoints) < options.minPointsPerGeometry) return 'tooFewPoints';
  const means = looks.map(meansOf);
  const losNorth = looks.map(({ sums }) => sums.losNorth / sums.weight);
  const unmix = unmixer(looks, options);
  const unmixing = unmix(everyLook(looks));
  if (!unmixing) return 'illConditioned';

  const series = solveSeries(means, epochs, unmix);
  if (series.count < options.minEpochs) return 'tooFewEpochs';
  const { east, up, conditionNumber } = unmixing;
  const variances = looks.map(({ sums }) => sums.noise / sums.weight ** 2);
  const slopeVariances = looks.map(({ sums }) => sums.slopeNoise / sums.weight ** 2);
  const gnss = looks.map(({ sums }) => sums.gnssVelocity / sums.gnssWeight);
  return {
    upMm: series.upMm,
    eastMm: series.eastMm,
    ascendingPoints,
    descendingPoints,
    conditionNumber,
    sigmaUpMm: mixedSigma(up, variances),
    sigmaEastMm: mixedSigma(east, variances),
    sigmaVelocityUpMmPerYear: Math.hypot(mixedSigma(up, slopeVariances), mixed(up, losNorth) * sigmaNorthMmPerYear),
    sigmaVelocityEastMmPerYear: Math.hypot(
      mixedSigma(east, slopeVariances),
      mixed(east, losNorth) * sigmaNorthMmPerYear,
    ),
    gnssUpMmPerYear: mixed(up, gnss),
    gnssEastMmPerYear: mixed(east, gnss),
  };
}

function pointsOf(looks: readonly CellLook[], isAscending: boolean): number {
  return looks.reduce((count, look) => (look.isAscending === isAscending ? count + look.sums.count : count), 0);
}

/** (epochs), mean displacement of a look, mm, NaN where no point has the epoch. */
function meansOf({ sums }: CellLook): Float64Array {
  const { displacement } = sums;
  if (sums.isComplete) return displacement.map((sum) => sum / sums.weight);
  // 0 / 0 is NaN, as it should be.
  return displacement.map((sum, epoch) => sum / sums.epochWeight(epoch));
}

/** A set of looks as bits. */
type LookSet = number;
const everyLook = (looks: readonly unknown[]): LookSet => 2 ** looks.length - 1;
/** Bits of a number that bitwise operators keep positive. */
export const MAX_LOOKS = 30;

/**
 * The unmixing of any set of a cell's looks, made once; undefined when the set has one orbit direction only, cannot tell
 * east from up, or has a condition number beyond the limit.
 */
function unmixer(looks: readonly CellLook[], { weighting, maxConditionNumber }: SolveOptions) {
  if (looks.length > MAX_LOOKS)
    throw new RangeError(`expected at most ${MAX_LOOKS} looks in a cell, got ${looks.length}`);
  const made = new Map<LookSet, Unmixing | undefined>();
  return (set: LookSet): Unmixing | undefined => {
    if (made.has(set)) return made.get(set);
    const members = looks.filter((_, k) => set & (1 << k));
    const column = (value: (sums: LookSums) => number) => Float64Array.from(members, ({ sums }) => value(sums));
    const isTwoSided = members.some((look) => look.isAscending) && members.some((look) => !look.isAscending);
    const unmixing = unmixingOf(
      column((sums) => sums.losEast / sums.weight),
      column((sums) => sums.losUp / sums.weight),
      // The weights of a look's points add up to one over the variance of their mean.
      column((sums) => (weighting === 'variance' ? sums.weight : 1)),
    );
    const isUsable =
      isTwoSided && Number.isFinite(unmixing.conditionNumber) && unmixing.conditionNumber <= maxConditionNumber;
    made.set(set, isUsable ? unmixing : undefined);
    return made.get(set);
  };
}

function solveSeries(means: readonly Float64Array[], epochs: number, unmix: (set: LookSet) => Unmixing | undefined) {
  const upMm = new Float64Array(epochs).fill(Number.NaN);
  const eastMm = new Float64Array(epochs).fill(Number.NaN);
  const sets = new Int32Array(epochs);
  for (let epoch = 0; epoch < epochs; epoch++) sets[epoch] = presentLooks(means, epoch);
  const all = everyLook(means);
  // Two looks stand or fall together. Of three, one may be missing for a while, and what remains must not jump.
  if (means.length > 2 && sets.some((set) => set !== all)) level(means, sets, all);
  let count = 0;
  let unmixing = unmix(all);
  for (let epoch = 0, last = all; epoch < epochs; epoch++) {
    const set = sets[epoch];
    // The same looks see most epochs.
    if (set !== last) unmixing = unmix(set);
    last = set;
    if (!unmixing) continue;
    count++;
    let [east, up] = [0, 0];
    for (let look = 0, member = 0; look < means.length; look++) {
      if (!(set & (1 << look))) continue;
      const d = means[look][epoch];
      east += unmixing.east[member] * d;
      up += unmixing.up[member] * d;
      member++;
    }
    eastMm[epoch] = east;
    upMm[epoch] = up;
  }
  return { upMm, eastMm, count };
}

function presentLooks(means: readonly Float64Array[], epoch: number): LookSet {
  let set = 0;
  for (let k = 0; k < means.length; k++) if (!Number.isNaN(means[k][epoch])) set |= 1 << k;
  return set;
}

/**
 * Every look has an arbitrary constant. Those of all looks are made to agree over the epochs that all have; where they
 * have none in common, the series stay as they were delivered: zero at their first epoch.
 */
function level(means: readonly Float64Array[], sets: Int32Array, all: LookSet): void {
  const common = sets.reduce((count, set) => count + (set === all ? 1 : 0), 0);
  if (common === 0) return;
  for (const mean of means) {
    let sum = 0;
    for (let epoch = 0; epoch < sets.length; epoch++) if (sets[epoch] === all) sum += mean[epoch];
    for (let epoch = 0; epoch < mean.length; epoch++) mean[epoch] -= sum / common;
  }
}
