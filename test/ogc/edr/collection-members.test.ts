import request from 'supertest';
import { describe, expect, test } from 'vitest';
import { readSelection } from '../../../src/ogc/edr/edr-parameters.js';
import { ustica } from '../../support/memory-catalog.js';
import { testApp } from '../../support/test-app.js';

const app = testApp();
const QUERIES = ['position', 'radius', 'area', 'cube', 'locations', 'items'];

describe('the document of a collection of points', () => {
  test('names every query with its address, parameters with units, and formats', async () => {
    const { body } = await request(app).get(`/collections/${ustica.id}`);
    expect(Object.keys(body.data_queries)).toEqual(QUERIES);
    for (const query of QUERIES) {
      const { href, rel, variables } = body.data_queries[query].link;
      expect(new URL(href).pathname).toBe(`/collections/${ustica.id}/${query}`);
      expect({ rel, type: variables.query_type }).toEqual({ rel: 'data', type: query });
      expect(variables.output_formats).toContain(variables.default_output_format);
    }
    expect(body.data_queries.radius.link.variables.within_units).toEqual(['m', 'km', 'mi']);
    expect(body.output_formats).toEqual(['CoverageJSON', 'GeoJSON', 'CSV']);
    expect(Object.keys(body.parameter_names)).toEqual(['displacement', 'mean_velocity', 'temporal_coherence']);
    expect(body.parameter_names.displacement).toMatchObject({
      type: 'Parameter',
      'data-type': 'float',
      unit: { symbol: { value: 'mm', type: 'http://www.opengis.net/def/uom/UCUM/' } },
      observedProperty: { label: 'Displacement' },
    });
    expect(body.parameter_names.mean_velocity.unit.symbol.value).toBe('mm/a');
    expect(body.extent.temporal.interval).toHaveLength(1);
    expect(body.crs[0]).toBe('http://www.opengis.net/def/crs/OGC/1.3/CRS84');
    const [data] = body.links.filter(({ rel }: { rel: string }) => rel === 'data');
    expect(new URL(data.href).pathname).toBe(`/collections/${ustica.id}/locations`);
  });

  test('is the same in the list, and keeps what clients of Features look for', async () => {
    const [{ body: list }, { body: one }] = await Promise.all([
      request(app).get('/collections').set('Host', 'edr.example.org'),
      request(app).get(`/collections/${ustica.id}`).set('Host', 'edr.example.org'),
    ]);
    expect(list.collections.find(({ id }: { id: string }) => id === ustica.id)).toEqual(one);
    expect(one).toMatchObject({ itemType: 'feature', storageCrs: ustica.storageCrs, itemCount: 4 });
    const items = one.links.find(({ rel }: { rel: string }) => rel === 'items');
    expect(new URL(items.href).search).toBe('');
  });

  test('has none of it where a table lies behind, and such a collection answers no query', async () => {
    const { body } = await request(app).get('/collections/lakes');
    expect(body).not.toHaveProperty('data_queries');
    expect(body).not.toHaveProperty('parameter_names');
    const answer = await request(app).get('/collections/lakes/area?coords=POLYGON((0 0,1 0,1 1,0 0))');
    expect([answer.status, answer.body.detail]).toEqual([404, 'collection of measurement points not found: lakes']);
  });
});

test('the API document lists the queries for collections of points alone', async () => {
  const { body } = await request(app).get('/api?f=json');
  const paths = Object.keys(body.paths);
  for (const query of QUERIES) expect(paths).toContain(`/collections/${ustica.id}/${query}`);
  expect(paths.filter((path) => path.startsWith('/collections/lakes'))).not.toContain('/collections/lakes/position');
  const { parameters, responses } = body.paths[`/collections/${ustica.id}/radius`].get;
  const names = parameters.map(({ $ref, name }: { $ref?: string; name?: string }) => $ref?.split('/').pop() ?? name);
  expect(names).toEqual(expect.arrayContaining(['centreCoords', 'within', 'within-units', 'parameter-name', 'z']));
  expect(Object.keys(responses['200'].content)).toEqual([
    'application/prs.coverage+json',
    'application/geo+json',
    'text/csv',
  ]);
});

describe('parameter-name', () => {
  test('chooses the series, attributes, or everything, in the order of the collection', () => {
    const chosen = (names?: string[]) => {
      const { withSeries, properties } = readSelection(names, ustica);
      return [withSeries, ...properties.map(({ name }) => name)];
    };
    expect(chosen()).toEqual([true, 'mean_velocity', 'temporal_coherence']);
    expect(chosen(['displacement'])).toEqual([true]);
    expect(chosen(['temporal_coherence', ' mean_velocity'])).toEqual([false, 'mean_velocity', 'temporal_coherence']);
  });

  test.each(['pid', 'nonsense', ''])('%j is none', (name) => {
    expect(() => readSelection(['displacement', name], ustica)).toThrow(
      `parameter-name: expected names out of displacement, mean_velocity, temporal_coherence, got "${name}"`,
    );
  });
});
