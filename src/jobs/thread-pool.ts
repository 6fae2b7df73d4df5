/** Threads that jobs run on: one is always warm, a stubborn one is ended, a worn one is replaced. */
import { Worker } from 'node:worker_threads';
import { compiledModule } from '../package-root.js';
import type { JobThreadData, ThreadOrder, ThreadReport } from './job-thread.js';
import type { LeasedJob } from './lease-store.js';
import type { AttemptEnd, StopReason } from './run-job.js';

/** One attempt under way. */
export interface RunningAttempt {
  readonly ended: Promise<{ readonly end: AttemptEnd['kind'] | 'crashed'; readonly cause?: string }>;
  /** Asks the job to stop; ends its thread when it has not stopped after `graceMs`. */
  stop(reason: StopReason, graceMs: number): void;
}

/** What a thread may keep on the heap of the engine; typed arrays lie outside. */
const MAX_HEAP_MIB = 1_024;
const YOUNG_HEAP_MIB = 32;
/** Jobs after which a thread is replaced, so that what processes leave behind does not add up. */
const JOBS_PER_THREAD = 100;
/** For a thread to end once it is told to. */
const TERMINATE_MS = 3_000;

interface Thread {
  readonly worker: Worker;
  jobs: number;
}

export class ThreadPool {
  readonly #idle: Thread[] = [];
  #isClosed = false;

  constructor(private readonly data: JobThreadData) {}

  /** Starts a thread ahead of the first job: opening the database takes longer than a small job. */
  warm(): void {
    if (this.#idle.length === 0 && !this.#isClosed) this.#idle.push(this.#start());
  }

  run(job: LeasedJob): RunningAttempt {
    const thread = this.#idle.pop() ?? this.#start();
    thread.jobs++;
    const { worker } = thread;
    let timer: NodeJS.Timeout | undefined;
    let lastTimer: NodeJS.Timeout | undefined;
    let giveUp = () => {};
    const ended = new Promise<{ end: AttemptEnd['kind'] | 'crashed'; cause?: string }>((resolve) => {
      const onMessage = (report: ThreadReport) => {
        if (report.kind !== 'done') return;
        leave();
        if (thread.jobs < JOBS_PER_THREAD && !this.#isClosed && timer === undefined) this.#idle.push(thread);
        else void worker.terminate();
        resolve({ end: report.end, ...(report.cause === undefined ? {} : { cause: report.cause }) });
      };
      const onError = (error: Error) => {
        leave();
        resolve({ end: 'crashed', cause: error.message });
      };
      const onExit = (code: number) => {
        leave();
        resolve({ end: 'crashed', cause: `its thread ended with ${code}` });
      };
      giveUp = () => {
        leave();
        resolve({ end: 'crashed', cause: 'its thread does not stop; left behind' });
      };
      const leave = () => {
        clearTimeout(timer);
        clearTimeout(lastTimer);
        worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      };
      worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    });
    worker.postMessage({ kind: 'run', job } satisfies ThreadOrder);
    return {
      ended,
      stop: (reason, graceMs) => {
        worker.postMessage({ kind: 'stop', reason } satisfies ThreadOrder);
        timer ??= setTimeout(() => void worker.terminate(), graceMs);
        // A thread inside a call of the system, as on a storage that hangs, cannot be ended: its place can be given up.
        lastTimer ??= setTimeout(() => giveUp(), graceMs + TERMINATE_MS);
      },
    };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#idle.splice(0).map(({ worker }) => worker.terminate()));
  }

  #start(): Thread {
    const worker = new Worker(compiledModule('jobs/job-thread.js'), {
      workerData: this.data,
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MIB, maxYoungGenerationSizeMb: YOUNG_HEAP_MIB },
    });
    const thread: Thread = { worker, jobs: 0 };
    // An idle thread that breaks is forgotten; a busy one is listened to by `run` as well.
    worker.on('error', () => this.#forget(thread));
    worker.on('exit', () => this.#forget(thread));
    return thread;
  }

  #forget(thread: Thread): void {
    const at = this.#idle.indexOf(thread);
    if (at >= 0) this.#idle.splice(at, 1);
  }
}
