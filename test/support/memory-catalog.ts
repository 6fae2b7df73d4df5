/**
 * A catalog that lives in memory: real enough to page through, small enough to read. It knows boxes in longitude and
 * latitude, identifiers, property selection and series; filters and other orders are the database's business.
 */
import type { Catalog } from '../../src/catalog/catalog.js';
import type { Collection, Property } from '../../src/catalog/collection.js';
import type { Column, ItemsPage, ItemsQuery, Row } from '../../src/catalog/items.js';

const CRS84 = 'http://www.opengis.net/def/crs/OGC/1.3/CRS84';
const EPSG_3035 = 'http://www.opengis.net/def/crs/EPSG/0/3035';

export interface MemoryPoint {
  readonly id: string;
  readonly longitudeDeg: number;
  readonly latitudeDeg: number;
  /** One per property of the collection. */
  readonly cells: readonly (string | null)[];
  /** One per epoch of the collection. */
  readonly displacementMm: readonly (number | null)[];
}

const POINT_PROPERTIES: readonly Property[] = [
  { name: 'pid', type: 'string', title: 'Identifier', role: 'id' },
  { name: 'mean_velocity', type: 'number', title: 'Mean velocity', unit: 'mm/a' },
  { name: 'temporal_coherence', type: 'number', title: 'Temporal coherence', unit: '1', minimum: 0, maximum: 1 },
];

/** Four points on a volcanic island, two of which sink. */
export const ustica: Collection = {
  id: 'l2b-descending-2020-2024',
  title: 'L2b Calibrated, descending, 2020-2024',
  description: 'Measurement points of the descending orbits, calibrated with GNSS.',
  keywords: ['EGMS', 'InSAR'],
  kind: 'points',
  identity: { level: 'L2b', geometry: 'descending', release: '2020-2024' },
  bbox: [13.15, 38.69, 13.2, 38.72],
  interval: ['2020-01-05', '2020-01-29'],
  itemCount: 4,
  version: '7',
  modified: new Date('2025-03-01T10:00:00.500Z'),
  crs: [CRS84, EPSG_3035],
  storageCrs: EPSG_3035,
  geometryType: 'point',
  properties: POINT_PROPERTIES,
  dates: ['20200105', '20200117', '20200129'],
  links: [],
};

const usticaPoints: readonly MemoryPoint[] = [
  point('0A1', 13.15, 38.69, -4.2, 0.91, [0, -0.2, -0.3]),
  point('0A2', 13.17, 38.7, -1.5, 0.8, [0, null, -0.1]),
  point('0A3', 13.19, 38.71, 0.3, 0.77, [0, 0.1, 0]),
  point('0A4', 13.2, 38.72, 2, 0.99, [0, 0.1, 0.2]),
];

/** A table of some other database, without time. */
export const lakes: Collection = {
  id: 'lakes',
  title: 'Large lakes',
  description: 'Lakes of the world & their names.',
  keywords: [],
  kind: 'table',
  bbox: [-124.95, -16.54, 109.93, 66.97],
  interval: [null, null],
  itemCount: 2,
  version: '1',
  modified: new Date('2024-06-01T00:00:00Z'),
  crs: [CRS84],
  storageCrs: CRS84,
  geometryType: 'point',
  properties: [
    { name: 'name', type: 'string', title: 'Name' },
    { name: 'scalerank', type: 'integer' },
  ],
  dates: [],
  links: [
    { rel: 'canonical', type: 'text/html', title: 'Where the lakes come from', href: 'https://example.org/lakes' },
  ],
};

const lakePoints: readonly MemoryPoint[] = [
  { id: '1', longitudeDeg: 109.9, latitudeDeg: 53.5, cells: ['Lake Baikal', '0'], displacementMm: [] },
  { id: '2', longitudeDeg: -121.3, latitudeDeg: 65.8, cells: ['Great Bear Lake', '0'], displacementMm: [] },
];

function point(
  id: string,
  longitudeDeg: number,
  latitudeDeg: number,
  velocityMmPerYear: number,
  coherence: number,
  displacementMm: readonly (number | null)[],
): MemoryPoint {
  return { id, longitudeDeg, latitudeDeg, cells: [id, String(velocityMmPerYear), String(coherence)], displacementMm };
}

/** Collections with their points, ordered by id as the interface asks. */
export function memoryCatalog(
  entries: readonly (readonly [Collection, readonly MemoryPoint[]])[] = [
    [ustica, usticaPoints],
    [lakes, lakePoints],
  ],
): Catalog {
  const byId = new Map(entries.map(([collection, points]) => [collection.id, { collection, points }]));
  const collections = entries.map(([collection]) => collection).sort((a, b) => (a.id < b.id ? -1 : 1));
  return {
    collections: async () => collections,
    collection: async (id) => byId.get(id)?.collection,
    items: async (collection, query) => pageOf(collection, byId.get(collection.id)?.points ?? [], query),
    item: async (collection, featureId, query) => {
      const points = byId.get(collection.id)?.points.filter(({ id }) => id === featureId) ?? [];
      return pageOf(collection, points, { ...query, limit: 1, count: 'none' });
    },
    ping: async () => {},
  };
}

function pageOf(collection: Collection, points: readonly MemoryPoint[], query: ItemsQuery): ItemsPage {
  const { bbox, ids, limit, cursor, offset = 0, count } = query;
  const matching = points
    .filter(({ id }) => !ids || ids.some((wanted) => id.startsWith(wanted)))
    .filter(({ longitudeDeg: x, latitudeDeg: y }) => {
      return !bbox || (x >= bbox.minX && x <= bbox.maxX && y >= bbox.minY && y <= bbox.maxY);
    });
  const start = cursor === undefined ? offset : Number(cursor);
  const shown = count === 'only' ? [] : matching.slice(start, start + limit);
  const next = start + shown.length;
  const columns = collection.properties
    .filter(({ name }) => !query.properties || query.properties.includes(name))
    .map(columnOf);
  return {
    columns,
    rows: shown.map((shownPoint) => rowOf(collection, shownPoint, columns, query)),
    next: count !== 'only' && next < matching.length ? String(next) : undefined,
    numberMatched: count === 'none' ? undefined : matching.length,
    version: collection.version,
  };
}

const columnOf = (property: Property): Column => ({
  property,
  encoding: property.type === 'number' || property.type === 'integer' ? 'number' : 'string',
});

function rowOf(
  collection: Collection,
  { id, longitudeDeg, latitudeDeg, cells, displacementMm }: MemoryPoint,
  columns: readonly Column[],
  { withGeometry, series }: Pick<ItemsQuery, 'withGeometry' | 'series'>,
): Row {
  return {
    id,
    cells: columns.map(({ property }) => cells[collection.properties.indexOf(property)]),
    geometry: withGeometry ? { x: String(longitudeDeg), y: String(latitudeDeg) } : null,
    series: series === 'none' ? undefined : { dates: collection.dates, displacementMm },
  };
}
