/** Which collections are on the map, in which order and in which colours. */
import { html, nothing, type TemplateResult } from 'lit';
import { type Application, changeLayer, layersOf, titleOf } from '../application.js';
import { areaList } from '../areas/area-list.js';
import { layerLook, styleIdOf } from '../map/map-style.js';
import { icon } from '../shell/icons.js';
import type { LayerState } from '../state/state.js';
import { numberText, serverText, type TextKey, text } from '../text/text.js';
import { collectionList } from './collection-list.js';
import { colourControls, startingChoice } from './colour-controls.js';
import type { Panel } from './panel.js';

export const layersPanel: Panel = {
  id: 'layers',
  icon: 'layers',
  title: 'panel.layers',
  render(app) {
    const { collections } = app.session.get();
    if (!collections) return html`<p class="hint">${text('loading')} …</p>`;
    if (collections.length === 0) return html`<p class="hint">${text('layers.empty')}</p>${areaList(app)}`;
    const shown = layersOf(app);
    return html`${shown.length === 0 ? html`<p class="hint">${text('layers.none')}</p>` : nothing}
      <ol class="layer-list">${shown.map((layer, index) => layerItem(app, layer, index, shown.length))}</ol>
      ${collectionList(app)}
      ${areaList(app)}`;
  },
};

function layerItem(app: Application, layer: LayerState, index: number, count: number): TemplateResult {
  const { collection, visible } = layer;
  const title = titleOf(app, collection);
  const change = (members: Partial<LayerState>) => changeLayer(app, collection, members);
  const look = layerLook(layer, app.state.get(), app.session.get());
  return html`<li class="layer" ?data-hidden=${!visible}>
    <div class="layer-head">
      <button type="button" class="plain-icon" aria-pressed=${visible}
        aria-label=${text(visible ? 'layers.hide' : 'layers.show', { title })} title=${text(visible ? 'layers.hide' : 'layers.show', { title })}
        @click=${() => change({ visible: !visible })}>${icon(visible ? 'show' : 'hide')}</button>
      <div class="layer-title"><strong>${title}</strong><span>${serverText(look.title)}</span></div>
    </div>
    <details>
      <summary aria-label=${text('layers.settings', { title })}>${icon('settings')}</summary>
      <div class="layer-settings">
        ${slider(
          text('layers.opacity'),
          layer.opacity,
          { min: 0, max: 1, step: 0.05 },
          (opacity) => change({ opacity }),
          (value) => `${Math.round(value * 100)} %`,
        )}
        ${slider(
          text('layers.size'),
          layer.pointSize,
          { min: 0.5, max: 3, step: 0.1 },
          (pointSize) => change({ pointSize }),
          (value) => `× ${numberText(value, 1)}`,
        )}
        ${styleChoice(app, layer)}
        ${layer.colour ? colourControls(app, layer, layer.colour) : nothing}
        <div class="layer-actions">
          ${action('up', 'layers.up', index === 0, () => move(app, index, -1))}
          ${action('down', 'layers.down', index === count - 1, () => move(app, index, 1))}
          ${action('zoom', 'layers.zoom', !app.map, () => app.map?.fit([collection]))}
          <a class="plain-icon" title=${text('layers.page')} aria-label=${text('layers.page')} href=${app.server.url(app.server.collectionPath(collection), { f: 'html' })}>${icon('info')}</a>
          ${action('remove', 'layers.remove', false, () => app.state.set({ layers: layersOf(app).filter((each) => each.collection !== collection) }))}
        </div>
      </div>
    </details>
  </li>`;
}

const OWN = ' own';

function styleChoice(app: Application, layer: LayerState): TemplateResult {
  const { facts } = app.session.get();
  const styles = facts[layer.collection]?.styles.styles ?? [];
  const current = layer.colour
    ? OWN
    : styleIdOf({ ...layer }, { ...app.state.get(), date: undefined }, app.session.get());
  const choose = ({ currentTarget }: Event) => {
    const { value } = currentTarget as HTMLSelectElement;
    if (value !== OWN) changeLayer(app, layer.collection, { style: value, colour: undefined });
    else changeLayer(app, layer.collection, { colour: startingChoice(app, layer) });
  };
  return html`<label class="field"><span>${text('layers.style')}</span>
    <select @change=${choose} .value=${current ?? ''}>
      ${styles.map(({ id, title }) => html`<option value=${id} ?selected=${id === current}>${serverText(title)}</option>`)}
      <option value=${OWN} ?selected=${current === OWN}>${text('layers.ownStyle')}</option>
    </select></label>`;
}

function slider(
  label: string,
  value: number,
  range: { min: number; max: number; step: number },
  change: (value: number) => void,
  shown: (value: number) => string,
): TemplateResult {
  return html`<label class="field slider"><span>${label}</span>
    <input type="range" min=${range.min} max=${range.max} step=${range.step} .value=${String(value)}
      @input=${({ currentTarget }: Event) => change(Number((currentTarget as HTMLInputElement).value))}>
    <output>${shown(value)}</output></label>`;
}

const action = (name: 'up' | 'down' | 'zoom' | 'remove', title: TextKey, isDisabled: boolean, act: () => void) =>
  html`<button type="button" class="plain-icon" title=${text(title)} aria-label=${text(title)} ?disabled=${isDisabled} @click=${act}>${icon(name)}</button>`;

function move(app: Application, index: number, by: number): void {
  const layers = [...layersOf(app)];
  const [layer] = layers.splice(index, 1);
  layers.splice(index + by, 0, layer);
  app.state.set({ layers });
}
