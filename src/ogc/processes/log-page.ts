/** The log of a job for people. */
import type { Context } from '../../http/context.js';
import { type Html, html } from '../../http/html.js';
import { page } from '../../http/html-page.js';
import type { Link } from '../../http/links.js';
import { alternateLinks } from '../../http/paging.js';
import type { Job, JobLogLine } from '../../jobs/job.js';
import { PROCESS_STYLES } from './job-facts.js';
import { jobPath } from './job-links.js';
import { textLine } from './log-text.js';

export function logPage(
  context: Context<unknown, unknown>,
  job: Job,
  lines: readonly JobLogLine[],
  pages: readonly Link[],
): Html {
  const { links } = context;
  return page(context, {
    title: 'Log',
    crumbs: [
      { title: 'Jobs', href: links.to('/jobs') },
      { title: job.processId, href: links.to(jobPath(job.jobId)) },
    ],
    alternates: alternateLinks(context),
    styles: PROCESS_STYLES,
    body: html`${
      lines.length === 0
        ? html`<p class="lead">Nothing was said.</p>`
        : html`<pre class="log whole" tabindex="0">${lines.map((line) => html`<span class="level-${line.level}">${textLine(line)}</span>`)}</pre>`
    }
<nav class="actions pages" aria-label="Pages">${pages.map(({ rel, href, title }) => html`<a class="button" rel="${rel}" href="${href}">${title}</a>\n`)}</nav>`,
  });
}
