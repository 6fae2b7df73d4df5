/** A question that changes while a hand moves: asked once that rests, and never about what no longer holds. */
export class LatestQuestion {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private controller = new AbortController();
  private asked = '';

  constructor(private readonly restMs: number) {}

  /**
   * Takes the place of the question before, which is aborted; does nothing for the same `key` again.
   * `now` is called at once, `ask` after the rest.
   */
  put(key: string, ask: (signal: AbortSignal) => void, now?: () => void): void {
    if (key === this.asked) return;
    this.asked = key;
    clearTimeout(this.timer);
    this.controller.abort();
    this.controller = new AbortController();
    const { signal } = this.controller;
    now?.();
    this.timer = setTimeout(() => ask(signal), this.restMs);
  }
}
