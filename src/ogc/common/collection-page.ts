/** One collection for people: facts, attributes with units, ways to get it. */
import type { Collection, Property } from '../../catalog/collection.js';
import type { Context } from '../../http/context.js';
import { type Html, html, safeHref } from '../../http/html.js';
import { page } from '../../http/html-page.js';
import { type Link, pathOf } from '../../http/links.js';
import { alternateLinks } from '../../http/paging.js';
import type { CollectionDocument } from './collection-document.js';
import { boxText, itemCountText, periodText, productText } from './collection-facts.js';
import { explorerUrl, isExplorable } from './explorer-link.js';
import { addressSection } from './program-addresses.js';
import { MAP_REL, STYLES_REL, TILESETS_MAP_REL, TILESETS_VECTOR_REL } from './relations.js';
import type { ProgramAddress } from './standard.js';
import { unitText } from './unit-text.js';

type Asked = Context<unknown, unknown>;

export function collectionPage(
  context: Asked,
  collection: Collection,
  { links, storageCrs, crs }: CollectionDocument,
  addresses: readonly ProgramAddress[],
): Html {
  const items = links.filter(({ rel }) => rel === 'items');
  const others = collection.links;
  const path = `/collections${pathOf(collection.id)}`;
  return page(context, {
    title: collection.title,
    crumbs: [{ title: 'Collections', href: context.links.to('/collections') }],
    alternates: alternateLinks(context),
    body: html`<p class="lead">${collection.description}</p>
<p class="actions"><a class="button" href="${context.links.to(`${path}/items`, { f: 'html' })}">Browse</a>
${isExplorable(collection) && html`<a class="button" href="${explorerUrl(context.links, collection.id, { bbox: collection.bbox })}">Explore on the map</a>\n`}${PAGES.map(({ rel, title }) => pageLink(context, links, rel, title))}${productsLink(context, links)}</p>
${mapPicture(context, collection, links)}
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
${addressSection(addresses)}
<section aria-labelledby="download">
<h2 id="download">Download</h2>
<p class="actions">${items.filter(({ type }) => type !== 'text/html').map(linkItem)}</p>
</section>
<section aria-labelledby="attributes">
<h2 id="attributes">Attributes</h2>
<div class="scroll" tabindex="0"><table>
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

/** What there is of a collection besides its items. */
const PAGES = [
  { rel: MAP_REL, title: 'Map' },
  { rel: STYLES_REL, title: 'Styles' },
  { rel: TILESETS_VECTOR_REL, title: 'Vector tiles' },
  { rel: TILESETS_MAP_REL, title: 'Map tiles' },
];

function pageLink(context: Asked, links: readonly Link[], rel: string, title: string): Html | undefined {
  const link = links.find((each) => each.rel === rel);
  return link && html`<a href="${context.links.with(new URL(link.href), { f: 'html' })}">${title}</a>\n`;
}

/** Files of the products: no relation of OGC is for them, so that their address tells. */
function productsLink(context: Asked, links: readonly Link[]): Html | undefined {
  const link = links.find(({ rel, href }) => rel === 'related' && new URL(href).pathname.endsWith('/products'));
  return link && html`<a href="${context.links.with(new URL(link.href), { f: 'html' })}">Products</a>\n`;
}

/** Of all that it holds, on the way to the page of the map. */
function mapPicture(context: Asked, { title }: Collection, links: readonly Link[]): Html | undefined {
  const link = links.find(({ rel }) => rel === MAP_REL);
  if (!link) return undefined;
  const [widthPx, heightPx] = [960, 360];
  const picture = context.links.with(new URL(link.href), { f: 'png', width: widthPx, height: heightPx });
  return html`<figure class="map-picture"><a href="${context.links.with(new URL(link.href), { f: 'html' })}">
<img src="${picture}" width="${widthPx}" height="${heightPx}" loading="lazy" alt="${`Map of ${title}`}"></a></figure>`;
}

const fact = (name: string, value: Html | string | undefined) =>
  value !== undefined && html`<dt>${name}</dt><dd>${value}</dd>\n`;

const linkItem = ({ href, title, rel }: Link): Html =>
  html`<a href="${safeHref(href)}">${title?.split(' as ').pop() ?? rel}</a>\n`;

const attributeRow = ({ name, type, unit, title, description }: Property): Html => html`<tr>
<td><code>${name}</code></td><td>${type}</td><td>${unitText(unit)}</td><td>${description ?? title}</td>
</tr>\n`;
