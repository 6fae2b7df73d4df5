/**
 * Runs a process: judges the request, accepts the job, and waits for it or not, as the client prefers. Every execution
 * is a job, those that are waited for included, so that results by reference, log and provenance are there for all.
 */
import { invalidRequest, jobFailed, jobGoesOn, jobGone, ServiceError, syncTooLong } from '../../errors.js';
import type { Context } from '../../http/context.js';
import { type Operation, operation } from '../../http/operation.js';
import { readPreferences, waitSeconds } from '../../http/preferences.js';
import { emptyReply, jsonReply, type Reply } from '../../http/reply.js';
import { isFinal, type Job } from '../../jobs/job.js';
import type { JobStorage } from '../../jobs/job-storage.js';
import type { JobStore } from '../../jobs/job-store.js';
import type { JobWatch } from '../../jobs/job-watch.js';
import type { RegisteredProcess } from '../../jobs/process-registry.js';
import { patience } from '../../workers/patience.js';
import { executionMode } from './execution-mode.js';
import { idempotencyKey } from './idempotency-key.js';
import { jobPath } from './job-links.js';
import { resultReference, resultsDocument } from './results-document.js';
import { resultsReply } from './results-reply.js';
import { retryAfterSeconds, statusDocument } from './status-document.js';
import { isCollectionOutput, wantedOutputs } from './submission/outputs.js';
import { type PreparedSubmission, prepareSubmission } from './submission/prepare-submission.js';
import type { SubmissionSetting } from './submission/submission-setting.js';
import { wantedResults } from './wanted-results.js';

export interface ExecutionSetting extends Omit<SubmissionSetting, 'ownUrls'> {
  readonly store: JobStore;
  readonly watch: JobWatch;
  readonly storage: JobStorage;
  /** Longest time a client waits for results, s. */
  readonly syncSeconds: number;
}

type ExecutionContext = Context<{ readonly response?: 'collection' }, { readonly processId: string }>;

/** A client that waits goes before one that looks in now and then. */
const SYNC_PRIORITY = 10;

export const executeProcess = (setting: ExecutionSetting): Operation =>
  operation<{ response?: 'collection' }, { processId: string }>('executeProcess', async (context) => {
    const key = idempotencyKey(context.header);
    const { config, links } = context;
    const ownUrls = [links.baseUrl, ...(config.url === undefined ? [] : [config.url])];
    const prepared = await prepareSubmission(context.params.processId, context.body, { ...setting, ownUrls });
    const wantsCollection = context.query.response === 'collection';
    if (wantsCollection) requireCollectionOutput(prepared);
    const preferences = readPreferences(context.header('prefer'));
    const { mode, applied } = executionMode(prepared.process.description.jobControlOptions, preferences);
    // Who wants a collection waits for it, unless a job is preferred; one that takes longer is finished all the same.
    const waits = mode === 'sync' || (wantsCollection && applied === undefined);
    const staysWhenLate = wantsCollection && prepared.process.description.jobControlOptions.includes('async-execute');
    const { job, isNew } = await setting.store.submit({
      jobs: prepared.jobs,
      owner: context.caller,
      mode: mode === 'sync' && !staysWhenLate ? 'sync' : 'async',
      priority: waits ? SYNC_PRIORITY : 0,
      ...(key === undefined ? {} : { idempotencyKey: key }),
    });
    if (!waits) {
      const wait = applied === undefined ? undefined : waitSeconds(preferences, setting.syncSeconds);
      if (!wait) return acceptedReply(job, context, applied);
      const { job: later } = await awaited(job, wait, context, setting);
      return acceptedReply(later ?? job, context, `${applied}, wait=${wait}`);
    }
    const ended = await awaited(job, setting.syncSeconds, context, setting);
    if (ended.job && isFinal(ended.job.status)) {
      return endedReply(ended.job, prepared.process, wantsCollection, context, setting);
    }
    // With a key the client will be back for what it missed; a job of an earlier request is not ours to end.
    if (ended.reason === 'gone') {
      if (isNew && key === undefined) await dismissQuietly(job.jobId, context, setting.store);
      throw jobGone(job.jobId);
    }
    if (ended.reason === 'closed') throw jobGoesOn(job.jobId);
    if (staysWhenLate) return acceptedReply(ended.job ?? job, context);
    if (isNew) await dismissQuietly(job.jobId, context, setting.store);
    throw syncTooLong(setting.syncSeconds);
  });

