/** Selecting on the map, and what is known of the selection. */
import { html, nothing, type TemplateResult } from 'lit';
import { type Application, titleOf, topLayer } from '../application.js';
import type { Panel } from '../panels/panel.js';
import { numberText, text } from '../text/text.js';
import { exportControls } from './export-controls.js';
import { fitControls } from './fit-controls.js';
import { profileView } from './profile-view.js';
import { releaseControls } from './release-controls.js';
import { MAX_RADIUS_M, MAX_WIDTH_M, measuresOf, type Selection, type SelectionKind } from './selection.js';
import { statisticsView } from './statistics-view.js';
import { type Tools, toolsOf } from './tools.js';

const KINDS: readonly SelectionKind[] = ['polygon', 'circle', 'line'];

export const toolsPanel: Panel = {
  id: 'tools',
  icon: 'tools',
  title: 'panel.tools',
  render(app) {
    const tools = toolsOf(app);
    const { selection } = tools;
    return html`<div class="tools">
      ${drawControls(app, tools, selection)}
      ${tools.drawing ? nothing : html`${selection ? found(app, selection) : nothing}${fitControls(app)}${selection ? exportControls(app, selection) : nothing}${releaseControls(app)}`}
    </div>`;
  },
};

function drawControls(app: Application, tools: Tools, selection: Selection | undefined): TemplateResult {
  const { drawing } = tools;
  return html`<section aria-label=${text('tools.draw')}><h3>${text('tools.draw')}</h3>
    <div class="tool-buttons">
      ${KINDS.map(
        (kind) =>
          html`<button type="button" ?disabled=${!app.map} aria-pressed=${drawing?.kind === kind} @click=${() => tools.draw(kind)}>${text(`tools.${kind}`)}</button>`,
      )}
      ${selection && !drawing ? html`<button type="button" @click=${() => tools.select(undefined)}>${text('tools.clear')}</button>` : nothing}
    </div>
    ${
      drawing
        ? html`<p class="hint" role="status">${text(`tools.drawing.${drawing.kind}`)}</p><p class="hint">${text('tools.keys')}</p>
        <div class="tool-buttons">
          <button type="button" @click=${() => drawing.addMiddle()}>${text('tools.middle')}</button>
          <button type="button" ?disabled=${!drawing.canClose} @click=${() => drawing.close()}>${text('tools.close')}</button>
          <button type="button" @click=${() => drawing.cancel()}>${text('tools.cancel')}</button>
        </div>`
        : nothing
    }
    ${selection ? measures(tools, selection) : drawing ? nothing : html`<p class="hint">${text('tools.none')}</p>`}
  </section>`;
}

function measures(tools: Tools, selection: Selection): TemplateResult {
  const { lengthM, areaM2 } = measuresOf(selection);
  return html`<table class="tool-table measures"><tbody>
      ${areaM2 === undefined ? nothing : html`<tr><th scope="row">${text('tools.area')}</th><td>${areaText(areaM2)}</td></tr>`}
      <tr><th scope="row">${text(areaM2 === undefined ? 'tools.length' : 'tools.perimeter')}</th><td>${lengthText(lengthM)}</td></tr>
    </tbody></table>
    ${tools.drawing ? nothing : html`<p class="hint">${text('tools.change')}</p>`}
    ${
      selection.kind === 'circle'
        ? metres('tools.radius', selection.radiusM, MAX_RADIUS_M, (radiusM) => tools.select({ ...selection, radiusM }))
        : nothing
    }
    ${
      selection.kind === 'line'
        ? metres('tools.width', selection.widthM, MAX_WIDTH_M, (widthM) => tools.select({ ...selection, widthM }))
        : nothing
    }`;
}

function metres(
  label: 'tools.radius' | 'tools.width',
  value: number,
  most: number,
  change: (metres: number) => void,
): TemplateResult {
  const changed = ({ currentTarget }: Event) => {
    const field = currentTarget as HTMLInputElement;
    const given = field.valueAsNumber;
    if (given >= 1 && given <= most) change(given);
    else field.value = String(Math.round(value));
  };
  return html`<label class="field"><span>${text(label)}</span><input type="number" min="1" max=${most} step="1" .value=${String(Math.round(value))} @change=${changed}></label>`;
}

function found(app: Application, selection: Selection): TemplateResult {
  const results = app.session.get().toolResults;
  const layer = topLayer(app);
  if (!layer) return html`<section><p class="hint">${text('tools.needLayer')}</p></section>`;
  if (!results) return html`<section><p class="hint" role="status">${text('tools.reading')} …</p></section>`;
  const content =
    results.state === 'reading' && !results.sample
      ? html`<p class="hint" role="status">${text('tools.reading')} …</p>`
      : results.state === 'failed'
        ? html`<p class="problem" role="alert">${text('tools.problem', { detail: results.problem ?? '' })}</p>`
        : results.state === 'empty'
          ? html`<p class="hint" role="status">${text('tools.empty')}</p>`
          : selection.kind === 'line'
            ? profileView(app, selection, results)
            : statisticsView(app, results);
  return html`<section aria-label=${titleOf(app, results.collection)} aria-busy=${results.state === 'reading'}>
    <p class="hint">${titleOf(app, results.collection)}</p>${content}</section>`;
}

const lengthText = (metres: number): string =>
  metres < 1000 ? `${numberText(metres, 1)} m` : `${numberText(metres / 1000, 3)} km`;

const areaText = (m2: number): string =>
  m2 < 1e5 ? `${numberText(m2, 0)} m²` : m2 < 1e6 ? `${numberText(m2 / 1e4, 2)} ha` : `${numberText(m2 / 1e6, 3)} km²`;
