/** Layers of other map services, by the address of the service. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Application } from '../application.js';
import { addExternalLayer } from '../imports/add-layer.js';
import type { ExternalLayer } from '../imports/external-layer.js';
import { externalLayersOf, MOST_FEATURES, setExternalLayers, troubleText } from '../imports/external-layers.js';
import type { OfferedLayer, Way } from '../imports/offer.js';
import { PATIENCE_MS } from '../imports/reach.js';
import { type ReadOffer, readService } from '../imports/read-service.js';
import { icon } from '../shell/icons.js';
import { type TextKey, text } from '../text/text.js';
import type { Panel } from './panel.js';
import { redraw } from './redraw.js';

/** Of the panel alone: an address that is being tried is nobody's permalink. */
const work: {
  address: string;
  search: string;
  offer?: ReadOffer;
  trouble?: string;
  busy?: 'reading' | string;
  stop?: AbortController;
  /** A service that has been waited for so long. */
  waitedS?: number;
} = { address: '', search: '' };

/** More at a time are found by searching. */
const MOST_LISTED = 100;
/** Silence that is told, again and again. */
const SLOW_S = 4;

const WAYS: Readonly<Record<Way['kind'], TextKey>> = {
  raster: 'import.asPictures',
  'map-tilesets': 'import.asPictures',
  vector: 'import.asTiles',
  'vector-tilesets': 'import.asTiles',
  features: 'import.asFeatures',
};

export const importPanel: Panel = {
  id: 'import',
  icon: 'import',
  title: 'panel.import',
  render(app) {
    return html`<form class="import-form" novalidate @submit=${(event: Event) => void read(app, event)}>
        <label class="field"><span>${text('import.address')}</span>
          <input type="url" inputmode="url" autocomplete="url" spellcheck="false" placeholder="https://" .value=${work.address}
            @input=${({ currentTarget }: Event) => {
              work.address = (currentTarget as HTMLInputElement).value;
            }}></label>
        <p class="hint">${text('import.about')}</p>
        <div class="pair"><button ?disabled=${work.busy === 'reading'}>${text('import.read')}</button>
          ${work.busy ? html`<button type="button" @click=${() => stop(app)}>${text('import.stop')}</button>` : nothing}</div>
      </form>
      <div role="status">${work.busy === 'reading' ? html`<p class="hint">${waiting()}</p>` : nothing}
        ${work.trouble ? html`<p class="trouble">${work.trouble}</p>` : nothing}</div>
      ${shownLayers(app)}
      ${work.offer ? offered(app, work.offer) : nothing}`;
  },
};

const waiting = (): string =>
  work.waitedS === undefined
    ? text('import.reading')
    : text('import.waiting', { waited: work.waitedS, most: PATIENCE_MS / 1000 });

async function read(app: Application, event: Event): Promise<void> {
  event.preventDefault();
  work.stop?.abort();
  if (work.address.trim() === '') return;
  const stopping = new AbortController();
  Object.assign(work, { busy: 'reading', stop: stopping, trouble: undefined, offer: undefined, search: '' });
  redraw(app);
  await settled(app, stopping, async () => {
    const offer = await readService(app.server, work.address, stopping.signal);
    if (!stopping.signal.aborted) work.offer = offer;
  });
}

async function add(app: Application, layer: OfferedLayer, way: Way): Promise<void> {
  work.stop?.abort();
  const stopping = new AbortController();
  Object.assign(work, { busy: layer.id, stop: stopping, trouble: undefined });
  redraw(app);
  await settled(app, stopping, () => addExternalLayer(app, layer, way, stopping.signal));
}

/** Of work that was stopped nobody wants to hear. */
async function settled(app: Application, stopping: AbortController, step: () => Promise<void>): Promise<void> {
  work.waitedS = undefined;
  const watch = setInterval(() => {
    if (work.stop !== stopping) return;
    work.waitedS = (work.waitedS ?? 0) + SLOW_S;
    redraw(app);
  }, SLOW_S * 1000);
  try {
    await step();
  } catch (error) {
    if (!stopping.signal.aborted) work.trouble = troubleText(error);
  } finally {
    clearInterval(watch);
  }
  if (work.stop !== stopping) return;
  work.busy = undefined;
  redraw(app);
}

const offersKey = ({ isCut, layers }: ReadOffer): TextKey => {
  if (isCut) return 'import.offersMore';
  return layers.length === 1 ? 'import.offersOne' : 'import.offers';
};

function stop(app: Application): void {
  work.stop?.abort();
  Object.assign(work, { busy: undefined, stop: undefined });
  redraw(app);
}

