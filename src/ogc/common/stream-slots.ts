/** How many whole collections are written at once: each holds some thousand features in memory while its client reads. */
import { tooManyStreams } from '../../errors.js';

export class StreamSlots {
  #taken = 0;

  constructor(private readonly most: number) {}

  /** Passes `pages` on while holding a slot. Throws `tooManyStreams` at the first page when none is free. */
  async *hold<T>(pages: AsyncIterable<T>): AsyncGenerator<T> {
    if (this.#taken >= this.most) throw tooManyStreams(this.most);
    this.#taken++;
    try {
      yield* pages;
    } finally {
      this.#taken--;
    }
  }

  /** Runs `work` while holding a slot. Throws `tooManyStreams` when none is free. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#taken >= this.most) throw tooManyStreams(this.most);
    this.#taken++;
    try {
      return await work();
    } finally {
      this.#taken--;
    }
  }
}
