/** The list of jobs, the newest first. */
import { parseDatetime } from '../../catalog/datetime.js';
import { invalidParameter } from '../../errors.js';
import { type Operation, operation } from '../../http/operation.js';
import { pageLink, selfLinks } from '../../http/paging.js';
import { documentReply } from '../../http/reply.js';
import type { JobStore } from '../../jobs/job-store.js';
import type { ProcessRegistry } from '../../jobs/process-registry.js';
import { jobsPage } from './jobs-page.js';
import type { JobsQuery } from './jobs-query.js';
import { listedStatus, statusVersion } from './status-document.js';

export const getJobs = (store: JobStore, registry: ProcessRegistry): Operation =>
  operation<JobsQuery>('getJobs', async (context) => {
    const { processID, status, datetime, minDuration, maxDuration, limit, cursor } = context.query;
    const { jobs, next } = await store.list({
      // Without keys everything belongs to whoever is at the machine.
      ...(context.config.apiKeys.length > 0 ? { owner: context.caller } : {}),
      ...(processID ? { processIds: processID } : {}),
      ...(status ? { statuses: status } : {}),
      ...(datetime === undefined ? {} : { created: parseDatetime(datetime) }),
      ...(minDuration === undefined ? {} : { minDurationS: minDuration }),
      ...(maxDuration === undefined ? {} : { maxDurationS: maxDuration }),
      ...(cursor === undefined ? {} : { before: readCursor(cursor) }),
      limit,
    });
    const document = {
      jobs: jobs.map((job) => listedStatus(job, context.links)),
      links: [
        ...selfLinks(context),
        ...(next === undefined ? [] : [pageLink(context, 'next', { cursor: writeCursor(next) })]),
        ...(cursor === undefined ? [] : [pageLink(context, 'first', { cursor: undefined })]),
      ],
      numberReturned: jobs.length,
    };
    const version = jobs.map((job) => `${job.jobId} ${statusVersion(job)}`).join('\n');
    const page = () => jobsPage(context, document, [...registry.keys()]);
    return documentReply(context, document, page, { version: `${version} ${next}`, isLive: true });
  });

/** Numbers of jobs grow with time: a page goes on before one of them, whatever was accepted meanwhile. */
const writeCursor = (before: number): string => `j${before.toString(36)}`;

function readCursor(cursor: string): number {
  const before = /^j[0-9a-z]{1,11}$/.test(cursor) ? Number.parseInt(cursor.slice(1), 36) : Number.NaN;
  if (!Number.isSafeInteger(before)) throw invalidParameter('cursor', 'expected one taken from a next link');
  return before;
}
