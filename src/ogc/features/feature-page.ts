/** One feature for people: what it measures, its series as a chart, where it lies, every attribute with its unit. */
import type { Collection } from '../../catalog/collection.js';
import type { Column, ItemsPage, Row } from '../../catalog/items.js';
import type { Context } from '../../http/context.js';
import { type Html, html } from '../../http/html.js';
import { page } from '../../http/html-page.js';
import { type Link, pathOf } from '../../http/links.js';
import { alternateLinks } from '../../http/paging.js';
import { motionSense } from '../../maps/motion-sense.js';
import { seriesChart } from '../common/chart/series-chart.js';
import { explorerUrl, isExplorable } from '../common/explorer-link.js';
import { numberText, unitText } from '../common/unit-text.js';
import { featureMap, MAP_SCRIPTS, MAP_STYLES, VELOCITY, velocityOf } from './feature-map.js';

/** The figures above the chart, as far as the collection has them. */
const KEY_FIGURES = [
  { name: VELOCITY, label: 'mean velocity' },
  { name: 'acceleration', label: 'acceleration' },
  { name: 'seasonality', label: 'seasonal amplitude' },
  { name: 'temporal_coherence', label: 'temporal coherence' },
];

export function featurePage(
  context: Context<unknown, unknown>,
  collection: Collection,
  found: ItemsPage,
  links: readonly Link[],
): Html {
  const row = found.rows[0];
  const path = `/collections${pathOf(collection.id)}`;
  const map = row.geometry ? featureMap(context, found, collection) : undefined;
  return page(context, {
    title: row.id,
    crumbs: [
      { title: 'Collections', href: context.links.to('/collections') },
      { title: collection.title, href: context.links.to(path) },
      {
        title: collection.kind === 'points' ? 'Measurement points' : 'Features',
        href: context.links.to(`${path}/items`),
      },
    ],
    alternates: alternateLinks(context),
    styles: MAP_STYLES,
    scripts: map ? MAP_SCRIPTS : [],
    body: html`<p class="lead">${collection.title}</p>
${isExplorable(collection) && html`<p class="actions"><a class="button" href="${exploreHref(context, collection, row)}">Explore on the map</a></p>`}
${keyFigures(found.columns, row)}
${row.series && seriesFigure(context, collection, row, row.series, velocityOf(found.columns, row), links)}
<div class="beside">
<section aria-labelledby="attributes"><h2 id="attributes">Attributes</h2>
<div class="scroll" tabindex="0"><table><thead><tr><th scope="col">Attribute</th><th scope="col" class="number">Value</th><th scope="col">Unit</th></tr></thead>
<tbody>${found.columns.map((column, i) => attributeRow(column, row.cells[i]))}</tbody></table></div></section>
${map && html`<section aria-labelledby="place"><h2 id="place">Place</h2>${map.body}</section>`}
</div>`,
  });
}

/** Opens on the point and its series; coordinates in other systems leave the view to the Explorer. */
function exploreHref(
  { links, url }: Context<unknown, unknown>,
  { id, kind, bbox }: Collection,
  { id: pid, geometry }: Row,
): string {
  // Other features have no series to open.
  if (kind !== 'points') return explorerUrl(links, id, { bbox });
  const isInDegrees = !url.searchParams.has('crs') && geometry !== null && 'x' in geometry;
  if (!isInDegrees) return explorerUrl(links, id, { pid });
  const [longitude, latitude] = [Number(geometry.x), Number(geometry.y)];
  return explorerUrl(links, id, { pid, bbox: [longitude, latitude, longitude, latitude] });
}

function keyFigures(columns: readonly Column[], row: Row): Html | false {
  const figures = KEY_FIGURES.flatMap(({ name, label }) => {
    const index = columns.findIndex(({ property }) => property.name === name);
    const value = row.cells[index];
    return index < 0 || value === null ? [] : [{ label, value, unit: unitText(columns[index].property.unit) }];
  });
  return (
    figures.length > 0 &&
    html`<dl class="numbers">${figures.map(
      ({ label, value, unit }) =>
        html`<div><dt>${label}</dt><dd>${numberText(value)}${unit !== '' && html` <small>${unit}</small>`}</dd></div>\n`,
    )}</dl>`
  );
}

function seriesFigure(
  context: Context<unknown, unknown>,
  collection: Collection,
  row: Row,
  series: NonNullable<Row['series']>,
  velocityMmPerYear: number,
  links: readonly Link[],
): Html {
  const data = links.find(({ rel }) => rel === 'related')!.href;
  const sense = motionSense(collection);
  return html`<section aria-labelledby="series"><h2 id="series">Displacement</h2>
<figure class="panel"><div class="scroll" tabindex="0">${seriesChart(row.id, series, velocityMmPerYear)}</div>
<figcaption><span>${sense && html`Positive ${sense.positive}.\n`}${Number.isFinite(velocityMmPerYear) && html`<span class="trend-key">Mean velocity ${numberText(String(velocityMmPerYear))} mm/yr.</span>`}</span>
<span class="actions"><a href="${context.links.with(new URL(data), { f: 'csv' })}">Series as CSV</a>
<a href="${context.links.with(new URL(data), { f: 'json' })}">JSON</a></span></figcaption></figure></section>`;
}

function attributeRow({ property }: Column, value: string | null): Html {
  const { name, title, description, unit, type } = property;
  const isNumeric = type === 'number' || type === 'integer';
  const shown = value === null ? '–' : isNumeric ? numberText(value) : value;
  return html`<tr><th scope="row"><code>${name}</code>${description ? html`<small>${description}</small>` : title && html`<small>${title}</small>`}</th>
<td class="number">${shown}</td><td>${unitText(unit)}</td></tr>\n`;
}
