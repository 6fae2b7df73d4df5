/** What a thread of the pipeline keeps from task to task: kernels and their memory, and the store it reads from. */
import { compileKernels, KernelMemory, KernelThread } from '../../../kernels/index.js';
import { openTileStore, type TileStore } from '../../stack/tile-store.js';

/** Of kernels: grows with use, for pages that are not touched cost nothing. */
const MEMORY_BYTES = 1.5 * 2 ** 30;

export class ThreadSpace {
  #kernels: Promise<{ readonly memory: KernelMemory; readonly thread: KernelThread }> | undefined;
  #store: { readonly folder: string; readonly opened: Promise<TileStore> } | undefined;

  readonly #kept = new Map<string, Promise<unknown>>();

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

  /** Makes what several tasks of a step need once; what other steps made is forgotten. */
  kept<T>(key: string, make: () => Promise<T>): Promise<T> {
    let made = this.#kept.get(key) as Promise<T> | undefined;
    if (!made) {
      this.#kept.clear();
      made = make();
      this.#kept.set(key, made);
      // A failure is told to whoever waits, and is not what the next task should find.
      made.catch(() => this.#kept.delete(key));
    }
    return made;
  }
}
