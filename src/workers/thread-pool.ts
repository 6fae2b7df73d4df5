/**
 * Threads that encode, so that the one that answers requests never does. Each takes one task at a time; further ones wait
 * in line, those that are not wanted any more leave it. A thread that breaks fails its task and is replaced.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { ServiceError } from '../errors.js';
import { compiledModule } from '../package-root.js';

/** From a thread: the answer to its task, or why there is none. */
export type ThreadAnswer<Result> =
  | { readonly ok: true; readonly result: Result }
  | {
      readonly ok: false;
      readonly message: string;
      readonly stack?: string;
      /** Of a ServiceError: it is one on this side as well. */
      readonly service?: { readonly status: number; readonly code: string };
      /** Of an error of the system, such as a full disk. */
      readonly system?: { readonly code: string; readonly syscall: string };
    };

/** What a thread answers when its task has thrown. */
export function failedAnswer(error: unknown): ThreadAnswer<never> {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  const service = error instanceof ServiceError ? { status: error.status, code: error.code } : undefined;
  const { code, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  const system = code !== undefined && syscall !== undefined ? { code, syscall } : undefined;
  return {
    ok: false,
    message,
    ...(stack ? { stack } : {}),
    ...(service ? { service } : {}),
    ...(system ? { system } : {}),
  };
}

/** What the other side makes of it. */
function errorOf({ message, stack, service, system }: Extract<ThreadAnswer<never>, { ok: false }>): Error {
  const error = service ? new ServiceError(service.status, service.code, message) : new Error(message);
  return Object.assign(error, stack ? { stack } : {}, system);
}

interface Waiting<Task, Result> {
  readonly task: Task;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

interface Thread<Task, Result> {
  readonly worker: Worker;
  busy: Waiting<Task, Result> | undefined;
}

/** Encoders hold one tile at a time. */
const MAX_HEAP_MIB = 256;
const YOUNG_HEAP_MIB = 32;

export class ThreadPool<Task, Result> {
  readonly #threads: Thread<Task, Result>[] = [];
  readonly #queue: Waiting<Task, Result>[] = [];
  #isClosed = false;

  /** @param module path below `src/` of the compiled module that answers each message of a task with a ThreadAnswer */
  constructor(
    private readonly module: string,
    /** One core is left to those who wait for the answers. */
    private readonly size = Math.max(1, Math.min(4, availableParallelism() - 1)),
    private readonly limits: { readonly heapMiB: number } = { heapMiB: MAX_HEAP_MIB },
  ) {}

  /** Tasks that wait for a thread. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** Rejects with the signal's reason when it is aborted; a task under way then runs to its end unheard. */
  run(task: Task, signal?: AbortSignal): Promise<Result> {
    if (this.#isClosed) return Promise.reject(new Error('the threads are closed'));
    if (signal?.aborted) return Promise.reject(signal.reason);
    return new Promise<Result>((resolve, reject) => {
      const leave = () => {
        const at = this.#queue.indexOf(waiting);
        if (at >= 0) this.#queue.splice(at, 1);
        reject(signal!.reason);
      };
      const settle =
        <T>(then: (value: T) => void) =>
        (value: T) => {
          signal?.removeEventListener('abort', leave);
          then(value);
        };
      const waiting: Waiting<Task, Result> = { task, resolve: settle(resolve), reject: settle(reject) };
      signal?.addEventListener('abort', leave);
      this.#queue.push(waiting);
      this.#next();
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const { reject } of this.#queue.splice(0)) reject(new Error('the threads are closed'));
    await Promise.all(this.#threads.splice(0).map(({ worker }) => worker.terminate()));
  }

  #next(): void {
    while (this.#queue.length > 0 && !this.#isClosed) {
      const thread = this.#threads.find(({ busy }) => !busy) ?? this.#start();
      if (!thread) return;
      thread.busy = this.#queue.shift()!;
      thread.worker.ref();
      thread.worker.postMessage(thread.busy.task);
    }
  }

  #start(): Thread<Task, Result> | undefined {
    if (this.#threads.length >= this.size) return undefined;
    const worker = new Worker(compiledModule(this.module), {
      resourceLimits: { maxOldGenerationSizeMb: this.limits.heapMiB, maxYoungGenerationSizeMb: YOUNG_HEAP_MIB },
    });
    const thread: Thread<Task, Result> = { worker, busy: undefined };
    worker.on('message', (answer: ThreadAnswer<Result>) => {
      const { busy } = thread;
      thread.busy = undefined;
      // An idle thread keeps no program alive.
      worker.unref();
      if (answer.ok) busy?.resolve(answer.result);
      else busy?.reject(errorOf(answer));
      this.#next();
    });
    const gone = (cause: Error) => {
      const at = this.#threads.indexOf(thread);
      if (at >= 0) this.#threads.splice(at, 1);
      thread.busy?.reject(cause);
      thread.busy = undefined;
      this.#next();
    };
    worker.on('error', gone);
    worker.on('exit', (code) => gone(new Error(`a thread ended with ${code}`)));
    this.#threads.push(thread);
    return thread;
  }
}
