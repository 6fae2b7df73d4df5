/**
 * The public API document: OpenAPI 3.0.3 with one concrete path per collection, as QGIS, GDAL and the conformance
 * suites read it, and with the names pygeoapi gives, so that generated clients keep working.
 */

import type { Collection } from '../../catalog/collection.js';
import type { Contract, ContractOperation, Parameter } from '../../http/contract.js';
import type { HttpConfig } from '../../http/http-config.js';
import { softwareVersion } from '../../http/package-files.js';
import { JSON_SCHEMA_OF } from './json-schema-of.js';
import { type FamilyMember, isWithin, memberPath, type PathFamily } from './path-family.js';
import type { PublicOperation } from './public-operation.js';

export interface ApiDocument {
  readonly openapi: '3.0.3';
  readonly info: Readonly<Record<string, unknown>>;
  readonly servers: readonly { readonly url: string; readonly description: string }[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, PublicOperation>>>>;
  readonly components: { readonly parameters: Readonly<Record<string, Parameter>>; readonly [kind: string]: unknown };
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
}

/** What standards add to the document besides their operations. */
export interface DocumentAdditions {
  readonly families?: readonly PathFamily[];
  readonly tags?: ApiDocument['tags'];
}

export function apiDocument(
  contract: Contract,
  collections: readonly Collection[],
  config: HttpConfig,
  baseUrl: string,
  { families: others = [], tags = [] }: DocumentAdditions = {},
): ApiDocument {
  const ids = new Set<string>();
  const ignoresUnknown = config.unknownParameters === 'ignore';
  const families = [collectionFamily(collections), ...others];
  const paths: Record<string, Record<string, PublicOperation>> = {};
  const add = (path: string, operation: ContractOperation, own: Partial<PublicOperation>, without?: string) => {
    paths[path] ??= {};
    paths[path][operation.method] = publicOperation(operation, own, ignoresUnknown, without);
  };
  for (const operation of contract.operations) {
    if (!families.some((family) => isWithin(family, operation.path))) add(operation.path, operation, {});
  }
  for (const family of families) {
    const within = contract.operations.filter(({ path }) => isWithin(family, path));
    for (const member of family.members) {
      for (const operation of within) {
        if (member.offers && !member.offers(operation)) continue;
        const own = { ...namesFor(operation, member, ids), ...member.refine?.(operation) };
        add(memberPath(family, operation.path, member.id), operation, own, family.parameter);
      }
    }
  }
  const parameters = Object.fromEntries(
    Object.entries(contract.components.parameters).filter(
      ([name]) => !families.some(({ parameter }) => parameter === name),
    ),
  );
  return {
    openapi: '3.0.3',
    info: infoOf(config),
    servers: [{ url: baseUrl, description: config.service.title }],
    tags: uniqueTags([
      { name: 'server', description: config.service.description, ...externalDocs(config) },
      ...tags,
      ...families.flatMap(({ members }) => members.map(({ id, title }) => ({ name: id, description: title }))),
    ]),
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

/** A collection may have the name of a process. */
const uniqueTags = (tags: ApiDocument['tags']): ApiDocument['tags'] =>
  tags.filter(({ name }, index) => tags.findIndex((other) => other.name === name) === index);

const collectionFamily = (collections: readonly Collection[]): PathFamily => ({
  template: '/collections/{collectionId}',
  parameter: 'collectionId',
  members: collections.map((collection) => ({
    id: collection.id,
    title: collection.title,
    offers: ({ isForPoints }) => !isForPoints || collection.kind === 'points',
    refine: (operation) =>
      operation.hasPropertyFilters ? { parameters: propertyParameters(collection, operation) } : {},
  })),
});

/** Names within a family. Two ids may differ by case alone; identifiers of operations must not clash. */
function namesFor(
  { operationId, summary, publicNames }: ContractOperation,
  { id, title }: FamilyMember,
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
  { parameters: furtherParameters = [], ...names }: Partial<PublicOperation>,
  ignoresUnknown: boolean,
  withoutComponent?: string,
): PublicOperation {
  const { operationId, summary, description, tags, parameters, requestBody, responses } = operation;
  const own = parameters
    .filter(({ component }) => component === undefined || component !== withoutComponent)
    .map(({ component, parameter }) => (component ? { $ref: `#/components/parameters/${component}` } : parameter));
  const vendor = ignoresUnknown ? [{ $ref: '#/components/parameters/vendorSpecificParameters' }] : [];
  return {
    operationId,
    summary,
    description,
    tags,
    ...names,
    parameters: [...own, ...furtherParameters, ...vendor],
    requestBody: names.requestBody ?? requestBody,
    responses: names.responses ?? responses,
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
