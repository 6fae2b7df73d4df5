/** Holds a configuration file against `openapi/configuration.schema.json`, in words that name file, line and path. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { invalidConfiguration } from '../errors.js';
import { packageRoot } from '../package-root.js';
import { formatPath, type Path, type YamlFile } from './yaml-file.js';

/** The annotations of our schema beside those of JSON Schema. */
interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema;
  readonly items?: Schema;
  /** Accepted without effect; the text says why. */
  readonly 'x-ignored'?: string;
  /** Keys that stand nowhere are nobody's business here. */
  readonly 'x-open'?: string;
  /** What a good value is, in words. */
  readonly 'x-expected'?: string;
  /** Never repeat the value in a message. */
  readonly 'x-secret'?: boolean;
}

const root: Schema = JSON.parse(readFileSync(join(packageRoot, 'openapi', 'configuration.schema.json'), 'utf8'));

const ajv = new Ajv2020({ allErrors: true, verbose: true, allowUnionTypes: true, strictRequired: false });
ajv.addVocabulary(['x-ignored', 'x-open', 'x-expected', 'x-secret']);
ajv.addSchema(root, 'configuration');

/** The whole file, or a value inside it that must be one of the schema's definitions. */
export type Part = '#' | '#/$defs/postgresqlProvider';

/** Throws `invalidConfiguration` that names every offending value of the part at `path` (up to five). */
export function validate(file: YamlFile, part: Part, value: unknown, path: Path = []): void {
  const check = ajv.getSchema(`configuration${part}`);
  if (!check) throw new Error(`the configuration schema has no part ${part}`);
  if (check(value)) return;
  const problems = (check.errors ?? []).map((error) => {
    const at = [...path, ...pointerSteps(error.instancePath, value)];
    return { where: file.where(at), detail: explain(error) };
  });
  const [first, ...others] = problems.slice(0, 5);
  throw invalidConfiguration(
    first.where,
    [first.detail, ...others.map((problem) => `${problem.where}: ${problem.detail}`)].join('; '),
  );
}

export interface Survey {
  /** Paths that are accepted without effect. */
  readonly ignored: readonly string[];
  /** Paths that the schema does not know: misspelt, or of a newer pygeoapi. */
  readonly unknown: readonly string[];
}

/** What of a valid part has no effect. */
export function survey(part: Part, value: unknown, path: Path = []): Survey {
  const ignored: string[] = [];
  const unknown: string[] = [];
  const walk = (schema: Schema, inner: unknown, at: Path): void => {
    if (schema['x-ignored'] !== undefined) ignored.push(formatPath(at));
    else if (Array.isArray(inner)) {
      for (const [index, element] of inner.entries())
        if (schema.items) walk(resolve(schema.items), element, [...at, index]);
    } else if (isRecord(inner)) {
      for (const [key, child] of Object.entries(inner)) {
        const known = schema.properties?.[key] ?? schema.additionalProperties;
        if (known) walk(resolve(known), child, [...at, key]);
        else if (!schema['x-open']) unknown.push(formatPath([...at, key]));
      }
    }
  };
  walk(resolve(part === '#' ? root : { $ref: part }), value, path);
  return { ignored, unknown };
}

/** Follows `#/a/b` into our own schema. */
function resolve(schema: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  const steps = schema.$ref.split('/').slice(1);
  return resolve(steps.reduce<Schema>((inner, step) => inner[step as keyof Schema] as Schema, root));
}

function explain(error: ErrorObject): string {
  if (error.keyword === 'required') return `"${error.params.missingProperty}" is missing`;
  const schema = (error.parentSchema ?? {}) as Schema; // a part of `root`
  return `${wish(error, schema)}, got ${schema['x-secret'] ? typeName(error.data) : shortly(error.data)}`;
}

function wish(error: ErrorObject, schema: Schema): string {
  if (schema['x-expected'] !== undefined) return `expected ${schema['x-expected']}`;
  if (error.keyword === 'type') return `expected ${[error.params.type].flat().join(' or ')}`;
  if (error.keyword === 'enum') return `expected one of ${[error.params.allowedValues].flat().join(', ')}`;
  return error.message ?? 'not valid';
}

function shortly(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? JSON.stringify(value).slice(0, 80)
    : typeName(value);
}

function typeName(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a mapping' : `a ${typeof value}`;
}

/** JSON pointer to path; steps into lists become numbers. */
function pointerSteps(pointer: string, value: unknown): Path {
  let inner = value;
  return pointer
    .split('/')
    .slice(1)
    .map((step) => {
      const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
      const index = Array.isArray(inner) ? Number(key) : key;
      inner = isRecord(inner) || Array.isArray(inner) ? (inner as Record<string, unknown>)[key] : undefined;
      return index;
    });
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
