/** A page of features for people: a form to narrow the choice, a map, a table. */
import type { Collection, Property } from '../../catalog/collection.js';
import type { Column, ItemsPage, ItemsQuery } from '../../catalog/items.js';
import { type Html, html } from '../../http/html.js';
import { page } from '../../http/html-page.js';
import { pathOf } from '../../http/links.js';
import { alternateLinks } from '../../http/paging.js';
import { countText } from '../common/collection-facts.js';
import { degreeBox, explorerUrl, isExplorable } from '../common/explorer-link.js';
import { numberText, unitText } from '../common/unit-text.js';
import { featureMap, MAP_SCRIPTS, MAP_STYLES, VELOCITY } from './feature-map.js';
import type { ItemsAnswer } from './items-answer.js';
import type { ItemsContext } from './items-request.js';
import type { VelocityScale } from './velocity-colours.js';

/** What most readers look for, of the thirty attributes of a point; its own page has the rest. */
const MAIN_ATTRIBUTES = [
  'pid',
  VELOCITY,
  'mean_velocity_std',
  'acceleration',
  'seasonality',
  'rmse',
  'rmse_ts',
  'temporal_coherence',
  'height',
  'height_ortho',
];

/** Fields of the form; every other parameter of the address is carried along unseen. */
const FIELDS = ['filter', 'bbox', 'q', 'limit'];
/** A narrowed choice starts at its beginning. */
const START = ['cursor', 'offset'];

export function itemsPage(context: ItemsContext, { request, first, links, featureUrl }: ItemsAnswer): Html {
  const { collection, url, query } = request;
  const path = `/collections${pathOf(collection.id)}`;
  const search = context.links.with(url, {
    bbox: undefined,
    'bbox-crs': undefined,
    cursor: undefined,
    offset: undefined,
  });
  const map = query.withGeometry ? featureMap(context, first, collection, { featureUrl, search }) : undefined;
  const next = links.find(({ rel }) => rel === 'next');
  const start = context.links.with(url, { cursor: undefined, offset: undefined });
  return page(context, {
    title: collection.kind === 'points' ? 'Measurement points' : 'Features',
    crumbs: [
      { title: 'Collections', href: context.links.to('/collections') },
      { title: collection.title, href: context.links.to(path) },
    ],
    alternates: alternateLinks({ ...context, url }),
    styles: MAP_STYLES,
    scripts: [...(map ? MAP_SCRIPTS : []), 'search-form.js'],
    body: html`<p class="lead">${countLine(collection, first, query.count === 'only')}</p>
${form(context, url)}
${isExplorable(collection) && html`<p class="actions"><a href="${exploreHref(context, collection, query)}">Explore on the map</a></p>`}
${
  first.rows.length > 0 &&
  html`${map?.body}
${table(collection, first, {
  featureUrl,
  scale: map?.scale,
  sortUrl: (key) => context.links.with(url, { sortby: key, cursor: undefined, offset: undefined }),
  sortBy: query.sortBy,
  hasChosen: query.properties !== undefined,
})}`
}
<nav class="actions pages" aria-label="Pages">
${query.cursor !== undefined && html`<a href="${start}" rel="first">First page</a>`}
${next && html`<a class="button" href="${next.href}" rel="next">Next page</a>`}
</nav>`,
  });
}

/** The box that was asked for, or all of the collection. */
function exploreHref({ links }: ItemsContext, { id, bbox }: Collection, query: Pick<ItemsQuery, 'bbox'>): string {
  const asked = query.bbox && degreeBox(query.bbox, query.bbox.crs);
  return explorerUrl(links, id, { bbox: asked ?? bbox });
}

/** `100 of 11,590 measurement points`. */
function countLine({ kind }: Collection, { rows, next, numberMatched }: ItemsPage, isCountOnly: boolean): string {
  const noun = (count: number) => `${kind === 'points' ? 'measurement point' : 'feature'}${count === 1 ? '' : 's'}`;
  if (numberMatched === 0) return 'Nothing matches.';
  if (numberMatched !== undefined) {
    const matched = `${countText(numberMatched)} ${noun(numberMatched)}`;
    return isCountOnly || rows.length === numberMatched ? matched : `${countText(rows.length)} of ${matched}`;
  }
  if (isCountOnly) return 'More than are counted.';
  return `${countText(rows.length)} ${noun(rows.length)}${next === undefined ? '' : '; there are more'}`;
}

