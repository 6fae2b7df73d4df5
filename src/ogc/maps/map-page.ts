/** A map for people: the picture, what its colours mean, and the ways to take it elsewhere. */
import type { Context } from '../../http/context.js';
import { type Html, html } from '../../http/html.js';
import { page } from '../../http/html-page.js';
import { type Links, pathOf } from '../../http/links.js';
import { alternateLinks } from '../../http/paging.js';
import type { MapLayer, MapView } from '../../maps/map.js';
import type { PointStyle } from '../../render/style.js';
import { legendHref, legendSize } from '../common/drawing/legend.js';
import { degreeBox, explorerUrl, isExplorable } from '../common/explorer-link.js';

export interface MapPage {
  readonly view: MapView;
  /** At least one. */
  readonly layers: readonly MapLayer[];
  /** Styles of each layer's collection. */
  readonly offered: readonly (readonly PointStyle[])[];
  /** As the address names it. */
  readonly styleId?: string;
}

export function mapPage(context: Context<unknown, unknown>, { view, layers, offered, styleId }: MapPage): Html {
  const { links, url, config } = context;
  const [{ collection, style }] = layers;
  const isOfCollection = url.pathname.includes('/collections/');
  const title = isOfCollection ? collection.title : config.service.title;
  const { widthPx, heightPx } = view;
  return page(context, {
    title: `Map of ${title}`,
    crumbs: isOfCollection
      ? [
          { title: 'Collections', href: links.to('/collections') },
          { title: collection.title, href: links.to(`/collections${pathOf(collection.id)}`) },
        ]
      : [],
    alternates: alternateLinks(context),
    body: html`<section aria-label="Colours">${layers.map((layer) => legend(layer, links))}</section>
<figure class="map-picture">
<img src="${links.with(url, { f: 'png' })}" width="${widthPx}" height="${heightPx}" alt="${`Map of ${title}: ${style.title}`}">
<figcaption>${style.title}, ${widthPx} × ${heightPx} pixels of <code>${`${view.crs.authority}:${view.crs.code}`}</code></figcaption>
</figure>
${isExplorable(collection) && html`<p class="actions"><a class="button" href="${explorerUrl(links, collection.id, { bbox: degreeBox(view.box, view.crs) })}">Explore on the map</a></p>`}
${isOfCollection && stylesSection(collection.id, offered[0], styleId, links)}
${isOfCollection && usage(collection.id, styleId, links)}`,
  });
}

function legend({ collection, style }: MapLayer, links: Links): Html {
  const { widthPx, heightPx } = legendSize(collection, style);
  const href = legendHref(collection, style, links, 'svg');
  return html`<figure class="map-picture"><img src="${href}" width="${widthPx}" height="${heightPx}" alt="${`Legend of ${style.title}`}">
<figcaption>${collection.title}</figcaption></figure>\n`;
}

const stylesSection = (
  collectionId: string,
  styles: readonly PointStyle[],
  styleId: string | undefined,
  links: Links,
): Html => html`<section aria-labelledby="styles"><h2 id="styles">Styles</h2><ul class="plain">
${styles.map(({ id, title }) => {
  const href = links.to(`/collections${pathOf(collectionId, 'styles', id)}/map`, { f: 'html' });
  return html`<li><a href="${href}"${id === styleId && html` aria-current="page"`}>${title}</a></li>\n`;
})}</ul></section>`;

function usage(collectionId: string, styleId: string | undefined, links: Links): Html {
  const path = `/collections${pathOf(collectionId)}`;
  const tiles = `${path}${pathOf(...(styleId === undefined ? [] : ['styles', styleId]), 'map', 'tiles')}`;
  const tileJson = links.to(`${path}/map/tilejson.json`, { style: styleId });
  return html`<section aria-labelledby="use"><h2 id="use">Use it elsewhere</h2><ul class="plain">
<li><a href="${links.to(tiles, { f: 'html' })}">Map tiles</a>, also as <a href="${tileJson}">TileJSON</a></li>
<li><a href="${links.to(path, { f: 'html' })}#addresses">Addresses</a> for desktop programs and portals</li>
</ul></section>`;
}
