/**
 * Phase linking: one phase per epoch from all interferograms of a pixel's samples. Formulas and sources: c/phase_linking.c.
 *
 * theta_i estimates arg z_i - arg z_reference, so that the interferogram reference x conj(secondary i) has phase -theta_i.
 */

import type { KernelCall, KernelThread } from './kernel-thread.js';
import { linkingScratchFloats, windowScratchFloats } from './linking-scratch.js';
import type { HalfWindow, SampleLists, SlcStack } from './slc-stack.js';
import { type Centres, checkCentres, checkedLists, checkedPixels, expectIndex, expectLength } from './slc-stack.js';

/**
 * `laplacian` needs no inverse and comes nearest to the Cramer-Rao bound at short-lived coherence; `evd` costs least; `emi`
 * needs many more samples than epochs.
 */
export type LinkingMethod = 'laplacian' | 'evd' | 'emi';

export interface LinkingOptions {
  readonly method: LinkingMethod;
  /** Of `emi` and of sigma: G = (1 - regularisation) |C| + regularisation I, [0, 1). */
  readonly regularisation: number;
  /** Whose phase is 0. */
  readonly referenceEpoch: number;
  /**
   * Of `laplacian`: pairs further apart than so many epochs are left out. All pairs by default: networks of near pairs
   * alone are biased by fading signals.
   */
  readonly mostLagEpochs: number;
  /** Independent looks per sample: below 1 where neighbours are correlated by oversampling. */
  readonly looksPerSample: number;
}

/** Of 0.01 to 0.1 measured, 0.05 loses nothing at high coherence and saves EMI where looks are few. */
export const DEFAULT_LINKING: LinkingOptions = {
  method: 'laplacian',
  regularisation: 0.05,
  referenceEpoch: 0,
  mostLagEpochs: 0x7fff_ffff,
  looksPerSample: 1,
};

/** What became of a pixel. */
export const LINKING_OUTCOME = {
  linked: 0,
  /** No positive definite matrix: EVD was taken instead of the method asked for. */
  fellBackToEvd: 1,
  /** The phases are the last iteration's. */
  unconverged: 2,
  /** No samples, or none in the reference epoch, or fewer than two epochs with any: everything is NaN. */
  nothing: 3,
} as const;

export interface LinkedPhases {
  /** (pixels, epochs), rad in (-pi, pi], 0 at the reference; NaN at epochs without samples. */
  readonly phasesRad: Float32Array;
  /** (pixels), [0, 1]: |2 / (N (N - 1)) sum_(i<j) exp j(arg C_ij - theta_i + theta_j)|. */
  readonly temporalCoherence: Float32Array;
  /** (pixels), that of the eigenvector: smallest of Laplacian and EMI (1 when all phases close), largest of EVD. */
  readonly eigenvalue: Float32Array;
  /** (pixels, epochs), rad: Cramer-Rao standard deviation against the reference epoch; NaN where it has none. */
  readonly sigmaRad?: Float32Array;
  /** (pixels), LINKING_OUTCOME. */
  readonly outcome: Uint8Array;
}

/** Where results go. In the kernels' memory (`memory.float32`, `memory.uint8`) they are not copied. */
export function createLinkedPhases(
  pixels: number,
  epochs: number,
  withSigma = false,
  float32: (length: number) => Float32Array = (length) => new Float32Array(length),
  uint8: (length: number) => Uint8Array = (length) => new Uint8Array(length),
): LinkedPhases {
  return {
    phasesRad: float32(pixels * epochs),
    temporalCoherence: float32(pixels),
    eigenvalue: float32(pixels),
    ...(withSigma ? { sigmaRad: float32(pixels * epochs) } : {}),
    outcome: uint8(pixels),
  };
}

/** Of the samples of each list. */
export function linkPhases(
  thread: KernelThread,
  stack: SlcStack,
  lists: SampleLists,
  options: Partial<LinkingOptions> = {},
  out = createLinkedPhases(lists.counts.length, stack.epochs),
): LinkedPhases {
  const pixels = checkedPixels(stack);
  const count = checkedLists(lists, pixels);
  const checked = checkedOptions(options, stack.epochs);
  checkResults(out, count, stack.epochs);
  thread.run((functions, call) => {
    functions.link_lists(
      call.input(stack.samples),
      pixels,
      stack.epochs,
      call.input(lists.samples),
      call.input(lists.counts),
      lists.capacity,
      count,
      ...optionArguments(checked),
      checked.looksPerSample,
      ...resultArguments(call, out),
      call.scratch(4 * linkingScratchFloats(stack.epochs)),
    );
  });
  return out;
}

