/** One collection for people: facts, attributes with units, ways to get it. */
import type { Collection, Property } from '../../catalog/collection.js';
import type { Context } from '../../http/context.js';
import { type Html, html, safeHref } from '../../http/html.js';
import { page } from '../../http/html-page.js';
import { type Link, pathOf } from '../../http/links.js';
import { alternateLinks } from '../../http/paging.js';
import type { CollectionDocument } from './collection-document.js';
import { boxText, itemCountText, periodText, productText } from './collection-facts.js';
import { STYLES_REL } from './relations.js';

export function collectionPage(
  context: Context<unknown, unknown>,
  collection: Collection,
  { links, storageCrs, crs }: CollectionDocument,
): Html {
  const items = links.filter(({ rel }) => rel === 'items');
  const others = collection.links;
  const styles = links.find(({ rel }) => rel === STYLES_REL);
  const path = `/collections${pathOf(collection.id)}`;
  return page(context, {
    title: collection.title,
    crumbs: [{ title: 'Collections', href: context.links.to('/collections') }],
    alternates: alternateLinks(context),
    body: html`<p class="lead">${collection.description}</p>
<p class="actions"><a class="button" href="${context.links.to(`${path}/items`, { f: 'html' })}">Browse</a>
${items.filter(({ type }) => type !== 'text/html').map(linkItem)}
${styles && html`<a href="${safeHref(styles.href)}">Styles</a>`}</p>
<dl class="facts">
${fact('Identifier', html`<code>${collection.id}</code>`)}
${fact('Contents', itemCountText(collection))}
${fact('Product', productText(collection))}
${fact('Period', periodText(collection))}
${fact('Epochs', collection.dates.length > 0 ? String(collection.dates.length) : undefined)}
${fact('Extent (west, south, east, north)', boxText(collection))}
${fact('Stored in', html`<code>${storageCrs}</code>`)}
${fact('Also served in', html`<ul class="plain">${crs?.filter((uri) => uri !== storageCrs).map((uri) => html`<li><code>${uri}</code></li>`)}</ul>`)}
${fact('Changed', collection.modified.toISOString().slice(0, 19).replace('T', ' '))}
${collection.keywords.length > 0 && fact('Keywords', html`<ul class="tags">${collection.keywords.map((word) => html`<li>${word}</li>`)}</ul>`)}
</dl>
<section aria-labelledby="attributes">
<h2 id="attributes">Attributes</h2>
<div class="scroll"><table>
<thead><tr><th scope="col">Name</th><th scope="col">Type</th><th scope="col">Unit</th><th scope="col">Meaning</th></tr></thead>
<tbody>${collection.properties.map(attributeRow)}</tbody>
</table></div>
<p><a href="${context.links.to(`${path}/schema`)}">Schema</a>,
<a href="${context.links.to(`${path}/queryables`)}">queryables</a>,
<a href="${context.links.to(`${path}/sortables`)}">sortables</a></p>
</section>
${others.length > 0 && html`<section><h2>See also</h2><ul class="plain">${others.map((link) => html`<li>${linkItem(link)}</li>`)}</ul></section>`}`,
  });
}

const fact = (name: string, value: Html | string | undefined) =>
  value !== undefined && html`<dt>${name}</dt><dd>${value}</dd>\n`;

const linkItem = ({ href, title, rel }: Link): Html =>
  html`<a href="${safeHref(href)}">${title?.split(' as ').pop() ?? rel}</a>\n`;

const attributeRow = ({ name, type, unit, title, description }: Property): Html => html`<tr>
<td><code>${name}</code></td><td>${type}</td><td>${unit}</td><td>${description ?? title}</td>
</tr>\n`;
