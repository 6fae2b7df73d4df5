/** The status of a job as OGC API Processes 1.0 has it (statusInfo), with what else people want to know while they wait. */
import { STATUS_CODES } from 'node:http';
import type { Link, Links } from '../../http/links.js';
import { isFinal, type Job } from '../../jobs/job.js';
import { jobLinks, listedJobLinks } from './job-links.js';

export interface StatusDocument {
  readonly processID: string;
  readonly type: 'process';
  readonly jobID: string;
  readonly status: Job['status'];
  readonly message: string;
  readonly created: string;
  readonly started?: string;
  readonly finished?: string;
  readonly updated: string;
  readonly progress: number;
  readonly phase?: string;
  readonly queuePosition?: number;
  readonly attempt: number;
  readonly estimatedCompletion?: string;
  readonly expires?: string;
  readonly parentJobID?: string;
  readonly scheduleID?: string;
  /** The inputs, under pygeoapi's name for them. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly exception?: Readonly<Record<string, unknown>>;
  readonly links: readonly Link[];
}

export const statusDocument = (
  job: Job,
  links: Links,
  parameters?: Readonly<Record<string, unknown>>,
): StatusDocument => ({ ...statusOf(job), parameters, links: jobLinks(job, links) });

/** As one of many. */
export const listedStatus = (job: Job, links: Links): StatusDocument => ({
  ...statusOf(job),
  links: listedJobLinks(job, links),
});

function statusOf(job: Job): Omit<StatusDocument, 'links'> {
  const { failure } = job;
  return {
    processID: job.processId,
    type: 'process',
    jobID: job.jobId,
    status: job.status,
    message: job.message ?? messageOf(job),
    created: job.created.toISOString(),
    started: job.started?.toISOString(),
    finished: job.finished?.toISOString(),
    updated: job.updated.toISOString(),
    // Whole percent, and the last one only when all is done.
    progress: Math.floor(job.progress),
    phase: isFinal(job.status) && job.status !== 'failed' ? undefined : job.phase,
    queuePosition: job.queuePosition,
    attempt: job.attempt,
    estimatedCompletion: job.estimatedEnd?.toISOString(),
    expires: job.expires?.toISOString(),
    parentJobID: job.parentJobId,
    scheduleID: job.scheduleId,
    exception: failure && {
      type: 'about:blank',
      title: STATUS_CODES[failure.status] ?? 'Error',
      status: failure.status,
      detail: failure.detail,
      code: failure.code,
      description: failure.detail,
      ...(failure.phase === undefined ? {} : { phase: failure.phase }),
    },
  };
}

/** Changes whenever the document does. */
export const statusVersion = (job: Job): string =>
  [job.status, job.updated.getTime(), job.queuePosition ?? '', job.expires?.getTime() ?? ''].join(' ');

/** Seconds after which it is worth looking again: soon at first, and less often the longer it takes. */
export function retryAfterSeconds(job: Job, now = Date.now()): number {
  if (job.status === 'accepted') return 2;
  const left = job.estimatedEnd ? (job.estimatedEnd.getTime() - now) / 1000 : 5;
  return Math.min(30, Math.max(1, Math.round(left / 4)));
}

function messageOf({ status, phase, queuePosition }: Job): string {
  switch (status) {
    case 'accepted':
      if (queuePosition === undefined) return 'in the queue';
      return queuePosition === 0 ? 'next in the queue' : `in the queue, ${queuePosition} before it`;
    case 'running':
      return phase ?? 'running';
    case 'successful':
      return 'the results are there';
    default:
      return status;
  }
}
