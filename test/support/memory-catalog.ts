/**
 * A catalog that lives in memory: behaves like the one over a database, small enough to read. It knows boxes and output
 * in every reference system, time, identifiers, filters (`memory-filter.ts`), orders, property selection and series.
 */
import type { Catalog } from '../../src/catalog/catalog.js';
import type { Collection, Property } from '../../src/catalog/collection.js';
import { encodeCursor, questionOf, resumeCursor } from '../../src/catalog/cursor.js';
import type { Column, ItemsPage, ItemsQuery, Row } from '../../src/catalog/items.js';
import { epochWindow } from '../../src/catalog/points/epochs-filter.js';
import { invalidParameter } from '../../src/errors.js';
import { geometryWriter } from '../../src/formats/geojson.js';
import { crsByUri } from '../../src/geodesy/crs.js';
import { compileInMemory, inCrs } from './memory-filter.js';

const CRS84 = 'http://www.opengis.net/def/crs/OGC/1.3/CRS84';
const EPSG_3035 = 'http://www.opengis.net/def/crs/EPSG/0/3035';

export interface MemoryPoint {
  readonly id: string;
  readonly longitudeDeg: number;
  readonly latitudeDeg: number;
  /** One per property of the collection. */
  readonly cells: readonly (string | null)[];
  /** One per epoch of the point. */
  readonly displacementMm: readonly (number | null)[];
  /** Epochs of the point, where they are not those of the collection. */
  readonly dates?: readonly string[];
  /** A geometry in longitude and latitude instead of the point. */
  readonly geojson?: string;
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

export const usticaPoints: readonly MemoryPoint[] = [
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

/** Counted no further than this, as a database would have it. */
const COUNT_CAP = 10_000;

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
  const { limit, offset = 0, count } = query;
  const cursor = query.cursor === undefined ? undefined : resumeCursor(query.cursor, query, 1);
  const matching = sorted(collection, points.filter(matches(collection, query)), query.sortBy ?? []);
  const matched = matching.length > COUNT_CAP ? undefined : matching.length;
  const start = cursor ? Number(cursor.after[0]) : offset;
  const shown = count === 'only' ? [] : matching.slice(start, start + limit);
  const end = start + shown.length;
  const hasMore = count !== 'only' && end < matching.length;
  const columns = collection.properties
    .filter(({ name }) => !query.properties || query.properties.includes(name))
    .map(columnOf);
  const { version } = collection;
  return {
    columns,
    rows: shown.map((point) => rowOf(collection, point, columns, query)),
    next: hasMore ? encodeCursor({ version, question: questionOf(query), after: [String(end)], matched }) : undefined,
    numberMatched: count === 'none' ? undefined : matched,
    version,
    edition: version,
  };
}

function matches(collection: Collection, query: ItemsQuery): (point: MemoryPoint) => boolean {
  const { bbox, ids, datetime, filter } = query;
  const passes = filter && compileInMemory(filter, collection);
  return (point) => {
    const dates = datesOf(collection, point);
    const [from, to] = epochWindow(dates, datetime);
    const isThen = dates.length === 0 || !datetime || from < to || spans(dates, datetime);
    const isNamed = !ids || ids.some((wanted) => point.id.startsWith(wanted));
    const passesFilter = !passes || passes({ ...point, value: (name) => cellValue(collection, point, name) });
    return isThen && isNamed && passesFilter && (!bbox || isInside(point, bbox));
  };
}

/** Between two epochs is within the time of the series, too. */
function spans(dates: readonly string[], [start, end]: NonNullable<ItemsQuery['datetime']>): boolean {
  const day = (moment: string) => moment.slice(0, 10).replaceAll('-', '');
  return (start === null || day(start) <= dates[dates.length - 1]) && (end === null || day(end) >= dates[0]);
}

function isInside(point: MemoryPoint, { minX, minY, maxX, maxY, crs }: NonNullable<ItemsQuery['bbox']>): boolean {
  const [x, y] = inCrs(point, crsByUri(crs)!);
  const isInX = minX > maxX ? x >= minX || x <= maxX : x >= minX && x <= maxX;
  return isInX && y >= minY && y <= maxY;
}

const datesOf = (collection: Collection, { dates }: MemoryPoint): readonly string[] => dates ?? collection.dates;

function cellValue({ properties }: Collection, { cells }: MemoryPoint, name: string): string | number | boolean | null {
  if (name === 'geometry') return name;
  const index = properties.findIndex((property) => property.name === name);
  const cell = cells[index];
  if (cell === null) return null;
  const { type } = properties[index];
  if (type === 'boolean') return cell === 'true';
  return type === 'number' || type === 'integer' ? Number(cell) : cell;
}

/** Nulls come last in either direction. */
function sorted(
  collection: Collection,
  points: readonly MemoryPoint[],
  keys: NonNullable<ItemsQuery['sortBy']>,
): readonly MemoryPoint[] {
  for (const { property } of keys) {
    const isKnown = collection.properties.some(({ name }) => name === property);
    if (!isKnown) throw invalidParameter('sortby', `no property ${property} in ${collection.id}`);
  }
  return points.toSorted((a, b) => {
    for (const { property, descending } of keys) {
      const [left, right] = [cellValue(collection, a, property), cellValue(collection, b, property)];
      if (left === right) continue;
      if (left === null || right === null) return left === null ? 1 : -1;
      return left < right === descending ? 1 : -1;
    }
    return 0;
  });
}

const columnOf = (property: Property): Column => ({
  property,
  encoding:
    property.type === 'number' || property.type === 'integer'
      ? 'number'
      : property.type === 'boolean' || property.type === 'json'
        ? property.type
        : 'string',
});

function rowOf(
  collection: Collection,
  point: MemoryPoint,
  columns: readonly Column[],
  { withGeometry, series, crs, datetime }: Pick<ItemsQuery, 'withGeometry' | 'series' | 'crs' | 'datetime'>,
): Row {
  const dates = datesOf(collection, point);
  const window = epochWindow(dates, datetime);
  return {
    id: point.id,
    cells: columns.map(({ property }) => point.cells[collection.properties.indexOf(property)]),
    geometry: withGeometry ? geometryOf(point, crs) : null,
    series:
      series === 'none' || dates.length === 0
        ? undefined
        : { dates: dates.slice(...window), displacementMm: point.displacementMm.slice(...window) },
  };
}

/** As the database writes it: points x first, other geometries in the axis order of the authority. */
function geometryOf(point: MemoryPoint, crsUri: string): Row['geometry'] {
  const crs = crsByUri(crsUri)!;
  if (point.geojson !== undefined) return { geojson: geometryWriter(crs)({ geojson: point.geojson }) };
  const [x, y] = inCrs(point, crs);
  return { x: String(x), y: String(y) };
}
