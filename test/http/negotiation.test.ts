import { describe, expect, test } from 'vitest';
import { formatOf, negotiate, prefersHtml, shortName } from '../../src/http/negotiation.js';

const document = ['application/json', 'text/html'].map(formatOf);
const schema = ['application/schema+json', 'text/html'].map(formatOf);
const api = ['application/vnd.oai.openapi+json;version=3.0', 'text/html'].map(formatOf);
const items = [
  'application/geo+json',
  'application/geo+json-seq',
  'text/csv',
  'application/flatgeobuf',
  'text/html',
].map(formatOf);

const FIREFOX = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const GDAL = 'application/geo+json, application/json';

describe('the Accept header', () => {
  test('a client that says nothing gets the first format', () => {
    expect(negotiate(document, undefined, undefined).id).toBe('json');
    expect(negotiate(items, undefined, undefined).id).toBe('geojson');
  });

  test('*/* gives JSON, as OWSLib and curl expect', () => {
    expect([document, schema, api, items].map((offered) => negotiate(offered, undefined, '*/*').id)).toEqual([
      'json',
      'schema',
      'openapi',
      'geojson',
    ]);
  });

  test('what GDAL sends works on every JSON resource', () => {
    expect([document, schema, api, items].map((offered) => negotiate(offered, undefined, GDAL).id)).toEqual([
      'json',
      'schema',
      'openapi',
      'geojson',
    ]);
  });

  test('application/json is good enough for whoever is offered a more special JSON', () => {
    expect(negotiate(schema, undefined, 'application/json').id).toBe('schema');
    expect(negotiate(items, undefined, 'application/json').id).toBe('geojson');
  });

  test('browsers get HTML', () => {
    expect(negotiate(items, undefined, FIREFOX).id).toBe('html');
  });

  test('parameters of the media type do not matter', () => {
    expect(negotiate(api, undefined, 'application/vnd.oai.openapi+json;version=3.0').id).toBe('openapi');
    expect(negotiate(api, undefined, 'application/vnd.oai.openapi+json; version=3.1').id).toBe('openapi');
  });

  test('quality decides, then the order of the header', () => {
    expect(negotiate(items, undefined, 'text/csv;q=0.5, application/flatgeobuf;q=0.9').id).toBe('fgb');
    expect(negotiate(document, undefined, 'text/html, application/json').id).toBe('html');
    expect(negotiate(document, undefined, 'application/json, text/html').id).toBe('json');
  });

  test('q=0 excludes a format that a wildcard would allow', () => {
    expect(negotiate(document, undefined, 'application/json;q=0, */*').id).toBe('html');
  });

  test('a type wildcard matches its types', () => {
    expect(negotiate(document, undefined, 'text/*').id).toBe('html');
  });

  test('nothing acceptable is a 406 that lists what there is', () => {
    expect(() => negotiate(document, undefined, 'image/png')).toThrow(
      expect.objectContaining({ status: 406, detail: expect.stringContaining('application/json, text/html') }),
    );
  });

  test.each(['', ',', ';q=1', 'text/html;q=banana, application/json'])('the odd header "%s" is no defect', (header) => {
    expect(negotiate(document, undefined, header).id).toBe('json');
  });
});

describe('the parameter f', () => {
  test('goes before the Accept header', () => {
    expect(negotiate(document, 'json', FIREFOX).id).toBe('json');
    expect(negotiate(items, 'csv', GDAL).id).toBe('csv');
  });

  test('json means the JSON of the resource, whatever its type', () => {
    expect([document, schema, api, items].map((offered) => negotiate(offered, 'json', undefined).id)).toEqual([
      'json',
      'schema',
      'openapi',
      'geojson',
    ]);
  });

  test('every format has a short name that leads back to it', () => {
    for (const format of items) expect(negotiate(items, shortName(format), undefined)).toBe(format);
  });

  test.each(['', 'HTML', 'pdf', 'jsonld'])('the value "%s" is a 400 that lists the names', (f) => {
    expect(() => negotiate(document, f, undefined)).toThrow(
      expect.objectContaining({ status: 400, detail: expect.stringContaining('json, html') }),
    );
  });
});

test('errors are pages for browsers and documents for programs', () => {
  expect(prefersHtml(undefined, FIREFOX)).toBe(true);
  expect(prefersHtml('json', FIREFOX)).toBe(false);
  expect(prefersHtml('html', GDAL)).toBe(true);
  expect([undefined, '*/*', GDAL, 'image/png'].map((accept) => prefersHtml(undefined, accept))).toEqual([
    false,
    false,
    false,
    false,
  ]);
});

describe('a resource that comes as it was made', () => {
  const results = ['application/json', 'text/html', '*/*'].map(formatOf);
  const output = ['*/*'].map(formatOf);
  test.each([
    [undefined, 'json'],
    ['*/*', 'json'],
    ['application/json', 'json'],
    [FIREFOX, 'html'],
    ['text/csv', 'any'],
    ['application/json;q=0.5, text/csv', 'any'],
    ['text/csv, application/json', 'json'],
  ])('to Accept: %s', (accept, id) => {
    expect(negotiate(results, undefined, accept).id).toBe(id);
  });

  test('is refused to nobody', () => {
    for (const accept of ['text/html', 'image/png', 'application/json', undefined]) {
      expect(negotiate(output, undefined, accept).id).toBe('any');
    }
    expect(negotiate(output, 'raw', undefined).id).toBe('any');
    expect(() => negotiate(output, 'json', undefined)).toThrow(/expected one of raw/);
  });
});
