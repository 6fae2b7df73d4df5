import { type Document, OpenAPIBackend } from 'openapi-backend';
import { describe, expect, test } from 'vitest';
import type { Collection } from '../../../src/catalog/collection.js';
import { loadContract, type Parameter } from '../../../src/http/contract.js';
import { validatingDocument } from '../../../src/http/validating-document.js';
import { type ApiDocument, apiDocument, capitalized } from '../../../src/ogc/common/api-document.js';
import { lakes, ustica } from '../../support/memory-catalog.js';
import { sha256 } from '../../support/sha256.js';
import { testConfig } from '../../support/test-app.js';

const contract = loadContract(['common.yaml', 'features.yaml'], testConfig.limits);
const write = (config = {}, collections: readonly Collection[] = [ustica, lakes]) =>
  apiDocument(contract, collections, { ...testConfig, ...config }, 'https://example.org/egms');
const document = write();
const drawn = loadContract(['common.yaml', 'tiles.yaml', 'map-tiles.yaml', 'maps.yaml'], testConfig.limits);
const contact = { name: 'A. Person', email: 'a@example.org', position: 'Head of ground motion' };
const told = {
  ...testConfig.service,
  contact,
  url: 'https://example.org',
  termsOfService: 'https://example.org/terms',
};

const resolved = (
  { components }: ApiDocument,
  parameters: ApiDocument['paths'][string][string]['parameters'],
): Parameter[] =>
  parameters.map((entry) => ('$ref' in entry ? components.parameters[entry.$ref.split('/')[3]] : entry));
const parametersOf = (api: ApiDocument, path: string, method = 'get'): Map<string, Parameter> =>
  new Map(resolved(api, api.paths[path][method].parameters).map((parameter) => [parameter.name, parameter]));

const items = parametersOf(document, '/collections/lakes/items');

