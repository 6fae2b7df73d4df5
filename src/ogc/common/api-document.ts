/**
 * The public API document: OpenAPI 3.0.3 with one concrete path per collection, as QGIS, GDAL and the conformance
 * suites read it, and with the names pygeoapi gives, so that generated clients keep working.
 */

import type { Collection } from '../../catalog/collection.js';
import type { Contract, ContractOperation, Parameter } from '../../http/contract.js';
import type { HttpConfig } from '../../http/http-config.js';
import { pathOf } from '../../http/links.js';
import { softwareVersion } from '../../http/package-files.js';
import { JSON_SCHEMA_OF } from './json-schema-of.js';

export interface PublicOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly parameters: readonly (Parameter | { readonly $ref: string })[];
  readonly requestBody?: ContractOperation['requestBody'];
  readonly responses: ContractOperation['responses'];
}

export interface ApiDocument {
  readonly openapi: '3.0.3';
  readonly info: Readonly<Record<string, unknown>>;
  readonly servers: readonly { readonly url: string; readonly description: string }[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, PublicOperation>>>>;
  readonly components: { readonly parameters: Readonly<Record<string, Parameter>>; readonly [kind: string]: unknown };
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
}

const COLLECTION_PATH = '/collections/{collectionId}';

export function apiDocument(
  contract: Contract,
  collections: readonly Collection[],
  config: HttpConfig,
  baseUrl: string,
): ApiDocument {
  const ids = new Set<string>();
  const ignoresUnknown = config.unknownParameters === 'ignore';
  const paths: Record<string, Record<string, PublicOperation>> = {};
  const add = (
    path: string,
    operation: ContractOperation,
    names: Partial<PublicOperation>,
    extra: Parameter[] = [],
  ) => {
    paths[path] ??= {};
    paths[path][operation.method] = publicOperation(operation, names, extra, ignoresUnknown);
  };
  for (const operation of contract.operations.filter(({ path }) => !path.startsWith(COLLECTION_PATH))) {
    add(operation.path, operation, {});
  }
  for (const collection of collections) {
    for (const operation of contract.operations.filter(({ path }) => path.startsWith(COLLECTION_PATH))) {
      const path = operation.path.replace(COLLECTION_PATH, () => `/collections${pathOf(collection.id)}`);
      const names = namesFor(operation, collection, ids);
      add(path, operation, names, operation.hasPropertyFilters ? propertyParameters(collection, operation) : []);
    }
  }
  const { collectionId: _, ...parameters } = contract.components.parameters;
  return {
    openapi: '3.0.3',
    info: infoOf(config),
    servers: [{ url: baseUrl, description: config.service.title }],
    tags: [
      { name: 'server', description: config.service.description, ...externalDocs(config) },
      ...collections.map(({ id, title }) => ({ name: id, description: title })),
    ],
    paths,
    components: {
      ...contract.components,
      parameters: ignoresUnknown ? { ...parameters, vendorSpecificParameters: VENDOR_PARAMETERS } : parameters,
      ...(config.apiKeys.length > 0 && { securitySchemes: SECURITY_SCHEMES }),
    },
    ...(config.requireKeyForReads && { security: Object.keys(SECURITY_SCHEMES).map((name) => ({ [name]: [] })) }),
  };
}

/** As Python's `str.capitalize`, which pygeoapi uses: the first letter upper case, all others lower case. */
export function capitalized(id: string): string {
  const [first = '', ...rest] = id;
  return first.toUpperCase() + rest.join('').toLowerCase();
}

/** Names within a collection. Two ids may differ by case alone; identifiers of operations must not clash. */
function namesFor(
  { operationId, summary, publicNames }: ContractOperation,
  { id, title }: Collection,
  taken: Set<string>,
): Partial<PublicOperation> {
  const fill = (text: string) => text.replace('{Id}', () => capitalized(id)).replace('{title}', () => title);
  const wanted = fill(publicNames?.operationId ?? operationId);
  let name = wanted;
  for (let n = 2; taken.has(name); n++) name = `${wanted}_${n}`;
  taken.add(name);
  return { operationId: name, summary: fill(publicNames?.summary ?? summary), tags: [id] };
}

function publicOperation(
  operation: ContractOperation,
  names: Partial<PublicOperation>,
  propertyFilters: readonly Parameter[],
  ignoresUnknown: boolean,
): PublicOperation {
  const { operationId, summary, description, tags, parameters, requestBody, responses } = operation;
  const own = parameters
    .filter(({ component }) => component !== 'collectionId')
    .map(({ component, parameter }) => (component ? { $ref: `#/components/parameters/${component}` } : parameter));
  const vendor = ignoresUnknown ? [{ $ref: '#/components/parameters/vendorSpecificParameters' }] : [];
  return {
    operationId,
    summary,
    description,
    tags,
    ...names,
    parameters: [...own, ...propertyFilters, ...vendor],
    requestBody,
    responses,
  };
}

/** GDAL sends `property=value` to the server only for the parameters listed here. */
function propertyParameters({ properties }: Collection, { parameters }: ContractOperation): Parameter[] {
  const declared = new Set(parameters.map(({ parameter }) => parameter.name));
  return properties
    .filter(({ name, type }) => type !== 'json' && !declared.has(name))
    .map(({ name, type, title, description }) => ({
      name,
      in: 'query',
      description: description ?? title ?? `Features whose ${name} has this value.`,
      required: false,
      style: 'form',
      explode: false,
      schema: { ...JSON_SCHEMA_OF[type] },
    }));
}

/** Tells clients and conformance suites that unknown parameters are no error. */
const VENDOR_PARAMETERS: Parameter = {
  name: 'vendorSpecificParameters',
  in: 'query',
  description: 'Parameters that are not declared; they are ignored.',
  required: false,
  style: 'form',
  schema: { type: 'object', additionalProperties: true },
};

const SECURITY_SCHEMES = {
  apiKeyHeader: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
  apiKeyQuery: { type: 'apiKey', in: 'query', name: 'api_key' },
  bearer: { type: 'http', scheme: 'bearer' },
  basic: { type: 'http', scheme: 'basic', description: 'The key is the password; any user name.' },
} as const;

const externalDocs = ({ service }: HttpConfig) =>
  service.url === undefined ? {} : { externalDocs: { description: 'information', url: service.url } };

function infoOf({ service }: HttpConfig): Record<string, unknown> {
  const { title, description, keywords, termsOfService, contact, license } = service;
  return {
    title,
    description,
    version: softwareVersion,
    'x-keywords': keywords,
    ...(termsOfService && { termsOfService }),
    // OpenAPI allows these three members and no others.
    ...(contact && { contact: { name: contact.name, url: contact.url, email: contact.email } }),
    ...(license && { license }),
  };
}
