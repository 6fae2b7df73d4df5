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
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { invalidStack } from '../../errors.js';
import { readHeader, readProgress, type StoreHeader, TILES_FILE } from './tile-store-files.js';

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
          `${where} is damaged: its checksum is not that of what was written; remove ${this.folder}`,
        );
      }
    }
    return values;
  }

  /**
   * Some rows of a tile: (dates, 2, count, tilePixels) float32. For margins: what is read of a tile in parts is not checked
   * against its checksums.
   */
  async readTileRows(
    tileRow: number,
    tileColumn: number,
    first: number,
    count: number,
    out: Float32Array,
  ): Promise<void> {
    const { tilePixels, dates } = this.header;
    if (!(first >= 0 && count > 0 && first + count <= tilePixels)) {
      throw new RangeError(`expected rows of 0 to ${tilePixels - 1}, got ${count} rows from ${first}`);
    }
    const tile = tileRow * this.tilesAcross + tileColumn;
    const run = count * tilePixels * 4;
    const bytes = new Uint8Array(out.buffer, out.byteOffset, 2 * dates.length * run);
    for (let plane = 0; plane < 2 * dates.length; plane++) {
      const row = (tile * 2 * dates.length + plane) * tilePixels + first;
      await this.#read(bytes.subarray(plane * run, (plane + 1) * run), row * tilePixels * 4);
    }
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  async #read(bytes: Uint8Array, at: number): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      const { bytesRead } = await this.file.read(bytes, done, bytes.length - done, at + done);
      if (bytesRead === 0) {
        const detail = `ends at byte ${at + done}: truncated; remove ${this.folder}`;
        throw invalidStack(join(this.folder, TILES_FILE), detail);
      }
      done += bytesRead;
    }
  }
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
