/**
 * Writes one band of float32 as a GeoTIFF at once, held in memory: in strips or tiles, plain or deflated. Rasters that are
 * made row by row are written by `geotiff-stream.ts`.
 */
import { deflateSync } from 'node:zlib';
import {
  type BlockShape,
  blockShape,
  directory,
  directoryBytes,
  HEADER_BYTES,
  header,
  imageFields,
  MAX_FILE_BYTES,
  noDataField,
  placeFields,
  type TiffField,
} from './tiff-directory.js';

export interface FloatRaster {
  readonly widthPixels: number;
  readonly heightPixels: number;
  /** (height, width) row-major, northernmost row first. */
  readonly values: Float32Array;
  /** What stands for no data in `values`; NaN is allowed. */
  readonly noData: number;
  /** North-west corner of the north-west pixel, in the CRS. */
  readonly westM: number;
  readonly northM: number;
  /** Pixels are square. */
  readonly pixelSizeM: number;
  /** EPSG code of a projected CRS. */
  readonly epsg: number;
}

export interface GeoTiffLayout {
  /** Default `deflate`. */
  readonly compression?: 'none' | 'deflate';
  /** Rows of a strip, or edge of square tiles (a multiple of 16). Default: tiles of 256. */
  readonly blocks?: { readonly stripRows: number } | { readonly tilePixels: number };
}

/**
 * The whole file, held in memory. Pixels are areas (PixelIsArea).
 * Throws RangeError when sizes do not agree or the file would pass the 4 GB of classic TIFF.
 */
export function writeGeoTiff(raster: FloatRaster, layout: GeoTiffLayout = {}): Buffer {
  const { widthPixels, heightPixels, values } = raster;
  if (values.length !== widthPixels * heightPixels || values.length === 0) {
    throw new RangeError(`values: expected ${widthPixels} x ${heightPixels} > 0 pixels, got ${values.length}`);
  }
  const compression = layout.compression ?? 'deflate';
  const shape = blockShape(raster, layout.blocks ?? { tilePixels: 256 });
  const blocks = cutBlocks(raster, shape).map((block) => (compression === 'deflate' ? deflateSync(block) : block));
  const offsets = new Array<number>(blocks.length).fill(0);
  const sizes = blocks.map((block) => block.length);
  const fields = (): TiffField[] => [
    ...imageFields({ widthPixels, heightPixels, sample: 'float32', compression, shape }, offsets, sizes),
    ...placeFields({ ...raster, pixelWidthM: raster.pixelSizeM, pixelHeightM: raster.pixelSizeM }),
    noDataField(raster.noData),
  ];

  // The offsets have a fixed size in the directory, so that their values may follow from its length.
  let at = HEADER_BYTES + directoryBytes(fields());
  blocks.forEach((block, index) => {
    offsets[index] = at;
    at += block.length;
  });
  if (at > MAX_FILE_BYTES) throw new RangeError(`expected a file below 4 GB, got ${at} bytes`);
  return Buffer.concat([header(), directory(fields()), ...blocks], at);
}

/** Row by row of blocks. The last strip may be shorter; tiles are whole and filled up with no data. */
function cutBlocks(raster: FloatRaster, shape: BlockShape): Buffer[] {
  const blocks: Buffer[] = [];
  for (let row = 0; row < raster.heightPixels; row += shape.height) {
    for (let column = 0; column < raster.widthPixels; column += shape.width) {
      blocks.push(cutBlock(raster, shape, row, column));
    }
  }
  return blocks;
}

function cutBlock(raster: FloatRaster, shape: BlockShape, firstRow: number, firstColumn: number): Buffer {
  const rows = Math.min(shape.height, raster.heightPixels - firstRow);
  const columns = Math.min(shape.width, raster.widthPixels - firstColumn);
  const block = Buffer.alloc((shape.kind === 'tile' ? shape.height : rows) * shape.width * 4);
  for (let at = 0; at < block.length; at += 4) {
    const row = Math.floor(at / 4 / shape.width);
    const column = (at / 4) % shape.width;
    const inside = row < rows && column < columns;
    block.writeFloatLE(
      inside ? raster.values[(firstRow + row) * raster.widthPixels + firstColumn + column] : raster.noData,
      at,
    );
  }
  return block;
}
