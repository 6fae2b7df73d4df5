/** What the database holds of one points collection, read in one go and kept until its version changes. */

import { allCrs, type Crs, EPSG_3035_URI } from '../../geodesy/crs.js';
import { attributeColumns } from '../../products/columns.js';
import { isoDate } from '../../products/epochs.js';
import type { AttributeName, ProductHeader } from '../../products/point-batch.js';
import type { Collection, ProductIdentity } from '../collection.js';
import { pointProperties } from './properties.js';

export interface ProductRecord {
  readonly productNo: number;
  readonly name: string;
  readonly track: number | null;
  /** `YYYYMMDD`, ascending. */
  readonly dates: readonly string[];
}

export interface PointsRecord {
  readonly collectionNo: number;
  readonly collection: Collection;
  readonly identity: ProductIdentity;
  readonly generation: ProductHeader['generation'];
  readonly products: ReadonlyMap<number, ProductRecord>;
  /** 100 km cells that hold points, ascending. */
  readonly cells: readonly number[];
}

export interface Querying {
  query<R extends object>(text: string, values?: unknown[]): Promise<{ rows: R[] }>;
}

interface CollectionRow {
  collection_no: number;
  id: string;
  level: ProductIdentity['level'];
  geometry: ProductIdentity['geometry'];
  release: string;
  header_generation: ProductHeader['generation'];
  version: string;
  modified: Date;
  point_count: string;
  title: string | null;
  origin_job_id: string | null;
}

interface ProductRow {
  product_no: number;
  name: string;
  track: number | null;
  dates: number[];
  west: number;
  south: number;
  east: number;
  north: number;
  is_synthetic: boolean;
  attributes: AttributeName[];
}

const LEVEL_NAMES = { L2a: 'Basic', L2b: 'Calibrated', L3: 'Ortho' } as const;
/** What whoever shows the data must say. */
export const EGMS_ATTRIBUTION = "Generated using European Union's Copernicus Land Monitoring Service information";
const SYNTHETIC_NOTE = 'Holds synthetic points, made for demonstration: not a measurement of any place. ';
const COMPUTED_NOTE = 'Computed by Open EGMS, not delivered by EGMS. ';
const LICENCE_LINK = {
  href: 'https://land.copernicus.eu/en/data-policy',
  rel: 'license',
  type: 'text/html',
  title: 'Copernicus Land Monitoring Service: free and open, with attribution',
};

/** Versions of all collections that hold points; the cheap question asked before a cached record is used. */
export async function collectionVersions(db: Querying): Promise<ReadonlyMap<string, string>> {
  const { rows } = await db.query<{ id: string; version: string }>(
    'select id, version::text from egms.collection where point_count > 0 order by id',
  );
  return new Map(rows.map((row) => [row.id, row.version]));
}

/** Undefined when the collection does not exist or holds nothing yet. */
export async function readPointsRecord(db: Querying, id: string): Promise<PointsRecord | undefined> {
  const collections = await db.query<CollectionRow>(
    `select collection_no, id, level, geometry, release, header_generation, version::text, modified, point_count::text,
       title, origin_job_id
     from egms.collection where id = $1 and point_count > 0`,
    [id],
  );
  const row = collections.rows[0];
  if (row === undefined) return undefined;
  const products = await db.query<ProductRow>(
    `select product_no, name, track, dates, west, south, east, north, is_synthetic, header->'attributes' as attributes
     from egms.product where collection_no = $1 order by product_no`,
    [row.collection_no],
  );
  const cells = await db.query<{ cell: number }>(
    'select distinct cell from egms.product_cell where collection_no = $1 order by cell',
    [row.collection_no],
  );
  const identity = { level: row.level, geometry: row.geometry, release: row.release };
  return {
    collectionNo: row.collection_no,
    collection: describe(row, identity, products.rows),
    identity,
    generation: row.header_generation,
    products: new Map(
      products.rows.map((p) => [
        p.product_no,
        { productNo: p.product_no, name: p.name, track: p.track, dates: p.dates.map(String) },
      ]),
    ),
    cells: cells.rows.map((c) => c.cell),
  };
}

function describe(row: CollectionRow, identity: ProductIdentity, products: readonly ProductRow[]): Collection {
  const dates = [...new Set(products.flatMap((p) => p.dates))].sort((a, b) => a - b).map(String);
  const years = row.release.replace('-', '–');
  const bbox = [
    Math.min(...products.map((p) => p.west)),
    Math.min(...products.map((p) => p.south)),
    Math.max(...products.map((p) => p.east)),
    Math.max(...products.map((p) => p.north)),
  ] as const;
  const present = new Set(products.flatMap((p) => p.attributes));
  const isSynthetic = products.some((p) => p.is_synthetic);
  const geometry = row.level === 'L3' ? `${row.geometry} component` : `${row.geometry} orbits`;
  return {
    id: row.id,
    title:
      row.title ??
      `EGMS ${LEVEL_NAMES[row.level]} (${row.level}), ${geometry}, ${years}${row.origin_job_id ? ' (computed)' : ''}${isSynthetic ? ' (synthetic)' : ''}`,
    description: `${isSynthetic ? SYNTHETIC_NOTE : ''}${row.origin_job_id ? COMPUTED_NOTE : ''}${descriptionOf(identity)}`,
    keywords: ['ground motion', 'InSAR', 'Sentinel-1', 'EGMS', row.level, row.geometry, row.release],
    kind: 'points',
    identity,
    bbox,
    interval: [isoDate(dates[0]), isoDate(dates[dates.length - 1])],
    itemCount: Number(row.point_count),
    version: row.version,
    modified: row.modified,
    crs: offeredCrs(bbox).map((crs) => crs.uri),
    storageCrs: EPSG_3035_URI,
    geometryType: 'point',
    properties: pointProperties(
      attributeColumns(row.level, row.header_generation).filter(
        ({ attribute, required }) => required || present.has(attribute),
      ),
    ),
    dates,
    links: [LICENCE_LINK],
    ...(row.origin_job_id ? { originJobId: row.origin_job_id } : {}),
  };
}

/** A zone of UTM is offered where the points lie in it: far from its meridian its grid turns and stretches. */
function offeredCrs([west, , east]: NonNullable<Collection['bbox']>): readonly Crs[] {
  return allCrs.filter(({ area }) => area.west <= east && area.east >= west);
}

function descriptionOf({ level, geometry }: ProductIdentity): string {
  if (level === 'L3') {
    const sign = geometry === 'up' ? 'positive upwards' : 'positive eastwards';
    return `Displacement of 100 m cells, ${sign}, with its time series. ${EGMS_ATTRIBUTION}.`;
  }
  const frame = level === 'L2b' ? 'tied to GNSS (ETRF2000)' : 'relative to a local reference';
  return `Measurement points with displacement series along the line of sight, positive towards the satellite, ${frame}. ${EGMS_ATTRIBUTION}.`;
}
