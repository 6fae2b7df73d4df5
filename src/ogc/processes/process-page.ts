/** One process for people: what it does, a form that runs it, what it takes and gives, and the same from a command line. */
import type { Collection } from '../../catalog/collection.js';
import type { Context } from '../../http/context.js';
import { type Html, type HtmlValue, html } from '../../http/html.js';
import { page } from '../../http/html-page.js';
import { pathOf } from '../../http/links.js';
import { alternateLinks } from '../../http/paging.js';
import type { ParameterDescription, RegisteredProcess } from '../../jobs/process-registry.js';
import { executionForm } from './execution-form.js';
import { PROCESS_STYLES } from './job-facts.js';
import type { ProcessDocument } from './process-document.js';
import { occurrenceText, schemaText } from './schema-text.js';

export function processPage(
  context: Context<unknown, unknown>,
  process: RegisteredProcess,
  document: ProcessDocument,
  collections: readonly Collection[],
): Html {
  const { links } = context;
  const { id, version, title, description, keywords, jobControlOptions, inputs, outputs, example } = document;
  return page(context, {
    title,
    crumbs: [{ title: 'Processes', href: links.to('/processes') }],
    alternates: alternateLinks(context),
    styles: PROCESS_STYLES,
    scripts: ['execution-form.js'],
    body: html`<p class="lead">${description}</p>
<section aria-labelledby="run"><h2 id="run">Run it</h2>
${executionForm(context, process, collections)}
</section>
<section aria-labelledby="inputs"><h2 id="inputs">Inputs</h2>
${parameterTable(inputs, true)}
</section>
<section aria-labelledby="outputs"><h2 id="outputs">Outputs</h2>
${parameterTable(outputs, false)}
</section>
<section aria-labelledby="command"><h2 id="command">From the command line</h2>
<pre tabindex="0"><code>${curlCommand(links.to(`/processes${pathOf(id)}/execution`), example)}</code></pre>
</section>
<dl class="facts">
<dt>Identifier</dt><dd><code>${id}</code></dd>
<dt>Version</dt><dd>${version}</dd>
<dt>Ways to run it</dt><dd>${jobControlOptions.map((option) => WAYS[option]).join(', ')}</dd>
${keywords.length > 0 && html`<dt>Keywords</dt><dd><ul class="tags">${keywords.map((word) => html`<li>${word}</li>`)}</ul></dd>`}
<dt>Jobs</dt><dd><a href="${links.to('/jobs', { processID: id })}">runs of this process</a></dd>
</dl>`,
  });
}

const WAYS = {
  'sync-execute': 'wait for the results',
  'async-execute': 'as a job',
  dismiss: 'jobs can be dismissed',
} as const;

const parameterTable = (parameters: Readonly<Record<string, ParameterDescription>>, isInput: boolean): Html =>
  html`<div class="scroll" tabindex="0"><table>
<thead><tr><th scope="col">Name</th><th scope="col">Type</th>${isInput && html`<th scope="col">Needed</th>`}<th scope="col">Meaning</th></tr></thead>
<tbody>${Object.entries(parameters).map(([name, parameter]) => parameterRow(name, parameter, isInput))}</tbody>
</table></div>`;

const parameterRow = (name: string, parameter: ParameterDescription, isInput: boolean): Html => html`<tr>
<th scope="row"><code>${name}</code></th><td>${schemaText(parameter)}</td>${cell(isInput && occurrenceText(parameter))}
<td>${parameter.title && html`<strong>${parameter.title}.</strong> `}${parameter.description}</td>
</tr>\n`;

const cell = (value: HtmlValue): HtmlValue => value !== false && html`<td>${value}</td>`;

/** Works when pasted into a shell: the body stands in single quotation marks. */
export const curlCommand = (url: string, example: Readonly<Record<string, unknown>>): string =>
  [
    `curl -X POST '${url}' \\`,
    `  -H 'Content-Type: application/json' -H 'Prefer: respond-async' \\`,
    `  -d '${JSON.stringify(example, null, 2).replaceAll("'", `'\\''`)}'`,
  ].join('\n');
