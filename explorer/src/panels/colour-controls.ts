/** Attribute, palette, range and classes of a layer that has colours of a person's own. */
import { html, nothing, type TemplateResult } from 'lit';
import { type Application, changeLayer, layersOf } from '../application.js';
import { firstZoomOf } from '../layers/filters.js';
import { palettes } from '../layers/palettes.js';
import { layerLook } from '../map/map-style.js';
import type { ColourChoice, LayerState } from '../state/state.js';
import { serverText, text } from '../text/text.js';

const CLASS_COUNTS = [0, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16];
/** Ranges to start with, where a style does not say. */
const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  mean_velocity: [-20, 20],
  mean_velocity_std: [0, 2],
  acceleration: [-5, 5],
  seasonality: [0, 10],
  rmse: [0, 6],
  rmse_ts: [0, 6],
  temporal_coherence: [0.4, 1],
  height: [0, 1000],
  height_ortho: [0, 1000],
};
/** What cells say of their points is not an attribute of a point. */
const OF_CELLS = new Set(['pid', 'count', 'velocity_mean', 'velocity_min', 'velocity_max']);

/** What the layer shows now, as a choice. */
export function startingChoice(app: Application, layer: LayerState): ColourChoice {
  const look = layerLook({ ...layer, colour: undefined }, { ...app.state.get(), date: undefined }, app.session.get());
  const isKnown = attributesOf(app, layer).some(({ name }) => name === look.attribute);
  const attribute = isKnown ? look.attribute : 'mean_velocity';
  const [min, max] = RANGES[attribute] ?? [0, 1];
  const ends = isKnown && look.stops.length > 1 ? [look.stops[0].value, look.stops.at(-1)!.value] : [min, max];
  return { attribute, palette: 'rdylbu', reversed: false, min: ends[0], max: ends[1], classes: 0 };
}

export function colourControls(app: Application, layer: LayerState, colour: ColourChoice): TemplateResult {
  const change = (members: Partial<ColourChoice>) =>
    changeLayer(app, layer.collection, (now) => ({ colour: { ...(now.colour ?? colour), ...members } }));
  const chosen = (event: Event) => (event.currentTarget as HTMLSelectElement).value;
  const chooseAttribute = (event: Event) => {
    const attribute = chosen(event);
    const [min, max] = RANGES[attribute] ?? [0, 1];
    change({ attribute, min, max });
  };
  const bound = (name: 'min' | 'max') => (event: Event) => {
    const value = (event.currentTarget as HTMLInputElement).valueAsNumber;
    const now = layersOf(app).find(({ collection }) => collection === layer.collection)?.colour ?? colour;
    const next = { ...now, [name]: value };
    if (Number.isFinite(value) && next.min < next.max) change({ [name]: value });
    else (event.currentTarget as HTMLInputElement).value = String(now[name]);
  };
  const fromZoom = firstZoomOf(colour.attribute);
  return html`<label class="field"><span>${text('layers.attribute')}</span>
      <select @change=${chooseAttribute} .value=${colour.attribute}>${attributesOf(app, layer).map(
        ({ name, title }) => html`<option value=${name} ?selected=${name === colour.attribute}>${title}</option>`,
      )}</select></label>
    <label class="field"><span>${text('layers.palette')}</span>
      <select @change=${(event: Event) => change({ palette: chosen(event) })} .value=${colour.palette}>${palettes.map(
        ({ id, title }) => html`<option value=${id} ?selected=${id === colour.palette}>${serverText(title)}</option>`,
      )}</select></label>
    <div class="pair">
      <label class="field"><span>${text('layers.from')}</span><input type="number" step="any" .value=${String(colour.min)} @change=${bound('min')}></label>
      <label class="field"><span>${text('layers.to')}</span><input type="number" step="any" .value=${String(colour.max)} @change=${bound('max')}></label>
    </div>
    <label class="field"><span>${text('layers.classes')}</span>
      <select @change=${(event: Event) => change({ classes: Number(chosen(event)) })} .value=${String(colour.classes)}>${CLASS_COUNTS.map(
        (count) =>
          html`<option value=${count} ?selected=${count === colour.classes}>${count === 0 ? text('layers.continuous') : count}</option>`,
      )}</select></label>
    ${fromZoom > app.session.get().zoom ? html`<p class="hint">${text('layers.near', { attribute: titleOfAttribute(app, layer, colour.attribute), zoom: fromZoom })}</p>` : nothing}
    <label class="check"><input type="checkbox" .checked=${colour.reversed} @change=${() => change({ reversed: !colour.reversed })}>${text('layers.reversed')}</label>`;
}

const titleOfAttribute = (app: Application, layer: LayerState, attribute: string): string =>
  attributesOf(app, layer).find(({ name }) => name === attribute)?.title ?? attribute;

/** Those that the vector tiles carry. */
function attributesOf(app: Application, { collection }: LayerState): readonly { name: string; title: string }[] {
  const facts = app.session.get().facts[collection];
  return (facts?.tileAttributes ?? [])
    .filter((name) => !OF_CELLS.has(name))
    .map((name) => ({ name, title: serverText(facts?.attributes.find((each) => each.name === name)?.title ?? name) }));
}
