/** What a thread of the pipeline keeps from task to task: kernels and their memory, and the store it reads from. */
import { compileKernels, KernelMemory, KernelThread } from '../../kernels/index.js';
import { openTileStore, type TileStore } from '../stack/tile-store.js';

/** Of kernels: grows with use, for pages that are not touched cost nothing. */
const MEMORY_BYTES = 1.5 * 2 ** 30;

export class ThreadSpace {
  #kernels: Promise<{ readonly memory: KernelMemory; readonly thread: KernelThread }> | undefined;
  #store: { readonly folder: string; readonly opened: Promise<TileStore> } | undefined;

  kernels(): Promise<{ readonly memory: KernelMemory; readonly thread: KernelThread }> {
    this.#kernels ??= compileKernels().then((compiled) => {
      const memory = new KernelMemory(compiled, MEMORY_BYTES);
      return { memory, thread: KernelThread.in(memory) };
    });
    return this.#kernels;
  }

  store(folder: string): Promise<TileStore> {
    if (this.#store?.folder !== folder) {
      void this.#store?.opened.then((store) => store.close()).catch(() => {});
      this.#store = { folder, opened: openTileStore(folder) };
    }
    return this.#store.opened;
  }
}
