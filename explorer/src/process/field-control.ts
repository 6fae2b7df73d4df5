/** The control of one input of a process. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Application } from '../application.js';
import { redraw } from '../panels/redraw.js';
import type { Collection } from '../server/documents.js';
import { text } from '../text/text.js';
import { boxText, drawBox, showBox } from './draw-box.js';
import { drawPolygon, showPolygons } from './draw-polygon.js';
import type { Entry, Field, Narrowing } from './input-field.js';
import { withPolygon } from './polygon-text.js';

/** Where a form keeps what is written in a field. */
export interface Cell {
  readonly entry: Entry | undefined;
  readonly narrowing: Narrowing;
  readonly problem?: string;
  set(entry: Entry): void;
  narrow(narrowing: Narrowing): void;
}

/** Ends the drawing that somebody has begun. */
let endDrawing: (() => void) | undefined;
/** What is drawn at the moment. */
let drawn: 'box' | 'polygon' = 'box';

export function fieldControl(app: Application, field: Field, cell: Cell): TemplateResult {
  const { title, description, isNeeded, name, kind } = field;
  const id = `process-${name}`;
  const isGroup = kind === 'collections' || kind === 'choices';
  const label = html`${title}${isNeeded ? html` <span class="needed" title=${text('process.needed')}>*</span>` : nothing}`;
  const told = html`${description ? html`<details class="about"><summary>${text('process.about')}</summary><p>${description}</p></details>` : nothing}
    ${cell.problem ? html`<p class="trouble" id=${`${id}-problem`}>${cell.problem}</p>` : nothing}`;
  if (isGroup)
    return html`<fieldset class="process-field"><legend>${label}</legend>${group(app, field, cell)}${told}</fieldset>`;
  return html`<div class="process-field"><label for=${id}>${label}</label>${control(app, field, cell, id)}${told}</div>`;
}

const textOf = (entry: Entry | undefined): string => (typeof entry === 'string' ? entry : '');

function control(app: Application, field: Field, cell: Cell, id: string): TemplateResult {
  const { kind, schema, options, byDefault = '', isNeeded } = field;
  const value = textOf(cell.entry);
  const isWrong = cell.problem !== undefined;
  const described = isWrong ? `${id}-problem` : nothing;
  const set = ({ currentTarget }: Event) => cell.set((currentTarget as HTMLInputElement).value);
  const line = (
    type: string,
  ) => html`<input id=${id} type=${type} .value=${value} placeholder=${byDefault} autocomplete="off"
    spellcheck="false" aria-invalid=${isWrong} aria-describedby=${described} @input=${set}>`;
  switch (kind) {
    case 'number':
      return html`<input id=${id} type="number" step=${schema.type === 'integer' ? '1' : 'any'} .value=${value} placeholder=${byDefault}
        min=${limit(schema.minimum)} max=${limit(schema.maximum)} aria-invalid=${isWrong} aria-describedby=${described} @input=${set}>`;
    case 'choice':
    case 'boolean': {
      const choices = kind === 'boolean' ? ['true', 'false'] : options;
      const shown = kind === 'boolean' ? yesOrNo : plain;
      const unset = byDefault === '' ? '' : text('process.byDefault', { value: shown(byDefault) });
      return html`<select id=${id} aria-invalid=${isWrong} aria-describedby=${described} @change=${set}>
        <option value="" ?selected=${value === ''}>${isNeeded ? text('process.choose') : unset}</option>
        ${choices.map((each) => html`<option value=${each} ?selected=${each === value}>${shown(each)}</option>`)}</select>`;
    }
    case 'date':
      return line('date');
    case 'bbox':
    case 'area':
      return html`<input id=${id} type="text" .value=${value} placeholder=${text('process.box')} autocomplete="off" aria-invalid=${isWrong} aria-describedby=${described} @input=${set}>${boxButtons(app, cell.set)}${polygonButtons(app, field, cell)}`;
    case 'long-text':
    case 'json':
      return html`<textarea id=${id} rows="4" spellcheck="false" .value=${value} placeholder=${kind === 'json' ? byDefault || 'JSON' : byDefault}
        aria-invalid=${isWrong} aria-describedby=${described} @input=${set}></textarea>
        ${polygonButtons(app, field, cell)}
        ${kind === 'long-text' ? html`<input type="file" aria-label=${text('process.file', { title: field.title })} @change=${(event: Event) => void readFile(event, cell.set)}>` : nothing}`;
    default:
      return line('text');
  }
}

const limit = (value: unknown) => (typeof value === 'number' ? value : nothing);
const yesOrNo = (value: string): string => text(value === 'true' ? 'process.yes' : 'process.no');
const plain = (value: string): string => (value.startsWith('"') ? String(JSON.parse(value)) : value);

