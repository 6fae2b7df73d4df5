/** The landing page for people: what is here, and how to take it home. */
import type { Collection } from '../../catalog/collection.js';
import type { Context } from '../../http/context.js';
import { type Html, html } from '../../http/html.js';
import { page } from '../../http/html-page.js';
import { pathOf } from '../../http/links.js';
import { alternateLinks } from '../../http/paging.js';
import { collectionCard, countText } from './collection-facts.js';
import { explorerUrl } from './explorer-link.js';
import { addressSection } from './program-addresses.js';
import type { ProgramAddress } from './standard.js';

/** More than this many collections are for the list, not for the front door. */
const MOST_CARDS = 24;

export function landingPage(
  context: Context<unknown, unknown>,
  collections: readonly Collection[],
  addresses: readonly ProgramAddress[],
): Html {
  const { links, config } = context;
  const { title, description } = config.service;
  const hidden = collections.length - MOST_CARDS;
  return page(context, {
    title,
    crumbs: [],
    alternates: alternateLinks(context),
    body: html`<p class="lead">${description}</p>
${collections.some(({ kind }) => kind === 'points') && html`<p class="actions"><a class="button" href="${explorerUrl(links)}">Explore on the map</a></p>`}
${numbers(collections)}
<section aria-labelledby="collections">
<h2 id="collections">Collections</h2>
${
  collections.length === 0
    ? html`<p>Nothing is published yet. Files are taken in by <code>open-egms ingest FILE</code>.</p>`
    : html`<ul class="cards">${collections.slice(0, MOST_CARDS).map((collection) => collectionCard(collection, links))}</ul>`
}
${hidden > 0 && html`<p><a href="${links.to('/collections')}">${countText(hidden)} more</a></p>`}
</section>
${usage(links.to('/'), collections[0]?.id, links.to(`/collections${pathOf(collections[0]?.id ?? 'ID')}/items`))}
${addressSection(addresses)}
<section aria-labelledby="programs">
<h2 id="programs">For programs</h2>
<ul class="plain">
<li><a href="${links.to('/api.html')}">API description</a>, also as <a href="${links.to('/api', { f: 'json' })}">OpenAPI 3.0</a></li>
<li><a href="${links.to('/conformance')}">Conformance</a>: the OGC standards in use</li>
</ul>
</section>`,
  });
}

function numbers(collections: readonly Collection[]): Html {
  const items = collections.reduce((sum, { itemCount }) => sum + (itemCount ?? 0), 0);
  const epochs = Math.max(0, ...collections.map(({ dates }) => dates.length));
  const points = collections.some(({ kind }) => kind === 'points');
  return html`<dl class="numbers">
<div><dt>${collections.length === 1 ? 'collection' : 'collections'}</dt><dd>${countText(collections.length)}</dd></div>
<div><dt>${points ? 'points and features' : 'features'}</dt><dd>${countText(items)}</dd></div>
${epochs > 0 && html`<div><dt>epochs in the longest series</dt><dd>${countText(epochs)}</dd></div>`}
</dl>`;
}

const usage = (home: string, id: string | undefined, items: string): Html => html`<section aria-labelledby="use">
<h2 id="use">Use it</h2>
<div class="columns">
<div><h3>QGIS</h3>
<p>Layer, Add Layer, Add WFS / OGC API - Features Layer, New. The URL is</p>
<pre tabindex="0"><code>${home}</code></pre></div>
<div><h3>GDAL</h3>
<p>Lists the collections; with a name behind it, reads one.</p>
<pre tabindex="0"><code>ogrinfo -ro "OAPIF:${home}" ${id}</code></pre></div>
<div><h3>Anything else</h3>
<p>One page of features as GeoJSON.</p>
<pre tabindex="0"><code>curl "${items}?limit=10"</code></pre></div>
</div>
</section>`;
