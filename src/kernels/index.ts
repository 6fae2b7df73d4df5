/**
 * The kernels: dense numeric work over blocks of radar images, points and series, in C compiled to WebAssembly.
 *
 * `compileKernels` once, one `KernelMemory` for all threads, one `KernelThread` on each. Arrays made by the memory are used
 * where they lie; others are copied in and out.
 */
export * from './amplitude-moments.js';
export * from './arcs.js';
export * from './coherence.js';
export * from './homogeneous-pixels.js';
export * from './kernel-memory.js';
export { KernelThread, type KernelThreadSpec } from './kernel-thread.js';
export * from './load.js';
export * from './phase-linking.js';
export * from './rank-test.js';
export * from './series-design.js';
export * from './series-fit.js';
export {
  type Centres,
  createStack,
  type HalfWindow,
  normaliseStack,
  packEpoch,
  type SampleLists,
  type SlcStack,
  stackLength,
} from './slc-stack.js';
