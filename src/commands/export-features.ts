/** A collection, or the part that matches, as one file that other software opens. */
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Catalog } from '../catalog/catalog.js';
import type { Collection } from '../catalog/collection.js';
import type { ItemsPage } from '../catalog/items.js';
import type { Part } from '../catalog/points/stored-products.js';
import { CRS84_URI, crsByUri } from '../geodesy/crs.js';
import { allPages } from '../ogc/features/item-pages.js';
import type { ItemsAnswer } from '../ogc/features/items-answer.js';
import { itemsCsv } from '../ogc/features/items-csv.js';
import { itemsFlatGeobuf } from '../ogc/features/items-flatgeobuf.js';
import { itemsGeoJson } from '../ogc/features/items-geojson.js';
import { itemsGeoJsonSequence } from '../ogc/features/items-geojson-sequence.js';
import { itemsGeoParquetGroups } from '../ogc/features/items-geoparquet.js';
import type { ItemsRequest } from '../ogc/features/items-request.js';
import { catalogProfile, seriesOutput } from '../ogc/features/series-profile.js';
import { ProgressLine } from './progress-line.js';

type Chunks = AsyncIterable<string | Uint8Array>;

/** Extension and writer of every format. */
const FORMATS = {
  csv: { extension: 'csv', write: itemsCsv },
  geojson: { extension: 'geojson', write: itemsGeoJson },
  geojsonseq: { extension: 'geojsons', write: itemsGeoJsonSequence },
  fgb: { extension: 'fgb', write: itemsFlatGeobuf },
  parquet: { extension: 'parquet', write: (answer: ItemsAnswer) => itemsGeoParquetGroups(answer) },
} satisfies Record<string, { extension: string; write: (answer: ItemsAnswer) => Chunks }>;

export type FeatureFileFormat = keyof typeof FORMATS;

export const featureFileExtension = (format: FeatureFileFormat): string => FORMATS[format].extension;

export interface FeatureExportOptions {
  readonly format: FeatureFileFormat;
  readonly path: string;
  readonly withSeries: boolean;
  readonly signal: AbortSignal;
}

const ROWS_PER_PAGE = 5_000;
const ROWS_PER_PAGE_WITH_SERIES = 1_000;

/** Writes the file; it appears when it is whole. Coordinates are CRS84. */
export async function exportFeatures(
  catalog: Catalog,
  collection: Collection,
  part: Part,
  { format, path, withSeries, signal }: FeatureExportOptions,
): Promise<void> {
  const { write } = FORMATS[format];
  const line = new ProgressLine(basename(path));
  const request = requestFor(collection, part, withSeries);
  const first = await catalog.items(collection, request.query, signal);
  let features = 0;
  async function* watched(): AsyncGenerator<ItemsPage> {
    for await (const page of allPages(catalog, request, first, signal)) {
      features += page.rows.length;
      line.update({ share: features / (collection.itemCount ?? features), points: features });
      yield page;
    }
  }
  const answer: ItemsAnswer = { request, first, pages: watched(), links: [], featureUrl: (id) => id };
  await mkdir(dirname(path), { recursive: true });
  try {
    await pipeline(Readable.from(write(answer)), createWriteStream(`${path}.partial`, { flush: true }), { signal });
    await rename(`${path}.partial`, path);
  } catch (error) {
    await rm(`${path}.partial`, { force: true });
    throw error;
  }
  line.done(`wrote      ${path}: ${features.toLocaleString('en')} features`);
}

function requestFor(collection: Collection, part: Part, withSeries: boolean): ItemsRequest {
  const profile = withSeries ? 'wide' : 'attributes';
  const series = seriesOutput({ profile, 'date-names': 'YYYYMMDD' }, collection);
  return {
    collection,
    crs: crsByUri(CRS84_URI)!,
    series,
    isStream: true,
    url: new URL(`file:///${collection.id}`),
    batch: withSeries ? ROWS_PER_PAGE_WITH_SERIES : ROWS_PER_PAGE,
    query: {
      limit: withSeries ? ROWS_PER_PAGE_WITH_SERIES : ROWS_PER_PAGE,
      ...part,
      withGeometry: true,
      crs: CRS84_URI,
      series: catalogProfile(series),
      count: 'none',
    },
  };
}
