/** Files of what is seen: points of the view, and whole products under their EGMS names. */
import { html, nothing, type TemplateResult } from 'lit';
import { type Application, layersOf, titleOf } from '../application.js';
import {
  allOf,
  areaOf,
  type DownloadArea,
  MOST_PRODUCTS,
  type ProductInArea,
  type ProductsInArea,
  polygonFilter,
  productsIn,
} from '../downloads/product-list.js';
import { cql2Text } from '../layers/filters.js';
import { drawPolygon, showPolygons } from '../process/draw-polygon.js';
import type { LayerState } from '../state/state.js';
import { numberText, text } from '../text/text.js';
import type { Panel } from './panel.js';
import { redraw } from './redraw.js';

/** Formats of the API, and the endings of their files. */
const FORMATS = [
  { f: 'csv', ending: 'csv', title: 'CSV' },
  { f: 'json', ending: 'geojson', title: 'GeoJSON' },
  { f: 'fgb', ending: 'fgb', title: 'FlatGeobuf' },
  { f: 'parquet', ending: 'parquet', title: 'GeoParquet' },
] as const;

interface Found extends ProductsInArea {
  /** What was asked. */
  readonly area: string;
}

/** Of the panel alone: asked anew for every view. */
const found = new Map<string, Found | 'asking' | { readonly trouble: string }>();
let asking: AbortController | undefined;
let hasSeries = true;
/** Drawn instead of the view; and what ends the drawing of one. */
let polygon: GeoJSON.Polygon | undefined;
let endDrawing: (() => void) | undefined;

export const downloadPanel: Panel = {
  id: 'download',
  icon: 'download',
  title: 'panel.download',
  render(app) {
    const { bounds } = app.session.get();
    const layers = layersOf(app).filter(({ visible }) => visible);
    if (!bounds || layers.length === 0) return html`<p class="hint">${text('filters.needLayer')}</p>`;
    const toggle = () => {
      hasSeries = !hasSeries;
      redraw(app);
    };
    return html`<p class="hint">${text('download.about')}</p>
      <label class="check"><input type="checkbox" .checked=${hasSeries} @change=${toggle}>${text('download.series')}</label>
      ${areaControls(app)}
      ${layers.map((layer) => layerDownloads(app, layer, areaOf(bounds, polygon)))}`;
  },
};

function areaControls(app: Application): TemplateResult {
  const put = (drawn: GeoJSON.Polygon | undefined) => {
    polygon = drawn;
    showPolygons(app, drawn ? JSON.stringify(drawn) : '');
    redraw(app);
  };
  const draw = () => {
    if (endDrawing) {
      endDrawing();
      return;
    }
    endDrawing = drawPolygon(app, (drawn) => {
      endDrawing = undefined;
      if (drawn) put(drawn);
      else redraw(app);
    });
    redraw(app);
  };
  return html`<div class="pair"><button type="button" ?disabled=${!app.map} aria-pressed=${endDrawing !== undefined} @click=${draw}>${text('download.draw')}</button>
    <button type="button" ?disabled=${!polygon} @click=${() => put(undefined)}>${text('download.useView')}</button></div>
    ${endDrawing ? html`<p class="hint">${text('process.drawingPolygon')}</p>` : nothing}`;
}

function layerDownloads(app: Application, layer: LayerState, area: DownloadArea): TemplateResult {
  const { collection, filters } = layer;
  const chosen = cql2Text(filters);
  const filter = allOf(chosen, polygonFilter(area));
  const state = found.get(collection);
  const isFound = typeof state === 'object' && 'products' in state && state.area === keyOf(area);
  const words = area.polygon ? 'download.polygon' : 'download.view';
  return html`<section class="downloads"><h3>${titleOf(app, collection)}</h3>
    <p>${text(chosen ? `${words}Filtered` : words)}</p>
    <p class="download-links">${FORMATS.map((format) => link(app, collection, format, { bbox: area.bbox, filter }))}</p>
    ${
      isFound
        ? productList(state)
        : html`<button type="button" ?disabled=${state === 'asking'} @click=${() => void find(app, collection, area)}>${text(area.polygon ? 'download.findPolygon' : 'download.find')}</button>`
    }
    ${typeof state === 'object' && 'trouble' in state ? html`<p class="trouble">${state.trouble}</p>` : nothing}
  </section>`;
}

const keyOf = (area: DownloadArea): string => JSON.stringify(area);

function productList({ products, isCut }: ProductsInArea): TemplateResult {
  if (products.length === 0) return html`<p class="hint">${text('download.none')}</p>`;
  return html`<ul class="product-list">${products.map(productItem)}</ul>
  ${isCut ? html`<p class="hint">${text('download.more', { most: MOST_PRODUCTS })}</p>` : nothing}`;
}

/** The zip comes as the server reads it: the browser saves it under its EGMS name, and tells how far it is. */
function productItem({ name, count, points, bytes, startDate, endDate, href }: ProductInArea): TemplateResult {
  const size =
    bytes === undefined
      ? ''
      : ` · ${text('download.size', { size: numberText(Number((bytes / 1e6).toPrecision(2))) })}`;
  return html`<li><a href=${href} download=${`${name}.zip`}>${name}.zip</a>
    <span class="hint">${text('download.dates', { from: startDate, to: endDate })}${size}</span>
    <span class="hint">${count === undefined ? text('download.points', { points }) : text('download.ofPoints', { count, points })}</span></li>`;
}

function link(
  app: Application,
  collection: string,
  { f, ending, title }: (typeof FORMATS)[number],
  part: { readonly bbox?: string; readonly filter?: string },
): TemplateResult {
  const profile = hasSeries ? 'wide' : undefined;
  const href = app.server.url(app.server.collectionPath(collection, 'items'), { ...part, f, profile, stream: 'true' });
  return html`<a href=${href} download=${`${collection}.${ending}`} aria-label=${`${title}, ${collection}`}>${title}</a>`;
}

async function find(app: Application, collection: string, area: DownloadArea): Promise<void> {
  asking?.abort();
  const mine = new AbortController();
  asking = mine;
  found.set(collection, 'asking');
  redraw(app);
  try {
    found.set(collection, { area: keyOf(area), ...(await productsIn(app.server, collection, area, mine.signal)) });
  } catch (error) {
    if (mine.signal.aborted) found.delete(collection);
    else found.set(collection, { trouble: (error as Error).message });
  }
  redraw(app);
}
