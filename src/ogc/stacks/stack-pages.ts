/** Stacks for people: what there is, what each holds, and the commands to send one and to make points of it. */
import type { Context } from '../../http/context.js';
import { type Html, html } from '../../http/html.js';
import { page } from '../../http/html-page.js';
import { alternateLinks } from '../../http/paging.js';
import { stackPath } from './stack-documents.js';
import type { ShelvedStack } from './stack-shelf.js';

type Asked = Context<unknown, unknown>;

export function stacksPage(context: Asked, stacks: readonly ShelvedStack[], folder?: string): Html {
  const { links } = context;
  return page(context, {
    title: folder ?? 'Stacks',
    crumbs: folder === undefined ? [] : [{ title: 'Stacks', href: links.to('/stacks') }],
    alternates: alternateLinks(context),
    body: html`<p class="lead">Coregistered radar images, from which <a href="${links.to('/processes/psi')}">psi</a> makes points.</p>
${
  stacks.length === 0
    ? html`<p>There is none yet. <a href="${links.to('/processes/simulate-stack')}">simulate-stack</a> makes one; a zip of one can be sent:</p>`
    : html`<div class="scroll" tabindex="0"><table>
<thead><tr><th scope="col">Stack</th><th scope="col">Orbit</th><th scope="col">Dates</th><th scope="col" class="number">Images</th><th scope="col" class="number">Pixels</th><th scope="col" class="number">Size</th></tr></thead>
<tbody>${stacks.map((stack) => stackRow(stack, links.to(stackPath(stack.name))))}</tbody></table></div>
<p>Another one is sent as a zip:</p>`
}
<pre tabindex="0"><code>curl -T my-stack.zip -H "Content-Type: application/zip" ${links.to('/stacks/my-stack')}</code></pre>`,
  });
}

function stackRow({ name, bytes, reading }: ShelvedStack, href: string): Html {
  const head = html`<th scope="row"><a href="${href}">${name}</a></th>`;
  const size = html`<td class="number">${sizeText(bytes)}</td>`;
  if (reading.kind === 'fault')
    return html`<tr>${head}<td colspan="4">cannot be used: ${reading.detail}</td>${size}</tr>\n`;
  const { orbit, dates, rows, columns } = reading.facts;
  return html`<tr>${head}<td>${orbit}</td><td>${dates[0]} to ${dates[dates.length - 1]}</td><td class="number">${dates.length}</td><td class="number">${rows} × ${columns}</td>${size}</tr>\n`;
}

export function stackPage(context: Asked, { name, bytes, modified, reading }: ShelvedStack): Html {
  const { links } = context;
  return page(context, {
    title: name,
    crumbs: [{ title: 'Stacks', href: links.to('/stacks') }],
    alternates: alternateLinks(context),
    body: html`${reading.kind === 'facts' && reading.facts.title && html`<p class="lead">${reading.facts.title}</p>`}
${reading.kind === 'fault' && html`<p class="lead">It cannot be used: ${reading.detail}</p>`}
<dl class="facts">
${fact('Size', sizeText(bytes))}
${fact('Changed', modified.toISOString().slice(0, 19).replace('T', ' '))}
${reading.kind === 'facts' && factsOf(reading.facts)}
</dl>
${
  reading.kind === 'facts' &&
  html`${noticeList(reading.facts.notices)}
<h2>Points of it</h2>
<pre tabindex="0"><code>curl -X POST ${links.to('/processes/psi/execution')} \\
  -H "Content-Type: application/json" -H "Prefer: respond-async" \\
  -d '{"inputs": {"stack": "${name}"}}'</code></pre>
<h2>Dates</h2>
<p>${reading.facts.dates.join(', ')}</p>`
}`,
  });
}

type Facts = Extract<ShelvedStack['reading'], { kind: 'facts' }>['facts'];

const factsOf = (facts: Facts): Html => html`${fact('Orbit', `${facts.orbit}, track ${facts.track}`)}
${fact('Burst', `${facts.burstCycle}, swath ${facts.swath}, ${facts.polarisation}`)}
${fact('Images', `${facts.dates.length}, ${facts.dates[0]} to ${facts.dates[facts.dates.length - 1]}`)}
${fact('Reference date', facts.referenceDate)}
${fact('Pixels', `${facts.rows} rows, ${facts.columns} columns`)}
${fact('Reference system', facts.crs ?? 'radar geometry')}
${fact('Wavelength', `${(facts.wavelengthM * 100).toFixed(3)} cm`)}
${facts.isSynthetic && fact('Origin', 'simulated')}`;

const noticeList = (notices: readonly string[]) =>
  notices.length > 0 && html`<h2>Worth knowing</h2><ul>${notices.map((notice) => html`<li>${notice}</li>\n`)}</ul>`;

const fact = (name: string, value: string): Html => html`<dt>${name}</dt><dd>${value}</dd>\n`;

const sizeText = (bytes: number): string =>
  bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
