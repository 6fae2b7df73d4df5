/** Fills a tiled store from the images of a stack, band of tiles after band of tiles; what was filled before stays. */
import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { invalidStack, notEnoughRoom } from '../../errors.js';
import { turn } from '../turns.js';
import type { SlcStack } from './open-stack.js';
import { openTileStore, type TileStore } from './tile-store.js';
import {
  type BandLine,
  PROGRESS_FILE,
  readHeader,
  readProgress,
  type StoreHeader,
  TILES_FILE,
  writeHeader,
} from './tile-store-files.js';
import {
  bandRowsOf,
  DEFAULT_TILE_PIXELS,
  estimateStore,
  type StoreEstimate,
  type StoreOptions,
} from './tile-store-size.js';

export interface FillOptions extends StoreOptions {
  readonly signal?: AbortSignal;
  /** Share of the work, 0 to 1, after each image of a band. */
  readonly onProgress?: (share: number) => void;
}

/** Left to others on the disk. */
const SPARE_DISK_BYTES = 256 * 2 ** 20;

/**
 * Fills the store, or what is left of it, and opens it.
 * @throws `notEnoughRoom` before anything is written; `invalidStack` when the folder holds another stack, or fewer than two
 *   images have anything in them
 */
export async function fillTileStore(stack: SlcStack, folder: string, options: FillOptions = {}): Promise<TileStore> {
  const estimate = estimateStore(stack, options);
  const wanted = await headerOf(stack, options);
  await mkdir(folder, { recursive: true });
  const before = await readHeader(folder);
  // Bands stay as they were begun, whatever memory there is now.
  const header = before ? { ...wanted, bandRows: before.bandRows } : wanted;
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

async function refuseWithoutRoom(
  folder: string,
  { diskBytes, memoryBytes }: StoreEstimate,
  doneShare: number,
  options: StoreOptions,
): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = options.freeDiskBytes ?? bavail * bsize;
  const needed = Math.ceil(diskBytes * (1 - doneShare));
  const spare = SPARE_DISK_BYTES + (options.besideDiskBytes ?? 0);
  if (needed + spare > free) {
    throw notEnoughRoom(
      `${folder}: the tiles of this stack need ${megabytes(needed)} of disk and ${megabytes(spare)} beside them, ${megabytes(free)} are free`,
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