/** A job that waits or runs: 201, where it is, and when to look. */
function acceptedReply(job: Job, { links }: ExecutionContext, applied?: string): Reply {
  return jsonReply('application/json', statusDocument(job, links), {
    status: 201,
    headers: {
      Location: links.to(jobPath(job.jobId)),
      ...(applied === undefined ? {} : { 'Preference-Applied': applied }),
      ...(isFinal(job.status) ? {} : { 'Retry-After': String(retryAfterSeconds(job)) }),
    },
  });
}

/**
 * The results, or why there are none. The job is named by Location as pygeoapi does it: a Link header, which the standard
 * has for this, makes its conformance suite stumble.
 */
async function endedReply(
  job: Job,
  { description }: RegisteredProcess,
  wantsCollection: boolean,
  { links }: ExecutionContext,
  { store, storage }: ExecutionSetting,
): Promise<Reply> {
  const { jobId, failure } = job;
  if (failure) throw jobFailed(failure.status, failure.code, failure.detail);
  const wanted = await wantedResults(job, description, store);
  if (wantsCollection) {
    const collections = wanted.results.filter(({ place }) => place.kind === 'collection');
    if (collections.length === 1) {
      return emptyReply(303, { Location: resultReference(jobId, collections[0], links).href });
    }
    return jsonReply('application/json', await resultsDocument(jobId, wanted.results, links, { store, storage }));
  }
  const reply = await resultsReply(jobId, wanted, links, { store, storage });
  return { ...reply, headers: { ...reply.headers, Location: links.to(jobPath(jobId)) } };
}

interface Awaited {
  /** As it was seen last; final, unless there is a reason why it is not. */
  readonly job?: Job;
  readonly reason?: 'gone' | 'late' | 'closed';
}

async function awaited(
  { jobId }: Job,
  seconds: number,
  { signal }: ExecutionContext,
  { watch, store }: ExecutionSetting,
): Promise<Awaited> {
  const waiting = patience(signal, seconds * 1000);
  const ended = await watch.end(jobId, waiting.signal);
  const { isOver } = waiting;
  waiting.end();
  if (ended) return { job: ended };
  if (signal.aborted) return { reason: 'gone' };
  // It may have ended in the very moment in which the patience did.
  const job = await store.job(jobId);
  return job && isFinal(job.status) ? { job } : { job, reason: isOver ? 'late' : 'closed' };
}

/** Best effort: nobody waits for the answer, or there is a better one to give. */
async function dismissQuietly(jobId: string, { log }: ExecutionContext, store: JobStore): Promise<void> {
  await store.dismiss(jobId).catch((error: unknown) => {
    if (!(error instanceof ServiceError)) log.warn({ err: error }, `job ${jobId} could not be dismissed`);
  });
}

function requireCollectionOutput({ process, jobs }: PreparedSubmission): void {
  const { description } = process;
  const { outputs } = jobs[0].request;
  const isMade = (id: string) => outputs?.[id] !== undefined || !description.outputs[id]['x-collection']?.onDemand;
  const wanted = wantedOutputs(outputs, description);
  if (wanted.some((id) => isCollectionOutput(description.outputs[id]) && isMade(id))) return;
  const named = Object.keys(description.outputs).filter((id) => isCollectionOutput(description.outputs[id]));
  const detail =
    named.length === 0
      ? `${description.id} publishes no collection; ask without response=collection`
      : `expected one that is a collection, as response=collection asks: ${named.join(', ')}`;
  throw invalidRequest([{ pointer: '/outputs', detail }]);
}
