/**
 * Every vector tile of a collection that has something in it, in WebMercatorQuad and in the order of PMTiles: the tiles
 * that the server would give, byte for byte.
 *
 * Which tiles hold points is known from the overviews, and below them from the zooms before. Points are read block by
 * block: the descendants of a tile are a stretch of the order, so that one reading of its points serves all of them.
 */
import type { Collection } from '../catalog/collection.js';
import type { TileCatalog, TileData } from '../catalog/tiles/tile-source.js';
import { firstDescendantId, tileId, tileOfId } from '../formats/pmtiles-tile-id.js';
import type { TileAddress } from '../geodesy/tile-matrix-set.js';
import { overviewZoom, webMercatorQuad } from '../geodesy/tile-matrix-sets.js';
import type { VectorTile, VectorTileTask } from '../workers/vector-tile.js';
import { inOrder } from './in-order.js';
import { tileLayer, tileQuestion } from './vector-tile-task.js';

export interface TileMaker {
  readonly catalog: TileCatalog;
  /** Tiles of an overview zoom that hold points, in any order. */
  readonly occupied: (zoom: number) => Promise<readonly TileAddress[]>;
  readonly draw: (task: VectorTileTask, signal: AbortSignal) => Promise<VectorTile>;
  /** Tiles under way. Each holds what its block was read into: at zoom 12 as much as a tile of the server does. */
  readonly atOnce: number;
}

export interface CollectionTile {
  /** In PMTiles. */
  readonly id: number;
  readonly gzip: Uint8Array;
  /** Of the whole work, 0 to 1, that is done with this tile. */
  readonly share: number;
}

const SET = webMercatorQuad;
const OVERVIEW_ZOOM = overviewZoom(SET);
/** A block is a tile so many zooms above those that are drawn from it, yet none larger than what the server reads at once. */
const BLOCK_ZOOMS = 2;
/** What a zoom of cells takes beside one of points. */
const OVERVIEW_WORK = 0.05;

/** Both ends of the zooms included. Throws what the catalog throws, and the signal's reason. */
export async function* collectionTiles(
  maker: TileMaker,
  collection: Collection,
  { minZoom, maxZoom }: { readonly minZoom: number; readonly maxZoom: number },
  signal: AbortSignal,
): AsyncGenerator<CollectionTile> {
  const allWork = workBefore(maxZoom + 1) - workBefore(minZoom);
  const occupied = new OccupiedTiles(maker);
  for (let zoom = minZoom; zoom <= maxZoom; zoom++) {
    const blockZoom = zoom <= OVERVIEW_ZOOM ? zoom : Math.max(OVERVIEW_ZOOM + 1, zoom - BLOCK_ZOOMS);
    const blocks = await occupied.above(blockZoom);
    const read = (block: number) =>
      maker.catalog.tileData(collection, tileQuestion(SET, tileOfId(block), zoom), signal);
    const drawn = inOrder(tilesOfBlocks(blocks, blockZoom, zoom, read), maker.atOnce, async ({ id, data, share }) => {
      signal.throwIfAborted();
      const points = await data();
      if (points.parts.length === 0) return undefined;
      const layers = [tileLayer(collection, SET, zoom, points)];
      const { gzip } = await maker.draw({ setId: SET.id, tile: tileOfId(id), layers }, signal);
      const doneWork = workBefore(zoom) - workBefore(minZoom) + share * workOf(zoom);
      return { id, gzip, share: Math.min(1, doneWork / allWork) };
    });
    const found: number[] = [];
    for await (const tile of drawn) {
      if (tile === undefined || tile.gzip.length === 0) continue;
      found.push(tile.id);
      yield tile;
    }
    occupied.found(zoom, found);
  }
}

const workOf = (zoom: number): number => (zoom <= OVERVIEW_ZOOM ? OVERVIEW_WORK : 1);

/** Of all zooms before this one. */
function workBefore(zoom: number): number {
  let work = 0;
  for (let before = 0; before < zoom; before++) work += workOf(before);
  return work;
}

interface Occupied {
  readonly zoom: number;
  /** Ascending. */
  readonly ids: readonly number[];
}

/** What is known of where the points are: by the store at overview zooms, by what was drawn below them. */
class OccupiedTiles {
  #drawn: Occupied[] = [];

  constructor(private readonly maker: TileMaker) {}

  found(zoom: number, ids: readonly number[]): void {
    this.#drawn = [...this.#drawn.filter((drawn) => drawn.zoom >= zoom - BLOCK_ZOOMS), { zoom, ids }];
  }

  /** Tiles of the finest known zoom up to this one. */
  async above(zoom: number): Promise<Occupied> {
    const drawn = this.#drawn.filter((candidate) => candidate.zoom <= zoom).at(-1);
    if (drawn && drawn.zoom >= Math.min(zoom, OVERVIEW_ZOOM)) return drawn;
    const overview = Math.min(zoom, OVERVIEW_ZOOM);
    const tiles = await this.maker.occupied(overview);
    return { zoom: overview, ids: tiles.map(tileId).sort((a, b) => a - b) };
  }
}

interface TileToDraw {
  readonly id: number;
  readonly data: () => Promise<TileData>;
  /** Of the zoom, that is done with this tile. */
  readonly share: number;
}

/** Each block is read when its first tile is drawn. */
function* tilesOfBlocks(
  { zoom: knownZoom, ids }: Occupied,
  blockZoom: number,
  zoom: number,
  read: (block: number) => Promise<TileData>,
): Generator<TileToDraw> {
  const count = ids.length * 4 ** (zoom - knownZoom);
  let done = 0;
  for (const known of ids) {
    for (const block of descendants(known, knownZoom, blockZoom)) {
      let reading: Promise<TileData> | undefined;
      const data = () => {
        reading ??= read(block);
        return reading;
      };
      for (const id of descendants(block, blockZoom, zoom)) yield { id, data, share: ++done / count };
    }
  }
}

function* descendants(id: number, zoom: number, finerZoom: number): Generator<number> {
  const first = firstDescendantId(id, zoom, finerZoom);
  for (let i = 0; i < 4 ** (finerZoom - zoom); i++) yield first + i;
}
