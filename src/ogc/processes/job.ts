/** The status of one job, at once or as soon as there is news. */
import { jobNotFound, raise } from '../../errors.js';
import { isHeld } from '../../http/caching.js';
import type { Context } from '../../http/context.js';
import { type NoQuery, type Operation, operation } from '../../http/operation.js';
import { readPreferences, waitSeconds } from '../../http/preferences.js';
import { documentReply } from '../../http/reply.js';
import { isFinal, type Job } from '../../jobs/job.js';
import type { JobStore } from '../../jobs/job-store.js';
import type { JobWatch } from '../../jobs/job-watch.js';
import type { ProcessRegistry } from '../../jobs/process-registry.js';
import { patience } from '../../workers/patience.js';
import { maskedInputs } from './job-inputs.js';
import { jobPage } from './job-page.js';
import { retryAfterSeconds, statusDocument, statusVersion } from './status-document.js';

export interface JobSetting {
  readonly registry: ProcessRegistry;
  readonly store: JobStore;
  readonly watch: JobWatch;
  /** Longest time a client may wait, s. */
  readonly maxWaitSeconds: number;
}

/** Larger requests are looked at where they belong, at `/jobs/{jobId}/inputs`. */
const MAX_PARAMETERS_BYTES = 16_384;

export const getJob = (setting: JobSetting): Operation =>
  operation<NoQuery, { jobId: string }>('getJob', async (context) => {
    const { store, registry } = setting;
    const { jobId } = context.params;
    const wait = waitSeconds(readPreferences(context.header('prefer')), setting.maxWaitSeconds);
    const first = (await store.job(jobId)) ?? raise(jobNotFound(jobId));
    const job =
      wait === undefined ? first : ((await awaited(first, wait, context, setting)) ?? raise(jobNotFound(jobId)));
    const request = await store.request(jobId);
    const parameters = maskedInputs(request.inputs, registry.get(job.processId)?.description);
    const isSmall = JSON.stringify(parameters).length <= MAX_PARAMETERS_BYTES;
    const document = statusDocument(job, context.links, isSmall ? parameters : undefined);
    const isPage = context.format.id === 'html';
    const logs = isPage ? await store.log(jobId, { limit: MAX_PAGE_LINES }) : [];
    const results = isPage && job.status === 'successful' ? await store.results(jobId) : [];
    const children = isPage ? await store.jobs(request.nested?.map((entry) => entry.jobId) ?? []) : [];
    const page = () =>
      jobPage(context, { job, document, process: registry.get(job.processId), logs, results, children });
    const reply = documentReply(context, document, page, freshnessOf(job));
    return {
      ...reply,
      headers: {
        ...reply.headers,
        ...(isFinal(job.status) ? {} : { 'Retry-After': String(retryAfterSeconds(job)) }),
        ...(wait === undefined ? {} : { 'Preference-Applied': `wait=${wait}` }),
      },
    };
  });

const MAX_PAGE_LINES = 500;

const freshnessOf = (job: Job) => ({ version: statusVersion(job), isLive: true });

/** Until the job has ended; for a client that holds a status already, until there is another. */
async function awaited(
  first: Job,
  seconds: number,
  context: Context<NoQuery, unknown>,
  { store, watch }: JobSetting,
): Promise<Job | undefined> {
  const holdsCopy = (job: Job) => isHeld(context, freshnessOf(job));
  const hasTag = context.header('if-none-match') !== undefined;
  const isNews = (job: Job) => isFinal(job.status) || (hasTag && !holdsCopy(job));
  if (isNews(first)) return first;
  const waiting = patience(context.signal, seconds * 1000);
  for await (const job of watch.changes(first.jobId, waiting.signal)) if (isNews(job)) break;
  waiting.end();
  return store.job(first.jobId);
}
