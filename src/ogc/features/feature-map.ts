/** The small map of a page: what the script `features-map.js` draws, as JSON in the page, and a legend. */
import type { Collection, ProductIdentity } from '../../catalog/collection.js';
import type { Column, ItemsPage, Row } from '../../catalog/items.js';
import { geometryWriter, jsonString } from '../../formats/geojson.js';
import { CRS84_URI, crsByUri } from '../../geodesy/crs.js';
import type { Context } from '../../http/context.js';
import { Html, html } from '../../http/html.js';
import { numberText } from '../common/unit-text.js';
import { legendColours, type VelocityScale, velocityScale } from './velocity-colours.js';

/** Styles and scripts of pages with a map, Leaflet first. */
export const MAP_STYLES = ['leaflet/leaflet.css', 'features.css'];
export const MAP_SCRIPTS = ['leaflet/leaflet.js', 'features-map.js'];

export const VELOCITY = 'mean_velocity';

/** Mean velocity of a row, mm per year; NaN without one. */
export function velocityOf(columns: readonly Column[], { cells }: Row): number {
  const index = columns.findIndex(({ property }) => property.name === VELOCITY);
  return Number(cells[index] ?? Number.NaN);
}

export interface FeatureMap {
  /** Absent when nothing on the page has a velocity. */
  readonly scale?: VelocityScale;
  readonly body: Html;
}

/**
 * Rows in longitude and latitude. `search` is where a search of the visible area leads, to which the script adds the box;
 * without it the map has no such button.
 */
export function featureMap(
  context: Context<unknown, unknown>,
  { columns, rows }: Pick<ItemsPage, 'columns' | 'rows'>,
  collection: Collection,
  options: { readonly featureUrl?: (featureId: string) => string; readonly search?: string } = {},
): FeatureMap {
  const velocities = new Map(rows.map((row) => [row, velocityOf(columns, row)]));
  const speed = (row: Row) => Math.abs(velocities.get(row)!) || 0;
  const known = [...velocities.values()].filter(Number.isFinite);
  const scale = known.length > 0 ? velocityScale(known) : undefined;
  const write = geometryWriter(crsByUri(CRS84_URI)!);
  // The fastest are drawn last, or those that stand still would hide them.
  const shapes = rows
    .filter(({ geometry }) => geometry !== null)
    .toSorted((a, b) => speed(a) - speed(b))
    .map((row) => {
      const velocity = velocities.get(row)!;
      const properties = JSON.stringify({
        id: row.id,
        href: options.featureUrl?.(row.id),
        ...(scale &&
          Number.isFinite(velocity) && {
            colour: scale.colourOf(velocity),
            value: `${numberText(String(velocity))} mm/yr`,
          }),
      });
      return `{"type":"Feature","geometry":${write(row.geometry)},"properties":${properties}}`;
    });
  const { map } = context.config;
  const data = `{"tiles":${JSON.stringify(map ?? null)},"search":${jsonString(options.search ?? '')},"features":[${shapes.join(',\n')}]}`;
  return {
    scale,
    body: html`<div class="map-frame"><div id="map" class="map" role="region" aria-label="Map"></div>
${scale && legend(scale, collection)}
<script type="application/json" id="map-data">${inScript(data)}</script></div>`,
  };
}

/** Nothing in a data block may end it; JSON can say a bracket in other words. */
const inScript = (json: string): Html => new Html(json.replaceAll('<', '\\u003c'));

/** What red and blue stand for. */
const DIRECTIONS: Readonly<Record<ProductIdentity['geometry'], readonly [red: string, blue: string]>> = {
  ascending: ['away', 'towards satellite'],
  descending: ['away', 'towards satellite'],
  up: ['down', 'up'],
  east: ['west', 'east'],
};

function legend({ endMmPerYear }: VelocityScale, { identity }: Collection): Html {
  const [red, blue] = DIRECTIONS[identity?.geometry ?? 'ascending'];
  const last = legendColours.length - 1;
  return html`<figure class="legend">
<svg viewBox="0 0 210 12" role="img" aria-label="Colour scale from red, ${endMmPerYear} mm per year ${red}, to blue, ${endMmPerYear} mm per year ${blue}">
<defs><linearGradient id="velocity-colours">${legendColours.map(
    (colour, i) => html`<stop offset="${i / last}" stop-color="${colour}"/>`,
  )}</linearGradient></defs>
<rect width="210" height="12" rx="3" fill="url(#velocity-colours)"/>
</svg>
<div class="legend-scale" aria-hidden="true"><span>−${endMmPerYear}</span><span>0 mm/yr</span><span>+${endMmPerYear}</span></div>
<div class="legend-scale" aria-hidden="true"><span>${red}</span><span>${blue}</span></div>
</figure>`;
}
