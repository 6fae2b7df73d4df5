/**
 * Reads GeoTIFFs of one band by rows, without ever holding more than the blocks that a few rows touch: complex images
 * (which the `geotiff` package does not read) and real ones alike. Plain, LZW, DEFLATE or ZSTD; strips or tiles; either
 * byte order; classic or BigTIFF; predictors 1 to 3.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { invalidRaster } from '../errors.js';
import { knownSamples, type SampleKind, sampleKind } from './geotiff-samples.js';
import { type RasterPlace, rasterPlace } from './raster-place.js';
import { COMPRESSIONS, decompressBlock, undoPredictor } from './tiff-codecs.js';
import { readTiffDirectory, readWhole, type TiffDirectory } from './tiff-directory-reader.js';

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

/** A compressed block is held whole; images in one compressed strip would have to be as well. */
const MAX_BLOCK_BYTES = 512 * 2 ** 20;
/** Blocks that are read and decompressed at the same time: zlib has four threads. */
const BLOCKS_AT_ONCE = 4;

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

/** Single precision, or double where the caller wants it. Complex values are real part, imaginary part. */
export type RowValues = Float32Array | Float64Array;

export class GeoTiffReader {
  private constructor(
    readonly path: string,
    readonly facts: GeoTiffFacts,
    private readonly file: FileHandle,
    private readonly blocks: Blocks,
    private readonly coding: {
      readonly compression: number;
      readonly predictor: number;
      readonly isBigEndian: boolean;
    },
  ) {}

