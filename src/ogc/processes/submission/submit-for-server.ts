/** Requests that the server itself makes: judged as those of clients, and put into the queue once. */
import type { Catalog } from '../../../catalog/catalog.js';
import type { Job } from '../../../jobs/job.js';
import type { JobStore } from '../../../jobs/job-store.js';
import type { ProcessRegistry } from '../../../jobs/process-registry.js';
import type { ReferenceRules } from '../../../jobs/reference-guard.js';
import { ParameterSchemas } from './input-values.js';
import { type PreparedSubmission, prepareSubmission } from './prepare-submission.js';
import { DEFAULT_NESTING } from './submission-setting.js';

export interface ServerSubmissionSetting {
  readonly registry: ProcessRegistry;
  readonly store: JobStore;
  readonly catalog: Catalog;
  readonly rules: ReferenceRules;
}

export interface ServerRequest {
  readonly processId: string;
  /** Execution request. */
  readonly request: unknown;
  readonly owner: string;
  /** Makes of any number of submissions one job. */
  readonly idempotencyKey: string;
  readonly scheduleId?: string;
}

const schemas = new ParameterSchemas();

/** Throws what a client would be told. */
export async function submitForServer(asked: ServerRequest, setting: ServerSubmissionSetting): Promise<Job> {
  const { processId, request, owner, idempotencyKey, scheduleId } = asked;
  const { jobs } = await prepareForServer(processId, request, setting);
  const { job } = await setting.store.submit({
    jobs,
    owner,
    mode: 'async',
    priority: 0,
    idempotencyKey,
    ...(scheduleId === undefined ? {} : { scheduleId }),
  });
  return job;
}

/** The jobs of such a request. Throws what would be wrong with it if it were executed now. */
export function prepareForServer(
  processId: string,
  request: unknown,
  { registry, store, catalog, rules }: ServerSubmissionSetting,
): Promise<PreparedSubmission> {
  // The server has no address of its own to be asked at here: collections and processes are named by their ids.
  return prepareSubmission(processId, request, {
    registry,
    store,
    catalog,
    rules,
    schemas,
    limits: DEFAULT_NESTING,
    ownUrls: [],
  });
}
