/** What a job took: time in the queue and at work, attempts, size of what came out. */
import { jobNotFound, raise } from '../../errors.js';
import { type NoQuery, type Operation, operation } from '../../http/operation.js';
import { jsonReply } from '../../http/reply.js';
import type { JobStore } from '../../jobs/job-store.js';
import { jobPath } from './job-links.js';
import { statusVersion } from './status-document.js';

export const getJobStatistics = (store: JobStore): Operation =>
  operation<NoQuery, { jobId: string }>('getJobStatistics', async (context) => {
    const { jobId } = context.params;
    const job = (await store.job(jobId)) ?? raise(jobNotFound(jobId));
    const results = await store.results(jobId);
    const { created, started, finished, status, processId, attempt } = job;
    const now = new Date();
    const document = {
      jobID: jobId,
      processID: processId,
      status,
      attempts: attempt,
      created: created.toISOString(),
      started: started?.toISOString(),
      finished: finished?.toISOString(),
      queueSeconds: secondsBetween(created, started ?? finished ?? now),
      runSeconds: started && secondsBetween(started, finished ?? now),
      totalSeconds: secondsBetween(created, finished ?? now),
      resultCount: results.length,
      resultBytes: results.reduce((sum, { bytes = 0 }) => sum + bytes, 0),
      links: [
        { rel: 'self', type: 'application/json', title: 'This document', href: context.links.with(context.url, {}) },
        { rel: 'up', type: 'application/json', title: 'The job', href: context.links.to(jobPath(jobId)) },
      ],
    };
    // Of a job that goes on, no two moments are alike.
    return jsonReply(
      'application/json',
      document,
      finished ? { freshness: { version: statusVersion(job), isLive: true } } : {},
    );
  });

/** Milliseconds are the finest the database gives out. */
const secondsBetween = (start: Date, end: Date): number => Math.max(0, end.getTime() - start.getTime()) / 1000;