  /** Throws `invalidRaster` for what is no such file, is truncated, or holds something else. */
  static async open(path: string): Promise<GeoTiffReader> {
    let file: FileHandle;
    try {
      file = await open(path, 'r');
    } catch (error) {
      throw invalidRaster(path, `cannot be opened (${(error as Error).message})`, error);
    }
    try {
      const directory = await readTiffDirectory(file, path, new Set(Object.values(TAGS)));
      return new GeoTiffReader(path, ...partsOf(path, directory, file));
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Values of a row, two for each complex pixel. */
  get rowValues(): number {
    return this.facts.widthPixels * (this.facts.sample.isComplex ? 2 : 1);
  }

  /**
   * Rows `first` to `first + rows - 1`, whole. No data becomes NaN in real rasters; blocks that a sparse file leaves out
   * are no data, or zeros where there is no such value.
   */
  async readRows<T extends RowValues = Float32Array>(first: number, rows: number, out?: T): Promise<T> {
    const { heightPixels } = this.facts;
    if (
      !(Number.isInteger(first) && Number.isInteger(rows) && first >= 0 && rows >= 0 && first + rows <= heightPixels)
    ) {
      throw new RangeError(`${this.path}: expected rows of 0 to ${heightPixels - 1}, got ${rows} rows from ${first}`);
    }
    const wanted = rows * this.rowValues;
    const values = out ?? (new Float32Array(wanted) as T);
    if (values.length !== wanted) throw new RangeError(`out: expected ${wanted} values, got ${values.length}`);
    const { height, perRow } = this.blocks;
    const indices: number[] = [];
    for (let blockRow = Math.floor(first / height); blockRow * height < first + rows; blockRow++) {
      for (let column = 0; column < perRow; column++) indices.push(blockRow * perRow + column);
    }
    for (let at = 0; at < indices.length; at += BLOCKS_AT_ONCE) {
      const some = indices.slice(at, at + BLOCKS_AT_ONCE);
      await Promise.all(some.map((index) => this.#copyBlock(index, first, rows, values)));
    }
    if (this.facts.noData !== undefined) withNaN(values, this.facts.noData, this.facts.sample);
    return values;
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  /** Puts the part of a block that lies in the wanted rows where it belongs. */
  async #copyBlock(index: number, first: number, rows: number, out: RowValues): Promise<void> {
    const { width, height, perRow } = this.blocks;
    const { widthPixels, heightPixels, sample } = this.facts;
    const top = Math.floor(index / perRow) * height;
    const left = (index % perRow) * width;
    const from = Math.max(first, top);
    const to = Math.min(first + rows, top + height, heightPixels);
    const perPixel = sample.isComplex ? 2 : 1;
    const copied = Math.min(width, widthPixels - left) * perPixel;
    const bytes = await this.#blockRows(index, from - top, to - top);
    if (!bytes) {
      const fill = this.facts.noData ?? 0;
      for (let row = from; row < to; row++) {
        const at = (row - first) * this.rowValues + left * perPixel;
        out.fill(fill, at, at + copied);
      }
      return;
    }
    const components = sample.view(bytes);
    for (let row = from; row < to; row++) {
      const source = (row - from) * width * perPixel;
      out.set(components.subarray(source, source + copied), (row - first) * this.rowValues + left * perPixel);
    }
  }

  /** Rows of a block in the machine's byte order, at a place in memory that fits their size; undefined when left out. */
  async #blockRows(index: number, from: number, to: number): Promise<Uint8Array | undefined> {
    const { width, height, offsets, bytes, isTiled, perRow } = this.blocks;
    const { compression, predictor, isBigEndian } = this.coding;
    const { sample, heightPixels } = this.facts;
    const rowBytes = (width * sample.bitsPerSample) / 8;
    const top = Math.floor(index / perRow) * height;
    const blockRows = isTiled ? height : Math.min(height, heightPixels - top);
    const layout = { bitsPerSample: sample.bitsPerSample, componentBytes: sample.componentBytes, isBigEndian };
    if (offsets[index] === 0 && bytes[index] === 0) return undefined;
    if (compression === 1) {
      const plain = new Uint8Array((to - from) * rowBytes);
      await this.#read(plain, offsets[index] + from * rowBytes, index);
      undoPredictor(plain, 1, width, layout);
      return plain;
    }
    const packed = new Uint8Array(bytes[index]);
    await this.#read(packed, offsets[index], index);
    const expected = blockRows * rowBytes;
    let plain: Uint8Array;
    try {
      plain = await decompressBlock(packed, compression, expected);
    } catch (error) {
      const where = `${COMPRESSIONS[compression]} block ${index} at byte ${offsets[index]}`;
      throw invalidRaster(this.path, `${where}: cannot be decompressed (${(error as Error).message})`, error);
    }
    if (plain.length < to * rowBytes) {
      const detail = `block ${index} at byte ${offsets[index]}: expected ${expected} bytes of samples, got ${plain.length}`;
      throw invalidRaster(this.path, detail);
    }
    // A copy of its own, which begins where numbers of any size may begin.
    const wanted = Uint8Array.from(plain.subarray(from * rowBytes, to * rowBytes));
    undoPredictor(wanted, predictor, width, layout);
    return wanted;
  }

  async #read(buffer: Uint8Array, at: number, index: number): Promise<void> {
    try {
      await readWhole(this.file, buffer, at);
    } catch (error) {
      throw invalidRaster(this.path, `block ${index}: ${(error as Error).message}`, error);
    }
  }
}

// -- the directory, judged ----------------------------------------------------------------------------------------------

type Parts = [
  GeoTiffFacts,
  FileHandle,
  Blocks,
  { readonly compression: number; readonly predictor: number; readonly isBigEndian: boolean },
];

function partsOf(path: string, { fields, isBigEndian, fileBytes }: TiffDirectory, file: FileHandle): Parts {
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
  return [facts, file, blocks, { compression, predictor, isBigEndian }];
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

function withNaN(values: RowValues, noData: number, sample: SampleKind): void {
  if (Number.isNaN(noData)) return;
  // As the file would hold it: -3.4e38 written in decimal is not exactly the float32.
  const value = sample.name === 'float32' || values instanceof Float32Array ? Math.fround(noData) : noData;
  for (let i = 0; i < values.length; i++) if (values[i] === value) values[i] = Number.NaN;
}
