/**
 * The kernels on one thread. Every instance begins with the same C stack, so that two threads over one memory would write
 * into each other's variables: each gets a stack of its own before anything is called.
 */
import type { KernelMemory, ThreadSpace } from './kernel-memory.js';
import type { CompiledKernels } from './load.js';

/** The C functions; numbers are addresses, sizes and parameters in the order of src/kernels/c. */
export type KernelFunctions = Readonly<Record<KernelFunctionName, (...args: number[]) => void>>;
export type KernelFunctionName =
  | 'pack_epoch'
  | 'normalise_stack'
  | 'coherence_matrices'
  | 'link_lists'
  | 'link_matrices'
  | 'link_windows'
  | 'select_homogeneous'
  | 'add_amplitude_moments'
  | 'merge_amplitude_moments'
  | 'fit_arcs'
  | 'fit_series';

/** What another thread needs to work in the same memory. */
export interface KernelThreadSpec {
  readonly compiled: CompiledKernels;
  readonly memory: WebAssembly.Memory;
  readonly space: ThreadSpace;
}

export type NumberArray = Float32Array | Float64Array | Int32Array | Uint8Array;

const ALIGNMENT = 64;

export class KernelThread {
  readonly #functions: KernelFunctions;
  readonly #buffer: ArrayBufferLike;
  readonly #space: ThreadSpace;

  constructor({ compiled, memory, space }: KernelThreadSpec) {
    const { exports } = new WebAssembly.Instance(compiled.module, { env: { memory } });
    (exports.__stack_pointer as WebAssembly.Global).value = space.stackTop;
    this.#functions = exports as unknown as KernelFunctions;
    this.#buffer = memory.buffer;
    this.#space = space;
  }

  static in(memory: KernelMemory, scratchBytes?: number): KernelThread {
    return new KernelThread({
      compiled: memory.compiled,
      memory: memory.memory,
      space: memory.threadSpace(scratchBytes),
    });
  }

  /** Runs one C function. Arrays outside the memory are copied into the scratch and, when they are results, back. */
  run(work: (functions: KernelFunctions, call: KernelCall) => void): void {
    const call = new KernelCall(this.#buffer, this.#space);
    work(this.#functions, call);
    call.finish();
  }
}

/** Addresses for the arguments of one call. */
export class KernelCall {
  #next: number;
  readonly #results: (() => void)[] = [];

  constructor(
    private readonly buffer: ArrayBufferLike,
    private readonly space: ThreadSpace,
  ) {
    this.#next = space.scratchStart;
  }

  /** Of an array that is read. */
  input(array: NumberArray): number {
    if (array.buffer === this.buffer) return array.byteOffset;
    const address = this.scratch(array.byteLength);
    this.#at(array, address).set(array);
    return address;
  }

  /** Of an array that is filled. */
  output(array: NumberArray): number {
    if (array.buffer === this.buffer) return array.byteOffset;
    const address = this.scratch(array.byteLength);
    this.#results.push(() => array.set(this.#at(array, address)));
    return address;
  }

  /** Of an array that is read and changed. */
  changed(array: NumberArray): number {
    if (array.buffer === this.buffer) return array.byteOffset;
    const address = this.input(array);
    this.#results.push(() => array.set(this.#at(array, address)));
    return address;
  }

  /** Of so many bytes of nothing in particular. */
  scratch(bytes: number): number {
    const start = Math.ceil(this.#next / ALIGNMENT) * ALIGNMENT;
    const { scratchStart, scratchEnd } = this.space;
    if (start + bytes > scratchEnd) {
      const needed = start + bytes - scratchStart;
      throw new RangeError(`scratch of a thread: at least ${needed} bytes needed, ${scratchEnd - scratchStart} there`);
    }
    this.#next = start + bytes;
    return start;
  }

  finish(): void {
    for (const copyBack of this.#results) copyBack();
  }

  #at<T extends NumberArray>(like: T, address: number): T {
    const view = like.constructor as new (buffer: ArrayBufferLike, byteOffset: number, length: number) => T;
    return new view(this.buffer, address, like.length);
  }
}
