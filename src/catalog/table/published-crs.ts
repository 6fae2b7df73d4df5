/** The reference systems that a table is offered in. */
import { CRS84_URI, crsByUri } from '../../geodesy/crs.js';
import type { Collection } from '../collection.js';
import type { StoredGeometry } from './stored-geometry.js';
import type { TableDefinition } from './table-definition.js';

/** CRS84 first, then those configured, the storage system among them; with a notice for each that is left out. */
export function publishedCrs(
  { where, crs, storageCrs }: TableDefinition,
  geometry: StoredGeometry | undefined,
): Pick<Collection, 'crs' | 'storageCrs'> & { readonly notices: readonly string[] } {
  const notices = crs
    .filter((uri) => !crsByUri(uri))
    .map((uri) => `${where}: crs: ${uri} is not known here and is left out`);
  const configured = storageCrs === undefined ? undefined : crsByUri(storageCrs);
  const stored = geometry && (configured?.srid === geometry.srid ? configured : crsOfSrid(geometry.srid));
  if (geometry && storageCrs !== undefined && stored !== configured) {
    notices.push(`${where}: storage_crs: the data are in EPSG:${geometry.srid}, which is used instead`);
  }
  if (geometry && !stored) {
    notices.push(
      `${where}: EPSG:${geometry.srid} is not known here; the collection is offered without its storage CRS`,
    );
  }
  const storage = stored?.uri ?? CRS84_URI;
  const offered = crs.flatMap((uri) => crsByUri(uri)?.uri ?? []);
  return { crs: [...new Set([CRS84_URI, ...offered, storage])], storageCrs: storage, notices };
}

/** Degrees in PostGIS have longitude first, which is CRS84. */
const crsOfSrid = (srid: number) => crsByUri(srid === 4326 ? CRS84_URI : `EPSG:${srid}`);
