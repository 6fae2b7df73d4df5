/** What a GeoTIFF says of itself, judged: one band of known samples, in blocks that are all there. */
import { invalidRaster } from '../errors.js';
import { knownSamples, type SampleKind, sampleKind } from './geotiff-samples.js';
import { type RasterPlace, rasterPlace } from './raster-place.js';
import { COMPRESSIONS } from './tiff-codecs.js';
import type { TiffDirectory } from './tiff-directory-reader.js';

const TAGS = {
  width: 256,
  height: 257,
  bits: 258,
  compression: 259,
  stripOffsets: 273,
  samples: 277,
  stripRows: 278,
  stripBytes: 279,
  predictor: 317,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
  tileBytes: 325,
  format: 339,
  pixelScale: 33550,
  tiepoint: 33922,
  transformation: 34264,
  geoKeys: 34735,
  noData: 42113,
} as const;

export const GEOTIFF_TAGS: ReadonlySet<number> = new Set(Object.values(TAGS));

/** A compressed block is held whole; images in one compressed strip would have to be as well. */
const MAX_BLOCK_BYTES = 512 * 2 ** 20;
interface Blocks {
  readonly width: number;
  readonly height: number;
  readonly perRow: number;
  readonly offsets: ArrayLike<number>;
  readonly bytes: ArrayLike<number>;
  readonly isTiled: boolean;
}

export interface GeoTiffFacts {
  readonly widthPixels: number;
  readonly heightPixels: number;
  readonly sample: SampleKind;
  /** Undefined when the file says nothing about where it lies. */
  readonly place: RasterPlace | undefined;
  /** Of real rasters; read as NaN. */
  readonly noData: number | undefined;
  /** Rows that are decompressed together: reading in multiples of them reads everything once. */
  readonly blockRows: number;
}

export interface GeoTiffLayoutRead {
  readonly facts: GeoTiffFacts;
  readonly blocks: Blocks;
  /** Values of the tags. */
  readonly compression: number;
  readonly predictor: number;
  readonly isBigEndian: boolean;
}

/** Throws `invalidRaster` for what cannot be read, or is less than it says. */
export function layoutOf(path: string, { fields, isBigEndian, fileBytes }: TiffDirectory): GeoTiffLayoutRead {
  const number = (tag: number, otherwise?: number): number => {
    const value = fields.get(tag)?.[0] ?? otherwise;
    if (value === undefined) throw invalidRaster(path, `tag ${tag} is missing: no image as TIFF has them`);
    return value;
  };
  const [widthPixels, heightPixels] = [number(TAGS.width), number(TAGS.height)];
  if (!(widthPixels > 0 && heightPixels > 0)) {
    throw invalidRaster(path, `expected at least one pixel, got ${widthPixels} x ${heightPixels}`);
  }
  const bands = number(TAGS.samples, 1);
  if (bands !== 1) throw invalidRaster(path, `expected one band, got ${bands}`);
  const [format, bits] = [number(TAGS.format, 1), number(TAGS.bits, 1)];
  const sample = sampleKind(format, bits);
  if (!sample) {
    const got = `sample format ${format} of ${bits} bits`;
    throw invalidRaster(path, `expected samples of one of the kinds ${knownSamples()}; got ${got}`);
  }
  const compression = number(TAGS.compression, 1);
  if (!COMPRESSIONS[compression]) {
    const known = [...new Set(Object.values(COMPRESSIONS))].join(', ');
    throw invalidRaster(path, `expected one of the compressions ${known}, got number ${compression}`);
  }
  // Without compression there is none, whatever the tag says.
  const predictor = compression === 1 ? 1 : number(TAGS.predictor, 1);
  judgePredictor(path, predictor, sample, isBigEndian);
  const blocks = blocksOf(path, fields, number, { widthPixels, heightPixels });
  judgeBlocks(path, blocks, { heightPixels, sample, isPlain: compression === 1, fileBytes });
  const facts: GeoTiffFacts = {
    widthPixels,
    heightPixels,
    sample,
    place: rasterPlace(path, {
      pixelScale: fields.get(TAGS.pixelScale),
      tiepoint: fields.get(TAGS.tiepoint),
      transformation: fields.get(TAGS.transformation),
      geoKeys: fields.get(TAGS.geoKeys),
    }),
    noData: sample.isComplex ? undefined : noDataOf(fields.get(TAGS.noData)),
    blockRows: compression === 1 ? 1 : Math.min(blocks.height, heightPixels),
  };
  return { facts, blocks, compression, predictor, isBigEndian };
}

