/** The API document for people: every operation with its parameters, grouped as in the document, without scripts. */
import type { Context } from '../../http/context.js';
import type { Parameter } from '../../http/contract.js';
import { type Html, html } from '../../http/html.js';
import { page } from '../../http/html-page.js';
import { OPENAPI_MEDIA_TYPE } from '../../http/negotiation.js';
import type { ApiDocument } from './api-document.js';
import type { PublicOperation } from './public-operation.js';

interface Entry {
  readonly path: string;
  readonly method: string;
  readonly operation: PublicOperation;
}

export function apiPage(context: Context<unknown, unknown>, document: ApiDocument): Html {
  const href = context.links.to('/api', { f: 'json' });
  const entries = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): Entry => ({ path, method, operation })),
  );
  return page(context, {
    title: 'API',
    crumbs: [],
    alternates: [{ rel: 'alternate', type: OPENAPI_MEDIA_TYPE, title: 'OpenAPI 3.0', href }],
    body: html`<p class="lead">Every resource answers GET, HEAD and OPTIONS. Programs get JSON, browsers get pages; the parameter
<code>f</code> decides when you want something else. Errors are problem documents (RFC 9457).</p>
${document.tags.map(
  (tag) => html`<section>
<h2>${tag.name}</h2>
<p>${tag.description}</p>
${entries
  .filter(({ operation }) => operation.tags.includes(tag.name))
  .map((entry) => operationDetails(entry, document, context.links.to(entry.path)))}
</section>`,
)}`,
  });
}

function operationDetails({ path, method, operation }: Entry, document: ApiDocument, href: string): Html {
  const parameters = operation.parameters.map((entry) =>
    '$ref' in entry ? document.components.parameters[entry.$ref.slice(entry.$ref.lastIndexOf('/') + 1)] : entry,
  );
  const isPlain = method === 'get' && !path.includes('{');
  return html`<details class="operation">
<summary><span class="method">${method.toUpperCase()}</span> <code>${path}</code> <span>${operation.summary}</span></summary>
<p>${operation.description} ${isPlain && html`<a href="${href}">Try it</a>`}</p>
<div class="scroll" tabindex="0"><table>
<thead><tr><th scope="col">Parameter</th><th scope="col">Type</th><th scope="col">Meaning</th></tr></thead>
<tbody>${parameters.map(parameterRow)}</tbody>
</table></div>
</details>`;
}

const parameterRow = ({ name, schema, description, ...parameter }: Parameter): Html => html`<tr>
<td><code>${name}</code>${parameter.in === 'path' && ' (path)'}</td><td>${typeText(schema)}</td><td>${description}</td>
</tr>\n`;

function typeText({ type = 'any', enum: values, minimum, maximum, default: preset }: Parameter['schema']): string {
  const range =
    minimum !== undefined && maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER
      ? ` ${minimum} to ${maximum}`
      : '';
  const choice = values ? values.join(' | ') : `${type}${range}`;
  return preset === undefined ? choice : `${choice}, default ${String(preset)}`;
}
