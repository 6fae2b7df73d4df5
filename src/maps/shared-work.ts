/** Equal questions at the same time are worked on once. The work stops when everybody who waited for it is gone. */

interface Entry<T> {
  readonly result: Promise<T>;
  readonly controller: AbortController;
  waiting: number;
}

export class SharedWork<T> {
  readonly #entries = new Map<string, Entry<T>>();

  get size(): number {
    return this.#entries.size;
  }

  /** Rejects with the signal's reason as soon as it is aborted, whatever becomes of the work. */
  async join(key: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    const entry = this.#entries.get(key) ?? this.#begin(key, work);
    entry.waiting++;
    try {
      return await Promise.race([entry.result, aborted(signal, entry.result)]);
    } finally {
      if (--entry.waiting === 0) {
        entry.controller.abort();
        if (this.#entries.get(key) === entry) this.#entries.delete(key);
      }
    }
  }

  #begin(key: string, work: (signal: AbortSignal) => Promise<T>): Entry<T> {
    const controller = new AbortController();
    const result = work(controller.signal);
    const entry: Entry<T> = { result, controller, waiting: 0 };
    this.#entries.set(key, entry);
    const end = () => {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
    };
    result.then(end, end);
    return entry;
  }
}

/** Rejects when the signal is aborted; its listener goes when `result` is there. */
function aborted(signal: AbortSignal, result: Promise<unknown>): Promise<never> {
  return new Promise((_, reject) => {
    const leave = () => reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    const done = () => signal.removeEventListener('abort', leave);
    result.then(done, done);
  });
}
