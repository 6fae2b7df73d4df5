/** What a schedule does when its time has come: judge its request as that of a client, and put it into the queue. */
import type { Catalog } from '../../../catalog/catalog.js';
import type { Job } from '../../../jobs/job.js';
import type { JobStore } from '../../../jobs/job-store.js';
import type { ProcessRegistry } from '../../../jobs/process-registry.js';
import type { ReferenceRules } from '../../../jobs/reference-guard.js';
import type { Schedule } from '../../../jobs/schedule-store.js';
import { ParameterSchemas } from '../submission/input-values.js';
import { prepareSubmission } from '../submission/prepare-submission.js';
import { DEFAULT_NESTING } from '../submission/submission-setting.js';

export interface SchedulingSetting {
  readonly registry: ProcessRegistry;
  readonly store: JobStore;
  readonly catalog: Catalog;
  readonly rules: ReferenceRules;
}

/** Owner of the jobs that schedules start. */
const OWNER = 'schedule';
const schemas = new ParameterSchemas();

/** Throws what a client would be told. The key makes of any number of firings one job. */
export async function submitScheduled(
  { id, processId, request }: Schedule,
  idempotencyKey: string,
  setting: SchedulingSetting,
): Promise<Job> {
  const { jobs } = await prepare(processId, request, setting);
  const { job } = await setting.store.submit({
    jobs,
    owner: OWNER,
    mode: 'async',
    priority: 0,
    idempotencyKey,
    scheduleId: id,
  });
  return job;
}

/** Throws what would be wrong with the request if it were executed now. */
export async function judgeScheduled(processId: string, request: unknown, setting: SchedulingSetting): Promise<void> {
  await prepare(processId, request, setting);
}

const prepare = (processId: string, request: unknown, { registry, store, catalog, rules }: SchedulingSetting) =>
  // A schedule has no address of its own to be asked at: collections and processes are named by their ids.
  prepareSubmission(processId, request, {
    registry,
    store,
    catalog,
    rules,
    schemas,
    limits: DEFAULT_NESTING,
    ownUrls: [],
  });
