/**
 * The image file directory of a TIFF as it is written: fields, and their bytes. Little-endian, classic (32-bit offsets).
 *
 * Sources: TIFF 6.0; OGC GeoTIFF 1.1 (OGC 19-008r4) for the keys; the tag of the no-data value is GDAL's, which most
 * readers know.
 */

export interface TiffField {
  readonly tag: number;
  readonly type: 'ascii' | 'short' | 'long' | 'double';
  readonly values: readonly number[];
}

export const short = (tag: number, ...values: number[]): TiffField => ({ tag, type: 'short', values });
export const long = (tag: number, ...values: number[]): TiffField => ({ tag, type: 'long', values });
export const double = (tag: number, ...values: number[]): TiffField => ({ tag, type: 'double', values });
export const ascii = (tag: number, text: string): TiffField => ({
  tag,
  type: 'ascii',
  values: [...Buffer.from(`${text}\0`, 'latin1')],
});

// -- what an image is -------------------------------------------------------------------------------------------------

const DEFLATE = 8;
const UNCOMPRESSED = 1;
const MIN_IS_BLACK = 1;

/** Values of the tags BitsPerSample and SampleFormat, and of how many numbers a sample consists. */
export const WRITTEN_SAMPLES = {
  float32: { bits: 32, format: 3, values: 1 },
  float64: { bits: 64, format: 3, values: 1 },
  'complex-float32': { bits: 64, format: 6, values: 2 },
} as const;

export type WrittenSample = keyof typeof WRITTEN_SAMPLES;

export interface BlockShape {
  readonly kind: 'strip' | 'tile';
  readonly width: number;
  readonly height: number;
}

export interface WrittenImage {
  readonly widthPixels: number;
  readonly heightPixels: number;
  readonly sample: WrittenSample;
  readonly compression: 'none' | 'deflate';
  readonly shape: BlockShape;
}

/** Strips of so many rows, or square tiles; TIFF wants edges of tiles to be multiples of 16. Throws RangeError. */
export function blockShape(
  { widthPixels, heightPixels }: Pick<WrittenImage, 'widthPixels' | 'heightPixels'>,
  blocks: { readonly stripRows: number } | { readonly tilePixels: number },
): BlockShape {
  if ('stripRows' in blocks) {
    const { stripRows } = blocks;
    if (!Number.isInteger(stripRows) || stripRows < 1)
      throw new RangeError(`stripRows: expected 1 or more, got ${stripRows}`);
    return { kind: 'strip', width: widthPixels, height: Math.min(stripRows, heightPixels) };
  }
  const { tilePixels } = blocks;
  if (!Number.isInteger(tilePixels / 16) || tilePixels < 16) {
    throw new RangeError(`tilePixels: expected a multiple of 16, got ${tilePixels}`);
  }
  return { kind: 'tile', width: tilePixels, height: tilePixels };
}

export function imageFields(
  { widthPixels, heightPixels, sample, compression, shape }: WrittenImage,
  offsets: readonly number[],
  sizes: readonly number[],
): TiffField[] {
  const { bits, format } = WRITTEN_SAMPLES[sample];
  return [
    long(256, widthPixels),
    long(257, heightPixels),
    short(258, bits),
    short(259, compression === 'deflate' ? DEFLATE : UNCOMPRESSED),
    short(262, MIN_IS_BLACK),
    ...(shape.kind === 'strip' ? [long(273, ...offsets)] : []),
    short(277, 1), // samples per pixel
    ...(shape.kind === 'strip' ? [long(278, shape.height), long(279, ...sizes)] : []),
    short(284, 1), // planar configuration: contiguous
    ...(shape.kind === 'tile'
      ? [long(322, shape.width), long(323, shape.height), long(324, ...offsets), long(325, ...sizes)]
      : []),
    short(339, format),
  ];
}

export interface WrittenPlace {
  /** EPSG code of a projected CRS. */
  readonly epsg: number;
  /** North-west corner of the north-west pixel, in the CRS. */
  readonly westM: number;
  readonly northM: number;
  readonly pixelWidthM: number;
  readonly pixelHeightM: number;
}

