import { Ajv2020 } from 'ajv/dist/2020.js';
import request from 'supertest';
import { describe, expect, test } from 'vitest';
import { ITEMS, PLACES, places, volcano, volcanoApp } from './volcano.js';

const app = volcanoApp();
const get = (path: string) => request(app).get(path);
const base = `/collections/${volcano.id}`;
const tableBase = PLACES.replace('/items', '');

const typeOf = (value: unknown): string =>
  Array.isArray(value) ? `array of ${typeof value[0]}` : value === null ? 'null' : typeof value;
const typeIn = ({ type, items }: { type: string; items?: { type: string } }): string =>
  type === 'array' ? `array of ${items?.type}` : type.replace('integer', 'number');

describe.each(['schema', 'queryables', 'sortables'])('Features 5: /%s', (name) => {
  test('json-schema: is a JSON Schema of the 2020-12 dialect, under its own address without query', async () => {
    const { body, headers } = await get(`${base}/${name}?lang=en`).expect(200);
    expect(headers['content-type']).toBe('application/schema+json');
    expect(body).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: `https://example.org${base}/${name}`,
      type: 'object',
    });
    expect(() => new Ajv2020({ strict: false, validateFormats: false }).compile(body)).not.toThrow();
  });

  test('properties A-C: every property has a type but the geometry, which has a format and neither type nor $ref', async () => {
    for (const path of [base, tableBase]) {
      const { body } = await get(`${path}/${name}`).expect(200);
      for (const [property, schema] of Object.entries<Record<string, unknown>>(body.properties)) {
        if (property === 'geometry') {
          expect(schema.format).toBe(path === base ? 'geometry-point' : 'geometry-polygon');
          expect(schema).not.toHaveProperty('type');
          expect(schema).not.toHaveProperty('$ref');
        } else {
          expect(schema.type).toBeTypeOf('string');
        }
      }
    }
  });

  test('properties D: dates and instants are strings with a format', async () => {
    const { body } = await get(`${tableBase}/${name}`);
    expect(body.properties.founded).toMatchObject({ type: 'string', format: 'date' });
    expect(body.properties.seen).toMatchObject({ type: 'string', format: 'date-time' });
  });

  test('unit: measurements have their unit in UCUM', async () => {
    const { body } = await get(`${base}/${name}`);
    expect(body.properties.mean_velocity).toMatchObject({
      type: 'number',
      'x-ogc-unit': 'mm/a',
      'x-ogc-unitLang': 'UCUM',
    });
  });

  test('role: the identifier and the ends of the series say what they are', async () => {
    const { body } = await get(`${base}/${name}`);
    expect(body.properties.pid['x-ogc-role']).toBe('id');
    expect(body.properties.first_date['x-ogc-role']).toBe('primary-interval-start');
    expect(body.properties.last_date['x-ogc-role']).toBe('primary-interval-end');
  });

  test('is a page for people and 304 for who has it', async () => {
    const { text } = await get(`${base}/${name}?f=html`).expect(200);
    expect(text).toContain('mean_velocity');
    const { headers } = await get(`${base}/${name}`);
    await get(`${base}/${name}`).set('If-None-Match', headers.etag).expect(304);
  });

  test('of an unknown collection is a 404', async () => {
    await get(`/collections/none/${name}`).expect(404);
  });
});

describe('Features 3, queryables (R7)', () => {
  test('get-queryables-response: names all that filters may name, and nothing else is allowed', async () => {
    const { body } = await get(`${base}/queryables`);
    expect(Object.keys(body.properties)).toEqual(['geometry', ...volcano.properties.map(({ name }) => name)]);
    expect(body.additionalProperties).toBe(false);
  });

  test('every queryable can be used in a filter, an undeclared one is a 400', async () => {
    const { body } = await get(`${base}/queryables`);
    for (const name of Object.keys(body.properties)) {
      await get(`${ITEMS}?limit=1&filter=${encodeURIComponent(`"${name}" IS NOT NULL`)}`).expect(200);
    }
    await get(`${ITEMS}?filter=${encodeURIComponent('"no_such" IS NOT NULL')}`).expect(400);
  });

  test('JSON values are no queryables', async () => {
    const { body } = await get(`${tableBase}/queryables`);
    expect(Object.keys(body.properties)).not.toContain('tags');
  });
});

describe('Features 8, sortables', () => {
  test('are simple values only, and every one sorts', async () => {
    for (const path of [base, tableBase]) {
      const { body } = await get(`${path}/sortables`);
      const names = Object.keys(body.properties);
      expect(names).not.toContain('geometry');
      expect(names).not.toContain('tags');
      expect(body.additionalProperties).toBe(false);
      await get(`${path}/items?limit=1&sortby=${names.join(',')}`).expect(200);
    }
  });
});

describe('Features 5, returnables', () => {
  test('property-seq: in the order of the feature, the geometry last', async () => {
    const { body } = await get(`${base}/schema`);
    const order = Object.entries<Record<string, unknown>>(body.properties).map(
      ([, schema]) => schema['x-ogc-propertySeq'],
    );
    expect(order).toEqual(order.map((_, i) => i + 1));
    expect(Object.keys(body.properties).at(-1)).toBe('geometry');
  });

  test('a feature has the properties that the schema says, of each profile', async () => {
    for (const profile of ['attributes', 'wide', 'series', 'compact']) {
      const { body: schema } = await get(`${base}/schema?profile=${profile}`).expect(200);
      const { geometry: _, ...properties } = schema.properties;
      const { body: feature } = await get(`${ITEMS}/1WBfX00003?profile=${profile}`).expect(200);
      expect(Object.keys(feature.properties)).toEqual(Object.keys(properties));
      const values = Object.values<unknown>(feature.properties);
      const schemas = Object.values<{ type: string; items?: { type: string } }>(properties);
      expect(values.map(typeOf)).toEqual(
        schemas.map((expected, i) => (values[i] === null ? 'null' : typeIn(expected))),
      );
    }
  });

  test('dates of the wide profile are numbers of millimetres, named as asked', async () => {
    const { body } = await get(`${base}/schema?profile=wide&date-names=DYYYYMMDD`);
    expect(body.properties.D20200105).toMatchObject({
      type: 'number',
      title: 'Displacement on 2020-01-05',
      'x-ogc-unit': 'mm',
    });
  });

  test('a table is described as far as it is known', async () => {
    const { body } = await get(`${tableBase}/schema`);
    expect(Object.keys(body.properties)).toEqual([...places.properties.map(({ name }) => name), 'geometry']);
    expect(body.properties.tags.type).toBe('object');
  });
});
