/** The published collections: one product per tile and component, read from the files of the blocks when its turn comes. */
import type { IncomingProduct } from '../../src/catalog/ingest/incoming-product.js';
import { nextRedelivery, type ResultCollection } from '../../src/catalog/ingest/publish-results.js';
import type { Database } from '../../src/db/database.js';
import type { Component } from '../../src/insar/decomposition/block-rows.js';
import type { CellGrid } from '../../src/insar/decomposition/cell-grid.js';
import { orthoBatches } from '../../src/insar/decomposition/ortho-batches.js';
import { tileRuns } from '../../src/insar/decomposition/tile-rows.js';
import { usualDialect } from '../../src/products/csv-writer.js';
import { productFileName, type TileName } from '../../src/products/file-name.js';
import { facilityCode, orthoHeader } from '../../src/products/ortho-product.js';
import { newProductMetadata } from '../../src/products/product-xml.js';
import type { Plan } from './plan.js';
import type { Tile } from './tiles.js';

export interface CollectionSetting {
  readonly database: Database;
  readonly folder: string;
  readonly grid: CellGrid;
  readonly plan: Plan;
  readonly tiles: readonly Tile[];
  /** First character of the pids, as a number. */
  readonly producer: number;
  readonly withGnss: boolean;
  /** `YYYY-MM-DD`. */
  readonly productionDate: string;
}

export async function resultCollection(
  setting: CollectionSetting,
  component: Component,
  id: string,
): Promise<ResultCollection> {
  const redelivery = await nextRedelivery(setting.database, id);
  return {
    id,
    level: 'L3',
    geometry: component,
    release: setting.plan.release,
    generation: orthoHeader([], setting.withGnss).generation,
    products: setting.tiles.map((tile) => tileProduct(setting, component, tile, redelivery)),
  };
}

function tileProduct(
  { folder, grid, plan, producer, withGnss, productionDate }: CollectionSetting,
  component: Component,
  tile: Tile,
  redelivery: number,
): IncomingProduct {
  const name: TileName = {
    level: 'L3',
    tileEasting100Km: tile.easting100Km,
    tileNorthing100Km: tile.northing100Km,
    component: component === 'up' ? 'U' : 'E',
    release: plan.release,
    redelivery,
    suffixed: true,
  };
  const header = orthoHeader(plan.grid.dates, withGnss);
  const { batches, fingerprint } = orthoBatches(tileRuns(grid, tile.blocks, folder), component, header, producer);
  return {
    name,
    geometry: component,
    header,
    batches,
    ending: () => {
      // There was no file: what stands for it is all that the product holds.
      const { sha256, bytes } = fingerprint();
      return {
        source: { name: 'computed by decompose', bytes, sha256, csvBytes: 0, csvCrc32: 0 },
        isSynthetic: plan.isSynthetic,
        dialect: usualDialect('L3', header),
        warnings: [],
        metadata: newProductMetadata({
          name,
          facilityCode: facilityCode(producer),
          productionDate,
          demVersion: plan.demVersion,
          ...(plan.gnssVersion === undefined ? {} : { gnssVersion: plan.gnssVersion }),
        }),
      };
    },
    where: productFileName(name),
  };
}
