/**
 * Lets so much through at once; the others wait in line, and leave it when they are not wanted any more. Strictly in
 * order: who needs much room is not overtaken for ever by those who need little.
 */
export class Turnstile {
  #taken = 0;
  readonly #line: { readonly room: number; readonly enter: () => void }[] = [];

  constructor(private readonly places: number) {}

  get waiting(): number {
    return this.#line.length;
  }

  /** @param places that the work takes; more than there are count as all of them, so that it goes through alone */
  async pass<T>(work: () => Promise<T>, signal: AbortSignal, places = 1): Promise<T> {
    const room = Math.min(this.places, places);
    await this.#enter(signal, room);
    try {
      return await work();
    } finally {
      this.#taken -= room;
      this.#letIn();
    }
  }

  #enter(signal: AbortSignal, room: number): Promise<void> {
    signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      const waiting = {
        room,
        enter: () => {
          signal.removeEventListener('abort', leave);
          resolve();
        },
      };
      const leave = () => {
        this.#line.splice(this.#line.indexOf(waiting), 1);
        reject(signal.reason);
        // Those behind may need less room than the one who blocked the way.
        this.#letIn();
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#line.push(waiting);
      this.#letIn();
    });
  }

  /** The place is taken before anybody is told, so that nobody slips in between. */
  #letIn(): void {
    while (this.#line.length > 0 && this.#taken + this.#line[0].room <= this.places) {
      const { room, enter } = this.#line.shift()!;
      this.#taken += room;
      enter();
    }
  }
}
