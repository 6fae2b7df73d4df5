/**
 * The tiled store: all dates of a small piece of ground side by side, which is how every step of the pipeline wants them,
 * while images hold all the ground of one date. Written once per stack, band of tiles after band of tiles; a fill that was
 * killed goes on after its last whole band.
 *
 * A folder with three files:
 *   store.json       what the store holds (`StoreHeader`), written first
 *   tiles.bin        tile after tile, row of tiles by row; of a tile date after date; of a date the real parts, then the
 *                    imaginary ones: (tilePixels, tilePixels) float32 each, little-endian, NaN where the image is not
 *   progress.ndjson  a line for each finished band: checksums (CRC-32) of its tiles' dates, and what was valid
 */
import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, readFile, rename, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { invalidStack, notEnoughRoom } from '../../errors.js';
import { turn } from '../turns.js';
import type { SlcStack } from './open-stack.js';
import {
  bandRowsOf,
  DEFAULT_TILE_PIXELS,
  estimateStore,
  type StoreEstimate,
  type StoreOptions,
} from './tile-store-size.js';

export interface StoreHeader {
  readonly type: 'open-egms-tile-store';
  readonly version: 1;
  /** Of the description and the files it was made from. */
  readonly fingerprint: string;
  readonly widthPixels: number;
  readonly heightPixels: number;
  readonly tilePixels: number;
  /** `YYYYMMDD`, ascending. */
  readonly dates: readonly string[];
  readonly bandRows: number;
}

interface BandLine {
  readonly band: number;
  /** Uint32Array (tiles of the band, dates), base64. */
  readonly checksums: string;
  /** Valid pixels of each date in the band. */
  readonly valid: readonly number[];
}

export interface FillOptions extends StoreOptions {
  readonly signal?: AbortSignal;
  /** Share of the work, 0 to 1, after each image of a band. */
  readonly onProgress?: (share: number) => void;
}

const HEADER_FILE = 'store.json';
const TILES_FILE = 'tiles.bin';
const PROGRESS_FILE = 'progress.ndjson';
/** Left to others on the disk. */
const SPARE_DISK_BYTES = 256 * 2 ** 20;

/** A store that is whole. */
export class TileStore {
  readonly tilesAcross: number;
  readonly tilesDown: number;

  constructor(
    private readonly folder: string,
    readonly header: StoreHeader,
    private readonly checksums: Uint32Array,
    /** Valid pixels of each date. */
    readonly validPixels: readonly number[],
    private readonly file: FileHandle,
  ) {
    this.tilesAcross = Math.ceil(header.widthPixels / header.tilePixels);
    this.tilesDown = Math.ceil(header.heightPixels / header.tilePixels);
  }

  /** Dates of which something can be seen. */
  get usableDates(): readonly number[] {
    return this.validPixels.flatMap((valid, date) => (valid > 0 ? [date] : []));
  }

  /**
   * A tile: (dates, 2, tilePixels, tilePixels) float32, real parts before imaginary ones. Throws when it is not what was
   * written.
   */
  async readTile(tileRow: number, tileColumn: number, out?: Float32Array): Promise<Float32Array> {
    const { tilePixels, dates } = this.header;
    const tile = tileRow * this.tilesAcross + tileColumn;
    if (!(tileRow >= 0 && tileRow < this.tilesDown && tileColumn >= 0 && tileColumn < this.tilesAcross)) {
      const wanted = `${this.tilesDown} x ${this.tilesAcross}`;
      throw new RangeError(`expected one of ${wanted} tiles, got row ${tileRow}, column ${tileColumn}`);
    }
    const planes = 2 * tilePixels * tilePixels;
    const values = out ?? new Float32Array(dates.length * planes);
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    await this.#read(bytes, tile * dates.length * planes * 4);
    for (let date = 0; date < dates.length; date++) {
      const found = crc32(bytes.subarray(date * planes * 4, (date + 1) * planes * 4));
      if (found !== this.checksums[tile * dates.length + date]) {
        const where = `tile ${tileRow}, ${tileColumn} of ${dates[date]}`;
        throw invalidStack(
          join(this.folder, TILES_FILE),
          `${where} is damaged: its checksum is not that of what was written`,
        );
      }
    }
    return values;
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  async #read(bytes: Uint8Array, at: number): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      const { bytesRead } = await this.file.read(bytes, done, bytes.length - done, at + done);
      if (bytesRead === 0) throw invalidStack(join(this.folder, TILES_FILE), `ends at byte ${at + done}: truncated`);
      done += bytesRead;
    }
  }
}

