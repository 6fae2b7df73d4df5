/** One job for people: how far it is, what it says, what came out. Moves on by itself where scripts run. */
import type { Context } from '../../http/context.js';
import { type Html, type HtmlValue, html } from '../../http/html.js';
import { page } from '../../http/html-page.js';
import { pathOf } from '../../http/links.js';
import { alternateLinks } from '../../http/paging.js';
import { isFinal, type Job, type JobLogLine, type JobResult } from '../../jobs/job.js';
import type { RegisteredProcess } from '../../jobs/process-registry.js';
import { explorerJobUrl } from '../common/explorer-link.js';
import { durationText, PROCESS_STYLES, runSeconds, statusBadge, timeText } from './job-facts.js';
import { jobPath } from './job-links.js';
import { textLine } from './log-text.js';
import { resultList } from './result-list.js';
import type { StatusDocument } from './status-document.js';

export interface JobPageContent {
  readonly job: Job;
  readonly document: StatusDocument;
  readonly process?: RegisteredProcess;
  /** The first lines of the log. */
  readonly logs: readonly JobLogLine[];
  readonly results: readonly JobResult[];
  /** Jobs that compute inputs. */
  readonly children: readonly Job[];
}

export function jobPage(context: Context<unknown, unknown>, content: JobPageContent): Html {
  const { links, config } = context;
  const { job, document, process, logs, results, children } = content;
  const path = jobPath(job.jobId);
  const isOver = isFinal(job.status);
  const title = process?.description.title ?? job.processId;
  return page(context, {
    title,
    crumbs: [{ title: 'Jobs', href: links.to('/jobs') }],
    alternates: alternateLinks(context),
    styles: PROCESS_STYLES,
    scripts: ['job-page.js'],
    body: html`<div class="job" data-job="${links.to(path, { f: 'json' })}" data-events="${links.to(`${path}/events`)}" data-logs="${links.to(`${path}/logs`, { f: 'json' })}" data-final="${String(isOver)}" data-last-line="${logs[logs.length - 1]?.lineNo ?? 0}">
<p class="state">${statusBadge(job.status)} <span class="lead-in" data-field="message">${document.message}</span></p>
<p class="bar"><progress max="100" value="${document.progress}" data-field="progress" aria-label="Progress">${document.progress} %</progress>
<output data-field="percent">${document.progress} %</output></p>
${failureBox(document)}
<dl class="numbers">
${figure('queue', 'before it in the queue', document.queuePosition)}
${figure('left', 'left, as it looks', leftText(job))}
${figure('elapsed', 'at work', job.started && durationText(runSeconds(job)))}
${figure('attempt', 'attempt', job.attempt > 1 ? job.attempt : undefined)}
</dl>
${results.length > 0 && html`<section aria-labelledby="results"><h2 id="results">Results</h2><p class="actions"><a class="button" href="${explorerJobUrl(links, job.jobId)}">Open in the Explorer</a></p>${resultList(job, results, process, links)}</section>`}
${children.length > 0 && html`<section aria-labelledby="nested"><h2 id="nested">Jobs that compute its inputs</h2><ul class="plain">${children.map((child) => html`<li>${statusBadge(child.status)} <a href="${links.to(jobPath(child.jobId))}">${child.processId}</a></li>\n`)}</ul></section>`}
<section aria-labelledby="log"><h2 id="log">Log</h2>
<pre class="log" tabindex="0" data-field="log">${logs.map(textLine)}</pre>
<p class="hint"><a href="${links.to(`${path}/logs`, { f: 'html' })}">The whole log</a>, also as <a href="${links.to(`${path}/logs`, { f: 'text' })}">text</a></p></section>
<section aria-labelledby="about"><h2 id="about">About this job</h2>
<dl class="facts">
<dt>Identifier</dt><dd><code>${job.jobId}</code></dd>
<dt>Process</dt><dd><a href="${links.to(`/processes${pathOf(job.processId)}`)}">${title}</a>, version ${job.processVersion}</dd>
${fact('Created', timeText(document.created))}${fact('Started', timeText(document.started))}${fact('Ended', timeText(document.finished))}
${fact('Results are kept until', job.status === 'successful' && timeText(document.expires))}
${fact('Part of', job.parentJobId && html`<a href="${links.to(jobPath(job.parentJobId))}">another job</a>`)}
<dt>More</dt><dd><a href="${links.to(`${path}/inputs`)}">request</a>, <a href="${links.to(`${path}/prov`)}">provenance</a>, <a href="${links.to(`${path}/statistics`)}">statistics</a></dd>
</dl>
${document.parameters && html`<details><summary>Inputs</summary><pre tabindex="0"><code>${JSON.stringify(document.parameters, null, 2)}</code></pre></details>`}
</section>
<p class="actions dismissal">${config.apiKeys.length > 0 && !links.carryKey && html`<label>API key <input type="password" data-key autocomplete="off"></label>`}
<button class="button quiet" data-dismiss hidden>${isOver ? 'Remove this job' : 'Stop this job'}</button> <span role="status" data-field="dismissal"></span></p>
</div>`,
  });
}

const figure = (field: string, label: string, value: HtmlValue): Html =>
  html`<div data-figure="${field}"${(value === undefined || value === '') && html` hidden`}><dt>${label}</dt><dd data-field="${field}">${value}</dd></div>\n`;

const fact = (name: string, value: HtmlValue): HtmlValue => value && html`<dt>${name}</dt><dd>${value}</dd>\n`;

function leftText({ estimatedEnd }: Job, now = Date.now()): string | undefined {
  return estimatedEnd && durationText(Math.max(0, estimatedEnd.getTime() - now) / 1000);
}

const failureBox = ({ exception }: StatusDocument): HtmlValue =>
  exception &&
  html`<div class="failure" role="alert"><strong>${String(exception.code)}</strong>
<p>${String(exception.detail)}</p>${exception.phase !== undefined && html`<p class="hint">in the step “${String(exception.phase)}”</p>`}</div>`;
