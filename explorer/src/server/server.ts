/** The way to the server: addresses, JSON, and what happens when nobody answers. */

/** A problem document (RFC 9457), or whatever came instead. */
export class ServerProblem extends Error {
  constructor(
    readonly status: number,
    detail: string,
  ) {
    super(detail);
  }
}

export interface Asking {
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly signal?: AbortSignal;
}

/** Waits between two tries, milliseconds; the last one again and again. */
const WAITS_MS = [500, 1_000, 2_000, 4_000, 8_000];
/** The server is busy or behind a proxy that cannot reach it: worth another try. */
const PASSING = new Set([429, 502, 503, 504]);

export class Server {
  private readonly awayListeners = new Set<(isAway: boolean) => void>();
  private isAway = false;
  private watching = false;

  /** `base`: landing page of the API, with a slash at its end. */
  constructor(readonly base: URL) {}

  /** `path` without a slash at its start, percent-encoded. */
  url(path: string, query: Asking['query'] = {}): string {
    const url = new URL(path, this.base);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    return url.href;
  }

  /** Address of something of a collection: `collection('l2b', 'items')`. */
  collectionPath(id: string, ...below: readonly string[]): string {
    return ['collections', ...[id, ...below].map(encodeURIComponent)].join('/');
  }

  /** Tries until the server answers or the signal says to stop; throws ServerProblem for what it refuses. */
  async json<T>(path: string, { query, signal }: Asking = {}): Promise<T> {
    const response = await this.ask(this.url(path, { f: 'json', ...query }), signal);
    return (await response.json()) as T;
  }

  async ask(url: string, signal?: AbortSignal): Promise<Response> {
    for (let attempt = 0; ; attempt++) {
      const response = await fetch(url, { signal }).catch((error: unknown) => {
        signal?.throwIfAborted();
        if (error instanceof TypeError) return undefined;
        throw error;
      });
      if (response?.ok) {
        this.tell(false);
        return response;
      }
      if (response && !PASSING.has(response.status)) throw await problemOf(response);
      this.tell(true);
      await pause(WAITS_MS[Math.min(attempt, WAITS_MS.length - 1)], signal);
    }
  }

  /** Someone else (the map) could not reach the server: asks until it is back. */
  suspect(): void {
    if (this.watching) return;
    this.watching = true;
    // A server that is just starting is healthy, and has no tiles yet.
    this.ask(this.url('ready'))
      .catch(() => undefined)
      .finally(() => {
        this.watching = false;
      });
  }

  onAway(listener: (isAway: boolean) => void): void {
    this.awayListeners.add(listener);
  }

  private tell(isAway: boolean): void {
    if (isAway === this.isAway) return;
    this.isAway = isAway;
    for (const listener of this.awayListeners) listener(isAway);
  }
}

async function problemOf(response: Response): Promise<ServerProblem> {
  const text = await response.text().catch(() => '');
  try {
    const { detail, title } = JSON.parse(text) as { detail?: string; title?: string };
    return new ServerProblem(response.status, detail ?? title ?? response.statusText);
  } catch {
    return new ServerProblem(response.status, response.statusText || `status ${response.status}`);
  }
}

const pause = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
