/**
 * A signal that is aborted with another one, or after a time. `AbortSignal.any` over `AbortSignal.timeout` does not do: on
 * Node 20 nothing holds the inner signal, and when it is collected as garbage the time never comes.
 */
export interface Patience {
  readonly signal: AbortSignal;
  /** True when the time is up. */
  readonly isOver: boolean;
  /** Lets go of timer and listener. */
  end(): void;
}

export function patience(outer: AbortSignal, ms = Number.POSITIVE_INFINITY): Patience {
  const controller = new AbortController();
  let isOver = false;
  const leave = () => controller.abort(outer.reason);
  const timer = Number.isFinite(ms)
    ? setTimeout(() => {
        isOver = true;
        controller.abort();
      }, ms)
    : undefined;
  if (outer.aborted) leave();
  else outer.addEventListener('abort', leave, { once: true });
  return {
    signal: controller.signal,
    get isOver() {
      return isOver;
    },
    end: () => {
      clearTimeout(timer);
      outer.removeEventListener('abort', leave);
      controller.abort();
    },
  };
}
