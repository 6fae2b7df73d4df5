/** The jobs of the demonstration as the database knows them: which steps were begun, and whether any may begin. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '../db/database.js';
import { ServiceError } from '../errors.js';
import type { JobStatus } from '../jobs/job.js';
import { JobStore } from '../jobs/job-store.js';
import { DEMONSTRATION_STACKS, type DemonstrationStep } from './demonstration-steps.js';

/** What products of the demonstration name as their source, those aside that were computed. */
export const DEMONSTRATION_SOURCE = 'synthetic demonstration';
/** Owner of the jobs: with the key of a step it makes of any number of submissions one job. */
export const DEMONSTRATION_OWNER = 'demonstration';
/** For which the records of dismissed jobs are kept. */
const RECORD_DAYS = 30;

export interface BegunStep {
  readonly jobId: string;
  readonly status: JobStatus;
}

/** By name of the step. */
export async function begunSteps(database: Pick<Database, 'query'>): Promise<ReadonlyMap<string, BegunStep>> {
  const { rows } = await database.query<{ name: string; job_id: string; status: JobStatus }>(
    'select idempotency_key as name, job_id, status from egms.job where owner = $1 and idempotency_key is not null',
    [DEMONSTRATION_OWNER],
  );
  return new Map(rows.map(({ name, job_id: jobId, status }) => [name, { jobId, status }]));
}

/** False once real products have taken its place. */
export async function isDemonstrationThere(database: Pick<Database, 'query'>): Promise<boolean> {
  const { rows } = await database.query('select 1 from egms.product where source_name = $1 limit 1', [
    DEMONSTRATION_SOURCE,
  ]);
  return rows.length > 0;
}

/**
 * Whether a start has steps to begin or to wait for. They begin where the catalog holds the made-up bursts and nothing else,
 * and neither jobs nor stacks of an earlier demonstration are left; they go on until one does not succeed.
 *
 * @param stacks the folder of stacks
 */
export async function hasOpenSteps(
  database: Database,
  stacks: string,
  steps: readonly DemonstrationStep[],
): Promise<boolean> {
  if (!(await isDemonstrationThere(database))) return false;
  const begun = await begunSteps(database);
  if (begun.size === 0)
    return (await holdsNothingElse(database)) && !(await isThere(join(stacks, DEMONSTRATION_STACKS)));
  // Records of jobs that published nothing expire: what is missing was there.
  if (!begun.has(steps[0].name)) return false;
  const statuses = steps.map(({ name }) => begun.get(name)?.status);
  if (statuses.some((status) => status === 'failed' || status === 'dismissed')) return false;
  return statuses.some((status) => status !== 'successful');
}

/** Takes waiting jobs out of the queue and stops running ones. */
export async function dismissSteps(database: Database): Promise<void> {
  const store = new JobStore(database, { maxQueuedPerOwner: 0, retentionDays: RECORD_DAYS });
  for (const { jobId, status } of (await begunSteps(database)).values()) {
    if (status === 'accepted' || status === 'running') await dismissQuietly(store, jobId);
  }
}

/** A job that somebody else dismissed at the same moment is as it should be. */
export async function dismissQuietly(store: Pick<JobStore, 'dismiss'>, jobId: string): Promise<void> {
  await store.dismiss(jobId).catch((error: unknown) => {
    if (!(error instanceof ServiceError && (error.status === 404 || error.status === 410))) throw error;
  });
}

async function holdsNothingElse(database: Pick<Database, 'query'>): Promise<boolean> {
  const { rows } = await database.query('select 1 from egms.product where source_name <> $1 limit 1', [
    DEMONSTRATION_SOURCE,
  ]);
  return rows.length === 0;
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
