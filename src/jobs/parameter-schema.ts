/**
 * Judges values by the schema of a process description (OpenAPI 3.0 keywords). The schema is ours and was compiled once;
 * the values are anybody's. Used where a request is accepted, and again where what it referred to has been read.
 */
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';

export interface ValueFault {
  /** JSON pointer below the value. */
  readonly pointer: string;
  /** What was expected, and what came. */
  readonly detail: string;
}

/** A value as it is to be used, defaults of its members filled in; or what is wrong with it. */
export type Judgement = { readonly value: unknown } | { readonly fault: ValueFault };

export class ParameterSchema {
  readonly #validate: ValidateFunction;

  /** Throws for a schema that cannot be used: a defect of the process description. */
  constructor(schema: Readonly<Record<string, unknown>>) {
    this.#validate = ajv.compile(draft07(schema) as object);
  }

  judge(given: unknown): Judgement {
    const value = structuredClone(given);
    if (this.#validate(value)) return { value };
    return { fault: asFault(this.#validate.errors ?? [], given) };
  }
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const isDate = (text: string): boolean => {
  if (!DATE.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  // Date.parse lets 31 February through as 3 March.
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
};

/** Other formats (`ogc-bbox`, `geojson-geometry`, ...) say what a value means, not how it looks. */
const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  date: isDate,
  'date-time': (text) =>
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/i.test(text) &&
    isDate(text.slice(0, 10)) &&
    !Number.isNaN(Date.parse(text)),
  uri: (text) => URL.canParse(text),
  uuid: (text) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text),
};

/** Texts longer than this match no pattern: even patterns without traps take time that grows with a power of it. */
const MAX_PATTERN_TEXT = 10_000;

/** A pattern that no text can keep busy for long. Throws for one in which a repetition stands inside a repetition. */
function boundedPattern(pattern: string, flags: string): RegExp {
  if (hasNestedRepetition(pattern))
    throw new Error(`pattern ${pattern}: a repetition inside a repetition may never end`);
  const expression = new RegExp(pattern, flags);
  const { test } = expression;
  return Object.assign(expression, {
    test: (text: string) => text.length <= MAX_PATTERN_TEXT && test.call(expression, text),
  });
}

/** True when a group that repeats without limit holds something that does: `(a+)*`. */
export function hasNestedRepetition(pattern: string): boolean {
  const bare = pattern.replace(/\\./g, 'x').replace(/\[[^\]]*\]/g, 'x');
  const repeats: boolean[] = [false];
  for (let i = 0; i < bare.length; i++) {
    if (bare[i] === '(') repeats.push(false);
    else if (isUnlimited(bare, i)) repeats[repeats.length - 1] = true;
    else if (bare[i] === ')') {
      const inner = repeats.pop() ?? false;
      if (inner && isUnlimited(bare, i + 1)) return true;
      repeats[repeats.length - 1] ||= inner;
    }
  }
  return false;
}

const isUnlimited = (pattern: string, at: number): boolean =>
  pattern[at] === '*' || pattern[at] === '+' || /^\{\d+,\}/.test(pattern.slice(at, at + 12));

/**
 * OpenAPI 3.0 speaks an older dialect of JSON Schema: exclusive limits are booleans beside the limit. References to
 * schemas elsewhere are dropped: nothing is fetched to judge a value.
 */
function draft07(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(draft07);
  if (typeof schema !== 'object' || schema === null) return schema;
  const members = Object.entries(schema as Record<string, unknown>).filter(([name]) => !ANNOTATIONS.has(name));
  const own = Object.fromEntries(members.map(([name, value]) => [name, keyword(name, value)]));
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, nullable, ...rest } = own;
  return {
    ...rest,
    // The validator allows it beside a type only; without one, null is allowed anyway.
    ...(nullable === undefined || rest.type === undefined ? {} : { nullable }),
    ...(minimum === undefined ? {} : { [exclusiveMinimum === true ? 'exclusiveMinimum' : 'minimum']: minimum }),
    ...(maximum === undefined ? {} : { [exclusiveMaximum === true ? 'exclusiveMaximum' : 'maximum']: maximum }),
  };
}

/** `properties` holds schemas under names of any kind; `enum`, `default` and `required` hold values, not schemas. */
function keyword(name: string, value: unknown): unknown {
  if (name === 'properties') {
    return Object.fromEntries(Object.entries(value as object).map(([member, schema]) => [member, draft07(schema)]));
  }
  return ['enum', 'default', 'required'].includes(name) ? value : draft07(value);
}

const ANNOTATIONS: ReadonlySet<string> = new Set([
  '$ref',
  '$id',
  'id',
  'example',
  'xml',
  'externalDocs',
  'discriminator',
  'contentMediaType',
  'contentEncoding',
  'contentSchema',
]);

/** The first fault; of alternatives that all fail, that there is none. */
function asFault(errors: readonly ErrorObject[], given: unknown): ValueFault {
  const alternative = errors.find(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf');
  const { instancePath, message, params, keyword: kind } = alternative ?? errors[0];
  const at = valueAt(given, instancePath);
  const came = kind === 'required' || kind === 'additionalProperties' ? '' : `, got ${excerpt(at)}`;
  return { pointer: instancePath, detail: `${worded(kind, message, params)}${came}` };
}

function worded(kind: string, message = 'does not fit', params: Readonly<Record<string, unknown>>): string {
  if (kind === 'enum') return `expected one of ${(params.allowedValues as unknown[]).map(String).join(', ')}`;
  if (kind === 'type') return `expected ${withArticle(String(params.type))}`;
  if (kind === 'format') return `expected the format ${String(params.format)}`;
  if (kind === 'additionalProperties') return `has no member ${String(params.additionalProperty)}`;
  if (kind === 'anyOf' || kind === 'oneOf') return 'fits none of the forms that are allowed here';
  if (kind in BOUNDS) return `expected ${BOUNDS[kind]} ${String(params.limit)}`;
  if (kind === 'required') return `lacks the member ${String(params.missingProperty)}`;
  return message.replace(/^must be/, 'expected').replace(/^must/, 'must');
}

const BOUNDS: Readonly<Record<string, string>> = {
  minimum: 'at least',
  maximum: 'at most',
  exclusiveMinimum: 'more than',
  exclusiveMaximum: 'less than',
};

const withArticle = (type: string): string =>
  type
    .split(',')
    .map((name) => (/^[aeiou]/.test(name) ? `an ${name}` : `a ${name}`))
    .join(' or ');

function valueAt(given: unknown, pointer: string): unknown {
  let value = given;
  for (const token of pointer.split('/').slice(1)) {
    const name = token.replaceAll('~1', '/').replaceAll('~0', '~');
    value = (value as Record<string, unknown> | undefined)?.[name];
  }
  return value;
}

const MAX_EXCERPT = 60;

export function excerpt(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > MAX_EXCERPT ? `${text.slice(0, MAX_EXCERPT)}…` : text;
}

/** Shared: making one takes longer than compiling a schema. Below everything it is made of. */
const ajv = new Ajv({
  strict: false,
  // Fills in `default` of members that are missing; of the value itself the caller takes care.
  useDefaults: true,
  logger: false,
  meta: false,
  validateSchema: false,
  formats: FORMATS,
  code: { regExp: Object.assign(boundedPattern, { code: 'boundedPattern' }) },
});
