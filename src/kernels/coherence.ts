/**
 * Sample coherence matrices C_ij = sum_l z_il conj(z_jl) / sqrt(sum_l |z_il|^2 sum_l |z_jl|^2).
 *
 * Matrices are (epochs, epochs) interleaved complex, Hermitian, with a diagonal of exactly 1; rows and columns of an epoch
 * without power are 0, diagonal too.
 */
import type { KernelThread } from './kernel-thread.js';
import { linkingScratchFloats, windowScratchFloats } from './linking-scratch.js';
import type { HalfWindow, SampleLists, SlcStack } from './slc-stack.js';
import { type Centres, checkCentres, checkedLists, checkedPixels, expectLength } from './slc-stack.js';

/** @returns (lists, epochs, epochs) complex, out of the samples of each list */
export function coherenceMatrices(
  thread: KernelThread,
  stack: SlcStack,
  lists: SampleLists,
  out: Float32Array = new Float32Array(2 * lists.counts.length * stack.epochs ** 2),
): Float32Array {
  const pixels = checkedPixels(stack);
  const count = checkedLists(lists, pixels);
  expectLength('out', out, 2 * count * stack.epochs ** 2);
  thread.run((functions, call) => {
    functions.coherence_matrices(
      call.input(stack.samples),
      pixels,
      stack.epochs,
      call.input(lists.samples),
      call.input(lists.counts),
      lists.capacity,
      count,
      call.output(out),
      call.scratch(4 * linkingScratchFloats(stack.epochs)),
    );
  });
  return out;
}

/**
 * The same for rectangular windows about centres of one row, cut at the edges of the block. Windows share the sums of
 * their columns; the bits do not depend on how a row is cut into calls.
 * @returns (centres, epochs, epochs) complex
 */
export function windowCoherenceMatrices(
  thread: KernelThread,
  stack: SlcStack,
  centres: Centres,
  half: HalfWindow,
  out: Float32Array = new Float32Array(2 * centres.count * stack.epochs ** 2),
): Float32Array {
  checkedPixels(stack);
  checkCentres(centres, stack.rows, stack.columns, half);
  expectLength('out', out, 2 * centres.count * stack.epochs ** 2);
  thread.run((functions, call) => {
    const { row, first, stride, count } = centres;
    const [samples, matrices] = [call.input(stack.samples), call.output(out)];
    const scratch = call.scratch(4 * windowScratchFloats(stack.epochs, half));
    const { rows, columns, epochs } = stack;
    const window = [row, first, stride, count, half.rows, half.columns] as const;
    // Everything after the matrices is for linking, which is not done when they are asked for.
    functions.link_windows(samples, rows, columns, epochs, ...window, matrices, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, scratch);
  });
  return out;
}
