/**
 * Turns of the event loop inside long loops: heartbeats, progress and a dismissal get their chance several times a second,
 * whatever the size of the work.
 */

const TURN_EVERY_MS = 100;

/** One turn, where pieces of work are known to take a fraction of a second. Throws the signal's reason. */
export async function turn(signal?: AbortSignal): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  signal?.throwIfAborted();
}

export class Turns {
  #lastMs = performance.now();

  constructor(private readonly signal: AbortSignal) {}

  /** Whether others have waited long enough; cheap enough to be asked every few dozen points. */
  get isDue(): boolean {
    return performance.now() - this.#lastMs > TURN_EVERY_MS;
  }

  /** Throws the signal's reason when the work is to end. */
  async pass(): Promise<void> {
    await turn(this.signal);
    this.#lastMs = performance.now();
  }
}
