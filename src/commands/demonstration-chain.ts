/**
 * Hands the steps of the demonstration to the queue, each when those it needs have succeeded. Nothing is kept here: which
 * steps were begun is what the table of jobs says, so that a server that is killed goes on with the next start, and
 * several servers on one database make one chain.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { titleCollection } from '../catalog/ingest/title-collection.js';
import type { Database } from '../db/database.js';
import { ServiceError } from '../errors.js';
import type { Job } from '../jobs/job.js';
import type { JobStore } from '../jobs/job-store.js';
import type { JobWatch } from '../jobs/job-watch.js';
import type { ServerSubmissionSetting } from '../ogc/processes/submission/submit-for-server.js';
import { submitForServer } from '../ogc/processes/submission/submit-for-server.js';
import { begunSteps, DEMONSTRATION_OWNER, dismissQuietly, isDemonstrationThere } from './demonstration-jobs.js';
import type { DemonstrationStep } from './demonstration-steps.js';

export interface ChainSetting extends ServerSubmissionSetting {
  readonly database: Database;
  readonly store: JobStore;
  readonly watch: Pick<JobWatch, 'end'>;
  /** Aborted when the server stops: jobs go on, or are taken up again with the next start. */
  readonly signal: AbortSignal;
  /** Between two attempts while the database is away; default 5,000. */
  readonly retryMs?: number;
}

export interface ChainEnd {
  /** `interrupted`: the server stops. `withdrawn`: the demonstration was removed. */
  readonly kind: 'complete' | 'stopped' | 'withdrawn' | 'interrupted';
  /** The job that did not succeed; absent when a step was refused. */
  readonly job?: Job;
  /** Why it stopped. */
  readonly reason?: string;
}

const RETRY_MS = 5_000;

/** Resolves when all steps have ended, or one did not succeed and those that do not need it have ended. */
export async function followSteps(steps: readonly DemonstrationStep[], setting: ChainSetting): Promise<ChainEnd> {
  const ends = new Map<string, Promise<ChainEnd>>();
  for (const step of steps) {
    const needed = step.needs.map((name) => ends.get(name)!);
    ends.set(step.name, followStep(step, needed, setting));
  }
  const all = await Promise.all(ends.values());
  return all.find(({ kind }) => kind !== 'complete') ?? { kind: 'complete' };
}

async function followStep(
  step: DemonstrationStep,
  needed: readonly Promise<ChainEnd>[],
  setting: ChainSetting,
): Promise<ChainEnd> {
  const obstacle = (await Promise.all(needed)).find(({ kind }) => kind !== 'complete');
  if (obstacle) return obstacle;
  const { signal, retryMs = RETRY_MS } = setting;
  while (!signal.aborted) {
    try {
      return await runStep(step, setting);
    } catch (error) {
      // A request that is refused now, which it was not when it was written: what it reads was removed, or the disk is full.
      if (!(error instanceof ServiceError)) throw error;
      if (error.status !== 503) return { kind: 'stopped', reason: `${step.name}: ${error.detail}` };
      await pause(retryMs, undefined, { signal }).catch(() => {});
    }
  }
  return { kind: 'interrupted' };
}

async function runStep(step: DemonstrationStep, setting: ChainSetting): Promise<ChainEnd> {
  const { database, store, watch, signal } = setting;
  const jobId = (await begunSteps(database)).get(step.name)?.jobId ?? (await begin(step, setting));
  if (jobId === undefined) return { kind: 'withdrawn' };
  // The watch gives up without a word when the server stops, and when a record is gone.
  const job = (await watch.end(jobId, signal)) ?? (await store.job(jobId));
  if (job?.status === 'successful') {
    for (const [id, title] of Object.entries(step.titles)) await titleCollection(database, id, jobId, title);
    return { kind: 'complete' };
  }
  if (signal.aborted) return { kind: 'interrupted' };
  if (!(await isDemonstrationThere(database))) return { kind: 'withdrawn' };
  const reason = `${step.name}: ${job?.failure?.detail ?? job?.status ?? 'its record is gone'}`;
  return { kind: 'stopped', ...(job ? { job } : {}), reason };
}

/**
 * The new job; undefined when the demonstration was removed. Who removes it withdraws products first and dismisses jobs
 * then: a job that comes too late for that finds the products gone when it looks a second time.
 */
async function begin(step: DemonstrationStep, setting: ChainSetting): Promise<string | undefined> {
  const { database, store } = setting;
  if (!(await isDemonstrationThere(database))) return undefined;
  const { processId, request, name } = step;
  const asked = { processId, request, owner: DEMONSTRATION_OWNER, idempotencyKey: name };
  const { jobId } = await submitForServer(asked, setting);
  if (await isDemonstrationThere(database)) return jobId;
  await dismissQuietly(store, jobId);
  return undefined;
}
