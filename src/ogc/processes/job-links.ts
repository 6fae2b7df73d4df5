/** The links between a job and all that belongs to it. */

import { type Link, type Links, pathOf } from '../../http/links.js';
import type { Job } from '../../jobs/job.js';
import { JOB_LIST_REL, RESULTS_REL } from '../common/relations.js';

export const jobPath = (jobId: string, ...below: readonly string[]): string => `/jobs${pathOf(jobId, ...below)}`;

export function jobLinks({ jobId, processId, status, parentJobId }: Job, links: Links): readonly Link[] {
  const path = jobPath(jobId);
  const self = { type: 'application/json', title: 'Status of the job as JSON', href: links.to(path) };
  return [
    { rel: 'self', ...self },
    { rel: 'alternate', type: 'text/html', title: 'Status of the job as HTML', href: links.to(path, { f: 'html' }) },
    // Where clients look again while the job has not ended.
    { rel: 'monitor', ...self },
    ...(status === 'successful' ? resultLinks(path, links) : []),
    ...(status === 'failed' ? [exceptionLink(path, links)] : []),
    related(links.to(`${path}/events`), 'text/event-stream', 'The job as it goes on'),
    related(links.to(`${path}/logs`), 'application/json', 'Log'),
    related(links.to(`${path}/inputs`), 'application/json', 'What the job was asked'),
    related(links.to(`${path}/statistics`), 'application/json', 'What the job took'),
    {
      rel: 'http://www.w3.org/ns/prov#has_provenance',
      type: 'application/json',
      title: 'Provenance',
      href: links.to(`${path}/prov`),
    },
    related(links.to(`/processes${pathOf(processId)}`), 'application/json', 'The process'),
    ...(parentJobId === undefined
      ? []
      : [
          {
            rel: 'up',
            type: 'application/json',
            title: 'The job that waits for it',
            href: links.to(jobPath(parentJobId)),
          },
        ]),
    { rel: JOB_LIST_REL, type: 'application/json', title: 'Jobs', href: links.to('/jobs') },
  ];
}

/** In lists: the way to the job, where all others are, and to its results. A thousand jobs with a dozen links each cost more than all else. */
export function listedJobLinks({ jobId, status }: Job, links: Links): readonly Link[] {
  const path = jobPath(jobId);
  return [
    { rel: 'self', type: 'application/json', title: 'Status of the job', href: links.to(path) },
    ...(status === 'successful'
      ? [{ rel: RESULTS_REL, type: 'application/json', title: 'Results', href: links.to(`${path}/results`) }]
      : []),
  ];
}

const related = (href: string, type: string, title: string): Link => ({ rel: 'related', type, title, href });

/** Only once they are there: clients fetch them as soon as they see the link. */
const resultLinks = (path: string, links: Links): readonly Link[] => [
  { rel: RESULTS_REL, type: 'application/json', title: 'Results', href: links.to(`${path}/results`) },
  { rel: RESULTS_REL, type: 'text/html', title: 'Results as HTML', href: links.to(`${path}/results`, { f: 'html' }) },
];

const exceptionLink = (path: string, links: Links): Link => ({
  rel: 'http://www.opengis.net/def/rel/ogc/1.0/exceptions',
  type: 'application/json',
  title: 'Why it failed',
  href: links.to(`${path}/results`),
});
