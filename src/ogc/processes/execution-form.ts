/**
 * A form for a process, made from its description and filled in from its example. A script sends what is in it as the
 * JSON that the API wants; every field says by its data attributes what becomes of its text.
 */
import type { Collection } from '../../catalog/collection.js';
import type { Context } from '../../http/context.js';
import { type Html, type HtmlValue, html } from '../../http/html.js';
import { pathOf } from '../../http/links.js';
import type { ParameterDescription, RegisteredProcess } from '../../jobs/process-registry.js';
import { schemaText } from './schema-text.js';
import { isRecord } from './submission/faults.js';
import { isMany, takesCollection } from './submission/input-form.js';
import { isBoxSchema } from './submission/input-values.js';
import { isCollectionOutput } from './submission/outputs.js';

export function executionForm(
  { links, config }: Pick<Context, 'links' | 'config'>,
  { description, example }: RegisteredProcess,
  collections: readonly Collection[],
): Html {
  const { id, inputs, outputs, jobControlOptions } = description;
  const given = isRecord(example.inputs) ? example.inputs : {};
  const asked = isRecord(example.outputs) ? example.outputs : {};
  const isAsync = jobControlOptions.includes('async-execute');
  const published = Object.entries(outputs).filter(([, output]) => isCollectionOutput(output));
  return html`<form class="execution panel" method="post" action="${links.to(`/processes${pathOf(id)}/execution`)}" data-async="${String(isAsync)}" data-outputs="${usualOutputs(outputs).join(' ')}">
${Object.entries(inputs).map(([name, parameter]) => field(name, parameter, given[name], collections))}
${published.map(([name, output]) => publishedField(name, output, asked[name]))}
${config.apiKeys.length > 0 && !links.carryKey && keyField()}
<p class="actions"><button class="button" disabled>Run</button>
<span class="outcome" role="status"></span></p>
<noscript><p class="hint">The form needs a script; the command below does the same.</p></noscript>
<pre class="answer" tabindex="0" hidden></pre>
</form>`;
}

const isNeeded = ({ minOccurs = 1, schema }: ParameterDescription): boolean =>
  minOccurs > 0 && schema.default === undefined;

function field(
  name: string,
  parameter: ParameterDescription,
  given: unknown,
  collections: readonly Collection[],
): Html {
  const { title = name, description } = parameter;
  const id = `input-${name}`;
  if (takesCollection(parameter)) return collectionField(name, parameter, given, collections);
  return html`<div class="field"><label for="${id}">${title}${isNeeded(parameter) && html` <span class="needed" title="needed">*</span>`}</label>
${control(id, name, parameter, given)}
<p class="hint"><code>${name}</code> ${!Array.isArray(parameter.schema.enum) && html`${schemaText(parameter)}. `}${description}</p></div>\n`;
}

/** The control for a value; what is no number, choice, date or text is written as JSON. */
function control(id: string, name: string, parameter: ParameterDescription, given: unknown): Html {
  const { schema } = parameter;
  const value = given ?? schema.default;
  const { type, format, enum: values } = schema;
  const attributes = (kind: string) => html`id="${id}" data-input="${name}" data-kind="${kind}"`;
  if (isMany(parameter) || isBoxSchema(schema) || !['string', 'number', 'integer', 'boolean'].includes(String(type))) {
    const text = value === undefined ? '' : JSON.stringify(value, null, 2);
    const rows = Math.min(14, Math.max(2, text.split('\n').length));
    return html`<textarea ${attributes('json')} rows="${rows}" spellcheck="false" placeholder="JSON">${text}</textarea>`;
  }
  if (Array.isArray(values)) {
    return html`<select ${attributes(String(type))}>${!isNeeded(parameter) && value === undefined && html`<option value=""></option>`}
${values.map((entry) => option(String(entry), String(entry), entry === value))}</select>`;
  }
  if (type === 'boolean') {
    return html`<select ${attributes('boolean')}>${value === undefined && html`<option value=""></option>`}
${option('true', 'yes', value === true)}${option('false', 'no', value === false)}</select>`;
  }
  const text = value === undefined ? '' : String(value);
  if (type === 'number' || type === 'integer') {
    const { minimum, maximum } = schema;
    return html`<input ${attributes(String(type))} type="number" step="${type === 'integer' ? '1' : 'any'}"${
      minimum !== undefined && html` min="${String(minimum)}"`
    }${maximum !== undefined && html` max="${String(maximum)}"`} value="${text}">`;
  }
  if (format === 'date') return html`<input ${attributes('string')} type="date" value="${text}">`;
  if (text.includes('\n') || schema.contentMediaType !== undefined) {
    return html`<textarea ${attributes('string')} rows="6" spellcheck="false">${text}</textarea>`;
  }
  const kind = format === 'password' || schema.writeOnly === true ? 'password' : 'text';
  // An address in such a field is a reference.
  return html`<input ${attributes(parameter['x-file'] ? 'file' : 'string')} type="${kind}" value="${text}" autocomplete="off" spellcheck="false">`;
}

