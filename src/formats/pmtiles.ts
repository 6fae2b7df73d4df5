/**
 * Tiles in one file that any web server hands out in parts: PMTiles, version 3, written in one pass. Tiles go to the file
 * as they come, in order of their numbers; only where they lie is kept in memory. Equal tiles are written once.
 *
 * Source: https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md. The order of the sections is free but for the
 * header and the root directory, whose room at the beginning is kept until all else is known:
 *
 *     header (127 bytes) and root directory, padded to 16,384 bytes | metadata | tiles | leaf directories
 */
import { gzipSync } from 'node:zlib';
import { directoriesOf, FIRST_READ_BYTES, HEADER_BYTES } from './pmtiles-directory.js';
import { KnownContents, TileEntries } from './pmtiles-entries.js';
import { encodeHeader, type PmtilesHeader } from './pmtiles-header.js';
import { zoomOfId } from './pmtiles-tile-id.js';

/** What bytes are written to. */
export interface PmtilesTarget {
  /** Writes all of the bytes at a position from the beginning; called for one piece at a time. */
  write(bytes: Uint8Array, position: number): Promise<unknown>;
}

export interface PmtilesDescription
  extends Pick<PmtilesHeader, 'tileType' | 'tileCompression' | 'bounds' | 'center' | 'centerZoom'> {
  /** For vector tiles with `vector_layers` as in TileJSON 3.0. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

export interface PmtilesSummary {
  readonly tiles: number;
  readonly bytes: number;
}

/** Tiles are gathered to pieces of this size: some are of a hundred bytes. */
const PIECE_BYTES = 1 << 20;

export class PmtilesWriter {
  readonly #entries = new TileEntries();
  readonly #contents = new KnownContents();
  readonly #metadata: Uint8Array;
  #tiles = 0;
  #lastId = -1;
  /** Bytes of the tiles so far, the pending ones included. */
  #tileBytes = 0;
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  #writtenTo = FIRST_READ_BYTES;

  constructor(
    private readonly target: PmtilesTarget,
    private readonly description: PmtilesDescription,
  ) {
    this.#metadata = gzipSync(JSON.stringify(description.metadata));
    this.#put(this.#metadata);
  }

  /**
   * The bytes of the next tile, compressed as the description says; they must not change afterwards. Throws RangeError for
   * a number that does not come after the one before, and for no bytes: an empty tile is one that is not there.
   */
  async add(id: number, bytes: Uint8Array): Promise<void> {
    if (!(id > this.#lastId))
      throw new RangeError(`tile ${id} comes after ${this.#lastId}: expected ascending numbers`);
    if (bytes.length === 0) throw new RangeError(`tile ${id}: expected bytes, got none`);
    const { count, offset, length, runLength } = this.#entries;
    const known = this.#contents.entryOf(bytes, count);
    const previous = count - 1;
    if (known === count) {
      this.#entries.add(id, this.#tileBytes, bytes.length, 1);
      this.#put(bytes);
      this.#tileBytes += bytes.length;
    } else if (id === this.#lastId + 1 && offset[known] === offset[previous]) {
      runLength[previous]++;
    } else {
      this.#entries.add(id, offset[known], length[known], 1);
    }
    this.#lastId = id;
    this.#tiles++;
    if (this.#pendingBytes >= PIECE_BYTES) await this.#flush();
  }

  /** Writes what comes last, and first. Throws RangeError when there was no tile: such an archive cannot be. */
  async end(): Promise<PmtilesSummary> {
    const { root, leaves } = directoriesOf(this.#entries);
    const leafBytes = leaves.reduce((sum, leaf) => sum + leaf.length, 0);
    for (const leaf of leaves) this.#put(leaf);
    await this.#flush();
    const metadata = { offset: FIRST_READ_BYTES, length: this.#metadata.length };
    const tiles = { offset: metadata.offset + metadata.length, length: this.#tileBytes };
    const [minZoom, maxZoom] = [zoomOfId(this.#entries.id[0]), zoomOfId(this.#lastId)];
    const header = encodeHeader({
      ...this.description,
      root: { offset: HEADER_BYTES, length: root.length },
      metadata,
      tiles,
      leaves: { offset: tiles.offset + tiles.length, length: leafBytes },
      addressedTiles: this.#tiles,
      tileEntries: this.#entries.count,
      tileContents: this.#contents.count,
      minZoom,
      maxZoom,
      centerZoom: Math.max(minZoom, Math.min(maxZoom, this.description.centerZoom)),
    });
    const beginning = new Uint8Array(FIRST_READ_BYTES);
    beginning.set(header);
    beginning.set(root, HEADER_BYTES);
    await this.target.write(beginning, 0);
    return { tiles: this.#tiles, bytes: this.#writtenTo };
  }

  #put(bytes: Uint8Array): void {
    this.#pending.push(bytes);
    this.#pendingBytes += bytes.length;
  }

  async #flush(): Promise<void> {
    const piece = Buffer.concat(this.#pending);
    this.#pending = [];
    this.#pendingBytes = 0;
    await this.target.write(piece, this.#writtenTo);
    this.#writtenTo += piece.length;
  }
}
