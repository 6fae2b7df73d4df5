/** The conformance declaration: the classes of every standard that is built in. */
import type { Context } from '../../http/context.js';
import { type Html, html } from '../../http/html.js';
import { page } from '../../http/html-page.js';
import { type NoQuery, type Operation, operation } from '../../http/operation.js';
import { alternateLinks, selfLinks } from '../../http/paging.js';
import { documentReply } from '../../http/reply.js';

export const getConformanceDeclaration = (conformsTo: readonly string[]): Operation =>
  operation<NoQuery>('getConformanceDeclaration', async (context) => {
    const document = { conformsTo, links: selfLinks(context) };
    return documentReply(context, document, () => conformancePage(context, conformsTo), { version: 'static' });
  });

function conformancePage(context: Context<NoQuery>, conformsTo: readonly string[]): Html {
  const specificationOf = (uri: string): string => uri.slice(0, uri.lastIndexOf('/conf/'));
  const specifications = [...new Set(conformsTo.map(specificationOf))];
  return page(context, {
    title: 'Conformance',
    crumbs: [],
    alternates: alternateLinks(context),
    body: html`<p class="lead">The requirement classes of OGC standards that this service fulfils.</p>
${specifications.map(
  (specification) => html`<section>
<h2>${specification.slice(specification.indexOf('/spec/') + 6)}</h2>
<ul class="tags">
${conformsTo
  .filter((uri) => specificationOf(uri) === specification)
  .map((uri) => html`<li title="${uri}">${uri.slice(uri.lastIndexOf('/') + 1)}</li>\n`)}
</ul>
</section>`,
)}`,
  });
}
