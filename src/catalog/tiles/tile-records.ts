/** Collections as those see them who read packed points and cells: what is kept of them, and whether all is there. */
import type { Database } from '../../db/database.js';
import { collectionChanged, notFound, tilesNotReady } from '../../errors.js';
import { TILE_FORMAT } from '../../formats/point-chunk.js';
import type { Collection } from '../collection.js';
import { type PointsRecord, readPointsRecord } from '../points/record.js';
import { buildMissingTiles } from './missing-tiles.js';
import { integerSql, type RawRow } from './raw-rows.js';

export class TileRecords {
  readonly #records = new Map<string, PointsRecord>();
  readonly #building = new Map<number, Promise<unknown>>();

  constructor(private readonly database: Database) {}

  /** Throws `notFound` for what is no collection of points, `collectionChanged` when it is not the given one any more. */
  async record({ id, version }: Collection): Promise<PointsRecord> {
    const kept = this.#records.get(id);
    if (kept?.collection.version === version) return kept;
    const record = await readPointsRecord(this.database, id);
    if (!record) throw notFound('collection of points', id);
    if (record.collection.version !== version) throw collectionChanged(id);
    this.#records.set(id, record);
    return record;
  }

  /**
   * Judges the two columns of `stateSql` at the head of the first row. Throws `tilesNotReady` when products have no
   * tiles yet, and has them made; `collectionChanged` for another version.
   */
  check(record: PointsRecord, [versionBytes, pending]: RawRow | readonly [] = []): void {
    if (pending) throw this.#build(record);
    const { id, version } = record.collection;
    if (!versionBytes || Buffer.from(versionBytes).toString() !== version) throw collectionChanged(id);
  }

  /** Starts the making of what is missing, once, and gives the error that says so. */
  #build({ collectionNo, collection }: PointsRecord): Error {
    if (!this.#building.has(collectionNo)) {
      const building = buildMissingTiles(this.database, { collectionNo })
        .catch(() => {}) // the next one who asks starts it again
        .finally(() => this.#building.delete(collectionNo));
      this.#building.set(collectionNo, building);
    }
    return tilesNotReady(collection.id);
  }

  /** Resolves when nothing is being made any more. */
  async idle(): Promise<void> {
    await Promise.all(this.#building.values());
  }
}

/** The version, and whether products without tiles are there; over the alias `c` of `egms.collection`. */
export const stateSql = (collectionNo: number): string =>
  `convert_to(c.version::text, 'UTF8'), case when exists (select 1 from egms.product
     where collection_no = ${integerSql(collectionNo)} and tile_format is distinct from ${TILE_FORMAT}) then '\\x01'::bytea end`;

export const ofProducts = (alias: string, productNos: readonly number[] | undefined): string => {
  if (!productNos) return '';
  return ` and ${alias}.product_no = any('{${productNos.map(integerSql).join(',')}}'::smallint[])`;
};
