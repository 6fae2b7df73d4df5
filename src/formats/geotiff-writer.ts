/**
 * Writes one band of float32 as a GeoTIFF: little-endian classic TIFF, in strips or tiles, plain or deflated.
 *
 * Sources: TIFF 6.0; OGC GeoTIFF 1.1 (OGC 19-008r4) for the keys; the tag of the no-data value is GDAL's, which most
 * readers know.
 */
import { deflateSync } from 'node:zlib';

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
  const fields = (): Field[] => [
    ...imageFields(raster, compression, shape, blocks, offsets),
    ...geographicFields(raster),
  ];

  // The offsets have a fixed size in the directory, so that their values may follow from its length.
  let at = HEADER_BYTES + directoryBytes(fields());
  blocks.forEach((block, index) => {
    offsets[index] = at;
    at += block.length;
  });
  if (at > 0xffffffff) throw new RangeError(`expected a file below 4 GB, got ${at} bytes`);
  return Buffer.concat([header(), directory(fields()), ...blocks], at);
}

// -- blocks -----------------------------------------------------------------------------------------------------------

interface BlockShape {
  readonly kind: 'strip' | 'tile';
  readonly width: number;
  readonly height: number;
}

function blockShape(raster: FloatRaster, blocks: NonNullable<GeoTiffLayout['blocks']>): BlockShape {
  if ('stripRows' in blocks) {
    const { stripRows } = blocks;
    if (!Number.isInteger(stripRows) || stripRows < 1)
      throw new RangeError(`stripRows: expected 1 or more, got ${stripRows}`);
    return { kind: 'strip', width: raster.widthPixels, height: Math.min(stripRows, raster.heightPixels) };
  }
  const { tilePixels } = blocks;
  if (!Number.isInteger(tilePixels / 16) || tilePixels < 16) {
    throw new RangeError(`tilePixels: expected a multiple of 16, got ${tilePixels}`);
  }
  return { kind: 'tile', width: tilePixels, height: tilePixels };
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

// -- fields -----------------------------------------------------------------------------------------------------------

interface Field {
  readonly tag: number;
  readonly type: 'ascii' | 'short' | 'long' | 'double';
  readonly values: readonly number[];
}

const DEFLATE = 8;
const UNCOMPRESSED = 1;
const MIN_IS_BLACK = 1;
const IEEE_FLOAT = 3;

function imageFields(
  raster: FloatRaster,
  compression: 'none' | 'deflate',
  shape: BlockShape,
  blocks: readonly Buffer[],
  offsets: readonly number[],
): Field[] {
  const sizes = blocks.map((block) => block.length);
  return [
    long(256, raster.widthPixels),
    long(257, raster.heightPixels),
    short(258, 32), // bits per sample
    short(259, compression === 'deflate' ? DEFLATE : UNCOMPRESSED),
    short(262, MIN_IS_BLACK),
    ...(shape.kind === 'strip' ? [long(273, ...offsets)] : []),
    short(277, 1), // samples per pixel
    ...(shape.kind === 'strip' ? [long(278, shape.height), long(279, ...sizes)] : []),
    short(284, 1), // planar configuration: contiguous
    ...(shape.kind === 'tile'
      ? [long(322, shape.width), long(323, shape.height), long(324, ...offsets), long(325, ...sizes)]
      : []),
    short(339, IEEE_FLOAT),
  ];
}

function geographicFields(raster: FloatRaster): Field[] {
  const { pixelSizeM, westM, northM, epsg, noData } = raster;
  const keys = [
    [1024, 1], // GTModelTypeGeoKey: projected
    [1025, 1], // GTRasterTypeGeoKey: PixelIsArea
    [3072, epsg], // ProjectedCRSGeoKey
  ];
  return [
    double(33550, pixelSizeM, pixelSizeM, 0), // ModelPixelScale
    double(33922, 0, 0, 0, westM, northM, 0), // ModelTiepoint: raster corner to map corner
    // Directory version 1, keys revision 1.0; each key: id, stored in place, one value, the value.
    short(34735, 1, 1, 0, keys.length, ...keys.flatMap(([id, value]) => [id, 0, 1, value])),
    ascii(42113, Number.isNaN(noData) ? 'nan' : String(noData)),
  ];
}

const short = (tag: number, ...values: number[]): Field => ({ tag, type: 'short', values });
const long = (tag: number, ...values: number[]): Field => ({ tag, type: 'long', values });
const double = (tag: number, ...values: number[]): Field => ({ tag, type: 'double', values });
const ascii = (tag: number, text: string): Field => ({
  tag,
  type: 'ascii',
  values: [...Buffer.from(`${text}\0`, 'latin1')],
});

// -- bytes ------------------------------------------------------------------------------------------------------------

const HEADER_BYTES = 8;
const ENTRY_BYTES = 12;
/** A value that fits here stands in the directory itself. */
const INLINE_BYTES = 4;
const TYPES: Readonly<
  Record<Field['type'], { code: number; bytes: number; write: (to: Buffer, value: number, at: number) => void }>
> = {
  ascii: { code: 2, bytes: 1, write: (to, value, at) => to.writeUInt8(value, at) },
  short: { code: 3, bytes: 2, write: (to, value, at) => to.writeUInt16LE(value, at) },
  long: { code: 4, bytes: 4, write: (to, value, at) => to.writeUInt32LE(value, at) },
  double: { code: 12, bytes: 8, write: (to, value, at) => to.writeDoubleLE(value, at) },
};

function header(): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES);
  bytes.write('II');
  bytes.writeUInt16LE(42, 2);
  bytes.writeUInt32LE(HEADER_BYTES, 4);
  return bytes;
}

/** The image file directory, which follows the header, and behind it the values too long for it. */
function directory(fields: readonly Field[]): Buffer {
  const bytes = Buffer.alloc(directoryBytes(fields));
  bytes.writeUInt16LE(fields.length, 0);
  let longValuesAt = entriesBytes(fields);
  fields.forEach(({ tag, type, values }, index) => {
    const entryAt = 2 + index * ENTRY_BYTES;
    const { code, bytes: size, write } = TYPES[type];
    bytes.writeUInt16LE(tag, entryAt);
    bytes.writeUInt16LE(code, entryAt + 2);
    bytes.writeUInt32LE(values.length, entryAt + 4);
    let valuesAt = entryAt + 8;
    if (values.length * size > INLINE_BYTES) {
      bytes.writeUInt32LE(HEADER_BYTES + longValuesAt, valuesAt);
      valuesAt = longValuesAt;
      longValuesAt += longValuesBytes({ tag, type, values });
    }
    values.forEach((value, i) => {
      write(bytes, value, valuesAt + i * size);
    });
  });
  return bytes;
}

function directoryBytes(fields: readonly Field[]): number {
  return fields.reduce((sum, field) => sum + longValuesBytes(field), entriesBytes(fields));
}

/** Count, entries, and the offset of a next directory, which is zero: there is none. Filled up to 8 bytes. */
const entriesBytes = (fields: readonly Field[]) => evenly(2 + fields.length * ENTRY_BYTES + 4);

function longValuesBytes({ type, values }: Field): number {
  const size = values.length * TYPES[type].bytes;
  return size > INLINE_BYTES ? evenly(size) : 0;
}

const evenly = (bytes: number) => Math.ceil(bytes / 8) * 8;