/** Big-endian files with predictor 3 are left out: GDAL 3.6 itself reads other values than it wrote to them. */
function judgePredictor(path: string, predictor: number, sample: SampleKind, isBigEndian: boolean): void {
  const isFloat = sample.name.startsWith('float');
  const fits =
    predictor === 1 || (predictor === 2 && sample.bitsPerSample <= 64) || (predictor === 3 && isFloat && !isBigEndian);
  if (!fits) {
    const order = isBigEndian ? 'big-endian ' : '';
    throw invalidRaster(path, `predictor ${predictor} is not known for ${order}samples of ${sample.name}`);
  }
}

function blocksOf(
  path: string,
  fields: TiffDirectory['fields'],
  number: (tag: number, otherwise?: number) => number,
  { widthPixels, heightPixels }: { widthPixels: number; heightPixels: number },
): Blocks {
  const isTiled = fields.has(TAGS.tileOffsets);
  const width = isTiled ? number(TAGS.tileWidth) : widthPixels;
  const height = isTiled ? number(TAGS.tileHeight) : Math.min(heightPixels, number(TAGS.stripRows, heightPixels));
  const offsets = fields.get(isTiled ? TAGS.tileOffsets : TAGS.stripOffsets);
  const bytes = fields.get(isTiled ? TAGS.tileBytes : TAGS.stripBytes);
  if (!offsets || !bytes) throw invalidRaster(path, 'expected strips or tiles, got neither');
  if (!(width > 0 && height > 0)) throw invalidRaster(path, `expected blocks of some size, got ${width} x ${height}`);
  const perRow = Math.ceil(widthPixels / width);
  const count = perRow * Math.ceil(heightPixels / height);
  if (offsets.length !== count || bytes.length !== count) {
    const got = `${offsets.length} offsets and ${bytes.length} sizes`;
    throw invalidRaster(path, `expected ${count} blocks of ${width} x ${height} pixels, got ${got}`);
  }
  return { width, height, perRow, offsets, bytes, isTiled };
}

function judgeBlocks(
  path: string,
  { width, height, perRow, offsets, bytes, isTiled }: Blocks,
  setting: { heightPixels: number; sample: SampleKind; isPlain: boolean; fileBytes: number },
): void {
  const { heightPixels, sample, isPlain, fileBytes } = setting;
  const rowBytes = (width * sample.bitsPerSample) / 8;
  if (!isPlain && height * rowBytes > MAX_BLOCK_BYTES) {
    const hint = 'write it anew in tiles, as by gdal_translate -co TILED=YES';
    throw invalidRaster(path, `a compressed block of ${height * rowBytes} bytes does not fit into memory; ${hint}`);
  }
  for (let index = 0; index < offsets.length; index++) {
    if (offsets[index] === 0 && bytes[index] === 0) continue;
    const rows = isTiled ? height : Math.min(height, heightPixels - Math.floor(index / perRow) * height);
    const needed = isPlain ? Math.max(rows * rowBytes, bytes[index]) : bytes[index];
    if (isPlain && bytes[index] < rows * rowBytes) {
      const detail = `block ${index} at byte ${offsets[index]}: expected ${rows * rowBytes} bytes, got ${bytes[index]}`;
      throw invalidRaster(path, detail);
    }
    if (offsets[index] + needed > fileBytes) {
      const end = offsets[index] + needed;
      throw invalidRaster(
        path,
        `block ${index}: expected bytes up to ${end}, the file ends at ${fileBytes}: truncated`,
      );
    }
  }
}

function noDataOf(letters: ArrayLike<number> | undefined): number | undefined {
  if (!letters) return undefined;
  const text = String.fromCharCode(...Array.from(letters))
    .replace(/\0.*$/s, '')
    .trim();
  if (/^[-+]?nan$/i.test(text)) return Number.NaN;
  const value = Number(text);
  return text === '' || Number.isNaN(value) ? undefined : value;
}