function form(context: ItemsContext, url: URL): Html {
  const address = new URL(context.links.with(url, {}));
  const carried = [...address.searchParams].filter(([name]) => !FIELDS.includes(name) && !START.includes(name));
  const value = (name: string) => address.searchParams.get(name);
  return html`<form class="search" method="get" action="${address.pathname}" role="search">
<label class="wide">Filter (CQL2)<input name="filter" value="${value('filter')}" placeholder="mean_velocity &lt; -5 AND temporal_coherence &gt; 0.8" autocomplete="off" spellcheck="false"></label>
<label>West, south, east, north<input name="bbox" value="${value('bbox')}" placeholder="13.1,38.6,13.3,38.8" autocomplete="off" inputmode="text"></label>
<label>Identifier begins with<input name="q" value="${value('q')}" autocomplete="off" spellcheck="false"></label>
<label class="narrow">Rows<input name="limit" type="number" min="1" max="${context.config.limits.maxItems}" value="${context.query.limit}"></label>
${carried.map(([name, carriedValue]) => html`<input type="hidden" name="${name}" value="${carriedValue}">`)}
<button class="button">Search</button>
</form>`;
}

interface TableOptions {
  readonly featureUrl: (featureId: string) => string;
  readonly scale?: VelocityScale;
  /** Where a click on a column's name leads. */
  readonly sortUrl: (key: string) => string;
  readonly sortBy: ItemsQuery['sortBy'];
  /** The reader has named the columns. */
  readonly hasChosen: boolean;
}

interface ShownColumn extends Column {
  readonly index: number;
}

function table({ kind }: Collection, { columns, rows }: ItemsPage, options: TableOptions): Html {
  const all = columns.map((column, index): ShownColumn => ({ ...column, index }));
  const main = MAIN_ATTRIBUTES.flatMap((name) => all.find(({ property }) => property.name === name) ?? []);
  const shown = kind === 'points' && !options.hasChosen && main.length > 1 ? main : all;
  const others = shown.filter(({ property }) => property.role !== 'id');
  const id = shown.find(({ property }) => property.role === 'id');
  return html`<div class="scroll" tabindex="0"><table class="features">
<thead><tr>${id ? headCell(id, options) : html`<th scope="col">id</th>`}${others.map((column) => headCell(column, options))}</tr></thead>
<tbody>
${rows.map(
  ({ id: featureId, cells }) =>
    html`<tr><th scope="row"><a href="${options.featureUrl(featureId)}">${featureId}</a></th>${others.map(
      ({ property, index }) => cell(property, cells[index], options),
    )}</tr>\n`,
)}
</tbody>
</table></div>
${shown !== all && html`<p class="hint">${all.length - shown.length} more attributes stand on each point’s own page and in the other formats.</p>`}`;
}

function headCell({ property }: ShownColumn, { sortUrl, sortBy = [] }: TableOptions): Html {
  const { name, title, unit, type } = property;
  const sorted = sortBy[0]?.property === name ? sortBy[0] : undefined;
  const order = sorted && (sorted.descending ? 'descending' : 'ascending');
  const label =
    type === 'json'
      ? name
      : html`<a href="${sortUrl(order === 'ascending' ? `-${name}` : name)}" title="Sort by ${title ?? name}">${name}</a>`;
  const mark = order && html` <span aria-hidden="true">${order === 'ascending' ? '▲' : '▼'}</span>`;
  return html`<th scope="col" class="${isNumeric(type) && 'number'}" aria-sort="${order ?? 'none'}">${label}${mark}<small>${unitText(unit)}</small></th>`;
}

function cell({ name, type }: Property, value: string | null, { scale }: TableOptions): Html {
  if (value === null) return html`<td class="missing">–</td>`;
  if (!isNumeric(type)) return html`<td>${value}</td>`;
  const dot =
    name === VELOCITY &&
    scale &&
    html`<svg class="dot" viewBox="0 0 10 10" aria-hidden="true"><circle cx="5" cy="5" r="4.5" fill="${scale.colourOf(Number(value))}"/></svg>`;
  return html`<td class="number">${dot}${numberText(value)}</td>`;
}

const isNumeric = (type: Property['type']): boolean => type === 'number' || type === 'integer';
