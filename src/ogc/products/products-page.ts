/** The products of a collection for people. */
import type { Collection } from '../../catalog/collection.js';
import type { DeliveredProduct } from '../../catalog/points/delivered-products.js';
import type { Context } from '../../http/context.js';
import { type Html, html } from '../../http/html.js';
import { page } from '../../http/html-page.js';
import { type Link, type Links, pathOf } from '../../http/links.js';
import { alternateLinks } from '../../http/paging.js';
import { isoDate } from '../../products/epochs.js';
import { explorerUrl } from '../common/explorer-link.js';
import { zipPath } from './product-documents.js';

export function productsPage(
  context: Context<unknown, unknown>,
  collection: Collection,
  products: readonly DeliveredProduct[],
  [next]: readonly Link[],
): Html {
  const { links } = context;
  return page(context, {
    title: 'Products',
    crumbs: [
      { title: 'Collections', href: links.to('/collections') },
      { title: collection.title, href: links.to(`/collections${pathOf(collection.id)}`) },
    ],
    alternates: alternateLinks(context),
    body: html`<p class="lead">Bursts of level 2 or tiles of level 3, each as the zip that EGMS delivers.</p>
${
  products.length === 0
    ? html`<p>None lies there.</p>`
    : html`<div class="scroll" tabindex="0"><table>
<thead><tr><th scope="col">File</th><th scope="col" class="number">Points</th><th scope="col">Dates</th><th scope="col" class="number">Size</th><th scope="col">Map</th></tr></thead>
<tbody>${products.map((product) => row(collection, product, links))}</tbody></table></div>`
}
${next && html`<nav class="actions pages" aria-label="Pages"><a href="${next.href}" rel="next">Next page</a></nav>`}`,
  });
}

function row(collection: Collection, product: DeliveredProduct, links: Links): Html {
  const { name, pointCount, firstDate, lastDate, epochCount, sourceBytes, bbox } = product;
  return html`<tr><th scope="row"><a href="${links.to(zipPath(collection, product))}" download>${name}.zip</a></th>
<td class="number">${pointCount.toLocaleString('en')}</td><td>${epochCount}, ${isoDate(firstDate)} to ${isoDate(lastDate)}</td>
<td class="number">${sourceBytes === undefined ? '' : megabytes(sourceBytes)}</td>
<td><a href="${explorerUrl(links, collection.id, { bbox })}">Explore</a></td></tr>\n`;
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toLocaleString('en', { maximumFractionDigits: 1 })} MB`;
