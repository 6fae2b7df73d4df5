/** A job: how far it is, what it says, and what came out of it. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Application } from '../application.js';
import { icon } from '../shell/icons.js';
import { type TextKey, text } from '../text/text.js';
import { documentView } from './document-view.js';
import { isOver, type Job, type Jobs } from './jobs.js';
import {
  isFeatures,
  isGeoJsonReference,
  isResultShown,
  recordOf,
  resultPath,
  showCollection,
  showFeatures,
  showResult,
} from './show-results.js';

const STATUS: Readonly<Record<string, TextKey>> = {
  accepted: 'process.accepted',
  running: 'process.running',
  successful: 'process.successful',
  failed: 'process.failed',
  dismissed: 'process.dismissed',
};
/** Longer values are for files, not for panels. */
const MOST_SHOWN = 2_000;
/** Shown without being asked for. */
const SHORT = 120;

export function jobView(app: Application, jobs: Jobs, job: Job): TemplateResult {
  const { id, title, status, log, results, trouble } = job;
  const percent = status?.progress ?? 0;
  const page = app.server.url(`jobs/${encodeURIComponent(id)}`, { f: 'html' });
  const over = isOver(job);
  return html`<li class="job" data-status=${status?.status ?? 'unknown'}>
    <div class="job-head"><strong>${title}</strong>
      <span class="job-status">${status ? text(STATUS[status.status] ?? 'process.unknown') : text('loading')}</span></div>
    ${
      status && !over
        ? html`<progress max="100" .value=${percent} aria-label=${title}></progress>
      <p class="hint" role="status">${percent} % · ${status.phase ?? status.message ?? ''}</p>`
        : nothing
    }
    ${status?.exception?.detail ? html`<p class="trouble">${status.exception.detail}</p>` : nothing}
    ${trouble ? html`<p class="trouble">${trouble}</p>` : nothing}
    ${results ? html`<ul class="job-results">${Object.entries(results).map(([name, value]) => resultView(app, id, name, value))}</ul>` : nothing}
    ${
      log.length > 0
        ? html`<details class="about"><summary>${text('process.log')}</summary><pre class="log" tabindex="0">${log
            .map(({ time, level, message }) => `${time.slice(11, 19)} ${level === 'info' ? '' : `${level} `}${message}`)
            .join('\n')}</pre></details>`
        : nothing
    }
    <div class="job-actions"><a href=${page} target="_blank" rel="noopener">${text('process.page')}</a>
      ${status && !over ? html`<button type="button" @click=${() => void jobs.dismiss(id)}>${text('process.dismiss')}</button>` : nothing}
      ${over || trouble ? html`<button type="button" class="plain-icon" title=${text('process.forget')} aria-label=${text('process.forget')} @click=${() => jobs.forget(id)}>${icon('remove')}</button>` : nothing}
    </div></li>`;
}

function resultView(app: Application, id: string, name: string, value: unknown): TemplateResult {
  const { collection, href, type, value: content, mediaType } = recordOf(value);
  const file = app.server.url(resultPath(id, name));
  const kind = String(type ?? mediaType ?? '');
  if (typeof collection === 'string') {
    return html`<li><span>${name}: ${collection}</span><button type="button" @click=${() => void showCollection(app, collection)}>${text('process.onMap')}</button></li>`;
  }
  if (kind.startsWith('text/html')) {
    return html`<li><span>${name}</span><a href=${file} target="_blank" rel="noopener noreferrer">${text('process.report')}</a></li>`;
  }
  if (isFeatures(content) || isGeoJsonReference(value)) {
    const count = isFeatures(content) ? text('process.features', { count: content.features.length }) : kind;
    return html`<li><span>${name}: ${count}</span>
      ${
        isResultShown(app, id, name)
          ? html`<button type="button" @click=${() => showFeatures(app, undefined)}>${text('process.offMap')}</button>`
          : html`<button type="button" @click=${() => void showResult(app, id, name, value)}>${text('process.onMap')}</button>`
      }
      <a href=${file} download>${text('process.download')}</a></li>`;
  }
  if (typeof href === 'string') {
    return html`<li><span>${name} <span class="hint">${kind}</span></span><a href=${file} download>${text('process.download')}</a></li>`;
  }
  const shown = mediaType === undefined ? value : content;
  const words = typeof shown === 'string' ? shown : JSON.stringify(shown);
  const preview =
    documentView(shown) ??
    html`<pre class="log" tabindex="0">${words.length > MOST_SHOWN ? `${words.slice(0, MOST_SHOWN)} …` : words}</pre>`;
  return html`<li><span>${name}</span><a href=${file} download>${text('process.download')}</a>
    ${words.length > SHORT ? html`<details class="about"><summary>${text('process.preview')}</summary>${preview}</details>` : preview}</li>`;
}
