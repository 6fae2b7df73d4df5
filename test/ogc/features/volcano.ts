/** A burst's worth of collection, small: real attribute columns, two products with different epochs, and a table. */

import type { Collection } from '../../../src/catalog/collection.js';
import { pointProperties } from '../../../src/catalog/points/properties.js';
import { allCrs, CRS84_URI, EPSG_3035_URI } from '../../../src/geodesy/crs.js';
import { transformPoint } from '../../../src/geodesy/transform.js';
import { attributeColumns } from '../../../src/products/columns.js';
import { type MemoryPoint, memoryCatalog } from '../../support/memory-catalog.js';
import { type TestAppOptions, testApp } from '../../support/test-app.js';

const COLUMNS = attributeColumns('L2b', 'from-2020-2024');
const toLaea = transformPoint(CRS84_URI, EPSG_3035_URI);

/** Acquisitions of the two products: the second one has missed one and has another one instead. */
export const DATES = ['20200105', '20200117', '20200129', '20210111'];
const FIRST_DATES = ['20200105', '20200117', '20200129'];
const SECOND_DATES = ['20200105', '20200129', '20210111'];

export const POINT_COUNT = 250;

/** Points on a grid of 25 columns, 0.001 degrees apart, from 13.1 east and 38.6 north; velocities rise from -12.5. */
const points: readonly MemoryPoint[] = Array.from({ length: POINT_COUNT }, (_, i) => {
  const longitudeDeg = Number((13.1 + (i % 25) * 0.001).toFixed(3));
  const latitudeDeg = Number((38.6 + Math.floor(i / 25) * 0.001).toFixed(3));
  const [easting, northing] = toLaea(longitudeDeg, latitudeDeg);
  const isSecond = i % 10 === 9;
  const values: Record<string, number | null> = {
    mp_type: 0,
    latitude: latitudeDeg,
    longitude: longitudeDeg,
    easting: Number(easting.toFixed(2)),
    northing: Number(northing.toFixed(2)),
    height_ortho: i === 3 ? null : 10,
    temporal_coherence: Number((0.5 + (i % 50) / 100).toFixed(2)),
    mean_velocity: Number((-12.5 + i / 10).toFixed(1)),
    seasonality: i === 4 ? null : 1.5,
  };
  const product = isSecond
    ? ['EGMS_L2b_117_0228_IW2_VV_2020_2024_1', '2020-01-05', '2021-01-11', '3']
    : ['EGMS_L2b_117_0227_IW2_VV_2020_2024_1', '2020-01-05', '2020-01-29', '3'];
  const id = `1WBfX${String(i).padStart(5, '0')}`;
  const attributes = COLUMNS.map(({ name }) => {
    const value = values[name] === undefined ? 0 : values[name];
    return value === null ? null : String(value);
  });
  return {
    id,
    longitudeDeg,
    latitudeDeg,
    cells: [id, ...attributes, ...product],
    dates: isSecond ? SECOND_DATES : FIRST_DATES,
    displacementMm: isSecond ? [-0.5, null, -7.1] : [0, -0.2, i / 10],
  };
});

export const volcano: Collection = {
  id: 'l2b-ascending-2020-2024',
  title: 'EGMS Calibrated (L2b), ascending orbits, 2020–2024',
  description: 'Measurement points of a volcano.',
  keywords: [],
  kind: 'points',
  identity: { level: 'L2b', geometry: 'ascending', release: '2020-2024' },
  bbox: [13.1, 38.6, 13.124, 38.609],
  interval: ['2020-01-05', '2021-01-11'],
  itemCount: POINT_COUNT,
  version: '3',
  modified: new Date('2025-03-01T10:00:00Z'),
  crs: allCrs.map(({ uri }) => uri),
  storageCrs: EPSG_3035_URI,
  geometryType: 'point',
  properties: pointProperties(COLUMNS),
  dates: DATES,
  links: [],
};

/** Every type of property, geometries other than points, identifiers that ask for trouble. */
export const places: Collection = {
  id: 'places & more',
  title: 'Places',
  description: 'A table of some other database.',
  keywords: [],
  kind: 'table',
  bbox: [13, 38, 14, 39],
  interval: [null, null],
  itemCount: 3,
  version: '1',
  modified: new Date('2024-06-01T00:00:00Z'),
  crs: [CRS84_URI, 'http://www.opengis.net/def/crs/EPSG/0/4326'],
  storageCrs: CRS84_URI,
  geometryType: 'polygon',
  properties: [
    { name: 'name', type: 'string' },
    { name: 'rank', type: 'integer' },
    { name: 'area', type: 'number', unit: 'km2' },
    { name: 'inhabited', type: 'boolean' },
    { name: 'founded', type: 'date' },
    { name: 'seen', type: 'date-time' },
    { name: 'tags', type: 'json' },
  ],
  dates: [],
  links: [],
};

const square = (x: number, y: number) =>
  `{"type":"Polygon","coordinates":[[[${x},${y}],[${x + 0.5},${y}],[${x + 0.5},${y + 0.5}],[${x},${y}]]]}`;

const tablePoints: readonly MemoryPoint[] = [
  tableRow('a/b?c=d', 13, ['Piazza, "Grande"', '1', '2.5', 'true', '1850-03-01', '2024-05-01T06:00:00Z', '["x"]']),
  tableRow('ü 100%', 13.2, ['=SUM(A1)', '2', '3.5', 'false', '1900-01-01', '2024-05-02T06:00:00Z', '{"k":1}']),
  tableRow("' OR '1'='1", 13.4, ['<script>alert(1)</script>', null, null, null, null, null, null]),
];

function tableRow(id: string, longitudeDeg: number, cells: readonly (string | null)[]): MemoryPoint {
  return { id, longitudeDeg, latitudeDeg: 38.1, cells, displacementMm: [], geojson: square(longitudeDeg, 38.1) };
}

export const volcanoCatalog = () =>
  memoryCatalog([
    [volcano, points],
    [places, tablePoints],
  ]);

/** Under an address of its own: a test server's port changes, and with it every link. */
export const volcanoApp = ({ config, ...dependencies }: TestAppOptions = {}) =>
  testApp({ catalog: volcanoCatalog(), ...dependencies, config: { url: 'https://example.org', ...config } });

export const ITEMS = `/collections/${volcano.id}/items`;
export const PLACES = '/collections/places%20%26%20more/items';
export const pid = (index: number): string => `1WBfX${String(index).padStart(5, '0')}`;
