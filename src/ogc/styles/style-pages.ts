/** Styles for people: each with its legend, and the ways to take it along. */
import type { Collection } from '../../catalog/collection.js';
import type { Context } from '../../http/context.js';
import { type Html, html } from '../../http/html.js';
import { page } from '../../http/html-page.js';
import { type Links, pathOf } from '../../http/links.js';
import { shortName } from '../../http/negotiation.js';
import { alternateLinks } from '../../http/paging.js';
import { signTextOf } from '../../maps/motion-sense.js';
import type { StyleList } from '../../maps/styles.js';
import { type PointStyle, unitOf } from '../../render/style.js';
import { legendHref, legendSize } from '../common/drawing/legend.js';
import { encodingsOf } from './style-encodings.js';
import type { styleMetadata } from './style-metadata.js';
import { type StyleOf, stylePath, stylesPath } from './styled-collection.js';

type Asked = Context<unknown, unknown>;

const crumbsOf = ({ id, title }: Collection, links: Links) => [
  { title: 'Collections', href: links.to('/collections') },
  { title, href: links.to(`/collections${pathOf(id)}`) },
];

export function collectionStylesPage(context: Asked, collection: Collection, { styles }: StyleList): Html {
  return page(context, {
    title: 'Styles',
    crumbs: crumbsOf(collection, context.links),
    alternates: alternateLinks(context),
    body: html`<p class="lead">${collection.title}. Maps are drawn in the first one when none is named.</p>
<ul class="cards">${styles.map((style) => styleCard(collection, style, context.links))}</ul>`,
  });
}

export function serviceStylesPage(
  context: Asked,
  collections: readonly Collection[],
  lists: readonly StyleList[],
): Html {
  const { links } = context;
  return page(context, {
    title: 'Styles',
    crumbs: [],
    alternates: alternateLinks(context),
    body: html`<p class="lead">How the points of each collection are coloured on maps.</p>
${collections.map(
  (collection, index) => html`<section>
<h2><a href="${links.to(stylesPath(collection))}">${collection.title}</a></h2>
<ul class="plain">${lists[index].styles.map(
    (style) =>
      html`<li><a href="${links.to(stylePath(collection, style.id))}"><code>${style.id}</code></a> ${style.title}</li>\n`,
  )}</ul>
</section>`,
)}`,
  });
}

const styleCard = (collection: Collection, style: PointStyle, links: Links): Html => html`<li class="card">
<h3><a href="${links.to(stylePath(collection, style.id))}">${style.title}</a></h3>
<p><code>${style.id}</code></p>
<p>${legendImage(collection, style, links)}</p>
<p class="actions"><a href="${links.to(`${stylePath(collection, style.id)}/map`, { f: 'html' })}">Map</a>
${encodingLinks(style, stylePath(collection, style.id), links)}</p>
</li>\n`;

export function stylePage(context: Asked, of: StyleOf, metadata: ReturnType<typeof styleMetadata>): Html {
  const { style, collection, list, path } = of;
  const { links } = context;
  const { attribute } = style;
  const sign = signTextOf(collection, attribute);
  return page(context, {
    title: style.title,
    crumbs: [...crumbsOf(collection, links), { title: 'Styles', href: links.to(stylesPath(collection)) }],
    alternates: alternateLinks(context),
    body: html`${style.description && html`<p class="lead">${style.description}</p>`}
<p>${legendImage(collection, style, links)}</p>
<p class="actions"><a class="button" href="${links.to(`${stylePath(collection, style.id)}/map`, { f: 'html' })}">Map</a>
<a href="${legendHref(collection, style, links, 'png')}">Legend as PNG</a>
<a href="${legendHref(collection, style, links, 'svg')}">Legend as SVG</a>
<a href="${links.to(`${path}/metadata`, { f: 'json' })}">Metadata</a></p>
<dl class="facts">
${fact('Identifier', html`<code>${style.id}</code>`)}
${fact('Colours', attribute.type === 'property' ? html`<code>${attribute.name}</code>` : displacementText(attribute))}
${fact('Unit', unitOf(attribute))}
${sign !== style.description && fact('Sign', sign)}
${fact('Drawn as', style.cells ? `cells of ${style.cells.sizeM} m` : 'points')}
${fact('In front', ORDERS[style.order])}
${fact('Default of the collection', list.styles[0].id === style.id ? 'yes' : 'no')}
${fact('Comes from', metadata.origin === 'program' ? 'the program' : 'the keepers of the collection')}
${fact('Made', metadata.created?.slice(0, 19).replace('T', ' '))}
${fact('Changed', metadata.updated?.slice(0, 19).replace('T', ' '))}
</dl>`,
  });
}

const ORDERS: Readonly<Record<PointStyle['order'], string>> = {
  magnitude: 'the largest values of either sign',
  ascending: 'the highest values',
  descending: 'the lowest values',
  given: 'as the points come',
};

const displacementText = ({ from, to }: { readonly from?: string; readonly to?: string }): string =>
  `displacement from ${from ?? 'the first date'} to ${to ?? 'the last date, or the time that is asked for'}`;

const fact = (name: string, value: Html | string | undefined) =>
  value !== undefined && value !== '' && html`<dt>${name}</dt><dd>${value}</dd>\n`;

/** With its size, so that the page does not jump when it comes. */
function legendImage(collection: Collection, style: PointStyle, links: Links): Html {
  const { widthPx, heightPx } = legendSize(collection, style);
  const src = legendHref(collection, style, links, 'svg');
  return html`<img src="${src}" alt="Legend: ${style.title}" width="${widthPx}" height="${heightPx}">`;
}

const encodingLinks = (style: PointStyle, path: string, links: Links): readonly Html[] =>
  encodingsOf(style).map(
    ({ format, title }) => html`<a href="${links.to(path, { f: shortName(format) })}">${title}</a>\n`,
  );
