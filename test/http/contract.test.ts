import { describe, expect, test } from 'vitest';
import { inlined, loadContract, offered } from '../../src/http/contract.js';
import { validatingDocument } from '../../src/http/validating-document.js';
import { testConfig } from '../support/test-app.js';

const contract = loadContract(['common.yaml', 'features.yaml'], testConfig.limits);
const operation = (id: string) => contract.operations.find(({ operationId }) => operationId === id);

describe('the contract', () => {
  test('offers the media types of the 200 response, in that order', () => {
    expect(operation('getFeatures')?.formats.map(({ id }) => id)).toEqual([
      'geojson',
      'geojsonseq',
      'csv',
      'fgb',
      'parquet',
      'html',
    ]);
  });

  test('names the values of f after the formats', () => {
    const f = (id: string) => operation(id)?.parameters.find(({ parameter }) => parameter.name === 'f');
    expect(f('getFeatures')?.parameter.schema.enum).toEqual([
      'json',
      'geojson',
      'geojsonseq',
      'csv',
      'flatgeobuf',
      'fgb',
      'geoparquet',
      'parquet',
      'html',
    ]);
    expect(f('getConformanceDeclaration')?.component).toBe('f');
  });

  test('lets reading be read, whatever the method', () => {
    expect(contract.operations.filter(({ access }) => access === 'write')).toEqual([]);
    expect(operation('getCQL2Features')?.method).toBe('post');
  });

  test('gives every operation its own id, and a name in the public document below a collection', () => {
    const ids = contract.operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { path, publicNames } of contract.operations) {
      expect(publicNames !== undefined).toBe(path.startsWith('/collections/{collectionId}'));
    }
  });

  test('lists every 4xx and 5xx of an operation as a problem document', () => {
    for (const { responses } of contract.operations) {
      const failures = Object.entries(responses).filter(([status]) => Number(status) >= 400);
      expect(failures.length).toBeGreaterThan(1);
      for (const [, response] of failures) {
        expect(inlined(response, contract.components)).toMatchObject({ content: { 'application/problem+json': {} } });
      }
    }
  });

  test('is cut down to what is built', () => {
    expect(offered(contract, ['getCollections']).operations.map(({ path }) => path)).toEqual(['/collections']);
    expect(() => offered(contract, ['getCollection'])).toThrow('no operation is called getCollection');
  });
});

test('the validating document splits lists alone at commas, and lets large page sizes through', () => {
  const parameters = validatingDocument(contract).paths?.['/collections/{collectionId}/items']?.get?.parameters;
  const named = (name: string) => parameters?.find((parameter) => 'name' in parameter && parameter.name === name);
  expect(named('bbox')).toMatchObject({ explode: false, schema: { type: 'array' } });
  expect(named('limit')).toEqual(expect.not.objectContaining({ explode: false }));
  expect(named('limit')).toMatchObject({ schema: { type: 'integer', minimum: 1, default: 100 } });
  expect(named('limit')).not.toHaveProperty('schema.maximum');
});
