/** The inputs of a process as fields of a form, and what is written in the fields as inputs. Pure. */
import type { TextKey, Values } from '../text/text.js';
import type { CollectionDemand, InputDescription, Schema } from './process-description.js';

export type FieldKind =
  | 'number'
  | 'choice'
  | 'choices'
  | 'boolean'
  | 'text'
  | 'date'
  | 'long-text'
  | 'numbers'
  | 'texts'
  | 'collections'
  | 'bbox'
  | 'area'
  | 'json';

export interface Field {
  readonly name: string;
  readonly title: string;
  readonly description?: string;
  readonly kind: FieldKind;
  readonly isNeeded: boolean;
  readonly schema: Schema;
  /** Of choices, as JSON. */
  readonly options: readonly string[];
  /** What the server takes when nothing is written, as it would be written. */
  readonly byDefault?: string;
  /** Several collections. */
  readonly isMany: boolean;
  readonly demand?: CollectionDemand;
  /** What a polygon is written as, where one may be drawn. */
  readonly polygons?: 'one' | 'collection';
}

/** What stands in a field: text, or one text for each thing that is chosen. */
export type Entry = string | readonly string[];
export type Entries = Readonly<Record<string, Entry | undefined>>;
/** What narrows collections that are chosen, by the name of the field. */
export interface Narrowing {
  readonly bbox?: string;
  readonly filter?: string;
}

export interface FieldProblem {
  readonly key: TextKey;
  readonly values?: Values;
}

const isRecord = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const parts = (schema: Schema, keyword: string): readonly Schema[] => {
  const entries = schema[keyword];
  return Array.isArray(entries) ? entries.filter(isRecord) : [];
};

export function fieldsOf(inputs: Readonly<Record<string, InputDescription>> = {}): readonly Field[] {
  return Object.entries(inputs).map(([name, input]) => fieldOf(name, input));
}

export function fieldOf(name: string, input: InputDescription): Field {
  const { title = name, description, schema, minOccurs = 1, maxOccurs = 1, 'x-collection': demand } = input;
  const kind = kindOf(input);
  const values = kind === 'choices' ? (schema.items as Schema).enum : schema.enum;
  return {
    name,
    title,
    description,
    kind,
    isNeeded: minOccurs > 0 && schema.default === undefined,
    schema,
    options: Array.isArray(values) ? values.map((value) => JSON.stringify(value)) : [],
    byDefault: schema.default === undefined ? undefined : written(schema.default),
    isMany: maxOccurs === 'unbounded' || maxOccurs > 1,
    demand,
    polygons: polygonsOf(schema),
  };
}

function polygonsOf(schema: Schema): Field['polygons'] {
  if (schema.format === 'geojson-feature-collection') return 'collection';
  const forms = [schema, ...parts(schema, 'oneOf'), ...parts(schema, 'anyOf')];
  const takes = forms.some(({ format, properties }) => {
    const { type } = isRecord(properties) ? properties : {};
    const names = isRecord(type) && Array.isArray(type.enum) ? type.enum : [];
    return format === 'geojson-geometry' || names.includes('Polygon');
  });
  return takes ? 'one' : undefined;
}

function kindOf({ schema, maxOccurs = 1, 'x-collection': demand }: InputDescription): FieldKind {
  const isCollection = schema.format === 'ogc-collection-input' || (demand && schema.format !== 'ogc-collection');
  if (isCollection) return 'collections';
  if (maxOccurs === 'unbounded' || maxOccurs > 1) return 'json';
  if (schema.format === 'ogc-bbox' || parts(schema, 'allOf').some(({ format }) => format === 'ogc-bbox')) return 'bbox';
  if (parts(schema, 'oneOf').some(isFourNumbers) || isFourNumbers(schema)) return 'area';
  if (Array.isArray(schema.enum)) return 'choice';
  if (schema.type === 'number' || schema.type === 'integer') return 'number';
  if (schema.type === 'boolean') return 'boolean';
  if (schema.type === 'string') {
    if (schema.format === 'date') return 'date';
    return schema.contentMediaType === undefined ? 'text' : 'long-text';
  }
  if (schema.type === 'array' && isRecord(schema.items)) return listKind(schema.items);
  return 'json';
}

function listKind(items: Schema): FieldKind {
  if (Array.isArray(items.enum)) return 'choices';
  if (items.type === 'number' || items.type === 'integer') return 'numbers';
  return items.type === 'string' ? 'texts' : 'json';
}

const isFourNumbers = ({ type, minItems, maxItems, items }: Schema): boolean =>
  type === 'array' && minItems === 4 && maxItems === 4 && isRecord(items) && items.type === 'number';

const written = (value: unknown): string => {
  if (typeof value === 'string') return value;
  return Array.isArray(value) && value.every((each) => typeof each !== 'object')
    ? value.join(', ')
    : JSON.stringify(value);
};

export interface ReadForm {
  readonly inputs: Readonly<Record<string, unknown>>;
  /** By the name of the field. */
  readonly problems: Readonly<Record<string, FieldProblem>>;
}

