/**
 * Makes tiles, each once: out of memory, out of files, or out of the store, read and encoded away from the thread that
 * answers. What comes in faster than it can be made waits in line, and is told to come back when its time is over.
 */
import type { TileCatalog } from '../../catalog/tiles/tile-source.js';
import { tooManyTiles } from '../../errors.js';
import { TILE_FORMAT } from '../../formats/point-chunk.js';
import { softwareVersion } from '../../http/package-files.js';
import { type VectorTileRequest, vectorTileTask } from '../../maps/vector-tile-task.js';
import { ThreadPool } from '../../workers/thread-pool.js';
import type { VectorTile, VectorTileTask } from '../../workers/vector-tile.js';
import { ByteCache } from './byte-cache.js';
import { FileCache } from './file-cache.js';
import { SharedWork } from './shared-work.js';
import { Turnstile } from './turnstile.js';

export type TileRequest = VectorTileRequest;

export interface TileServerOptions {
  /** Folder of the files; without it tiles are kept in memory alone. */
  readonly cacheFolder?: string;
  readonly memoryBytes?: number;
  readonly fileBytes?: number;
  /** How long a client waits. */
  readonly budgetMs?: number;
  /** Tiles that may be under way, waiting ones included. */
  readonly maxTiles?: number;
}

const DEFAULTS = { memoryBytes: 64 * 2 ** 20, fileBytes: 2 * 2 ** 30, budgetMs: 10_000, maxTiles: 1_000 };
/** Tiles that are read and encoded at once: below the number of connections, so that other questions find one. */
const MADE_AT_ONCE = 6;

export class TileServer {
  readonly #options: typeof DEFAULTS;
  readonly #memory: ByteCache;
  readonly #files: FileCache | undefined;
  readonly #work = new SharedWork<Uint8Array>();
  readonly #turnstile = new Turnstile(MADE_AT_ONCE);
  readonly #threads = new ThreadPool<VectorTileTask, VectorTile>('workers/vector-tile-thread.js');

  constructor(
    private readonly catalog: TileCatalog,
    { cacheFolder, ...options }: TileServerOptions = {},
  ) {
    this.#options = { ...DEFAULTS, ...options };
    this.#memory = new ByteCache(this.#options.memoryBytes);
    this.#files = cacheFolder === undefined ? undefined : new FileCache(cacheFolder, this.#options.fileBytes);
  }

  /**
   * The tile, compressed by gzip; no bytes for an empty one. Throws `tooManyTiles` when it does not come in time, and what
   * the catalog throws.
   */
  async tile(request: TileRequest, signal: AbortSignal): Promise<Uint8Array> {
    const key = keyOf(request);
    const kept = this.#memory.get(key);
    if (kept) return kept;
    if (this.#work.size >= this.#options.maxTiles) {
      throw tooManyTiles(`${this.#options.maxTiles} tiles are under way, the most there may be`);
    }
    const budget = AbortSignal.timeout(this.#options.budgetMs);
    try {
      return await this.#work.join(key, AbortSignal.any([signal, budget]), (stop) => this.#make(key, request, stop));
    } catch (error) {
      if (budget.aborted && !signal.aborted) {
        throw tooManyTiles(`the tile was not made within ${this.#options.budgetMs / 1000} s; ask again`);
      }
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#threads.close();
  }

  async #make(key: string, request: TileRequest, signal: AbortSignal): Promise<Uint8Array> {
    // Filters are as many as there are people: their tiles do not go to files.
    const files = request.filter === undefined ? this.#files : undefined;
    const filed = await files?.get(key);
    if (filed) {
      this.#memory.set(key, filed);
      return filed;
    }
    const gzip = await this.#turnstile.pass(() => this.#draw(request, signal), signal);
    this.#memory.set(key, gzip);
    void files?.set(key, gzip);
    return gzip;
  }

  async #draw(request: TileRequest, signal: AbortSignal): Promise<Uint8Array> {
    const task = await vectorTileTask(this.catalog, request, signal);
    return task ? (await this.#threads.run(task, signal)).gzip : new Uint8Array();
  }
}

/** Everything that the bytes depend on. */
function keyOf({ collections, set, tile, datetime, filter }: TileRequest): string {
  return JSON.stringify([
    softwareVersion,
    TILE_FORMAT,
    // A removed collection may come back under its name and number its versions from the beginning.
    collections.map(({ id, version, modified }) => [id, version, modified.getTime()]),
    [set.id, tile.zoom, tile.row, tile.column],
    datetime ?? null,
    filter?.text ?? null,
  ]);
}