describe('the public document', () => {
  test.each([
    ['as it is', document],
    [
      'with keys and free parameters',
      write({ apiKeys: [sha256('k')], requireKeyForReads: true, unknownParameters: 'ignore' }),
    ],
    ['without collections', write({}, [])],
    ['with tiles and maps', apiDocument(drawn, [ustica, lakes], testConfig, 'https://example.org/egms')],
    ['with all metadata', write({ service: told })],
    [
      'with odd ids',
      write(
        {},
        ['a/b', '{x}', 'Straße', 'A', 'a', ' '].map((id) => ({ ...lakes, id })),
      ),
    ],
  ])('is valid OpenAPI 3.0 %s', async (_name, api) => {
    const definition = JSON.parse(JSON.stringify(api)) as Document;
    const backend = new OpenAPIBackend({ definition, strict: true });
    await backend.loadDocument();
    expect(() => backend.validateDefinition()).not.toThrow();
    const ids = Object.values(api.paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
    for (const [path, methods] of Object.entries(api.paths)) {
      for (const { parameters } of Object.values(methods)) {
        const all = resolved(api, parameters).map((parameter) => `${parameter.in} ${parameter.name}`);
        expect(new Set(all).size).toBe(all.length);
        const declared = all.filter((name) => name.startsWith('path ')).map((name) => `{${name.slice(5)}}`);
        expect(declared).toEqual(path.match(/\{\w+\}/g) ?? []);
      }
    }
  });

  test('speaks OpenAPI 3.0.3 and knows its own address', () => {
    expect(document).toMatchObject({ openapi: '3.0.3', servers: [{ url: 'https://example.org/egms' }] });
  });

  test('keeps what is meant for the server to itself', () => {
    expect(JSON.stringify(document)).not.toMatch(/"x-(public|access|property-filters)"/);
  });

  test('has one concrete path per collection', () => {
    const paths = Object.keys(document.paths);
    expect(paths).toEqual(expect.arrayContaining(['/collections/lakes/items', `/collections/${ustica.id}/items`]));
    expect(paths.some((path) => path.includes('{collectionId}'))).toBe(false);
    expect(paths).toEqual(expect.arrayContaining(['/', '/conformance', '/collections', '/api', '/openapi']));
  });

  test('tells QGIS and GDAL the page sizes where they look for them', () => {
    expect(document.components.parameters.limit).toMatchObject({
      name: 'limit',
      schema: { type: 'integer', minimum: 1, default: 100, maximum: 10_000 },
    });
  });

  test('describes limit, bbox and datetime as the conformance suite wants them', () => {
    const common = { in: 'query', required: false, style: 'form', explode: false };
    expect(items.get('limit')).toMatchObject({ ...common, schema: { type: 'integer', minimum: 1, maximum: 10_000 } });
    expect(items.get('bbox')).toMatchObject({
      ...common,
      schema: { type: 'array', minItems: 4, maxItems: 6, items: { type: 'number' } },
    });
    expect(items.get('datetime')).toMatchObject({ ...common, schema: { type: 'string' } });
  });

  test('lists the properties as parameters, so that GDAL filters on the server', () => {
    expect(items.get('name')).toMatchObject({ in: 'query', style: 'form', explode: false, schema: { type: 'string' } });
    expect(items.get('scalerank')).toMatchObject({ schema: { type: 'integer' } });
    expect(parametersOf(document, `/collections/${ustica.id}/items`).get('mean_velocity')).toMatchObject({
      schema: { type: 'number' },
    });
  });

  test('does not list a property that a parameter of its own stands in front of', () => {
    const clash = { ...lakes, properties: [{ name: 'limit', type: 'string' }] as const };
    expect(parametersOf(write({}, [clash]), '/collections/lakes/items').get('limit')?.schema.type).toBe('integer');
  });

  test('has the names pygeoapi gives to operations and tags', () => {
    const named = (path: string, method = 'get') => {
      const { operationId, tags } = document.paths[path][method];
      return [operationId, tags];
    };
    expect(named('/')).toEqual(['getLandingPage', ['server']]);
    expect(named('/openapi')).toEqual(['getOpenapi', ['server']]);
    expect(named('/conformance')).toEqual(['getConformanceDeclaration', ['server']]);
    expect(named('/collections')).toEqual(['getCollections', ['server']]);
    expect(named('/collections/lakes')).toEqual(['describeLakesCollection', ['lakes']]);
    expect(named('/collections/lakes/items')).toEqual(['getLakesFeatures', ['lakes']]);
    expect(named('/collections/lakes/items', 'post')).toEqual(['getCQL2LakesFeatures', ['lakes']]);
    expect(named('/collections/lakes/items/{featureId}')).toEqual(['getLakesFeature', ['lakes']]);
    expect(named('/collections/lakes/queryables')).toEqual(['getLakesQueryables', ['lakes']]);
    expect(named('/collections/lakes/schema')).toEqual(['getLakesSchema', ['lakes']]);
    expect(named(`/collections/${ustica.id}/items`)[0]).toBe('getL2b-descending-2020-2024Features');
    expect(document.tags.map(({ name }) => name)).toEqual(['server', ustica.id, 'lakes']);
  });

  test('has the parameters pygeoapi keeps in its components', () => {
    const names = ['f', 'lang', 'bbox', 'bbox-crs', 'crs', 'limit', 'offset', 'properties', 'skipGeometry'];
    expect(Object.keys(document.components.parameters)).toEqual(expect.arrayContaining(names));
  });

  test('declares free parameters only where they are ignored, for the suite tests what is declared', () => {
    const vendor = 'vendorSpecificParameters';
    expect(items.has(vendor)).toBe(false);
    expect(document.components.parameters).not.toHaveProperty(vendor);
    const ignoring = write({ unknownParameters: 'ignore' });
    expect(parametersOf(ignoring, '/collections/lakes/items').get(vendor)).toMatchObject({
      style: 'form',
      schema: { type: 'object', additionalProperties: true },
    });
  });

  test('says how to send a key when there is one to send', () => {
    expect(document.components).not.toHaveProperty('securitySchemes');
    const apiKeys = [sha256('s3cret')];
    expect(write({ apiKeys }).components).toHaveProperty('securitySchemes.apiKeyHeader.name', 'X-API-Key');
    expect(JSON.stringify(write({ apiKeys }))).not.toContain(apiKeys[0]);
  });
});

test('collections of features have no addresses of tiles, maps, styles and series: those are of points', () => {
  const standards = ['features.yaml', 'tiles.yaml', 'map-tiles.yaml', 'maps.yaml', 'styles.yaml', 'products.yaml'];
  const whole = loadContract(['common.yaml', ...standards], testConfig.limits);
  const { paths } = apiDocument(whole, [ustica, lakes], testConfig, 'https://example.org/egms');
  const below = (id: string) =>
    Object.keys(paths)
      .filter((path) => path.startsWith(`/collections/${id}/`))
      .map((path) => path.split('/').slice(3).join('/'));
  const ofPoints = ['tiles', 'map', 'map/tiles', 'styles', 'styles/{styleId}/legend', 'items/{featureId}/timeseries'];
  expect(below(ustica.id)).toEqual(expect.arrayContaining(ofPoints));
  expect(below('lakes').sort()).toEqual(['items', 'items/{featureId}', 'queryables', 'schema', 'sortables']);
});

test('ids are capitalised as Python does it', () => {
  expect(['lakes', 'l3-up-2020-2024', 'obsESRI', 'Ärger', '', 'x'].map(capitalized)).toEqual([
    'Lakes',
    'L3-up-2020-2024',
    'Obsesri',
    'Ärger',
    '',
    'X',
  ]);
});

test('both documents have the same operations, parameters, bodies and responses', () => {
  const internal = validatingDocument(contract);
  const properties = new Set(lakes.properties.map(({ name }) => name));
  const seen = new Set<string>();
  for (const { path, method, operationId, hasPropertyFilters, isForPoints } of contract.operations) {
    const publicPath = path.replace('{collectionId}', isForPoints ? ustica.id : 'lakes');
    const published = document.paths[publicPath][method];
    const validated = internal.paths?.[path]?.[method];
    const names = (validated?.parameters ?? []).map((parameter) => ('name' in parameter ? parameter.name : ''));
    const publishedNames = resolved(document, published.parameters).map(({ name }) => name);
    expect(publishedNames.filter((name) => !hasPropertyFilters || !properties.has(name)).sort()).toEqual(
      names.filter((name) => name !== 'collectionId').sort(),
    );
    expect(Object.keys(published.responses)).toEqual(Object.keys(validated?.responses ?? {}));
    expect(published.requestBody === undefined).toBe(validated?.requestBody === undefined);
    expect(validated?.operationId).toBe(operationId);
    if (!isForPoints) seen.add(`${method} ${publicPath}`);
  }
  const ofLakes = Object.entries(document.paths)
    .filter(([path]) => !path.includes(ustica.id))
    .flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`));
  expect(new Set(ofLakes)).toEqual(seen);
});
