/**
 * A worker: takes jobs from the queue and runs them on threads of its own. Any number of workers on any number of
 * machines share one database and one storage. A worker keeps its leases while jobs run, notices when a job was
 * dismissed or lost, looks after the jobs of workers that died, and gives its own back when it is told to stop.
 */
import type { LeasedJob, LeaseStore } from './lease-store.js';
import type { RunningAttempt, ThreadPool } from './thread-pool.js';

export interface WorkerLog {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

export interface WorkerOptions {
  /** Unique among all workers there ever were. */
  readonly holder: string;
  /** Jobs at once, besides one that a client waits for. */
  readonly concurrency: number;
  readonly maxRunningPerOwner: number;
  readonly leaseMs: number;
  /** Time that running jobs get when the worker is told to stop. */
  readonly drainMs: number;
  readonly log: WorkerLog;
  /** Called when a job may have changed in a way that clients wait for. */
  readonly onChange?: () => void;
  /** Done now and then, when there is time: callbacks, sweeping. A failure is told and tried again. */
  readonly chores?: readonly { readonly name: string; readonly everyMs: number; readonly run: () => Promise<void> }[];
}

/** Without a word from anybody the queue is looked at this often. */
const POLL_MS = 1_000;
/** How soon a dismissal is noticed. */
const CHECK_MS = 500;
/** From being asked to stop to being stopped; with the check above less than two seconds. */
const STOP_GRACE_MS = 1_000;
const RECOVER_MS = 2_000;
/** After a fault of the database. */
const PAUSE_MS = 1_000;

interface Held {
  readonly job: LeasedJob;
  readonly attempt: RunningAttempt;
}

export class JobWorker {
  readonly #held = new Map<string, Held>();
  #wake: (() => void) | undefined;
  #isWoken = false;
  #isStopping = false;

  constructor(
    private readonly leases: LeaseStore,
    private readonly threads: ThreadPool,
    private readonly options: WorkerOptions,
  ) {}

  /** There may be something to do, or to stop: look now. */
  wake(): void {
    this.#isWoken = true;
    this.#wake?.();
  }

  /** Works until `signal` is aborted and everything is given back. */
  async run(signal: AbortSignal): Promise<void> {
    const { leaseMs } = this.options;
    this.threads.warm();
    signal.addEventListener('abort', () => this.wake(), { once: true });
    const duties: { everyMs: number; run: () => Promise<void>; dueMs: number; name: string }[] = [
      { name: 'recover jobs', everyMs: RECOVER_MS, run: () => this.leases.recover(), dueMs: 0 },
      { name: 'renew leases', everyMs: leaseMs / 3, run: () => this.#renew(), dueMs: 0 },
      ...(this.options.chores ?? []).map((chore) => ({ ...chore, dueMs: 0 })),
    ];
    while (!signal.aborted) {
      this.#isWoken = false;
      try {
        await this.#stopStrangers();
        for (const duty of duties) {
          if (Date.now() < duty.dueMs) continue;
          duty.dueMs = Date.now() + duty.everyMs;
          await duty.run();
        }
        await this.#fill(signal);
      } catch (error) {
        this.options.log.warn(`the queue cannot be read just now: ${error instanceof Error ? error.message : error}`);
        await this.#rest(PAUSE_MS);
        continue;
      }
      await this.#rest(this.#held.size > 0 ? CHECK_MS : POLL_MS);
    }
    await this.#drain();
  }

  /** Claims until nothing is left to claim or every place is taken; one place more is kept for those who wait. */
  async #fill(signal: AbortSignal): Promise<void> {
    const { holder, leaseMs, concurrency, maxRunningPerOwner } = this.options;
    while (!signal.aborted && this.#held.size <= concurrency) {
      const running = [...this.#held.values()];
      const isFull =
        running.filter(({ job }) => job.mode === 'async').length >= concurrency || running.length >= concurrency;
      const modes = isFull ? (['sync'] as const) : (['sync', 'async'] as const);
      const job = await this.leases.claim({ holder, leaseMs, modes, maxRunningPerOwner });
      if (!job) return;
      this.#start(job);
    }
  }

  #start(job: LeasedJob): void {
    const attempt = this.threads.run(job);
    const held = { job, attempt };
    this.#held.set(keyOf(job), held);
    this.options.onChange?.();
    const name = `${job.processId} ${job.jobId}, attempt ${job.attempt}`;
    this.options.log.info(`${name}: started`);
    void attempt.ended.then(async ({ end, cause }) => {
      this.options.log[cause === undefined ? 'info' : 'warn'](
        `${name}: ${end}${cause === undefined ? '' : `: ${cause}`}`,
      );
      try {
        // A thread that broke took its job's voice with it: the job goes back into the queue, its attempt counted.
        if (end === 'crashed' || (end === 'lost' && cause !== undefined)) await this.#giveBack(job, cause);
      } catch (error) {
        this.options.log.warn(`${name}: cannot be given back, its lease will end: ${error}`);
      }
      this.#held.delete(keyOf(job));
      if (!this.#isStopping) this.threads.warm();
      this.options.onChange?.();
      this.wake();
    });
  }

  async #giveBack(job: LeasedJob, cause: string | undefined): Promise<void> {
    if (isOutOfMemory(cause)) {
      const detail = 'the process needed more memory than it may have';
      return this.leases.fail(job, { status: 507, code: 'OutOfMemory', detail });
    }
    await this.leases.abandon(job, 'interrupted: its thread broke; will be tried again');
  }

  /** Stops jobs that were dismissed, or that another worker has taken over. */
  async #stopStrangers(): Promise<void> {
    if (this.#held.size === 0) return;
    const before = [...this.#held];
    const ours = await this.leases.held(this.options.holder);
    for (const [key, { attempt }] of before) if (!ours.has(key)) attempt.stop('lost', STOP_GRACE_MS);
  }

  async #renew(): Promise<void> {
    if (this.#held.size > 0) await this.leases.renew(this.options.holder, this.options.leaseMs);
  }

  /** Lets running jobs end for a while, then asks them to stop where they are, and gives them back. */
  async #drain(): Promise<void> {
    this.#isStopping = true;
    const { drainMs, log } = this.options;
    if (this.#held.size > 0) log.info(`stopping: ${this.#held.size} jobs have ${drainMs / 1000} s to end`);
    const end = Date.now() + drainMs;
    while (this.#held.size > 0 && Date.now() < end) {
      await this.#renew().catch(() => {});
      await this.#rest(Math.min(CHECK_MS, Math.max(1, end - Date.now())));
    }
    const left = [...this.#held.values()];
    for (const { attempt } of left) attempt.stop('drain', 2 * STOP_GRACE_MS);
    await Promise.all(left.map(({ attempt }) => attempt.ended));
    // Those that were too busy to give themselves back.
    for (const { job } of left) {
      await this.leases.release(job, 'its worker was shut down; waiting to be taken up again', 0).catch(() => {});
    }
    await this.threads.close();
  }

  /** Until something wakes us, at most `ms`. */
  #rest(ms: number): Promise<void> {
    if (this.#isWoken && !this.#isStopping) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#wake?.(), ms);
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = undefined;
        resolve();
      };
    });
  }
}

const keyOf = (job: LeasedJob): string => `${job.jobId} ${job.attempt}`;
const isOutOfMemory = (cause: string | undefined): boolean =>
  cause !== undefined && /memory limit|heap out of memory/i.test(cause);
