/** Files of what is seen: points of the view, and whole products under their EGMS names. */
import { html, nothing, type TemplateResult } from 'lit';
import { type Application, dismiss, layersOf, notify, titleOf } from '../application.js';
import { boxQuery, filterOf, MOST_PRODUCTS, type ProductInArea, productsIn } from '../downloads/product-list.js';
import { cql2Text } from '../layers/filters.js';
import { saveFile } from '../shell/save-file.js';
import type { LayerState } from '../state/state.js';
import { text } from '../text/text.js';
import type { Panel } from './panel.js';
import { redraw } from './redraw.js';

/** Formats of the API, and the endings of their files. */
const FORMATS = [
  { f: 'csv', ending: 'csv', title: 'CSV' },
  { f: 'json', ending: 'geojson', title: 'GeoJSON' },
  { f: 'fgb', ending: 'fgb', title: 'FlatGeobuf' },
  { f: 'parquet', ending: 'parquet', title: 'GeoParquet' },
] as const;

interface Found {
  readonly box: string;
  readonly products: readonly ProductInArea[];
}

/** Of the panel alone: asked anew for every view. */
const found = new Map<string, Found | 'asking' | { readonly trouble: string }>();
let asking: AbortController | undefined;
let hasSeries = true;

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
      ${layers.map((layer) => layerDownloads(app, layer, boxQuery(bounds)))}`;
  },
};

function layerDownloads(app: Application, layer: LayerState, bbox: string): TemplateResult {
  const { collection, filters } = layer;
  const filter = cql2Text(filters);
  const state = found.get(collection);
  const products = typeof state === 'object' && 'products' in state && state.box === bbox ? state.products : undefined;
  return html`<section class="downloads"><h3>${titleOf(app, collection)}</h3>
    <p>${text(filter ? 'download.filtered' : 'download.view')}</p>
    <p class="download-links">${FORMATS.map((format) => link(app, collection, format, { bbox, filter }, collection))}</p>
    ${
      products
        ? productList(app, collection, products)
        : html`<button type="button" ?disabled=${state === 'asking'} @click=${() => void find(app, collection, bbox)}>${text('download.find')}</button>`
    }
    ${typeof state === 'object' && 'trouble' in state ? html`<p class="trouble">${state.trouble}</p>` : nothing}
  </section>`;
}

function productList(app: Application, collection: string, products: readonly ProductInArea[]): TemplateResult {
  if (products.length === 0) return html`<p class="hint">${text('download.none')}</p>`;
  return html`<ul class="product-list">${products.map(
    ({ name, count }) => html`<li><code>${name}</code>
      <span class="hint">${count === undefined ? '' : text('download.inView', { count })}</span>
      <span class="download-links">${FORMATS.map((format) => link(app, collection, format, { filter: filterOf(name) }, name))}</span></li>`,
  )}</ul>
  ${products.length >= MOST_PRODUCTS ? html`<p class="hint">${text('download.more', { most: MOST_PRODUCTS })}</p>` : nothing}`;
}

function link(
  app: Application,
  collection: string,
  { f, ending, title }: (typeof FORMATS)[number],
  part: { readonly bbox?: string; readonly filter?: string },
  name: string,
): TemplateResult {
  const profile = hasSeries ? 'wide' : undefined;
  const href = app.server.url(app.server.collectionPath(collection, 'items'), { ...part, f, profile, stream: 'true' });
  const file = `${name}.${ending}`;
  // The server names files after their collection; a product has a name of its own.
  const click = (event: Event) => {
    if (name === collection) return;
    event.preventDefault();
    void saveAs(app, href, file);
  };
  return html`<a href=${href} download=${file} aria-label=${`${title}, ${name}`} @click=${click}>${title}</a>`;
}

async function find(app: Application, collection: string, box: string): Promise<void> {
  asking?.abort();
  const mine = new AbortController();
  asking = mine;
  found.set(collection, 'asking');
  redraw(app);
  try {
    found.set(collection, { box, products: await productsIn(app.server, collection, box, mine.signal) });
  } catch (error) {
    if (mine.signal.aborted) found.delete(collection);
    else found.set(collection, { trouble: (error as Error).message });
  }
  redraw(app);
}

/** An answer that is cut off becomes no file. */
async function saveAs(app: Application, href: string, file: string): Promise<void> {
  const id = `download:${file}`;
  notify(app, id, text('download.fetching', { file }));
  try {
    const response = await app.server.ask(href);
    saveFile(await response.blob(), file);
    dismiss(app, id);
  } catch (error) {
    notify(app, id, text('notice.failed', { detail: `${file}: ${(error as Error).message}` }));
  }
}
