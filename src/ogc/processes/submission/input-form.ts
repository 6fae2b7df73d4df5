/**
 * The forms in which an input may be given (OGC API Processes 1.0, section 7.11.2, and Part 3): a value, a value with its
 * format, a reference, features of this server, or the output of another process.
 */
import type { ParameterDescription } from '../../../jobs/process-registry.js';
import { isRecord } from './faults.js';

export type InputForm =
  | { readonly kind: 'value'; readonly value: unknown }
  | {
      readonly kind: 'qualified';
      readonly value: unknown;
      readonly mediaType?: string;
      readonly encoding?: string;
      /** The object as it was given: a plain object may happen to look like this. */
      readonly given: unknown;
    }
  | { readonly kind: 'reference'; readonly href: string; readonly type?: string }
  | { readonly kind: 'collection'; readonly members: Readonly<Record<string, unknown>> }
  | { readonly kind: 'nested'; readonly process: string; readonly members: Readonly<Record<string, unknown>> };

const QUALIFIED = ['value', 'mediaType', 'encoding', 'schema', 'format'];
const LINK = ['href', 'rel', 'type', 'title', 'hreflang', 'length'];
const NESTED = ['process', 'inputs', 'outputs'];

export function formOf(given: unknown, parameter: ParameterDescription): InputForm {
  if (!isRecord(given)) return { kind: 'value', value: given };
  if (typeof given.process === 'string' && ('inputs' in given || hasOnly(given, NESTED))) {
    return { kind: 'nested', process: given.process, members: given };
  }
  if (takesCollection(parameter) && 'collection' in given) return { kind: 'collection', members: given };
  if (isLink(given)) return { kind: 'reference', href: given.href, ...textMember(given, 'type') };
  if (isQualified(given)) {
    // Earlier drafts, and clients that follow them, put media type and encoding into `format`.
    const format = isRecord(given.format) ? given.format : {};
    return {
      kind: 'qualified',
      value: given.value,
      ...textMember(format, 'mediaType'),
      ...textMember(format, 'encoding'),
      ...textMember(given, 'mediaType'),
      ...textMember(given, 'encoding'),
      given,
    };
  }
  return { kind: 'value', value: given };
}

/**
 * A value as it is kept for the engine, which reads references and undoes formats: one that looks like either is wrapped,
 * so that it comes out as it went in.
 */
export const kept = (value: unknown): unknown =>
  isRecord(value) && (isLink(value) || isQualified(value)) ? { value } : value;

/** The reverse: the value of what is kept, where it stands there; references stay what they are. */
export const unwrapped = (stored: unknown): unknown => {
  if (Array.isArray(stored)) return stored.map(unwrapped);
  return isRecord(stored) && isQualified(stored) ? stored.value : stored;
};

export const takesCollection = ({ schema, 'x-collection': demand }: ParameterDescription): boolean =>
  schema.format === 'ogc-collection-input' || (demand !== undefined && schema.format !== 'ogc-collection');

export const isMany = ({ maxOccurs = 1 }: ParameterDescription): boolean => maxOccurs === 'unbounded' || maxOccurs > 1;

/** Media types a schema declares, those of its alternatives included. */
export function mediaTypesOf(schema: Readonly<Record<string, unknown>>): readonly string[] {
  const alternatives = ['oneOf', 'anyOf', 'allOf'].flatMap((keyword) => {
    const entries = schema[keyword];
    return Array.isArray(entries) ? entries.filter(isRecord) : [];
  });
  const own = typeof schema.contentMediaType === 'string' ? [schema.contentMediaType] : [];
  return [...own, ...alternatives.flatMap(mediaTypesOf)];
}

/** Parameters such as `charset` are not compared. */
export const sameMediaType = (a: string, b: string): boolean => bare(a) === bare(b);
const bare = (mediaType: string): string => mediaType.split(';', 1)[0].trim().toLowerCase();

const hasOnly = (value: Readonly<Record<string, unknown>>, names: readonly string[]): boolean =>
  Object.keys(value).every((name) => names.includes(name));

const isQualified = (value: Readonly<Record<string, unknown>>): boolean =>
  'value' in value && hasOnly(value, QUALIFIED);

const isLink = (value: Readonly<Record<string, unknown>>): value is { readonly href: string } =>
  typeof value.href === 'string' && hasOnly(value, LINK);

const textMember = <Name extends string>(
  value: Readonly<Record<string, unknown>>,
  name: Name,
): { readonly [name in Name]?: string } => {
  const member = value[name];
  return (typeof member === 'string' ? { [name]: member } : {}) as { readonly [name in Name]?: string };
};
