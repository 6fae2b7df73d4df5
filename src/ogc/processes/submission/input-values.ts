/** Values that stand in the request: judged by the schema of their input, kept so that the engine reads them back as they are. */
import { excerpt, ParameterSchema } from '../../../jobs/parameter-schema.js';
import type { ParameterDescription } from '../../../jobs/process-registry.js';
import { below, type Faults, isRecord } from './faults.js';
import { type InputForm, kept, mediaTypesOf, sameMediaType } from './input-form.js';

/** Compiled schemas of descriptions, which live as long as the server. */
export class ParameterSchemas {
  readonly #compiled = new WeakMap<ParameterDescription, ParameterSchema>();

  of(parameter: ParameterDescription): ParameterSchema {
    const found = this.#compiled.get(parameter);
    if (found) return found;
    const made = new ParameterSchema(parameter.schema);
    this.#compiled.set(parameter, made);
    return made;
  }
}

/** What is kept of a value; undefined when it is at fault. */
export function readValue(
  form: Extract<InputForm, { kind: 'value' | 'qualified' }>,
  parameter: ParameterDescription,
  pointer: string,
  { schemas, faults }: { readonly schemas: ParameterSchemas; readonly faults: Faults },
): unknown {
  const schema = schemas.of(parameter);
  const before = faults.count;
  if (form.kind === 'value') {
    const judgement = schema.judge(form.value);
    if ('fault' in judgement) {
      faults.add(`${pointer}${judgement.fault.pointer}`, judgement.fault.detail);
      return undefined;
    }
    judgeBox(judgement.value, parameter, pointer, faults);
    return faults.count > before ? undefined : kept(judgement.value);
  }
  const { value, mediaType, encoding } = form;
  const inner = schema.judge(value);
  if ('fault' in inner) {
    // An object that has a member called value, and is meant as it stands.
    const whole = schema.judge(form.given);
    if ('value' in whole) return kept(whole.value);
    faults.add(`${below(pointer, 'value')}${inner.fault.pointer}`, inner.fault.detail);
  }
  judgeMediaType(mediaType, parameter, below(pointer, 'mediaType'), faults);
  if (encoding === 'base64') judgeBase64(value, below(pointer, 'value'), faults);
  else if (encoding !== undefined && !/^utf-?8$|^binary$/i.test(encoding)) {
    faults.add(below(pointer, 'encoding'), `expected base64 or utf-8, got ${excerpt(encoding)}`);
  }
  if ('value' in inner) judgeBox(inner.value, parameter, below(pointer, 'value'), faults);
  if (faults.count > before || !('value' in inner)) return undefined;
  return encoding === 'base64'
    ? { value: inner.value, encoding, ...(mediaType ? { mediaType } : {}) }
    : kept(inner.value);
}

/** An input that declares media types takes no others. */
export function judgeMediaType(
  mediaType: string | undefined,
  { schema, 'x-file': file }: ParameterDescription,
  pointer: string,
  faults: Faults,
): void {
  const declared = [...mediaTypesOf(schema), ...(file ? [file.mediaType] : [])];
  if (mediaType === undefined || declared.length === 0) return;
  if (!declared.some((type) => sameMediaType(type, mediaType))) {
    faults.add(pointer, `expected ${declared.join(' or ')}, got ${excerpt(mediaType)}`);
  }
}

function judgeBase64(value: unknown, pointer: string, faults: Faults): void {
  const isBase64 = typeof value === 'string' && /^[A-Za-z0-9+/_-]*={0,2}$/.test(value.replace(/\s+/g, ''));
  if (!isBase64) faults.add(pointer, `expected base64, got ${excerpt(value)}`);
}

/** `{ "bbox": [...], "crs": ... }`: what the schema cannot say of it. */
function judgeBox(value: unknown, { schema }: ParameterDescription, pointer: string, faults: Faults): void {
  if (!isBoxSchema(schema)) return;
  const corners = isRecord(value) ? value.bbox : undefined;
  const isBox =
    Array.isArray(corners) && (corners.length === 4 || corners.length === 6) && corners.every(Number.isFinite);
  if (!isBox) faults.add(pointer, `expected {"bbox": [four or six numbers], "crs": ...}, got ${excerpt(value)}`);
}

export const isBoxSchema = (schema: Readonly<Record<string, unknown>>): boolean =>
  schema.format === 'ogc-bbox' ||
  (Array.isArray(schema.allOf) && schema.allOf.some((entry) => isRecord(entry) && entry.format === 'ogc-bbox'));