/** Pixels are areas. */
export function placeFields({ pixelWidthM, pixelHeightM, westM, northM, epsg }: WrittenPlace): TiffField[] {
  const keys = [
    [1024, 1], // GTModelTypeGeoKey: projected
    [1025, 1], // GTRasterTypeGeoKey: PixelIsArea
    [3072, epsg], // ProjectedCRSGeoKey
  ];
  return [
    double(33550, pixelWidthM, pixelHeightM, 0), // ModelPixelScale
    double(33922, 0, 0, 0, westM, northM, 0), // ModelTiepoint: raster corner to map corner
    // Directory version 1, keys revision 1.0; each key: id, stored in place, one value, the value.
    short(34735, 1, 1, 0, keys.length, ...keys.flatMap(([id, value]) => [id, 0, 1, value])),
  ];
}

export const noDataField = (noData: number): TiffField => ascii(42113, Number.isNaN(noData) ? 'nan' : String(noData));

// -- bytes ------------------------------------------------------------------------------------------------------------

export const HEADER_BYTES = 8;
/** What classic TIFF can address. */
export const MAX_FILE_BYTES = 0xffffffff;
const ENTRY_BYTES = 12;
/** A value that fits here stands in the directory itself. */
const INLINE_BYTES = 4;
const TYPES: Readonly<
  Record<TiffField['type'], { code: number; bytes: number; write: (to: Buffer, value: number, at: number) => void }>
> = {
  ascii: { code: 2, bytes: 1, write: (to, value, at) => to.writeUInt8(value, at) },
  short: { code: 3, bytes: 2, write: (to, value, at) => to.writeUInt16LE(value, at) },
  long: { code: 4, bytes: 4, write: (to, value, at) => to.writeUInt32LE(value, at) },
  double: { code: 12, bytes: 8, write: (to, value, at) => to.writeDoubleLE(value, at) },
};

/** @param directoryAt where in the file the directory stands */
export function header(directoryAt = HEADER_BYTES): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES);
  bytes.write('II');
  bytes.writeUInt16LE(42, 2);
  bytes.writeUInt32LE(directoryAt, 4);
  return bytes;
}

/** The directory, and behind it the values too long for it. */
export function directory(fields: readonly TiffField[], directoryAt = HEADER_BYTES): Buffer {
  const bytes = Buffer.alloc(directoryBytes(fields));
  bytes.writeUInt16LE(fields.length, 0);
  let longValuesAt = entriesBytes(fields);
  fields.forEach((field, index) => {
    const { tag, type, values } = field;
    const entryAt = 2 + index * ENTRY_BYTES;
    const { code, bytes: size, write } = TYPES[type];
    bytes.writeUInt16LE(tag, entryAt);
    bytes.writeUInt16LE(code, entryAt + 2);
    bytes.writeUInt32LE(values.length, entryAt + 4);
    let valuesAt = entryAt + 8;
    if (values.length * size > INLINE_BYTES) {
      bytes.writeUInt32LE(directoryAt + longValuesAt, valuesAt);
      valuesAt = longValuesAt;
      longValuesAt += longValuesBytes(field);
    }
    values.forEach((value, i) => {
      write(bytes, value, valuesAt + i * size);
    });
  });
  return bytes;
}

export function directoryBytes(fields: readonly TiffField[]): number {
  return fields.reduce((sum, field) => sum + longValuesBytes(field), entriesBytes(fields));
}

/** Count, entries, and the offset of a next directory, which is zero: there is none. Filled up to 8 bytes. */
const entriesBytes = (fields: readonly TiffField[]) => evenly(2 + fields.length * ENTRY_BYTES + 4);

function longValuesBytes({ type, values }: TiffField): number {
  const size = values.length * TYPES[type].bytes;
  return size > INLINE_BYTES ? evenly(size) : 0;
}

const evenly = (bytes: number) => Math.ceil(bytes / 8) * 8;
