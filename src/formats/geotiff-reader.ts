/**
 * Reads GeoTIFFs of one band by rows, without ever holding more than the blocks that a few rows touch: complex images
 * (which the `geotiff` package does not read) and real ones alike. Plain, LZW, DEFLATE, PackBits or ZSTD; strips or
 * tiles; either byte order; classic or BigTIFF; predictors 1 to 3.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { invalidRaster } from '../errors.js';
import { GEOTIFF_TAGS, type GeoTiffFacts, type GeoTiffLayoutRead, layoutOf } from './geotiff-layout.js';
import type { SampleKind } from './geotiff-samples.js';
import { COMPRESSIONS, decompressBlock, undoPredictor } from './tiff-codecs.js';
import { readTiffDirectory, readWhole } from './tiff-directory-reader.js';

/** Blocks that are read and decompressed at the same time: zlib has four threads. */
const BLOCKS_AT_ONCE = 4;

/** Single precision, or double where the caller wants it. Complex values are real part, imaginary part. */
export type RowValues = Float32Array | Float64Array;

export class GeoTiffReader {
  readonly facts: GeoTiffFacts;

  private constructor(
    readonly path: string,
    private readonly layout: GeoTiffLayoutRead,
    private readonly file: FileHandle,
  ) {
    this.facts = layout.facts;
  }

  /** Throws `invalidRaster` for what is no such file, is truncated, or holds something else. */
  static async open(path: string): Promise<GeoTiffReader> {
    let file: FileHandle;
    try {
      file = await open(path, 'r');
    } catch (error) {
      throw invalidRaster(path, `cannot be opened (${(error as Error).message})`, error);
    }
    try {
      const directory = await readTiffDirectory(file, path, GEOTIFF_TAGS);
      return new GeoTiffReader(path, layoutOf(path, directory), file);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Reading in multiples of so many rows decompresses every block once. */
  get blockRows(): number {
    return this.facts.blockRows;
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
    const { height, perRow } = this.layout.blocks;
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
    const { width, height, perRow } = this.layout.blocks;
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
    const { width, height, offsets, bytes, isTiled, perRow } = this.layout.blocks;
    const { compression, predictor, isBigEndian } = this.layout;
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

function withNaN(values: RowValues, noData: number, sample: SampleKind): void {
  if (Number.isNaN(noData)) return;
  // As the file would hold it: -3.4e38 written in decimal is not exactly the float32.
  const value = sample.name === 'float32' || values instanceof Float32Array ? Math.fround(noData) : noData;
  for (let i = 0; i < values.length; i++) if (values[i] === value) values[i] = Number.NaN;
}
