/**
 * The one memory that all threads of the kernels share: arrays that lie in it are used where they are, without a copy.
 *
 * Its size is fixed, so that no array over it ever goes stale; the system gives pages only when they are touched. It is
 * handed out from the bottom up and taken back to a mark: blocks of a stack are alike, and nothing needs more.
 */
import type { CompiledKernels } from './load.js';

/** Where a thread works: a C stack and a scratch of its own. Goes to the thread in a message. */
export interface ThreadSpace {
  /** The C stack grows down from here. */
  readonly stackTop: number;
  readonly scratchStart: number;
  readonly scratchEnd: number;
}

const PAGE_BYTES = 65_536;
const STACK_BYTES = 65_536;
/** Cache lines; vectors need 16. */
const ALIGNMENT = 64;
/** Phase linking of 300 dates in windows of 33 columns takes half of it; memory that is not touched costs nothing. */
export const DEFAULT_SCRATCH_BYTES = 64 * 2 ** 20;
/** All that 32-bit addresses reach, but for the last page. */
export const MOST_BYTES = 2 ** 32 - PAGE_BYTES;

export class KernelMemory {
  readonly memory: WebAssembly.Memory;
  #next: number;

  /** @param bytes rounded up to pages of 64 KiB, at most MOST_BYTES */
  constructor(
    readonly compiled: CompiledKernels,
    bytes: number,
  ) {
    if (!(bytes > 0 && bytes <= MOST_BYTES)) {
      throw new RangeError(`bytes: expected more than 0 and at most ${MOST_BYTES}, got ${bytes}`);
    }
    const pages = Math.max(2, Math.ceil(bytes / PAGE_BYTES));
    this.memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
    const { exports } = new WebAssembly.Instance(compiled.module, { env: { memory: this.memory } });
    this.#next = (exports.__heap_base as WebAssembly.Global).value as number;
  }

  get buffer(): SharedArrayBuffer {
    return this.memory.buffer;
  }

  /** Zeros only where nothing was before: what was released is not cleared. */
  float32(length: number): Float32Array {
    return new Float32Array(this.buffer, this.#take(4 * length), length);
  }

  float64(length: number): Float64Array {
    return new Float64Array(this.buffer, this.#take(8 * length), length);
  }

  int32(length: number): Int32Array {
    return new Int32Array(this.buffer, this.#take(4 * length), length);
  }

  uint8(length: number): Uint8Array {
    return new Uint8Array(this.buffer, this.#take(length), length);
  }

  /** Room for one more thread. */
  threadSpace(scratchBytes = DEFAULT_SCRATCH_BYTES): ThreadSpace {
    const stackTop = this.#take(STACK_BYTES) + STACK_BYTES;
    const scratchStart = this.#take(scratchBytes);
    return { stackTop, scratchStart, scratchEnd: scratchStart + scratchBytes };
  }

  /** For `release`. */
  mark(): number {
    return this.#next;
  }

  /** Takes back everything that was handed out since the mark; arrays of it must not be used any more. */
  release(mark: number): void {
    if (!(mark <= this.#next)) throw new RangeError(`mark: expected at most ${this.#next}, got ${mark}`);
    this.#next = mark;
  }

  #take(bytes: number): number {
    const start = Math.ceil(this.#next / ALIGNMENT) * ALIGNMENT;
    const size = this.buffer.byteLength;
    if (!(bytes >= 0 && start + bytes <= size)) {
      throw new RangeError(`memory of the kernels: ${bytes} bytes wanted, ${size - start} of ${size} are left`);
    }
    this.#next = start + bytes;
    return start;
  }
}