function shownLayers(app: Application): TemplateResult | typeof nothing {
  const layers = externalLayersOf(app);
  if (layers.length === 0) return nothing;
  return html`<section class="import-shown"><h3>${text('import.shown')}</h3>
    <ol class="layer-list">${layers.map((layer, index) => shownLayer(app, layers, layer, index))}</ol></section>`;
}

function shownLayer(
  app: Application,
  layers: readonly ExternalLayer[],
  layer: ExternalLayer,
  index: number,
): TemplateResult {
  const { title, isHidden, opacity, kind, bounds } = layer;
  const change = (members: Partial<ExternalLayer>) =>
    setExternalLayers(app, layers.with(index, { ...layer, ...members }));
  const move = (by: number) => {
    const others = layers.toSpliced(index, 1);
    setExternalLayers(app, others.toSpliced(index + by, 0, layer));
  };
  const label = text(isHidden ? 'layers.show' : 'layers.hide', { title });
  const about = kind === 'features' ? text('import.most', { most: MOST_FEATURES }) : new URL(layer.url).host;
  return html`<li class="layer" ?data-hidden=${isHidden}>
    <div class="layer-head"><button type="button" class="plain-icon" aria-pressed=${!isHidden} aria-label=${label} title=${label}
        @click=${() => change({ isHidden: !isHidden })}>${icon(isHidden ? 'hide' : 'show')}</button>
      <div class="layer-title"><strong>${title}</strong><span>${about}</span></div></div>
    <label class="field slider"><span>${text('layers.opacity')}</span>
      <input type="range" min="0" max="1" step="0.05" .value=${String(opacity)}
        @input=${({ currentTarget }: Event) => change({ opacity: Number((currentTarget as HTMLInputElement).value) })}>
      <output>${Math.round(opacity * 100)} %</output></label>
    <div class="layer-actions">
      ${action('up', 'layers.up', index === 0, () => move(-1))}
      ${action('down', 'layers.down', index === layers.length - 1, () => move(1))}
      ${action('zoom', 'layers.zoom', !bounds || !app.map, () => app.map?.map.fitBounds([...bounds!], { padding: 40, maxZoom: 16, animate: false }))}
      ${action('remove', 'layers.remove', false, () => setExternalLayers(app, layers.toSpliced(index, 1)))}
    </div></li>`;
}

const action = (name: 'up' | 'down' | 'zoom' | 'remove', title: TextKey, isDisabled: boolean, act: () => void) =>
  html`<button type="button" class="plain-icon" title=${text(title)} aria-label=${text(title)} ?disabled=${isDisabled} @click=${act}>${icon(name)}</button>`;

/** The panel is rendered on every change, and services may offer thousands of layers. */
let lastSearch: { offer: ReadOffer; wanted: string; found: readonly OfferedLayer[] } | undefined;

function matchingLayers(offer: ReadOffer, wanted: string): readonly OfferedLayer[] {
  if (lastSearch?.offer !== offer || lastSearch.wanted !== wanted) {
    const found = offer.layers.filter(({ title, id }) => `${title}\n${id}`.toLowerCase().includes(wanted));
    lastSearch = { offer, wanted, found };
  }
  return lastSearch.found;
}

function offered(app: Application, offer: ReadOffer): TemplateResult {
  const matching = matchingLayers(offer, work.search.trim().toLowerCase());
  const listed = matching.slice(0, MOST_LISTED);
  return html`<section class="import-offer"><h3>${offer.title}</h3>
    <p class="hint">${text(offersKey(offer), { standard: offer.standard, count: offer.layers.length })}
      ${offer.isProxied ? text('import.passedOn') : nothing}</p>
    ${
      offer.layers.length > 8
        ? html`<label class="field"><span>${text('import.search')}</span><input type="search" .value=${work.search}
          @input=${({ currentTarget }: Event) => {
            work.search = (currentTarget as HTMLInputElement).value;
            redraw(app);
          }}></label>`
        : nothing
    }
    <ul class="import-list">${listed.map((layer) => offeredLayer(app, layer))}</ul>
    ${matching.length > listed.length ? html`<p class="hint">${text('import.listed', { listed: listed.length, count: matching.length })}</p>` : nothing}
  </section>`;
}

function offeredLayer(app: Application, layer: OfferedLayer): TemplateResult {
  const { title, about, ways, refusal, id } = layer;
  return html`<li><strong title=${about ?? ''}>${title}</strong>
    ${refusal ? html`<span class="hint">${text(refusal)}</span>` : nothing}
    ${
      ways.length > 0
        ? html`<span class="import-ways">${ways.map(
            (
              way,
            ) => html`<button type="button" ?disabled=${work.busy === id} aria-label=${text('import.addAs', { title, as: text(WAYS[way.kind]) })}
        @click=${() => void add(app, layer, way)}>${icon('add')}${text(WAYS[way.kind])}</button>`,
          )}</span>`
        : nothing
    }</li>`;
}