async function readFile({ currentTarget }: Event, set: (content: string) => void): Promise<void> {
  const [file] = (currentTarget as HTMLInputElement).files ?? [];
  if (file) set(await file.text());
}

function boxButtons(app: Application, set: (box: string) => void): TemplateResult {
  const fromView = () => {
    const { bounds } = app.session.get();
    if (!bounds) return;
    showBox(app, bounds);
    set(boxText(bounds));
  };
  const draw = () => {
    endDrawing?.();
    drawn = 'box';
    endDrawing = drawBox(app, (box) => {
      endDrawing = undefined;
      if (box !== undefined) set(box);
      redraw(app);
    });
    redraw(app);
  };
  const isDrawn = endDrawing !== undefined && drawn === 'box';
  return html`<div class="pair"><button type="button" ?disabled=${!app.map} @click=${fromView}>${text('process.fromView')}</button>
    <button type="button" ?disabled=${!app.map} aria-pressed=${isDrawn} @click=${draw}>${text('process.draw')}</button></div>
    ${isDrawn ? html`<p class="hint">${text('process.drawing')}</p>` : nothing}`;
}

/** For inputs that take polygons: one, or one more. */
function polygonButtons(app: Application, { polygons }: Field, cell: Cell): TemplateResult | typeof nothing {
  if (!polygons) return nothing;
  const value = textOf(cell.entry);
  const draw = () => {
    endDrawing?.();
    drawn = 'polygon';
    endDrawing = drawPolygon(app, (polygon) => {
      endDrawing = undefined;
      if (polygon) {
        const content = withPolygon(value, polygon, polygons);
        showPolygons(app, content);
        cell.set(content);
      } else redraw(app);
    });
    redraw(app);
  };
  const clear = () => {
    showBox(app, undefined);
    cell.set('');
  };
  const isDrawn = endDrawing !== undefined && drawn === 'polygon';
  return html`<div class="pair"><button type="button" ?disabled=${!app.map} aria-pressed=${isDrawn} @click=${draw}>${text(polygons === 'one' ? 'process.polygon' : 'process.addPolygon')}</button>
    <button type="button" ?disabled=${value === ''} @click=${clear}>${text('process.clear')}</button></div>
    ${isDrawn ? html`<p class="hint">${text('process.drawingPolygon')}</p>` : nothing}`;
}

function group(app: Application, field: Field, cell: Cell): TemplateResult {
  const chosen = typeof cell.entry === 'object' ? cell.entry : [];
  const isSole = field.kind === 'collections' && !field.isMany;
  const toggle = (each: string) => {
    if (isSole) cell.set([each]);
    else cell.set(chosen.includes(each) ? chosen.filter((other) => other !== each) : [...chosen, each]);
  };
  const box = (value: string, title: string) =>
    html`<label class="check"><input type=${isSole ? 'radio' : 'checkbox'} name=${`process-${field.name}`} .checked=${chosen.includes(value)} @change=${() => toggle(value)}>${title}</label>`;
  if (field.kind === 'choices') return html`${field.options.map((option) => box(option, plain(option)))}`;
  const fitting = fittingCollections(app, field);
  if (fitting.length === 0) return html`<p class="hint">${text('process.noneFits')}</p>`;
  const { bbox = '', filter = '' } = cell.narrowing;
  return html`<div class="choices-list">${fitting.map(({ id, title }) => box(id, title))}</div>
    <details class="about"><summary>${text('process.narrow')}</summary>
      <label class="field"><span>${text('process.box')}</span><input type="text" autocomplete="off" .value=${bbox}
        @input=${({ currentTarget }: Event) => cell.narrow({ filter, bbox: (currentTarget as HTMLInputElement).value })}></label>
      ${boxButtons(app, (drawn) => cell.narrow({ filter, bbox: drawn }))}
      <label class="field"><span>${text('process.filter')}</span><input type="text" autocomplete="off" spellcheck="false" .value=${filter} placeholder="temporal_coherence > 0.8"
        @input=${({ currentTarget }: Event) => cell.narrow({ bbox, filter: (currentTarget as HTMLInputElement).value })}></label></details>`;
}

/** Collections of the server that an input takes. */
export const fittingCollections = (app: Application, field: Field): readonly Collection[] =>
  (app.session.get().collections ?? []).filter((collection) => suits(collection, field));

const suits = ({ egms }: Collection, { demand: { levels, geometries } = {} }: Field): boolean =>
  (!levels || levels.includes(egms?.level ?? '')) && (!geometries || geometries.includes(egms?.geometry ?? ''));
