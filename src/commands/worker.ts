/** `open-egms worker`: runs jobs until it is told to stop. `serve` runs one as a child process. */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { Config } from '../config.js';
import type { Database } from '../db/database.js';
import { softwareVersion } from '../http/package-files.js';
import { callbackDocument, deliverCallbacks } from '../jobs/callbacks.js';
import { JobStorage } from '../jobs/job-storage.js';
import { JobStore } from '../jobs/job-store.js';
import type { JobThreadData } from '../jobs/job-thread.js';
import { LeaseStore } from '../jobs/lease-store.js';
import { announce, Listening } from '../jobs/listening.js';
import type { ReferenceRules } from '../jobs/reference-guard.js';
import { sweep } from '../jobs/sweep.js';
import { ThreadPool } from '../jobs/thread-pool.js';
import { JobWorker, type WorkerLog } from '../jobs/worker.js';
import { openStore } from './open-store.js';

export interface WorkerSetting {
  readonly signal: AbortSignal;
  readonly log: WorkerLog;
  /** Default: made of host, process and chance. */
  readonly holder?: string;
  /** Called when a job may have changed. */
  readonly onChange?: () => void;
  /** Given the function that makes the worker look at the queue at once. */
  readonly onReady?: (wake: () => void) => void;
}

const LEASE_MS = 15_000;
const DRAIN_MS = 5_000;
export const MAX_FRUITLESS_ATTEMPTS = 10;
const CALLBACK_MS = 1_000;
const SWEEP_MS = 600_000;
const LISTEN_MS = 10_000;

export async function worker(config: Config, setting: WorkerSetting): Promise<number> {
  const { signal, log } = setting;
  const database = await openStore(config, log);
  const { retentionDays, concurrency, maxRunningPerOwner } = config.processes;
  const leases = new LeaseStore(database, { retentionDays, maxFruitlessAttempts: MAX_FRUITLESS_ATTEMPTS });
  const listening = new Listening(database, () => jobs.wake());
  const jobs = new JobWorker(leases, new ThreadPool(threadData(config)), {
    holder: setting.holder ?? newHolder(),
    concurrency,
    maxRunningPerOwner,
    leaseMs: LEASE_MS,
    drainMs: DRAIN_MS,
    log,
    onChange: () => {
      announce(database);
      setting.onChange?.();
    },
    chores: [
      { name: 'listen', everyMs: LISTEN_MS, run: () => listening.keep() },
      { name: 'send callbacks', everyMs: CALLBACK_MS, run: () => sendCallbacks(database, config) },
      { name: 'sweep', everyMs: SWEEP_MS, run: () => sweepJobs(database, config, log) },
    ],
  });
  try {
    setting.onReady?.(() => jobs.wake());
    await jobs.run(signal);
    return 0;
  } finally {
    listening.stop();
    await database.close();
  }
}

export const newHolder = (): string => `${hostname()} ${process.pid} ${randomBytes(6).toString('hex')}`;

export function referenceRules({ processes }: Config): ReferenceRules {
  const { allowedHosts, allowedFolders, allowInternalRequests } = processes;
  return { allowedHosts, allowedFolders, allowPrivate: allowInternalRequests };
}

const threadData = (config: Config): JobThreadData => ({
  ...(config.database.url ? { databaseUrl: config.database.url } : {}),
  dataDir: config.database.dataDir,
  storage: config.processes.storage,
  rules: referenceRules(config),
  limits: {
    maxFetchedBytes: config.processes.maxFetchedBytes,
    maxUnpackedBytes: config.processes.maxUnpackedBytes,
  },
  softwareVersion,
  retentionDays: config.processes.retentionDays,
  maxFruitlessAttempts: MAX_FRUITLESS_ATTEMPTS,
});

async function sendCallbacks(database: Database, config: Config): Promise<void> {
  const { callbackSecret, maxQueuedPerOwner, retentionDays } = config.processes;
  const store = new JobStore(database, { maxQueuedPerOwner, retentionDays });
  await deliverCallbacks(database, {
    rules: referenceRules(config),
    ...(callbackSecret ? { secret: callbackSecret } : {}),
    document: async (jobId) => {
      const job = await store.job(jobId);
      return job ? callbackDocument(job) : {};
    },
  });
}

async function sweepJobs(database: Database, config: Config, log: WorkerLog): Promise<void> {
  const { jobs, folders } = await sweep(database, new JobStorage(config.processes.storage));
  if (jobs + folders > 0) log.info(`cleared away ${jobs} expired jobs and ${folders} folders`);
}