/** Of rectangular windows about centres of one row, cut at the edges of the block. */
export function linkWindows(
  thread: KernelThread,
  stack: SlcStack,
  centres: Centres,
  half: HalfWindow,
  options: Partial<LinkingOptions> = {},
  out = createLinkedPhases(centres.count, stack.epochs),
): LinkedPhases {
  checkedPixels(stack);
  checkCentres(centres, stack.rows, stack.columns, half);
  const checked = checkedOptions(options, stack.epochs);
  checkResults(out, centres.count, stack.epochs);
  thread.run((functions, call) => {
    functions.link_windows(
      call.input(stack.samples),
      stack.rows,
      stack.columns,
      stack.epochs,
      centres.row,
      centres.first,
      centres.stride,
      centres.count,
      half.rows,
      half.columns,
      0,
      ...optionArguments(checked),
      checked.looksPerSample,
      ...resultArguments(call, out),
      call.scratch(4 * windowScratchFloats(stack.epochs, half)),
    );
  });
  return out;
}

/**
 * Of coherence matrices as `coherenceMatrices` makes them.
 * @param matrices (count, epochs, epochs) complex
 * @param looks independent looks behind each matrix
 */
export function linkMatrices(
  thread: KernelThread,
  matrices: Float32Array,
  epochs: number,
  looks: number,
  options: Partial<LinkingOptions> = {},
  out = createLinkedPhases(matrices.length / (2 * epochs ** 2), epochs),
): LinkedPhases {
  const count = out.outcome.length;
  expectLength('matrices', matrices, 2 * count * epochs ** 2);
  const checked = checkedOptions(options, epochs);
  checkResults(out, count, epochs);
  thread.run((functions, call) => {
    functions.link_matrices(
      call.input(matrices),
      epochs,
      count,
      looks,
      ...optionArguments(checked),
      ...resultArguments(call, out),
      call.scratch(4 * linkingScratchFloats(epochs)),
    );
  });
  return out;
}

const METHODS: readonly LinkingMethod[] = ['laplacian', 'evd', 'emi'];

function checkedOptions(options: Partial<LinkingOptions>, epochs: number): LinkingOptions {
  const all = { ...DEFAULT_LINKING, ...options };
  if (!METHODS.includes(all.method)) {
    throw new RangeError(`method: expected one of ${METHODS.join(', ')}, got ${all.method}`);
  }
  if (!(all.regularisation >= 0 && all.regularisation < 1)) {
    throw new RangeError(`regularisation: expected 0 or more and less than 1, got ${all.regularisation}`);
  }
  expectIndex('referenceEpoch', all.referenceEpoch, epochs);
  if (!(all.mostLagEpochs >= 1)) throw new RangeError(`mostLagEpochs: expected 1 or more, got ${all.mostLagEpochs}`);
  if (!(all.looksPerSample > 0))
    throw new RangeError(`looksPerSample: expected more than 0, got ${all.looksPerSample}`);
  return all;
}

const optionArguments = ({ method, regularisation, referenceEpoch, mostLagEpochs }: LinkingOptions) =>
  [METHODS.indexOf(method), regularisation, referenceEpoch, mostLagEpochs] as const;

const resultArguments = (call: KernelCall, out: LinkedPhases) =>
  [
    call.output(out.phasesRad),
    call.output(out.temporalCoherence),
    call.output(out.eigenvalue),
    out.sigmaRad ? call.output(out.sigmaRad) : 0,
    call.output(out.outcome),
  ] as const;

function checkResults(out: LinkedPhases, count: number, epochs: number): void {
  expectLength('out.phasesRad', out.phasesRad, count * epochs);
  expectLength('out.temporalCoherence', out.temporalCoherence, count);
  expectLength('out.eigenvalue', out.eigenvalue, count);
  expectLength('out.outcome', out.outcome, count);
  if (out.sigmaRad) expectLength('out.sigmaRad', out.sigmaRad, count * epochs);
}
