/**
 * Tells those who wait for jobs when these change: one question for all that are watched, a few times a second, and at
 * once when somebody who knows says so. Polling is the truth, because messages get lost with those who send them.
 */
import type { Job } from './job.js';
import { isFinal } from './job.js';
import type { JobStore } from './job-store.js';

const POLL_MS = 250;

export class JobWatch {
  readonly #waiting = new Map<string, Set<(job: Job | undefined) => void>>();
  #timer: NodeJS.Timeout | undefined;
  #isAsking = false;
  #askAgain = false;

  constructor(
    private readonly store: Pick<JobStore, 'job' | 'jobs'>,
    private readonly pollMs = POLL_MS,
  ) {}

  /**
   * The job as it is, then each time a client would see a difference; ends with its final state, when it no longer
   * exists, or with `signal`.
   */
  async *changes(jobId: string, signal: AbortSignal): AsyncGenerator<Job> {
    let last = await this.store.job(jobId);
    while (last && !signal.aborted) {
      yield last;
      if (isFinal(last.status)) return;
      last = await this.#next(jobId, last, signal);
    }
  }

  /** The job once it is final; undefined when it is gone or `signal` came first. */
  async end(jobId: string, signal: AbortSignal): Promise<Job | undefined> {
    for await (const job of this.changes(jobId, signal)) if (isFinal(job.status)) return job;
    return undefined;
  }

  /** Something may have changed: look now. */
  nudge(): void {
    if (this.#waiting.size > 0) void this.#ask();
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const listeners of this.#waiting.values()) for (const listener of listeners) listener(undefined);
    this.#waiting.clear();
  }

  async #next(jobId: string, last: Job, signal: AbortSignal): Promise<Job | undefined> {
    while (!signal.aborted) {
      const job = await this.#look(jobId, signal);
      if (!job || isFinal(job.status) || job.updated.getTime() !== last.updated.getTime()) return job;
    }
    return undefined;
  }

  #look(jobId: string, signal: AbortSignal): Promise<Job | undefined> {
    return new Promise((resolve) => {
      const listeners = this.#waiting.get(jobId) ?? new Set();
      this.#waiting.set(jobId, listeners);
      const done = (job: Job | undefined) => {
        signal.removeEventListener('abort', leave);
        listeners.delete(done);
        if (listeners.size === 0) this.#waiting.delete(jobId);
        resolve(job);
      };
      const leave = () => done(undefined);
      signal.addEventListener('abort', leave, { once: true });
      listeners.add(done);
      this.#timer ??= setTimeout(() => void this.#ask(), this.pollMs);
    });
  }

  async #ask(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#isAsking) {
      this.#askAgain = true;
      return;
    }
    this.#isAsking = true;
    const ids = [...this.#waiting.keys()];
    try {
      const found = new Map((await this.store.jobs(ids)).map((job) => [job.jobId, job]));
      for (const id of ids) for (const listener of [...(this.#waiting.get(id) ?? [])]) listener(found.get(id));
    } catch {
      // The database is away for a moment: those who wait go on waiting.
    } finally {
      this.#isAsking = false;
      if (this.#waiting.size > 0) {
        this.#timer ??= setTimeout(() => void this.#ask(), this.#askAgain ? 0 : this.pollMs);
        this.#askAgain = false;
      }
    }
  }
}
