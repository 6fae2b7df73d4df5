/** A block of coregistered SLCs as the kernels read it, and what lies where in it. */
import type { KernelThread } from './kernel-thread.js';

/** Pixels are numbered row * columns + column. */
export interface SlcStack {
  /**
   * (ceil(epochs / 4), rows * columns, 8): real parts of four epochs, then imaginary parts. Missing samples and epochs
   * beyond the last are 0: they add nothing to any sum.
   */
  readonly samples: Float32Array;
  readonly rows: number;
  readonly columns: number;
  readonly epochs: number;
}

/** Rows and columns on each side of a centre: 2 rows + 1 by 2 columns + 1 pixels. */
export interface HalfWindow {
  readonly rows: number;
  readonly columns: number;
}

/** Pixels of one row for which something is computed: `count` from `first` on, every `stride`-th. */
export interface Centres {
  readonly row: number;
  readonly first: number;
  readonly stride: number;
  readonly count: number;
}

/** A list of pixels of a block for each centre. */
export interface SampleLists {
  /** (lists, capacity) pixels; what lies beyond a list's count is not read. */
  readonly samples: Int32Array;
  /** (lists), 0 for none. */
  readonly counts: Int32Array;
  readonly capacity: number;
}

/** float32 values in the samples of a stack. */
export const stackLength = (pixels: number, epochs: number): number => 8 * pixels * Math.ceil(epochs / 4);

export function createStack(
  rows: number,
  columns: number,
  epochs: number,
  allocate: (length: number) => Float32Array = (length) => new Float32Array(length),
): SlcStack {
  return { samples: allocate(stackLength(rows * columns, epochs)), rows, columns, epochs };
}

/**
 * Puts one image into a stack.
 * @param image (rows, columns) interleaved complex, linear; NaN (or infinite) = missing
 */
export function packEpoch(thread: KernelThread, image: Float32Array, epoch: number, stack: SlcStack): void {
  const pixels = checkedPixels(stack);
  expectLength('image', image, 2 * pixels);
  expectIndex('epoch', epoch, stack.epochs);
  thread.run((functions, call) => {
    functions.pack_epoch(call.input(image), pixels, epoch, call.changed(stack.samples));
  });
}

/**
 * Divides every pixel by its root mean power over the epochs that it has, so that bright ones do not outvote the others in
 * a coherence: for samples whose texture varies. `out` may be the stack itself.
 */
export function normaliseStack(thread: KernelThread, stack: SlcStack, out: SlcStack): void {
  const pixels = checkedPixels(stack);
  expectLength('out.samples', out.samples, stack.samples.length);
  thread.run((functions, call) => {
    functions.normalise_stack(call.input(stack.samples), pixels, stack.epochs, call.output(out.samples));
  });
}

export function checkedPixels({ samples, rows, columns, epochs }: SlcStack): number {
  if (!(Number.isInteger(epochs) && epochs >= 1)) throw new RangeError(`epochs: expected 1 or more, got ${epochs}`);
  const pixels = rows * columns;
  expectLength('stack.samples', samples, stackLength(pixels, epochs));
  return pixels;
}

export function checkedLists({ samples, counts, capacity }: SampleLists, pixels: number): number {
  expectLength('lists.samples', samples, counts.length * capacity);
  for (let k = 0, start = 0; k < counts.length; k++, start += capacity) {
    const count = counts[k];
    if (!(count >= 0 && count <= capacity)) {
      throw new RangeError(`lists.counts: expected 0 to ${capacity}, got ${count} for list ${k}`);
    }
    for (let i = start; i < start + count; i++) {
      if (!(samples[i] >= 0 && samples[i] < pixels)) {
        throw new RangeError(`lists.samples: expected pixels below ${pixels}, got ${samples[i]} in list ${k}`);
      }
    }
  }
  return counts.length;
}

export function checkCentres(
  { row, first, stride, count }: Centres,
  rows: number,
  columns: number,
  { rows: halfRows, columns: halfColumns }: HalfWindow,
): void {
  expectIndex('centres.row', row, rows);
  if (!(Number.isInteger(stride) && stride >= 1))
    throw new RangeError(`centres.stride: expected 1 or more, got ${stride}`);
  if (!(Number.isInteger(count) && count >= 0)) throw new RangeError(`centres.count: expected 0 or more, got ${count}`);
  if (count > 0) {
    expectIndex('centres.first', first, columns);
    expectIndex('last centre', first + (count - 1) * stride, columns);
  }
  for (const [name, half] of Object.entries({ halfRows, halfColumns })) {
    if (!(Number.isInteger(half) && half >= 0)) throw new RangeError(`${name}: expected 0 or more, got ${half}`);
  }
}

export function expectLength(name: string, array: { readonly length: number }, length: number): void {
  if (array.length !== length) throw new RangeError(`${name}: expected ${length} values, got ${array.length}`);
}

export function expectIndex(name: string, index: number, end: number): void {
  if (!(Number.isInteger(index) && index >= 0 && index < end)) {
    throw new RangeError(`${name}: expected a whole number from 0 to ${end - 1}, got ${index}`);
  }
}