const option = (value: string, text: string, isSelected: boolean, isMissing = false): Html =>
  html`<option value="${value}"${isSelected && html` selected`}${isMissing && html` disabled`}>${text}</option>\n`;

/** Collections of the kind that is wanted, to choose from, and what narrows them. */
function collectionField(
  name: string,
  parameter: ParameterDescription,
  given: unknown,
  collections: readonly Collection[],
): Html {
  const { title = name, description } = parameter;
  const many = isMany(parameter);
  const examples = (Array.isArray(given) ? given : [given]).filter(isRecord);
  const named = examples.map(({ collection }) => String(collection));
  const fitting = collections.filter((collection) => suits(collection, parameter));
  const [first = {}] = examples;
  const text = (member: string): string => {
    const value = first[member];
    return value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
  };
  const box = Array.isArray(first.bbox) ? first.bbox.join(', ') : '';
  const id = `input-${name}`;
  return html`<fieldset class="field" data-input="${name}" data-kind="${many ? 'collections' : 'collection'}"><legend>${title}${
    isNeeded(parameter) && html` <span class="needed" title="needed">*</span>`
  }</legend>
<p class="hint"><code>${name}</code> ${schemaText(parameter)}. ${description}</p>
<div class="narrowing">
<label class="wide" for="${id}">Collection${many && 's'}<select id="${id}" name="collection"${many && html` multiple size="${Math.min(6, Math.max(2, fitting.length))}"`}>
${!many && html`<option value=""></option>`}
${fitting.map((collection) => option(collection.id, collection.title, named.includes(collection.id)))}</select></label>
${fitting.length === 0 && html`<p class="hint wide">No collection here is of that kind.</p>`}
<label>West, south, east, north<input name="bbox" value="${box}" placeholder="11.0, 48.0, 11.5, 48.3" autocomplete="off" inputmode="text"></label>
<label>Time<input name="datetime" value="${text('datetime')}" placeholder="2020-01-01/2022-12-31" autocomplete="off"></label>
<label class="wide">Filter (CQL2)<input name="filter" value="${text('filter')}" placeholder="temporal_coherence &gt; 0.8" autocomplete="off" spellcheck="false"></label>
</div></fieldset>\n`;
}

function suits({ kind, identity }: Collection, { 'x-collection': demand = {} }: ParameterDescription): boolean {
  const { kind: wanted = 'points', levels, geometries } = demand;
  return (
    (wanted === 'any' || kind === 'points') &&
    (!levels || levels.includes(identity?.level ?? '')) &&
    (!geometries || geometries.includes(identity?.geometry ?? ''))
  );
}

/** All that are made without being asked for by name. */
const usualOutputs = (outputs: RegisteredProcess['description']['outputs']): readonly string[] =>
  Object.keys(outputs).filter((name) => !outputs[name]['x-collection']?.onDemand);

function publishedField(
  name: string,
  { title = name, 'x-collection': demand }: ParameterDescription,
  asked: unknown,
): Html {
  const value = isRecord(asked) && typeof asked.collection === 'string' ? asked.collection : '';
  return html`<div class="field"><label for="output-${name}">Publish “${title}” as</label>
<input id="output-${name}" data-output="${name}" value="${value}" placeholder="${demand?.onDemand ? 'not published' : (demand?.default ?? name)}" pattern="[a-z0-9][a-z0-9._\\-]{0,62}" autocomplete="off" spellcheck="false">
<p class="hint">Name of the collection; empty: as in grey.</p></div>\n`;
}

const keyField = (): HtmlValue => html`<div class="field"><label for="api-key">API key</label>
<input id="api-key" type="password" autocomplete="off"><p class="hint">Running a process wants one.</p></div>\n`;
