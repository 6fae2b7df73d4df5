/**
 * The contract: the YAML files under `openapi/`, read once, flattened to a list of operations. Both OpenAPI documents
 * are written from this one value, the one that validates (`validating-document.ts`) and the one that clients read.
 */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { HttpConfig } from './http-config.js';
import { type Format, formatOf } from './negotiation.js';
import { packageFile } from './package-files.js';

export interface Schema {
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: unknown;
  readonly [keyword: string]: unknown;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'query' | 'path';
  readonly description?: string;
  readonly required?: boolean;
  readonly style?: string;
  readonly explode?: boolean;
  readonly schema: Schema;
}

export interface ContractOperation {
  readonly operationId: string;
  readonly path: string;
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  /** Names in the public document for operations below a collection; `{Id}` and `{title}` are filled in. */
  readonly publicNames?: { readonly operationId: string; readonly summary: string };
  /** `component` is the name below `components.parameters`, absent when written in place. */
  readonly parameters: readonly { readonly component?: string; readonly parameter: Parameter }[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Readonly<Record<string, unknown>> };
  /** As written, references inside the document included. */
  readonly responses: Readonly<Record<string, unknown>>;
  /** Media types of the 200 response, or of the 201 where that is what success looks like; empty: answers hold nothing. */
  readonly formats: readonly Format[];
  /** Undeclared query parameters may name properties. */
  readonly hasPropertyFilters: boolean;
  /** Of the collections those of measurement points alone answer it: the public document lists it for no other. */
  readonly isForPoints: boolean;
  readonly access: 'read' | 'write';
  /** Largest body, where it is less than what the server takes elsewhere. */
  readonly maxBodyBytes?: number;
  /** The body comes to the handler as a stream of bytes, which the handler limits itself. */
  readonly streamsBody: boolean;
}

export interface Components {
  readonly parameters: Readonly<Record<string, Parameter>>;
  readonly responses: Readonly<Record<string, unknown>>;
  readonly schemas: Readonly<Record<string, unknown>>;
}

export interface Contract {
  readonly operations: readonly ContractOperation[];
  readonly components: Components;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** Reads `components.yaml` and the given files of `openapi/`. Page sizes are those of the configuration. */
export function loadContract(files: readonly string[], limits: HttpConfig['limits']): Contract {
  const { components } = readYaml<{ components: Components }>('components.yaml');
  const limit = components.parameters.limit;
  const sized: Components = {
    ...components,
    parameters: {
      ...components.parameters,
      limit: { ...limit, schema: { ...limit.schema, maximum: limits.maxItems, default: limits.defaultItems } },
    },
  };
  return { components: sized, operations: files.flatMap((file) => operationsOf(file, sized)) };
}

/** The contract as far as it is built. An answer to an operation that the contract does not know is a defect. */
export function offered(contract: Contract, operationIds: readonly string[]): Contract {
  const known = new Set(contract.operations.map(({ operationId }) => operationId));
  const stray = operationIds.filter((id) => !known.has(id));
  if (stray.length > 0) throw new Error(`openapi: no operation is called ${stray.join(', ')}`);
  const operations = contract.operations.filter(({ operationId }) => operationIds.includes(operationId));
  return { ...contract, operations };
}

/** `value` with every `#/components/...` reference replaced by what it points to. The components hold no circles. */
export function inlined(value: unknown, components: Components): unknown {
  if (Array.isArray(value)) return value.map((entry) => inlined(entry, components));
  if (!isRecord(value)) return value;
  if (typeof value.$ref === 'string') return inlined(resolve(value.$ref, components), components);
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, inlined(entry, components)]));
}

interface WrittenOperation {
  operationId: string;
  summary: string;
  description: string;
  tags?: string[];
  parameters?: (Parameter | Reference)[];
  requestBody?: ContractOperation['requestBody'];
  responses: Record<string, { content?: Record<string, unknown> }>;
  'x-public'?: ContractOperation['publicNames'];
  'x-property-filters'?: boolean;
  'x-points-only'?: boolean;
  'x-access'?: ContractOperation['access'];
  'x-max-body-bytes'?: number;
  'x-streamed-body'?: boolean;
}

interface Reference {
  $ref: string;
}

type WrittenPath = { parameters?: (Parameter | Reference)[] } & {
  [method in (typeof METHODS)[number]]?: WrittenOperation;
};

function operationsOf(file: string, components: Components): ContractOperation[] {
  const { paths } = readYaml<{ paths: Record<string, WrittenPath> }>(file);
  return Object.entries(paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const written = item[method];
      if (!written) return [];
      const success = written.responses['200'] ?? written.responses['201'];
      const formats = Object.keys(success?.content ?? {}).map(formatOf);
      const parameters = [...(item.parameters ?? []), ...(written.parameters ?? [])].map((entry) =>
        '$ref' in entry ? namedParameter(entry.$ref, components) : { parameter: entry },
      );
      return {
        operationId: written.operationId,
        path,
        method,
        summary: written.summary,
        description: written.description,
        tags: written.tags ?? [],
        publicNames: written['x-public'],
        parameters: formats.length > 0 ? [...parameters, formatParameter(formats, components)] : parameters,
        requestBody: written.requestBody,
        responses: written.responses,
        formats,
        hasPropertyFilters: written['x-property-filters'] ?? false,
        isForPoints: written['x-points-only'] ?? false,
        access: written['x-access'] ?? (method === 'get' ? 'read' : 'write'),
        maxBodyBytes: written['x-max-body-bytes'],
        streamsBody: written['x-streamed-body'] ?? false,
      };
    }),
  );
}

/** The parameter `f` with the names of the formats offered; most operations share the component of that name. */
function formatParameter(formats: readonly Format[], components: Components) {
  const shared = components.parameters.f;
  const names = [...new Set(formats.flatMap((format) => format.f))];
  if (names.join() === shared.schema.enum?.join()) return { component: 'f', parameter: shared };
  return { parameter: { ...shared, schema: { ...shared.schema, enum: names, default: names[0] } } };
}

function namedParameter(ref: string, components: Components): { component: string; parameter: Parameter } {
  const component = ref.slice(ref.lastIndexOf('/') + 1);
  return { component, parameter: resolve(ref, components) as Parameter };
}

function resolve(ref: string, components: Components): unknown {
  const [, kind, name] = /^#\/components\/(parameters|responses|schemas)\/(.+)$/.exec(ref) ?? [];
  const found = kind === undefined ? undefined : components[kind as keyof Components][name];
  if (found === undefined) throw new Error(`openapi: ${ref} points nowhere`);
  return found;
}

/** To read YAML is most of what an application takes to put together, and tests put hundreds together. */
const readFiles = new Map<string, unknown>();

/** A copy of its own for whoever asks. */
function readYaml<Shape>(file: string): Shape {
  const known = readFiles.get(file) ?? parsedYaml(file);
  readFiles.set(file, known);
  return structuredClone(known) as Shape;
}

/** The files refer to each other by name; in one document every reference is local. */
function parsedYaml(file: string): unknown {
  const text = readFileSync(packageFile(`openapi/${file}`), 'utf8');
  const localized = (key: unknown, value: unknown): unknown =>
    key === '$ref' && typeof value === 'string' ? value.slice(value.indexOf('#')) : value;
  return parse(text, localized);
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
