/**
 * The thread that a worker runs a job on: so that a process may compute for minutes without a pause while the worker
 * keeps its lease, and can be stopped in the middle of it. One job at a time, any number one after another.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { type Database, openDatabase } from '../db/database.js';
import { ServiceError } from '../errors.js';
import { JobStorage } from './job-storage.js';
import { type LeasedJob, LeaseStore } from './lease-store.js';
import type { JobLimits } from './process.js';
import { loadProcesses, loadProcessRun, type ProcessRegistry } from './process-registry.js';
import type { ReferenceRules } from './reference-guard.js';
import { type AttemptEnd, runJob, type StopReason } from './run-job.js';

/** What a thread is started with. */
export interface JobThreadData {
  readonly databaseUrl?: string;
  readonly dataDir: string;
  /** Root of the storage. */
  readonly storage: string;
  readonly rules: ReferenceRules;
  readonly limits: JobLimits;
  readonly softwareVersion: string;
  readonly retentionDays: number;
  readonly maxFruitlessAttempts: number;
}

/** From the worker. */
export type ThreadOrder =
  | { readonly kind: 'run'; readonly job: LeasedJob }
  | { readonly kind: 'stop'; readonly reason: StopReason };

/** To the worker: ready for the first job, or done with one. */
export type ThreadReport =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly end: AttemptEnd['kind']; readonly cause?: string };

/** A job asks little at once: reading, telling, and the transaction that ends it. */
const MAX_CONNECTIONS = 4;

const data = workerData as JobThreadData;
const port = parentPort!;
const storage = new JobStorage(data.storage);
let stopping = new AbortController();

const opened = open();

port.on('message', (order: ThreadOrder) => {
  if (order.kind === 'stop') stopping.abort(order.reason);
  else void run(order.job);
});

async function open(): Promise<{ database: Database; leases: LeaseStore; registry: ProcessRegistry }> {
  const database = await openDatabase({
    ...(data.databaseUrl ? { url: data.databaseUrl } : {}),
    dataDir: data.dataDir,
    maxConnections: MAX_CONNECTIONS,
  });
  return { database, leases: new LeaseStore(database, data), registry: await loadProcesses() };
}

async function run(job: LeasedJob): Promise<void> {
  stopping = new AbortController();
  const { database, leases, registry } = await opened;
  let report: ThreadReport;
  try {
    const registered = registry.get(job.processId);
    if (!registered) {
      const detail = `the process ${job.processId} is not installed on this worker`;
      await leases.fail(job, { status: 500, code: 'NoSuchProcess', detail });
      report = { kind: 'done', end: 'ended', cause: detail };
    } else {
      const end = await runJob(job, {
        database,
        leases,
        storage,
        rules: data.rules,
        limits: data.limits,
        softwareVersion: data.softwareVersion,
        description: registered.description,
        run: await loadProcessRun(job.processId),
        signal: stopping.signal,
      });
      report = {
        kind: 'done',
        end: end.kind,
        ...(end.cause ? { cause: textOf(end.cause) } : {}),
      };
    }
  } catch (error) {
    // The database went away in the middle of ending the job, or the process has a defect: the log gets all of it.
    report = { kind: 'done', end: 'lost', cause: textOf(error) };
  }
  port.postMessage(report);
}

function textOf(error: unknown): string {
  if (error instanceof ServiceError)
    return `${error.detail}${error.cause instanceof Error ? ` (${error.cause.message})` : ''}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

opened.then(
  () => port.postMessage({ kind: 'ready' } satisfies ThreadReport),
  (error: unknown) => {
    throw error;
  },
);
