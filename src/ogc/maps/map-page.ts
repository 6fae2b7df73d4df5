/** A map for people: the picture, what its colours mean, and the ways to take it elsewhere. */
import type { Context } from '../../http/context.js';
import { type Html, html } from '../../http/html.js';
import { page } from '../../http/html-page.js';
import { type Links, pathOf } from '../../http/links.js';
import { alternateLinks } from '../../http/paging.js';
import type { MapLayer, MapView } from '../../maps/map.js';
import { legendEndsOf } from '../../maps/motion-sense.js';
import { legendSvg } from '../../render/legend.js';
import type { PointStyle } from '../../render/style.js';

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
    body: html`<figure class="map-picture">
<img src="${links.with(url, { f: 'png' })}" width="${widthPx}" height="${heightPx}" alt="${`Map of ${title}: ${style.title}`}">
<figcaption>${style.title}, ${widthPx} × ${heightPx} pixels of <code>${`${view.crs.authority}:${view.crs.code}`}</code></figcaption>
</figure>
<section aria-labelledby="legend"><h2 id="legend">Colours</h2>
${layers.map((layer) => legend(layer, links))}</section>
${isOfCollection && stylesSection(collection.id, offered[0], styleId, links)}
${isOfCollection && usage(collection.id, styleId, links)}`,
  });
}

function legend({ collection, style }: MapLayer, links: Links): Html {
  const { widthPx, heightPx } = legendSvg(style, { ends: legendEndsOf(collection, style) });
  const href = links.to(`/collections${pathOf(collection.id, 'styles', style.id)}/legend`, { f: 'png' });
  return html`<p><img src="${href}" width="${widthPx}" height="${heightPx}" alt="${`Legend of ${style.title}`}"> ${collection.title}</p>\n`;
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
  const tiles = `/collections${pathOf(collectionId, ...(styleId === undefined ? [] : ['styles', styleId]), 'map', 'tiles')}`;
  const tileJson = links.to(`/collections${pathOf(collectionId, 'map', 'tilejson.json')}`, { style: styleId });
  const wmts = links.to('/wmts/1.0.0/WMTSCapabilities.xml');
  return html`<section aria-labelledby="use"><h2 id="use">Use it elsewhere</h2><ul class="plain">
<li><a href="${links.to(tiles, { f: 'html' })}">Map tiles</a>, also as <a href="${tileJson}">TileJSON</a></li>
<li><a href="${wmts}">WMTS</a> for desktop programs</li>
</ul></section>`;
}
