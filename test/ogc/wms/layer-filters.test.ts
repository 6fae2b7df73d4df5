import { describe, expect, test } from 'vitest';
import { KeyValueParameters } from '../../../src/ogc/common/key-value-parameters.js';
import { layerFilters } from '../../../src/ogc/wms/layer-filters.js';
import { ustica } from '../../support/memory-catalog.js';

const filters = (parameters: Record<string, string>, layers = 2) =>
  layerFilters(
    new KeyValueParameters(new URLSearchParams(parameters)),
    Array.from({ length: layers }, () => ustica),
  ).map((filter) => filter && (JSON.parse(filter.text)[0] as string));

describe('filters of layers', () => {
  test('are none by default', () => {
    expect(filters({})).toEqual([undefined, undefined]);
    expect(filters({ CQL_FILTER: '', FILTER: '' })).toEqual([undefined, undefined]);
  });

  test('one holds for all layers', () => {
    expect(filters({ CQL_FILTER: 'mean_velocity < -2' })).toEqual(['mean_velocity < -2', 'mean_velocity < -2']);
  });

  test('several hold for one each, and INCLUDE for all points', () => {
    expect(filters({ cql_filter: "pid = '0A1';INCLUDE" })).toEqual(["pid = '0A1'", undefined]);
    expect(filters({ CQL_FILTER: ';mean_velocity > 1' })).toEqual([undefined, 'mean_velocity > 1']);
  });

  test('a semicolon within quotes is part of a text', () => {
    expect(filters({ CQL_FILTER: "pid = 'a;b';pid = 'it''s;'" })).toEqual(["pid = 'a;b'", "pid = 'it''s;'"]);
  });

  test('FILTER may hold the same text', () => {
    expect(filters({ FILTER: 'mean_velocity < -2' }, 1)).toEqual(['mean_velocity < -2']);
  });

  test.each([
    ['filters in XML', { FILTER: '<Filter><PropertyIsEqualTo/></Filter>' }, /FILTER: filters in XML are not read/],
    ['lists of filters in XML', { FILTER: '(<Filter/>)(<Filter/>)' }, /FILTER: filters in XML/],
    ['both parameters', { FILTER: 'a = 1', CQL_FILTER: 'a = 2' }, /got both/],
    [
      'three for two layers',
      { CQL_FILTER: 'a = 1;b = 2;c = 3' },
      /expected one filter, or 2 between semicolons, got 3/,
    ],
    ['what is no filter', { CQL_FILTER: 'mean_velocity <' }, /filter/],
  ])('%s are refused', (_, parameters, message) => {
    expect(() => filters(parameters as unknown as Record<string, string>)).toThrow(message);
  });
});
