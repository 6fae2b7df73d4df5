/** Which tiles of a collection hold points, as far as overviews go: what an export walks over. */
import type { Database } from '../../db/database.js';
import { collectionChanged } from '../../errors.js';
import type { TileAddress, TileMatrixSet } from '../../geodesy/tile-matrix-set.js';
import { overviewZoom } from '../../geodesy/tile-matrix-sets.js';
import type { Collection } from '../collection.js';
import { setNoOf } from './overview-rows.js';

interface TileRow {
  version: string;
  tile_row: number | null;
  tile_column: number | null;
}

/**
 * By row and column. The tiles of the collection must have been made. Throws RangeError for a zoom without overviews,
 * `collectionChanged` when the collection is not the one that is given any more.
 */
export async function occupiedTiles(
  database: Database,
  { id, version }: Collection,
  set: TileMatrixSet,
  zoom: number,
): Promise<readonly TileAddress[]> {
  if (!(zoom >= 0 && zoom <= overviewZoom(set))) {
    throw new RangeError(`${set.id}: expected a zoom from 0 to ${overviewZoom(set)}, got ${zoom}`);
  }
  const { rows } = await database.query<TileRow>(
    `select distinct c.version::text, o.tile_row, o.tile_column
     from egms.collection c left join egms.tile_overview o
       on o.collection_no = c.collection_no and o.set_no = $2 and o.zoom = $3
     where c.id = $1 order by o.tile_row, o.tile_column`,
    [id, setNoOf(set), zoom],
  );
  if (rows[0]?.version !== version) throw collectionChanged(id);
  return rows.flatMap(({ tile_row: row, tile_column: column }) =>
    row === null || column === null ? [] : [{ zoom, row, column }],
  );
}
