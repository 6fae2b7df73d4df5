/** Makes tiles, each once, out of the store, read and encoded away from the thread that answers. */
import type { TileCatalog } from '../../catalog/tiles/tile-source.js';
import { TILE_FORMAT } from '../../formats/point-chunk.js';
import { softwareVersion } from '../../http/package-files.js';
import { MadeOnce } from '../../maps/made-once.js';
import { type VectorTileRequest, vectorTileTask } from '../../maps/vector-tile-task.js';
import { ThreadPool } from '../../workers/thread-pool.js';
import type { VectorTile, VectorTileTask } from '../../workers/vector-tile.js';

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
  readonly #made: MadeOnce;
  readonly #threads = new ThreadPool<VectorTileTask, VectorTile>('workers/vector-tile-thread.js');

  constructor(
    private readonly catalog: TileCatalog,
    options: TileServerOptions = {},
  ) {
    const { maxTiles: most, ...kept } = { ...DEFAULTS, ...options };
    this.#made = new MadeOnce({ ...kept, most, what: 'tiles', places: MADE_AT_ONCE });
  }

  /**
   * The tile, compressed by gzip; no bytes for an empty one. Throws `tooManyTiles` when it does not come in time, and what
   * the catalog throws.
   */
  tile(request: TileRequest, signal: AbortSignal): Promise<Uint8Array> {
    // Filters are as many as there are people: their tiles do not go to files.
    const isFiled = request.filter === undefined;
    return this.#made.get({ key: keyOf(request), isFiled, make: (stop) => this.#draw(request, stop) }, signal);
  }

  async close(): Promise<void> {
    await this.#threads.close();
  }

  async #draw(request: TileRequest, signal: AbortSignal): Promise<Uint8Array> {
    const task = await vectorTileTask(this.catalog, request, signal);
    return task ? (await this.#threads.run(task, signal)).gzip : new Uint8Array();
  }
}

/** Everything that the bytes depend on. */
function keyOf({ collections, set, tile, datetime, filter, properties }: TileRequest): string {
  return JSON.stringify([
    softwareVersion,
    TILE_FORMAT,
    // A removed collection may come back under its name and number its versions from the beginning.
    collections.map(({ id, version, modified }) => [id, version, modified.getTime()]),
    [set.id, tile.zoom, tile.row, tile.column],
    datetime ?? null,
    filter?.text ?? null,
    properties ?? null,
  ]);
}
