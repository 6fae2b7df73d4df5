/** The list of jobs for people. */
import type { Context } from '../../http/context.js';
import { type Html, html } from '../../http/html.js';
import { page } from '../../http/html-page.js';
import type { Link } from '../../http/links.js';
import { alternateLinks } from '../../http/paging.js';
import { JOB_STATUSES } from '../../jobs/job.js';
import { durationText, PROCESS_STYLES, runSeconds, STATUS_WORDS, statusBadge, timeText } from './job-facts.js';
import { jobPath } from './job-links.js';
import type { JobsQuery } from './jobs-query.js';
import type { StatusDocument } from './status-document.js';

export function jobsPage(
  context: Context<JobsQuery>,
  { jobs, links }: { readonly jobs: readonly StatusDocument[]; readonly links: readonly Link[] },
  processIds: readonly string[],
): Html {
  const pages = links.filter(({ rel }) => rel === 'first' || rel === 'next');
  return page(context, {
    title: 'Jobs',
    crumbs: [],
    alternates: alternateLinks(context),
    styles: PROCESS_STYLES,
    scripts: ['search-form.js'],
    body: html`${filterForm(context, processIds)}
${
  jobs.length === 0
    ? html`<p class="lead">No job here. <a href="${context.links.to('/processes')}">Processes</a> can be run from their pages.</p>`
    : html`<div class="scroll" tabindex="0"><table class="jobs">
<thead><tr><th scope="col">Process</th><th scope="col">Status</th><th scope="col">Progress</th><th scope="col">Created</th><th scope="col" class="number">At work</th><th scope="col">Message</th></tr></thead>
<tbody>${jobs.map((job) => jobRow(job, context))}</tbody></table></div>`
}
<nav class="actions pages" aria-label="Pages">${pages.map(({ rel, href, title }) => html`<a class="${rel === 'next' && 'button'}" rel="${rel}" href="${href}">${title}</a>\n`)}</nav>`,
  });
}

function jobRow(job: StatusDocument, { links }: Context<JobsQuery>): Html {
  const { jobID, processID, status, progress, created, started, finished, message } = job;
  const seconds = runSeconds({
    started: started === undefined ? undefined : new Date(started),
    finished: finished === undefined ? undefined : new Date(finished),
  });
  return html`<tr>
<th scope="row"><a href="${links.to(jobPath(jobID))}">${processID}</a><small>${jobID.slice(0, 8)}</small></th>
<td>${statusBadge(status)}</td>
<td><progress max="100" value="${progress}">${progress} %</progress></td>
<td>${timeText(created)}</td><td class="number">${started !== undefined && durationText(seconds)}</td><td class="message">${message}</td>
</tr>\n`;
}

function filterForm({ links, query }: Context<JobsQuery>, processIds: readonly string[]): Html {
  const address = new URL(links.to('/jobs'));
  const choice = (name: string, label: string, values: readonly (readonly [string, string])[], chosen: string) =>
    html`<label>${label}<select name="${name}"><option value="">all</option>
${values.map(([value, text]) => html`<option value="${value}"${value === chosen && html` selected`}>${text}</option>\n`)}</select></label>`;
  const processes = processIds.map((id) => [id, id] as const);
  const statuses = JOB_STATUSES.map((status) => [status, STATUS_WORDS[status]] as const);
  return html`<form class="search choices" method="get" action="${address.pathname}" role="search">
${choice('processID', 'Process', processes, query.processID?.join(',') ?? '')}
${choice('status', 'Status', statuses, query.status?.join(',') ?? '')}
${[...address.searchParams].map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<button class="button">Show</button>
</form>`;
}
