/** The outputs of a job for people: what each is, how large, where it is. */
import { type Html, html } from '../../http/html.js';
import { type Links, pathOf } from '../../http/links.js';
import type { Job, JobResult } from '../../jobs/job.js';
import type { RegisteredProcess } from '../../jobs/process-registry.js';
import { explorerUrl } from '../common/explorer-link.js';
import { sizeText } from './job-facts.js';
import { jobPath } from './job-links.js';

export const resultList = (
  job: Job,
  results: readonly JobResult[],
  process: RegisteredProcess | undefined,
  links: Links,
): Html => html`<ul class="cards">${results.map((result) => resultCard(job, result, process, links))}</ul>`;

function resultCard(
  { jobId }: Job,
  { outputId, mediaType, bytes, place }: JobResult,
  process: RegisteredProcess | undefined,
  links: Links,
): Html {
  const { title = outputId, description } = process?.description.outputs[outputId] ?? {};
  if (place.kind === 'collection') {
    const path = `/collections${pathOf(place.collectionId)}`;
    return html`<li class="card"><h3><a href="${links.to(path)}">${title}</a></h3><p class="clamp">${description}</p>
<p class="facts-line"><span>published as <code>${place.collectionId}</code></span></p>
<p class="actions"><a class="button" href="${links.to(`${path}/items`, { f: 'html' })}">Browse</a>
<a href="${explorerUrl(links, place.collectionId)}">Explore on the map</a>
<a href="${links.to(`${path}/items`, { f: 'csv' })}">CSV</a></p></li>\n`;
  }
  const href = links.to(jobPath(jobId, 'results', outputId));
  return html`<li class="card"><h3><a href="${href}">${title}</a></h3><p class="clamp">${description}</p>
<p class="facts-line"><span>${mediaType}</span>\n${bytes !== undefined && html`<span>${sizeText(bytes)}</span>`}</p>
<p class="actions"><a class="button" href="${href}" download>Download</a></p></li>\n`;
}
