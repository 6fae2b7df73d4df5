/** A page of features for people: a form to narrow the choice, a map, a table. */
import type { Collection, Property } from '../../catalog/collection.js';
import type { Column, ItemsPage, Row } from '../../catalog/items.js';
import { type Html, html } from '../../http/html.js';
import { page } from '../../http/html-page.js';
import { pathOf } from '../../http/links.js';
import { alternateLinks } from '../../http/paging.js';
import { countText } from '../common/collection-facts.js';
import { featureMap, MAP_SCRIPTS, MAP_STYLES, VELOCITY } from './feature-map.js';
import type { ItemsAnswer } from './items-answer.js';
import type { ItemsContext } from './items-request.js';
import { numberText, unitText } from './unit-text.js';
import type { VelocityScale } from './velocity-colours.js';

/** What most readers look for, of the thirty attributes of a point; its own page has the rest. */
const MAIN_ATTRIBUTES: ReadonlySet<string> = new Set([
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
]);

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
  const map = query.withGeometry ? featureMap(context, first, { featureUrl, search }) : undefined;
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
    scripts: map ? MAP_SCRIPTS : [],
    body: html`<p class="lead">${countLine(first, query.count === 'only')}</p>
${form(context, url)}
${
  first.rows.length > 0 &&
  html`${map?.body}
${table(collection, first, { featureUrl, scale: map?.scale, hasChosen: query.properties !== undefined })}`
}
<nav class="actions pages" aria-label="Pages">
${query.cursor !== undefined && html`<a href="${start}" rel="first">First page</a>`}
${next && html`<a class="button" href="${next.href}" rel="next">Next page</a>`}
</nav>`,
  });
}

function countLine({ rows, numberMatched }: ItemsPage, isCountOnly: boolean): string {
  const matched = numberMatched === undefined ? undefined : countText(numberMatched);
  if (isCountOnly) return matched === undefined ? 'More match than are counted.' : `${matched} match.`;
  if (rows.length === 0) return 'Nothing matches.';
  return matched === undefined ? `${countText(rows.length)} of many` : `${countText(rows.length)} of ${matched}`;
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
  /** The reader has named the columns. */
  readonly hasChosen: boolean;
}

function table({ kind, properties }: Collection, { columns, rows }: ItemsPage, options: TableOptions): Html {
  const hasId = properties.some(({ role }) => role === 'id');
  const all = columns.map((column, index) => ({ column, index }));
  const main = all.filter(({ column }) => MAIN_ATTRIBUTES.has(column.property.name));
  const shown = kind === 'points' && !options.hasChosen && main.length > 1 ? main : all;
  const idShown = hasId && shown.some(({ column }) => column.property.role === 'id');
  return html`<div class="scroll"><table class="features">
<thead><tr>${!idShown && html`<th scope="col">id</th>`}${shown.map(({ column }) => headCell(column.property))}</tr></thead>
<tbody>
${rows.map(
  (row) =>
    html`<tr>${!idShown && idCell(row, options)}${shown.map(({ column, index }) =>
      column.property.role === 'id' ? idCell(row, options) : cell(column, row.cells[index], options),
    )}</tr>\n`,
)}
</tbody>
</table></div>
${shown !== all && html`<p class="hint">${all.length - shown.length} more attributes stand on each point’s own page and in the other formats.</p>`}`;
}

const headCell = ({ name, title, unit, type }: Property): Html =>
  html`<th scope="col" class="${isNumeric(type) && 'number'}" title="${title}">${name}${unitText(unit) !== '' && html` <small>${unitText(unit)}</small>`}</th>`;

const idCell = ({ id }: Row, { featureUrl }: TableOptions): Html =>
  html`<th scope="row"><a href="${featureUrl(id)}">${id}</a></th>`;

function cell({ property }: Column, value: string | null, { scale }: TableOptions): Html {
  if (value === null) return html`<td class="missing">–</td>`;
  if (!isNumeric(property.type)) return html`<td>${value}</td>`;
  const dot =
    property.name === VELOCITY &&
    scale &&
    html`<svg class="dot" viewBox="0 0 10 10" aria-hidden="true"><circle cx="5" cy="5" r="4.5" fill="${scale.colourOf(Number(value))}"/></svg>`;
  return html`<td class="number">${dot}${numberText(value)}</td>`;
}

const isNumeric = (type: Property['type']): boolean => type === 'number' || type === 'integer';
