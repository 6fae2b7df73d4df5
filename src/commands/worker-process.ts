/** Keeps the worker of a server running: starts it, starts it again when it dies, and gives back what it held. */
import { type ChildProcess, fork } from 'node:child_process';
import type { Config } from '../config.js';
import type { LeaseStore } from '../jobs/lease-store.js';
import { compiledModule } from '../package-root.js';
import { newHolder } from './worker.js';
import type { ParentMessage, WorkerMessage } from './worker-child.js';

export interface WorkerProcessOptions {
  readonly config: Config;
  readonly leases: Pick<LeaseStore, 'releaseHolder'>;
  readonly log: { info(message: string): void; warn(message: string): void };
  /** Called when a job may have changed. */
  readonly onChange: () => void;
}

const RESTART_FIRST_MS = 500;
const RESTART_LONGEST_MS = 30_000;
/** A worker that ran this long is not one that cannot start. */
const HEALTHY_MS = 30_000;
/** For a worker to open the database; a slow one keeps nobody from reading. */
const READY_MS = 5_000;
/** More than its own time for running jobs. */
const STOP_MS = 12_000;

export class WorkerProcess {
  #child: ChildProcess | undefined;
  #restart: NodeJS.Timeout | undefined;
  #isStopping = false;
  #pauseMs = RESTART_FIRST_MS;

  constructor(private readonly options: WorkerProcessOptions) {}

  /** Resolves when the worker looks at the queue, or is given up waiting for: then it comes later. */
  start(): Promise<void> {
    const holder = newHolder();
    const startedMs = Date.now();
    // The channel, not the command line, carries the configuration: it may hold a password.
    const child = fork(compiledModule('commands/worker-child.js'), [], {
      execArgv: ['--max-semi-space-size=32'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#child = child;
    this.#send({ kind: 'start', config: this.options.config, holder });
    const ready = new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, READY_MS);
      child.on('message', ({ kind }: WorkerMessage) => {
        if (kind === 'changed') this.options.onChange();
        else resolve();
      });
      child.once('exit', () => {
        clearTimeout(timer);
        resolve();
      });
    });
    child.once('error', (error) => this.options.log.warn(`the worker: ${error.message}`));
    child.once('exit', (code, signal) => {
      this.#child = undefined;
      if (this.#isStopping) return;
      if (Date.now() - startedMs > HEALTHY_MS) this.#pauseMs = RESTART_FIRST_MS;
      this.options.log.warn(`the worker ended with ${signal ?? code}; starting another`);
      // Its jobs need not wait for the end of their leases.
      void this.options.leases.releaseHolder(holder).catch(() => {});
      this.#restart = setTimeout(() => void this.start(), this.#pauseMs);
      this.#pauseMs = Math.min(this.#pauseMs * 2, RESTART_LONGEST_MS);
    });
    return ready;
  }

  /** There may be something to do, or to stop. */
  wake(): void {
    this.#send({ kind: 'wake' });
  }

  /** Lets running jobs come to an end or gives them back; resolves when the worker is gone. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#restart);
    const child = this.#child;
    if (!child) return;
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    this.#send({ kind: 'stop' });
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await gone;
    clearTimeout(timer);
  }

  #send(message: ParentMessage): void {
    if (this.#child?.connected) this.#child.send(message, () => {});
  }
}
