import { describe, expect, test } from 'vitest';
import { parseCql2Json, parseCql2Text, writeCql2Text } from '../../../src/catalog/cql2/index.js';
import { CRS84_URI } from '../../../src/geodesy/crs.js';
import { examples } from './examples.js';

const options = { filterCrs: CRS84_URI };

test('the standard has 109 examples in JSON and 120 in text', () => {
  expect(examples).toHaveLength(109);
  expect(examples.flatMap((example) => example.texts)).toHaveLength(120);
});

describe.each(examples)("the standard's example $json", ({ texts, json }) => {
  test.each(texts)('is the same filter in text: %s', (text) => {
    expect(parseCql2Text(text, options)).toEqual(parseCql2Json(JSON.parse(json), options));
  });

  test('comes back from text unchanged', () => {
    const expression = parseCql2Json(JSON.parse(json), options);
    expect(parseCql2Text(writeCql2Text(expression), options)).toEqual(expression);
  });
});