/** Everything that is wrong at once. Empty fields are left to the server's defaults. */
export function readForm(
  fields: readonly Field[],
  entries: Entries,
  narrowings: Readonly<Record<string, Narrowing>> = {},
): ReadForm {
  const inputs: Record<string, unknown> = {};
  const problems: Record<string, FieldProblem> = {};
  for (const field of fields) {
    const entry = entries[field.name] ?? '';
    const isEmpty = typeof entry === 'string' ? entry.trim() === '' : entry.length === 0;
    if (isEmpty) {
      if (field.isNeeded) problems[field.name] = { key: 'process.needed' };
      continue;
    }
    const read = readEntry(field, entry, narrowings[field.name]);
    if ('problem' in read) problems[field.name] = read.problem;
    else inputs[field.name] = read.value;
  }
  return { inputs, problems };
}

type Read = { readonly value: unknown } | { readonly problem: FieldProblem };

function readEntry(field: Field, entry: Entry, narrowing: Narrowing = {}): Read {
  const text = typeof entry === 'string' ? entry : '';
  const chosen = typeof entry === 'string' ? [entry] : entry;
  switch (field.kind) {
    case 'number':
      return readNumber(text, field.schema);
    case 'choice':
      return { value: JSON.parse(text) };
    case 'choices':
      return { value: chosen.map((each) => JSON.parse(each) as unknown) };
    case 'boolean':
      return { value: text === 'true' };
    case 'numbers':
      return readNumbers(text, field.schema);
    case 'texts':
      return {
        value: text
          .split(/[\n,]/)
          .map((part) => part.trim())
          .filter((part) => part !== ''),
      };
    case 'bbox':
      return readBox(text, (bbox) => ({ bbox }));
    case 'area':
      return text.trim().startsWith('{') ? readJson(text) : readBox(text, (bbox) => bbox);
    case 'collections':
      return readCollections(field, chosen, narrowing);
    case 'json':
      return readJson(text);
    default:
      return { value: text };
  }
}

function readNumber(text: string, schema: Schema): Read {
  const value = Number(text);
  if (!Number.isFinite(value)) return { problem: { key: 'process.noNumber' } };
  if (schema.type === 'integer' && !Number.isInteger(value)) return { problem: { key: 'process.noInteger' } };
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  // Drafts before 6 say by a boolean that the limit itself is out.
  const lower = typeof exclusiveMinimum === 'number' ? exclusiveMinimum : minimum;
  const upper = typeof exclusiveMaximum === 'number' ? exclusiveMaximum : maximum;
  const isBelow = typeof lower === 'number' && (value < lower || (isOut(exclusiveMinimum) && value === lower));
  const isAbove = typeof upper === 'number' && (value > upper || (isOut(exclusiveMaximum) && value === upper));
  if (isBelow)
    return {
      problem: { key: isOut(exclusiveMinimum) ? 'process.above' : 'process.atLeast', values: { limit: lower } },
    };
  if (isAbove)
    return { problem: { key: isOut(exclusiveMaximum) ? 'process.below' : 'process.atMost', values: { limit: upper } } };
  return { value };
}

const isOut = (exclusive: unknown): boolean => exclusive === true || typeof exclusive === 'number';

function readNumbers(text: string, schema: Schema): Read {
  const values: unknown[] = [];
  for (const part of text.split(/[\s,;]+/).filter((each) => each !== '')) {
    const read = readNumber(part, schema.items as Schema);
    if ('problem' in read) return read;
    values.push(read.value);
  }
  const { minItems, maxItems } = schema;
  const isFew = typeof minItems === 'number' && values.length < minItems;
  const isMany = typeof maxItems === 'number' && values.length > maxItems;
  if (isFew) return { problem: { key: 'process.fewer', values: { limit: minItems } } };
  if (isMany) return { problem: { key: 'process.more', values: { limit: maxItems } } };
  return { value: values };
}

/** West, south, east, north. */
function readBox(text: string, made: (bbox: readonly number[]) => unknown): Read {
  const numbers = text
    .split(/[\s,;]+/)
    .filter((each) => each !== '')
    .map(Number);
  const isBox =
    numbers.length === 4 && numbers.every(Number.isFinite) && numbers[0] < numbers[2] && numbers[1] < numbers[3];
  return isBox ? { value: made(numbers) } : { problem: { key: 'process.noBox' } };
}

function readCollections({ isMany }: Field, chosen: readonly string[], { bbox, filter }: Narrowing): Read {
  const box = bbox?.trim() ? readBox(bbox, (numbers) => numbers) : undefined;
  if (box && 'problem' in box) return box;
  const narrow = { ...(box ? { bbox: box.value } : {}), ...(filter?.trim() ? { filter: filter.trim() } : {}) };
  const values = chosen.map((collection) => ({ collection, ...narrow }));
  return { value: isMany ? values : values[0] };
}

function readJson(text: string): Read {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { problem: { key: 'process.noJson' } };
  }
}

/** Where the server's faults belong: `/inputs/points/0/filter` is of the field `points`. */
export function fieldOfPointer(pointer: string): string | undefined {
  const [root, place, name] = pointer.split('/');
  if (root !== '' || place !== 'inputs' || name === undefined) return undefined;
  return name.replaceAll('~1', '/').replaceAll('~0', '~');
}