/**
 * Fills the store, or what is left of it, and opens it.
 * @throws `notEnoughRoom` before anything is written; `invalidStack` when the folder holds another stack, or fewer than two
 *   images have anything in them
 */
export async function fillTileStore(stack: SlcStack, folder: string, options: FillOptions = {}): Promise<TileStore> {
  const estimate = estimateStore(stack, options);
  const header = await headerOf(stack, options);
  await mkdir(folder, { recursive: true });
  const before = await readHeader(folder);
  if (before && JSON.stringify(before) !== JSON.stringify(header)) {
    throw invalidStack(
      folder,
      'holds the tiles of another stack, or of this one before it was changed; remove the folder',
    );
  }
  const bands = Math.ceil(header.heightPixels / header.bandRows);
  const done = before ? await readProgress(folder) : [];
  if (done.length < bands) await refuseWithoutRoom(folder, estimate, done.length / bands, options);
  if (!before) await writeHeader(folder, header);
  if (done.length < bands) await fillBands(stack, folder, header, done, bands, options);
  return openTileStore(folder);
}

/** Opens a store that was filled. Throws `invalidStack` when it is not whole. */
export async function openTileStore(folder: string): Promise<TileStore> {
  const header = await readHeader(folder);
  if (!header) throw invalidStack(folder, 'expected a tiled store, there is none');
  const lines = await readProgress(folder);
  const bands = Math.ceil(header.heightPixels / header.bandRows);
  if (lines.length < bands)
    throw invalidStack(folder, `expected ${bands} bands of tiles, got ${lines.length}: not whole`);
  const checksums = Buffer.concat(lines.map((line) => Buffer.from(line.checksums, 'base64')));
  const valid = header.dates.map((_, date) => lines.reduce((sum, line) => sum + line.valid[date], 0));
  const usable = valid.filter((count) => count > 0).length;
  if (usable < 2) {
    throw invalidStack(
      folder,
      `expected at least 2 images with values, got ${usable} of ${valid.length}: the others are empty`,
    );
  }
  const file = await open(join(folder, TILES_FILE), 'r');
  return new TileStore(folder, header, new Uint32Array(new Uint8Array(checksums).buffer), valid, file);
}

// -- filling ------------------------------------------------------------------------------------------------------------

async function fillBands(
  stack: SlcStack,
  folder: string,
  header: StoreHeader,
  done: readonly BandLine[],
  bands: number,
  { signal, onProgress }: FillOptions,
): Promise<void> {
  const dates = header.dates.length;
  const tiles = await open(join(folder, TILES_FILE), done.length > 0 ? 'r+' : 'w');
  try {
    const progress = await open(join(folder, PROGRESS_FILE), 'w');
    try {
      for (const line of done) await progress.appendFile(`${JSON.stringify(line)}\n`);
      const writer = new BandWriter(header, tiles);
      for (let band = done.length; band < bands; band++) {
        const first = band * header.bandRows;
        const rows = { first, count: Math.min(header.bandRows, header.heightPixels - first) };
        writer.begin(rows.first, rows.count);
        for (let date = 0; date < dates; date++) {
          await writer.write(date, await stack.readTile(date, rows));
          onProgress?.((band * dates + date + 1) / (bands * dates));
          await turn(signal);
        }
        await tiles.datasync();
        await progress.appendFile(`${JSON.stringify({ band, ...writer.line() } satisfies BandLine)}\n`);
        await progress.datasync();
      }
    } finally {
      await progress.close();
    }
  } finally {
    await tiles.close();
  }
}

/** Cuts bands of images into tiles. */
class BandWriter {
  readonly #tilesAcross: number;
  readonly #plane: Float32Array;
  #firstTileRow = 0;
  #rows = 0;
  #checksums = new Uint32Array(0);
  #valid: number[] = [];

  constructor(
    private readonly header: StoreHeader,
    private readonly file: FileHandle,
  ) {
    this.#tilesAcross = Math.ceil(header.widthPixels / header.tilePixels);
    this.#plane = new Float32Array(2 * header.tilePixels * header.tilePixels);
  }

  begin(firstRow: number, rows: number): void {
    const { tilePixels, dates } = this.header;
    this.#firstTileRow = firstRow / tilePixels;
    this.#rows = rows;
    this.#checksums = new Uint32Array(Math.ceil(rows / tilePixels) * this.#tilesAcross * dates.length);
    this.#valid = dates.map(() => 0);
  }

