/** How pages word what they say of a collection. */
import type { Collection } from '../../catalog/collection.js';
import { type Html, html } from '../../http/html.js';
import { type Links, pathOf } from '../../http/links.js';
import { explorerUrl, isExplorable } from './explorer-link.js';

const LEVELS = {
  L2a: 'L2a Basic',
  L2b: 'L2b Calibrated',
  L3: 'L3 Ortho',
} as const satisfies Record<NonNullable<Collection['identity']>['level'], string>;

/** `1,234,567`. */
export const countText = (count: number): string => count.toLocaleString('en');

/** `11,590 measurement points`; undefined when the number is not known. */
export function itemCountText({ kind, itemCount }: Collection): string | undefined {
  if (itemCount === undefined) return undefined;
  const noun = kind === 'points' ? 'measurement point' : 'feature';
  return `${countText(itemCount)} ${noun}${itemCount === 1 ? '' : 's'}`;
}

/** `L2b Calibrated, ascending, 2020-2024`. */
export const productText = ({ identity }: Collection): string | undefined =>
  identity && `${LEVELS[identity.level]}, ${identity.geometry}, ${identity.release}`;

/** `2020-01-05 to 2024-12-29`. */
export function periodText({ interval: [start, end] }: Collection): string | undefined {
  if (start === null && end === null) return undefined;
  return `${start?.slice(0, 10) ?? 'open'} to ${end?.slice(0, 10) ?? 'open'}`;
}

/** West, south, east, north in degrees with four decimals, about ten metres. */
export const boxText = ({ bbox }: Collection): string | undefined =>
  bbox?.map((degrees) => degrees.toFixed(4)).join(', ');

/** A collection in a list. */
export function collectionCard(collection: Collection, links: Links): Html {
  const { id, title, description } = collection;
  const path = `/collections${pathOf(id)}`;
  const facts = [itemCountText(collection), productText(collection), periodText(collection)];
  return html`<li class="card">
<h3><a href="${links.to(path)}">${title}</a></h3>
<p class="clamp">${description}</p>
<p class="facts-line">${facts.filter((fact) => fact !== undefined).map((fact) => html`<span>${fact}</span>\n`)}</p>
<p class="actions"><a class="button" href="${links.to(`${path}/items`)}">Browse</a>
${isExplorable(collection) && html`<a href="${explorerUrl(links, id)}">Explore on the map</a>\n`}<a href="${links.to(`${path}/items`, { f: 'csv' })}">CSV</a>
<a href="${links.to(`${path}/items`, { f: 'geojson' })}">GeoJSON</a></p>
</li>`;
}
