/** The outputs of a job as its request wants them. */
import { jobFailed, jobGone, resultNotReady, resultsExpired } from '../../errors.js';
import type { Job, JobRequest, JobResult } from '../../jobs/job.js';
import type { JobStore } from '../../jobs/job-store.js';
import type { ProcessDescription } from '../../jobs/process-registry.js';
import { retryAfterSeconds } from './status-document.js';
import { wantedOutputs } from './submission/outputs.js';

export interface WantedResult extends JobResult {
  readonly transmission: 'value' | 'reference';
}

export interface WantedResults {
  readonly response: JobRequest['response'];
  /** In the order of the request, or of the description. */
  readonly results: readonly WantedResult[];
}

/** Throws what its client is to be told of a job that has no results: not yet, not any more, or never. */
export function requireSuccess(job: Job): void {
  const { jobId, status, failure } = job;
  if (status === 'successful') return;
  if (status === 'dismissed') throw jobGone(jobId);
  if (status !== 'failed') throw resultNotReady(jobId, status, retryAfterSeconds(job));
  throw jobFailed(failure?.status ?? 500, failure?.code ?? 'InternalError', failure?.detail ?? 'the job failed');
}

/** Throws as `requireSuccess`, and `resultsExpired`. */
export async function wantedResults(
  job: Job,
  description: Pick<ProcessDescription, 'outputs'> | undefined,
  store: Pick<JobStore, 'request' | 'results'>,
): Promise<WantedResults> {
  requireSuccess(job);
  const { outputs, response } = await store.request(job.jobId);
  const all = await store.results(job.jobId);
  if (all.length === 0 && isExpired(job)) throw resultsExpired(job.jobId);
  // A process that is no longer offered has left its results behind.
  const wanted =
    description || outputs ? wantedOutputs(outputs, description ?? { outputs: {} }) : all.map((r) => r.outputId);
  const results = wanted.flatMap((id) => {
    const result = all.find(({ outputId }) => outputId === id);
    return result ? [{ ...result, transmission: outputs?.[id]?.transmissionMode ?? 'value' }] : [];
  });
  return { response, results };
}

export const isExpired = ({ expires }: Job, now = Date.now()): boolean =>
  expires !== undefined && expires.getTime() <= now;