  /** @param image (rows, width) complex, interleaved */
  async write(date: number, image: Float32Array): Promise<void> {
    const { tilePixels, dates } = this.header;
    const bytes = Buffer.from(this.#plane.buffer);
    for (let top = 0; top < this.#rows; top += tilePixels) {
      for (let column = 0; column < this.#tilesAcross; column++) {
        this.#valid[date] += this.#cut(image, top, column * tilePixels);
        const tileInBand = (top / tilePixels) * this.#tilesAcross + column;
        this.#checksums[tileInBand * dates.length + date] = crc32(bytes);
        const tile = this.#firstTileRow * this.#tilesAcross + tileInBand;
        await writeWhole(this.file, bytes, (tile * dates.length + date) * bytes.length);
      }
    }
  }

  line(): Omit<BandLine, 'band'> {
    return { checksums: Buffer.from(this.#checksums.buffer).toString('base64'), valid: this.#valid };
  }

  /** Fills the planes from a place in the band; returns the number of valid pixels. */
  #cut(image: Float32Array, top: number, left: number): number {
    const { tilePixels, widthPixels } = this.header;
    const plane = this.#plane;
    const imaginary = tilePixels * tilePixels;
    const rows = Math.min(tilePixels, this.#rows - top);
    const columns = Math.min(tilePixels, widthPixels - left);
    if (rows < tilePixels || columns < tilePixels) plane.fill(Number.NaN);
    let valid = 0;
    for (let row = 0; row < rows; row++) {
      let from = 2 * ((top + row) * widthPixels + left);
      const to = row * tilePixels;
      for (let column = 0; column < columns; column++, from += 2) {
        const real = image[from];
        plane[to + column] = real;
        plane[imaginary + to + column] = image[from + 1];
        if (!Number.isNaN(real)) valid++;
      }
    }
    return valid;
  }
}

async function writeWhole(file: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, at + done);
    done += bytesWritten;
  }
}

// -- the small files ------------------------------------------------------------------------------------------------------

async function headerOf(stack: SlcStack, options: StoreOptions): Promise<StoreHeader> {
  const { widthPixels, heightPixels, description } = stack;
  return {
    type: 'open-egms-tile-store',
    version: 1,
    fingerprint: await fingerprintOf(stack),
    widthPixels,
    heightPixels,
    tilePixels: options.tilePixels ?? DEFAULT_TILE_PIXELS,
    dates: description.acquisitions.map(({ date }) => date),
    bandRows: bandRowsOf(stack, options),
  };
}

/** Files that were written anew count as others, even with the same content: reading all of them would take minutes. */
async function fingerprintOf(stack: SlcStack): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(stack.description));
  for (const path of stack.imagePaths) {
    const { size, mtimeMs } = await stat(path);
    hash.update(`${path} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

async function readHeader(folder: string): Promise<StoreHeader | undefined> {
  const text = await textOf(join(folder, HEADER_FILE));
  return text === undefined ? undefined : (JSON.parse(text) as StoreHeader);
}

async function writeHeader(folder: string, header: StoreHeader): Promise<void> {
  const path = join(folder, HEADER_FILE);
  const file = await open(`${path}.draft`, 'w');
  try {
    await file.writeFile(JSON.stringify(header));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.draft`, path);
}

/** Whole lines in order; what a kill left of a last one does not count. */
async function readProgress(folder: string): Promise<readonly BandLine[]> {
  const text = (await textOf(join(folder, PROGRESS_FILE))) ?? '';
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as BandLine);
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function refuseWithoutRoom(
  folder: string,
  { diskBytes, memoryBytes }: StoreEstimate,
  doneShare: number,
  options: StoreOptions,
): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = options.freeDiskBytes ?? bavail * bsize;
  const needed = Math.ceil(diskBytes * (1 - doneShare));
  if (needed + SPARE_DISK_BYTES > free) {
    throw notEnoughRoom(
      `${folder}: the tiles of this stack need ${megabytes(needed)} of disk and ${megabytes(SPARE_DISK_BYTES)} to spare, ${megabytes(free)} are free`,
    );
  }
  const limit = options.memoryBytes;
  if (limit !== undefined && memoryBytes > limit) {
    throw notEnoughRoom(
      `tiles of ${options.tilePixels ?? DEFAULT_TILE_PIXELS} pixels of this stack need ${megabytes(memoryBytes)} of memory, ${megabytes(limit)} are allowed; take smaller tiles`,
    );
  }
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6).toLocaleString('en')} MB`;
