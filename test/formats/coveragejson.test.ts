import { describe, expect, test } from 'vitest';
import {
  axisText,
  coverageText,
  daysText,
  parameterDocument,
  parametersMember,
  placesAxis,
  polygonAxis,
  rangeText,
  referencingMember,
} from '../../src/formats/coveragejson.js';
import { crsByUri } from '../../src/geodesy/crs.js';

const member = (text: string) => JSON.parse(`{${text}}`) as Record<string, unknown>;

describe('CoverageJSON', () => {
  test('a series of a point is what the standard has in its example of the kind', () => {
    const text = coverageText({
      id: 'a"b',
      domainType: 'PointSeries',
      axes: { x: axisText('[11.5]'), y: axisText('[41.5]'), t: axisText(daysText(['2020-01-03', '2020-01-09'])) },
      members: parametersMember([{ name: 'displacement', label: 'Displacement', unit: 'mm', dataType: 'float' }]),
      ranges: [['displacement', rangeText('float', [['t', 2]], '[0,null]')]],
    });
    expect(JSON.parse(text)).toEqual({
      type: 'Coverage',
      id: 'a"b',
      domain: {
        type: 'Domain',
        domainType: 'PointSeries',
        axes: {
          x: { values: [11.5] },
          y: { values: [41.5] },
          t: { values: ['2020-01-03T00:00:00Z', '2020-01-09T00:00:00Z'] },
        },
      },
      parameters: {
        displacement: {
          type: 'Parameter',
          unit: { symbol: { type: 'http://www.opengis.net/def/uom/UCUM/', value: 'mm' } },
          observedProperty: { label: { en: 'Displacement' } },
        },
      },
      ranges: {
        displacement: { type: 'NdArray', dataType: 'float', axisNames: ['t'], shape: [2], values: [0, null] },
      },
    });
  });

  test('a single value has no axes', () => {
    expect(JSON.parse(rangeText('integer', [], '[3]'))).toEqual({ type: 'NdArray', dataType: 'integer', values: [3] });
  });

  test('places and polygons are composite axes', () => {
    expect(JSON.parse(placesAxis(['[1,2]', '[3,4]']))).toEqual({
      dataType: 'tuple',
      coordinates: ['x', 'y'],
      values: [
        [1, 2],
        [3, 4],
      ],
    });
    const ring = [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 0],
    ];
    expect(JSON.parse(polygonAxis([ring]))).toMatchObject({ dataType: 'polygon', values: [[ring]] });
  });

  test.each([
    ['CRS84', ['x', 'y'], 'GeographicCRS', 'http://www.opengis.net/def/crs/OGC/1.3/CRS84'],
    ['EPSG:4326', ['y', 'x'], 'GeographicCRS', 'http://www.opengis.net/def/crs/EPSG/0/4326'],
    ['EPSG:3035', ['y', 'x'], 'ProjectedCRS', 'http://www.opengis.net/def/crs/EPSG/0/3035'],
    ['EPSG:25832', ['x', 'y'], 'ProjectedCRS', 'http://www.opengis.net/def/crs/EPSG/0/25832'],
  ])('the axes of %s are named in the order of the authority', (name, coordinates, type, id) => {
    const { referencing } = member(referencingMember(crsByUri(name)!, true));
    expect(referencing).toEqual([
      { coordinates, system: { type, id } },
      { coordinates: ['t'], system: { type: 'TemporalRS', calendar: 'Gregorian' } },
    ]);
    expect(member(referencingMember(crsByUri(name)!, false)).referencing).toHaveLength(1);
  });

  test('a parameter without unit has none', () => {
    expect(parameterDocument({ name: 'product', label: 'Product', description: 'File', dataType: 'string' })).toEqual({
      type: 'Parameter',
      description: { en: 'File' },
      observedProperty: { label: { en: 'Product' } },
    });
  });
});
