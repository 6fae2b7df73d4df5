/** The list of processes for people. */
import type { Context } from '../../http/context.js';
import { type Html, html } from '../../http/html.js';
import { page } from '../../http/html-page.js';
import { type Link, pathOf } from '../../http/links.js';
import { alternateLinks } from '../../http/paging.js';
import { PROCESS_STYLES } from './job-facts.js';
import type { ProcessSummary } from './process-document.js';

export function processesPage(
  context: Context<unknown, unknown>,
  { processes, links }: { readonly processes: readonly ProcessSummary[]; readonly links: readonly Link[] },
): Html {
  const pages = links.filter(({ rel }) => rel === 'prev' || rel === 'next');
  return page(context, {
    title: 'Processes',
    crumbs: [],
    alternates: alternateLinks(context),
    styles: PROCESS_STYLES,
    body: html`<p class="lead">What can be computed here. Each page has a form that runs the process; every run is a
<a href="${context.links.to('/jobs')}">job</a> with its log, results and provenance.</p>
${processes.length === 0 && html`<p>There is no process here.</p>`}
<ul class="cards">${processes.map((process) => processCard(process, context))}</ul>
${
  pages.length > 0 &&
  html`<p class="actions">${pages.map(({ rel, href, title }) => html`<a class="button" rel="${rel}" href="${href}">${title}</a>\n`)}</p>`
}`,
  });
}

const processCard = (process: ProcessSummary, { links }: Context<unknown, unknown>): Html => html`<li class="card">
<h3><a href="${links.to(`/processes${pathOf(process.id)}`)}">${process.title}</a></h3>
<p class="clamp">${process.description}</p>
${process.keywords.length > 0 && html`<ul class="tags">${process.keywords.map((word) => html`<li>${word}</li>`)}</ul>`}
<p class="actions"><a class="button" href="${links.to(`/processes${pathOf(process.id)}`)}">Open</a>
<a href="${links.to('/jobs', { processID: process.id })}">Jobs</a></p>
</li>`;
