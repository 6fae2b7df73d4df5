/** Tilesets and tile matrix sets for people. */
import type { tileMatrixSetDocument } from '../../geodesy/tile-matrix-set.js';
import { tileMatrixSets } from '../../geodesy/tile-matrix-sets.js';
import type { Context } from '../../http/context.js';
import { type Html, html } from '../../http/html.js';
import { page } from '../../http/html-page.js';
import { type Link, pathOf } from '../../http/links.js';
import { alternateLinks } from '../../http/paging.js';
import type { TilesOf, tilesetDocument, tilesetSummary } from './tileset-document.js';

type Asked = Context<unknown, unknown>;

const hrefOf = (links: readonly Link[], rel: string): string => links.find((link) => link.rel === rel)?.href ?? '#';

const setAt = (uri: string) => tileMatrixSets.find((set) => set.uri === uri);

const KINDS = {
  vector: { title: 'Vector tiles', manner: 'as Mapbox Vector Tiles' },
  map: { title: 'Map tiles', manner: 'as pictures' },
} as const;

function crumbsOf({ links }: Asked, { collections, path }: TilesOf) {
  if (!path.startsWith('/collections/')) return [];
  const [{ id, title }] = collections;
  return [
    { title: 'Collections', href: links.to('/collections') },
    { title, href: links.to(`/collections${pathOf(id)}`) },
  ];
}

export function tilesetsPage(
  context: Asked,
  of: TilesOf,
  tilesets: readonly ReturnType<typeof tilesetSummary>[],
): Html {
  return page(context, {
    title: KINDS[of.dataType].title,
    crumbs: crumbsOf(context, of),
    alternates: alternateLinks(context),
    body: html`<p class="lead">${of.title} ${KINDS[of.dataType].manner}${of.style && `, style "${of.style.title}"`}.</p>
<div class="scroll" tabindex="0"><table>
<thead><tr><th scope="col">Tileset</th><th scope="col">Zooms</th><th scope="col">Tiles</th></tr></thead>
<tbody>${tilesets.map(
      ({
        links,
        tileMatrixSetURI,
        tileMatrixSetLimits,
      }) => html`<tr><th scope="row"><a href="${hrefOf(links, 'self')}">${setAt(tileMatrixSetURI)?.id}</a></th>
<td>0 to ${tileMatrixSetLimits[tileMatrixSetLimits.length - 1].tileMatrix}</td><td><code>${hrefOf(links, 'item')}</code></td></tr>\n`,
    )}</tbody>
</table></div>`,
  });
}

export function tilesetPage(context: Asked, of: TilesOf, document: ReturnType<typeof tilesetDocument>): Html {
  const { title, links, layers, tileMatrixSetURI, tileMatrixSetLimits } = document;
  return page(context, {
    title: setAt(tileMatrixSetURI)?.id ?? title,
    crumbs: [...crumbsOf(context, of), { title: KINDS[of.dataType].title, href: context.links.to(of.path) }],
    alternates: alternateLinks(context),
    body: html`<p class="lead">${title} ${KINDS[of.dataType].manner}. Tiles are at <code>${hrefOf(links, 'item')}</code>.</p>
${layers.map(
  (layer) =>
    layer.propertiesSchema &&
    html`<section><h2><code>${layer.id}</code></h2>
<div class="scroll" tabindex="0"><table>
<thead><tr><th scope="col">Attribute</th><th scope="col">Type</th><th scope="col">Meaning</th></tr></thead>
<tbody>${Object.entries(layer.propertiesSchema.properties).map(
      ([name, { type, description }]) =>
        html`<tr><th scope="row"><code>${name}</code></th><td>${type}</td><td>${description}</td></tr>\n`,
    )}</tbody></table></div></section>`,
)}
<section><h2>Limits</h2><div class="scroll" tabindex="0"><table>
<thead><tr><th scope="col">Matrix</th><th scope="col">Rows</th><th scope="col">Columns</th></tr></thead>
<tbody>${tileMatrixSetLimits.map(
      (
        limits,
      ) => html`<tr><th scope="row">${limits.tileMatrix}</th><td>${limits.minTileRow} to ${limits.maxTileRow}</td>
<td>${limits.minTileCol} to ${limits.maxTileCol}</td></tr>\n`,
    )}</tbody></table></div></section>`,
  });
}

export function tileMatrixSetsPage(
  context: Asked,
  sets: readonly { readonly id: string; readonly title: string; readonly links: readonly Link[] }[],
): Html {
  return page(context, {
    title: 'Tile matrix sets',
    crumbs: [],
    alternates: alternateLinks(context),
    body: html`<p class="lead">How tiles cut the ground.</p>
<ul>${sets.map(({ id, title, links }) => html`<li><a href="${hrefOf(links, 'self')}">${id}</a>: ${title}</li>\n`)}</ul>`,
  });
}

export function tileMatrixSetPage(context: Asked, set: ReturnType<typeof tileMatrixSetDocument>): Html {
  return page(context, {
    title: set.id,
    crumbs: [{ title: 'Tile matrix sets', href: context.links.to('/tileMatrixSets') }],
    alternates: alternateLinks(context),
    body: html`<p class="lead">${set.title}: <code>${set.crs}</code></p>
<div class="scroll" tabindex="0"><table>
<thead><tr><th scope="col">Matrix</th><th scope="col">Scale denominator</th><th scope="col">Size of a pixel</th><th scope="col">Columns</th><th scope="col">Rows</th></tr></thead>
<tbody>${set.tileMatrices.map(
      (
        matrix,
      ) => html`<tr><th scope="row">${matrix.id}</th><td>${matrix.scaleDenominator}</td><td>${matrix.cellSize}</td>
<td>${matrix.matrixWidth}</td><td>${matrix.matrixHeight}</td></tr>\n`,
    )}</tbody></table></div>`,
  });
}
