/** A collection as the files EGMS delivers: NAME.zip with CSV and XML per product, and a GeoTIFF per tile of level 3. */
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Part, StoredProduct, StoredProducts } from '../catalog/points/stored-products.js';
import { ServiceError } from '../errors.js';
import { writeGeoTiff } from '../formats/geotiff-writer.js';
import { writeProductCsv } from '../products/csv-writer.js';
import { productFileName } from '../products/file-name.js';
import { burnVelocities, emptyOrthoRaster, type OrthoRaster, orthoGeoTiffName } from '../products/ortho-geotiff.js';
import type { AttributeName, PointBatch, ProductHeader } from '../products/point-batch.js';
import { writeProductFile } from '../products/product-archive-writer.js';
import { writeProductXml } from '../products/product-xml.js';
import { ProgressLine } from './progress-line.js';

export interface ProductExportOptions {
  readonly folder: string;
  readonly bare: boolean;
  readonly signal: AbortSignal;
}

/**
 * Products without a point in `part` are left out, and told; so is the GeoTIFF of a tile with a point outside of it.
 * Every file is whole or absent.
 */
export async function exportProducts(
  products: StoredProducts,
  part: Part,
  options: ProductExportOptions,
): Promise<void> {
  for (const product of await products.list()) await exportProduct(products, product, part, options);
}

async function exportProduct(
  products: StoredProducts,
  product: StoredProduct,
  part: Part,
  { folder, bare, signal }: ProductExportOptions,
): Promise<void> {
  const name = productFileName(product.name);
  const line = new ProgressLine(name);
  let raster = product.name.level === 'L3' ? emptyOrthoRaster(product.name) : undefined;
  let points = 0;
  async function* watched(): AsyncGenerator<PointBatch> {
    for await (const batch of products.batches(product, part, signal)) {
      points += batch.count;
      const outside = raster && burn(raster, batch, product.header);
      if (outside) {
        raster = undefined;
        line.done(`left out   the GeoTIFF of ${name}: ${outside}`);
      }
      line.update({ share: (batch.firstRow + batch.count) / product.pointCount, points });
      yield batch;
    }
  }
  const batches = watched();
  const first = await batches.next();
  if (first.done) return line.done(`left out   ${name}: no point matches`);
  const written = [
    ...(await writeProductFile(
      folder,
      {
        name: product.name,
        csv: writeProductCsv(withFirst(first.value, batches), {
          level: product.name.level,
          header: product.header,
          dialect: product.dialect,
        }),
        ...(product.metadata ? { xmlText: writeProductXml(product.metadata) } : {}),
        modified: product.published,
      },
      bare ? 'csv' : 'zip',
    )),
  ];
  if (raster && product.name.level === 'L3') {
    const path = join(folder, orthoGeoTiffName(product.name));
    await writeFile(path, writeGeoTiff(raster));
    written.push(path);
  }
  line.done(`wrote      ${written.map((path) => basename(path)).join(', ')}: ${points.toLocaleString('en')} points`);
}

async function* withFirst(first: PointBatch, rest: AsyncIterable<PointBatch>): AsyncGenerator<PointBatch> {
  yield first;
  yield* rest;
}

/** Says which point the raster cannot hold; undefined when all of the batch are in it. */
function burn(raster: OrthoRaster, batch: PointBatch, { attributes }: ProductHeader): string | undefined {
  const column = (name: AttributeName) => batch.attributes[attributes.indexOf(name)];
  try {
    burnVelocities(raster, column('eastingM'), column('northingM'), column('velocityMmPerYear'));
    return undefined;
  } catch (error) {
    if (error instanceof ServiceError) return error.detail;
    throw error;
  }
}
