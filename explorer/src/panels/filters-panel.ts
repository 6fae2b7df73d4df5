/** Which points are shown and counted: ranges of attributes of the topmost layers. */
import { html, nothing, type TemplateResult } from 'lit';
import { type Application, changeLayer, layersOf, titleOf } from '../application.js';
import { filterExpression, POINTS_ZOOM, splitFilters } from '../layers/filters.js';
import { unitName } from '../layers/layer-look.js';
import type { Attribute } from '../server/documents.js';
import { icon } from '../shell/icons.js';
import type { LayerState, RangeFilter } from '../state/state.js';
import { serverText, text } from '../text/text.js';
import type { Panel } from './panel.js';

export const filtersPanel: Panel = {
  id: 'filters',
  icon: 'filters',
  title: 'panel.filters',
  render(app) {
    const layers = layersOf(app).filter(({ visible }) => visible);
    if (layers.length === 0) return html`<p class="hint">${text('filters.needLayer')}</p>`;
    return html`${layers.map((layer) => layerFilters(app, layer))}`;
  },
};

function layerFilters(app: Application, layer: LayerState): TemplateResult {
  const { collection, filters } = layer;
  const attributes = (app.session.get().facts[collection]?.attributes ?? []).filter(isNumeric);
  const free = attributes.filter(({ name }) => !filters.some(({ attribute }) => attribute === name));
  const set = (changed: (now: readonly RangeFilter[]) => readonly RangeFilter[]) =>
    changeLayer(app, collection, (now) => ({ filters: changed(now.filters) }));
  const add = ({ currentTarget }: Event) => {
    const select = currentTarget as HTMLSelectElement;
    const attribute = select.value;
    if (attribute) set((now) => (now.some((each) => each.attribute === attribute) ? now : [...now, { attribute }]));
    select.value = '';
  };
  const isFar = app.session.get().zoom < POINTS_ZOOM;
  const count = app.session.get().counts[collection];
  return html`<section class="filters" aria-label=${text('filters.of', { title: titleOf(app, collection) })}>
    <h3>${titleOf(app, collection)}</h3>
    <p class="hint" role="status">${count ?? text('filters.counting')}</p>
    ${isFar && holdsDots(filters, app.session.get().refused[collection]) ? html`<p class="far">${text('filters.far')}</p>` : nothing}
    ${filters.map((filter, index) =>
      filterRow(
        filter,
        attributes,
        (changed) => set((now) => now.map((each, i) => (i === index ? changed(each) : each))),
        () => set((now) => now.toSpliced(index, 1)),
      ),
    )}
    <label class="field"><span>${text('filters.add')}</span>
      <select @change=${add}><option value="">${text('filters.choose')} …</option>
        ${free.map(({ name, title }) => html`<option value=${name}>${serverText(title)}</option>`)}</select></label>
  </section>`;
}

function filterRow(
  filter: RangeFilter,
  attributes: readonly Attribute[],
  change: (changed: (now: RangeFilter) => RangeFilter) => void,
  remove: () => void,
): TemplateResult {
  const attribute = attributes.find(({ name }) => name === filter.attribute);
  const title = serverText(attribute?.title ?? filter.attribute);
  const unit = serverText(unitName(attribute?.unit));
  const bound = (name: 'min' | 'max') => (event: Event) => {
    const { value, valueAsNumber } = event.currentTarget as HTMLInputElement;
    change(({ [name]: _, ...rest }) =>
      value === '' || !Number.isFinite(valueAsNumber) ? rest : { ...rest, [name]: valueAsNumber },
    );
  };
  return html`<fieldset class="filter"><legend title=${attribute?.description ?? ''}>${title}${unit ? html` <span>[${unit}]</span>` : nothing}</legend>
    <div class="pair">
      <label class="field"><span>${text('filters.min')}</span><input type="number" step="any" .value=${filter.min === undefined ? '' : String(filter.min)} @change=${bound('min')}></label>
      <label class="field"><span>${text('filters.max')}</span><input type="number" step="any" .value=${filter.max === undefined ? '' : String(filter.max)} @change=${bound('max')}></label>
      <button type="button" class="plain-icon" aria-label=${text('filters.remove', { attribute: title })} @click=${remove}>${icon('remove')}</button>
    </div></fieldset>`;
}

/** Far out the map holds dots against filters, each by the point that it shows. */
const holdsDots = (filters: readonly RangeFilter[], refused: string | undefined): boolean =>
  filterExpression(splitFilters(filters, refused).onFeatures) !== undefined;

const isNumeric = ({ type }: Attribute): boolean => type === 'number' || type === 'integer';
