/** The areas in the panel of layers: those on the map, and those that can be added. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Application } from '../application.js';
import type { Collection } from '../server/documents.js';
import { icon } from '../shell/icons.js';
import { type TextKey, text } from '../text/text.js';
import { type AreaLayer, addAreaLayer, areaLayersOf, setAreaLayers } from './area-layer.js';
import { areasOf } from './area-layers.js';

export function areaList(app: Application): TemplateResult | typeof nothing {
  const { areas = [] } = app.session.get();
  const shown = areaLayersOf(app).filter(({ collection }) => areas.some(({ id }) => id === collection));
  const others = areas.filter(({ id }) => !shown.some(({ collection }) => collection === id));
  if (areas.length === 0) return nothing;
  return html`<section class="group areas"><h3>${text('areas.title')}</h3>
    ${shown.length > 0 ? html`<ol class="layer-list">${shown.map((layer) => item(app, layer, areas))}</ol>` : nothing}
    ${others.length > 0 ? html`<ul>${others.map((collection) => addition(app, collection))}</ul>` : nothing}</section>`;
}

function item(app: Application, layer: AreaLayer, areas: readonly Collection[]): TemplateResult {
  const { collection, isHidden } = layer;
  const title = areas.find(({ id }) => id === collection)?.title ?? collection;
  const layers = areaLayersOf(app);
  const put = (change: Partial<AreaLayer>) =>
    setAreaLayers(
      app,
      layers.map((each) => (each.collection === collection ? { ...each, ...change } : each)),
    );
  const toggle = text(isHidden ? 'layers.show' : 'layers.hide', { title });
  return html`<li class="layer" ?data-hidden=${isHidden}>
    <div class="layer-head">
      <button type="button" class="plain-icon" aria-pressed=${!isHidden} aria-label=${toggle} title=${toggle}
        @click=${() => put({ isHidden: !isHidden })}>${icon(isHidden ? 'hide' : 'show')}</button>
      <div class="layer-title"><strong>${title}</strong><span role="status">${isHidden ? '' : seenText(app, collection)}</span></div>
    </div>
    <div class="layer-actions">
      ${action('zoom', 'layers.zoom', () => app.map?.fit([collection]))}
      <a class="plain-icon" title=${text('layers.page')} aria-label=${text('layers.page')} href=${app.server.url(app.server.collectionPath(collection), { f: 'html' })}>${icon('info')}</a>
      ${action('remove', 'layers.remove', () =>
        setAreaLayers(
          app,
          layers.filter((each) => each.collection !== collection),
        ),
      )}
    </div></li>`;
}

function seenText(app: Application, collection: string): string {
  const seen = areasOf(app).of(collection);
  if (!seen) return `${text('loading')} …`;
  const { features, matched, isCut } = seen;
  if (!isCut) return text('areas.inView', { count: features.length });
  return matched === undefined
    ? text('areas.cut', { count: features.length })
    : text('areas.cutOf', { count: features.length, matched });
}

function addition(app: Application, { id, title, itemCount }: Collection): TemplateResult {
  const add = () => {
    addAreaLayer(app, id);
    app.map?.fit([id]);
  };
  return html`<li><button type="button" class="add" @click=${add} title=${title}>${icon('add')}
    <span><strong>${title}</strong><span>${itemCount === undefined ? '' : text('areas.count', { count: itemCount })}</span></span></button></li>`;
}

const action = (name: 'zoom' | 'remove', title: TextKey, act: () => void) =>
  html`<button type="button" class="plain-icon" title=${text(title)} aria-label=${text(title)} @click=${act}>${icon(name)}</button>`;
