/**
 * The guard of the embedded server: a thread that stays awake while the engine keeps the main thread busy. It ends the
 * process when a statement runs over its limit, since the engine cannot be interrupted (the parent starts it again,
 * and every acknowledged row is kept), and it keeps the lock of the data directory fresh, or ends the process when
 * the lock is gone.
 */
import { Worker } from 'node:worker_threads';

/** What the guard thread is started with. */
export interface GuardTask {
  lockFile: string;
  /** One cell: when the running statement must have ended, in milliseconds since `epochMs`; 0 = no limit. */
  deadline: Int32Array;
  epochMs: number;
}

export interface Guard {
  /** A statement starts; 0 = it may take any time. */
  watch(limitMs: number): void;
  /** The statement has ended. */
  rest(): void;
  stop(): Promise<void>;
}

export function startGuard(lockFile: string): Guard {
  const deadline = new Int32Array(new SharedArrayBuffer(4));
  const epochMs = Date.now();
  const task: GuardTask = { lockFile, deadline, epochMs };
  const thread = new Worker(new URL('./embedded-guard-thread.js', import.meta.url), { workerData: task });
  thread.unref();
  return {
    watch: (limitMs) => Atomics.store(deadline, 0, limitMs > 0 ? Date.now() - epochMs + limitMs : 0),
    rest: () => Atomics.store(deadline, 0, 0),
    stop: async () => void (await thread.terminate()),
  };
}
