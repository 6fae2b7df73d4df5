/** The results of a job for people. */
import type { Context } from '../../http/context.js';
import { type Html, html } from '../../http/html.js';
import { page } from '../../http/html-page.js';
import { alternateLinks } from '../../http/paging.js';
import type { Job, JobResult } from '../../jobs/job.js';
import type { RegisteredProcess } from '../../jobs/process-registry.js';
import { PROCESS_STYLES, timeText } from './job-facts.js';
import { jobPath } from './job-links.js';
import { resultList } from './result-list.js';

export function resultsPage(
  context: Context<unknown, unknown>,
  job: Job,
  process: RegisteredProcess | undefined,
  results: readonly JobResult[],
): Html {
  const { links } = context;
  const title = process?.description.title ?? job.processId;
  return page(context, {
    title: `Results of ${title}`,
    crumbs: [
      { title: 'Jobs', href: links.to('/jobs') },
      { title, href: links.to(jobPath(job.jobId)) },
    ],
    alternates: alternateLinks(context).filter(({ type }) => type === 'application/json'),
    styles: PROCESS_STYLES,
    body: html`<p class="lead">${results.length === 0 ? 'The process has given no output.' : html`Made by a job that ended ${timeText(job.finished?.toISOString())}.`}</p>
${resultList(job, results, process, links)}
${job.expires && html`<p class="hint">Kept until ${timeText(job.expires.toISOString())}; published collections stay.</p>`}`,
  });
}
