/** What comes out is what the contract and the conformance suite want, member by member. */
import request from 'supertest';
import { describe, expect, test } from 'vitest';
import type { Link } from '../../../src/http/links.js';
import { answersOfContract } from '../../support/answers-of-contract.js';
import { ITEMS, PLACES, pid, volcano, volcanoApp } from './volcano.js';

const app = volcanoApp();
const contract = answersOfContract('features.yaml');
const base = `/collections/${volcano.id}`;

interface FeaturePage {
  readonly features: readonly unknown[];
  readonly links: readonly Link[];
  readonly numberReturned: number;
  readonly numberMatched?: number;
}

test.each([
  [ITEMS, 'getFeatures', 'application/geo+json'],
  [`${ITEMS}?profile=series&limit=20`, 'getFeatures', 'application/geo+json'],
  [`${ITEMS}?stream=true`, 'getFeatures', 'application/geo+json'],
  [`${ITEMS}?resulttype=hits`, 'getFeatures', 'application/geo+json'],
  [PLACES, 'getFeatures', 'application/geo+json'],
  [`${ITEMS}/${pid(0)}`, 'getFeature', 'application/geo+json'],
  [`${ITEMS}/${pid(0)}/timeseries`, 'getFeatureTimeSeries', 'application/json'],
  [`${base}/queryables`, 'getQueryables', 'application/schema+json'],
  [`${base}/sortables`, 'getSortables', 'application/schema+json'],
  [`${base}/schema?profile=wide`, 'getSchema', 'application/schema+json'],
])('%s is what the contract says of %s', async (path, operationId, mediaType) => {
  const { body } = await request(app).get(path).expect(200);
  expect(contract.faultsOf(operationId, body, mediaType)).toEqual([]);
});

describe('what the conformance suite of Features 1 and 2 asserts of features', () => {
  test('the items parameters of the API document are described as it demands', async () => {
    const { body } = await request(app).get('/api?f=json').expect(200);
    const { parameters } = body.paths[ITEMS].get as { parameters: { $ref?: string; name?: string }[] };
    const named = (name: string) =>
      parameters
        .map((parameter) => (parameter.$ref ? body.components.parameters[parameter.$ref.split('/').pop()!] : parameter))
        .find((parameter) => parameter.name === name);
    const form = { in: 'query', required: false, style: 'form', explode: false };
    expect(named('limit')).toMatchObject({
      ...form,
      schema: { type: 'integer', minimum: 1, default: 100, maximum: 10000 },
    });
    expect(named('bbox')).toMatchObject({
      ...form,
      schema: { type: 'array', minItems: 4, maxItems: 6, items: { type: 'number' } },
    });
    expect(named('datetime')).toMatchObject({ ...form, schema: { type: 'string' } });
    expect(named('crs')).toMatchObject({ ...form, schema: { type: 'string', format: 'uri' } });
    // GDAL sends property=value for what is listed here, and only for that.
    expect(named('mean_velocity')).toMatchObject({ ...form, schema: { type: 'number' } });
  });

  test('numberMatched is the sum over at most four further pages of the largest size', async () => {
    let path: string | undefined = `${ITEMS}?limit=10000`;
    let count = 0;
    let matched: number | undefined;
    for (let pages = 0; path && pages < 5; pages++) {
      const { body }: { body: FeaturePage } = await request(app).get(path).expect(200);
      matched ??= body.numberMatched;
      count += body.numberReturned;
      expect(body.features).toHaveLength(body.numberReturned);
      path = body.links.find(({ rel }) => rel === 'next')?.href.replace('https://example.org', '');
    }
    expect(count).toBe(matched);
  });

  test('the collection links to its features, its schema, its queryables and its sortables (R10)', async () => {
    const { body } = await request(app).get(base).expect(200);
    for (const { rel, href } of body.links as Link[]) {
      if (/items|describedby|schema|queryables|sortables/.test(rel)) {
        await request(app).get(href.replace('https://example.org', '')).expect(200);
      }
    }
  });

  test('every alternate link of features and feature answers in the type it promises', async () => {
    for (const path of [`${ITEMS}?limit=2`, `${ITEMS}/${pid(0)}`]) {
      const { body } = await request(app).get(path);
      for (const { href, type } of (body.links as Link[]).filter(({ rel }) => rel === 'alternate' || rel === 'self')) {
        const { headers } = await request(app).get(href.replace('https://example.org', '')).expect(200);
        expect(headers['content-type'].split(';')[0]).toBe(type);
      }
    }
  });

  test('the classes are declared, those without which QGIS filters by itself included (R7)', async () => {
    const { body } = await request(app).get('/conformance').expect(200);
    for (const name of [
      'ogcapi-features-1/1.0/conf/core',
      'ogcapi-features-1/1.0/conf/geojson',
      'ogcapi-features-1/1.0/conf/html',
      'ogcapi-features-2/1.0/conf/crs',
      'ogcapi-features-3/1.0/conf/filter',
      'ogcapi-features-3/1.0/conf/features-filter',
      'ogcapi-features-3/1.0/conf/queryables-query-parameters',
      'cql2/1.0/conf/basic-cql2',
      'cql2/1.0/conf/cql2-text',
    ]) {
      expect(body.conformsTo).toContain(`http://www.opengis.net/spec/${name}`);
    }
  });
});
