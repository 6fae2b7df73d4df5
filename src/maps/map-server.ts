/**
 * Draws maps, each once: out of memory, out of files, or out of the store, read and drawn away from the thread that
 * answers. What is under way at once is bounded by the pixels of its layers, so that a hundred tiles pass where one
 * picture of the largest size does.
 */
import type { Collection } from '../catalog/collection.js';
import type { ChunkExtent, MapCatalog } from '../catalog/maps/map-source.js';
import { invalidParameter } from '../errors.js';
import { HEAD_ATTRIBUTES, TILE_FORMAT } from '../formats/point-chunk.js';
import type { Crs } from '../geodesy/crs.js';
import type { Box } from '../geodesy/transform.js';
import { colourOf } from '../render/colour.js';
import type { PointStyle } from '../render/style.js';
import { expandedBox } from '../render/view-projection.js';
import {
  type DrawnView,
  type LayerSource,
  layerSymbols,
  type MapImageTask,
  type MapKeys,
  type MapKeysTask,
  type ValuedLayer,
} from '../workers/map-image.js';
import { pickedSymbols } from '../workers/map-pick.js';
import { ATTRIBUTE_NUMBERS, propertyValues } from '../workers/map-symbols.js';
import { seriesKeys } from '../workers/symbol-facts.js';
import { ThreadPool } from '../workers/thread-pool.js';
import { MadeOnce } from './made-once.js';
import { MAX_LAYERS, type MapLayer, type MapRequest, type Maps, type PickedPoint, type PickRequest } from './map.js';
import { drawnView, marginPx, unitsPerPixel } from './map-view.js';

export interface MapServerOptions {
  /** Of this program: what another one drew is not taken from the files. */
  readonly softwareVersion: string;
  /** Folder of the files; without it maps are kept in memory alone. */
  readonly cacheFolder?: string;
  readonly memoryBytes?: number;
  readonly fileBytes?: number;
  /** How long a client waits. */
  readonly budgetMs?: number;
  /** Maps that may be under way, waiting ones included. */
  readonly maxMaps?: number;
}

const DEFAULTS = { memoryBytes: 64 * 2 ** 20, fileBytes: 2 * 2 ** 30, budgetMs: 10_000, maxMaps: 1_000 };

/** Places in the line: a map takes one for each 512 x 512 pixels of each layer, six at once being the most. */
const PLACES = 60;
const MADE_AT_ONCE = 6;
const PIXELS_PER_PLACE = 512 * 512;

/** Points of a map that are read and drawn one by one, all layers together: about 70 MB. */
const MAX_POINTS = 2_000_000;
/** Series of a layer that are looked up, at about 5 microseconds each. */
const MAX_SERIES = 2 ** 19;
/** Squares in which points share a symbol where they lie closer than pixels, and a series where it is looked up. */
const SQUARE_PX = 2;

export class MapServer implements Maps {
  readonly #softwareVersion: string;
  readonly #made: MadeOnce;
  readonly #threads = new ThreadPool<MapImageTask | MapKeysTask, Uint8Array | MapKeys>('workers/map-image-thread.js');

  constructor(
    private readonly catalog: MapCatalog,
    { softwareVersion, ...options }: MapServerOptions,
  ) {
    this.#softwareVersion = softwareVersion;
    const { maxMaps: most, ...kept } = { ...DEFAULTS, ...options };
    this.#made = new MadeOnce({ ...kept, most, what: 'maps', places: PLACES });
  }

  async image(request: MapRequest, signal: AbortSignal): Promise<Uint8Array> {
    const view = drawnView(request.view);
    checkLayers(request.layers);
    if (request.background !== undefined && !colourOf(request.background)) {
      throw invalidParameter('background', `expected a colour like #f4f1ea, got ${request.background}`);
    }
    return this.#made.get(
      {
        key: this.#keyOf(request),
        // Filters are as many as there are people: their maps do not go to files.
        isFiled: request.layers.every(({ filter }) => filter === undefined),
        places: placesOf(request),
        make: (stop) => this.#draw(request, view, stop),
      },
      signal,
    );
  }

  async pick(request: PickRequest, signal: AbortSignal): Promise<readonly PickedPoint[]> {
    const view = drawnView(request.view);
    checkLayers(request.layers);
    checkPixel(request);
    const picked = await this.#made.pass(
      (stop) => this.#pickLayers(request, view, stop),
      signal,
      placesOf({ ...request, layers: request.layers.slice(0, 1) }),
    );
    return picked;
  }

  async close(): Promise<void> {
    await this.#threads.close();
  }

  async #draw(request: MapRequest, view: DrawnView, signal: AbortSignal): Promise<Uint8Array> {
    const layers: (LayerSource | ValuedLayer)[] = [];
    for (const layer of request.layers) {
      const source = await this.#source(request, view, layer, signal);
      if (source.data.parts.length > 0) layers.push(await this.#valued(view, layer, source, signal));
    }
    const format = request.mediaType === 'image/png' ? 'png' : 'jpeg';
    const { background } = request;
    const task: MapImageTask = { kind: 'image', view, layers, format, ...(background !== undefined && { background }) };
    return (await this.#threads.run(task, signal)) as Uint8Array;
  }

  /** Reads a layer. @param within the part of the ground that is read; default: all of the map */
  async #source(
    { view: asked, layers }: Pick<MapRequest, 'view' | 'layers'>,
    view: DrawnView,
    { collection, style, datetime, filter }: MapLayer,
    signal: AbortSignal,
    within?: Box,
  ): Promise<LayerSource> {
    const isDisplacement = style.attribute.type === 'displacement';
    const margin = marginPx(asked, view.zoom, style, collection);
    const readPx = margin + squareMarginPx(view);
    const maxPoints = Math.floor(MAX_POINTS / layers.length);
    const data = await this.catalog.mapData(
      collection,
      {
        crs: asked.crs,
        box: expandedBox(view, readPx),
        ...(within && { within }),
        unitsPerPixel: unitsPerPixel(asked),
        maxPoints,
        maxCells: isDisplacement ? MAX_SERIES : maxPoints,
        ...(datetime && { datetime }),
        ...(filter && { filter: filter.expression }),
        ...extentOf(style, asked.crs, within !== undefined),
      },
      signal,
    );
    // Cells are squares already, and those of level 3 lie side by side.
    const isJoined = data.kind === 'points' && !style.cells && (isDisplacement || data.isDense);
    return { data, style, marginPx: margin, ...(isJoined && { squarePx: squarePx(view) }) };
  }

  /** Looks the series of a layer of displacements up; others are valued where they are drawn. */
  async #valued(
    view: DrawnView,
    { collection }: MapLayer,
    source: LayerSource,
    signal: AbortSignal,
  ): Promise<LayerSource | ValuedLayer> {
    const { attribute } = source.style;
    if (attribute.type !== 'displacement') return source;
    const task: MapKeysTask = { kind: 'keys', view, layer: source };
    const { keys, places } = (await this.#threads.run(task, signal)) as MapKeys;
    const values = await this.catalog.displacement(collection, keys, attribute, signal);
    return { places, values, style: source.style };
  }

  /** One after another: each takes this thread for some milliseconds, and others get their turn in between. */
  async #pickLayers(request: PickRequest, view: DrawnView, signal: AbortSignal): Promise<readonly PickedPoint[]> {
    const picked: PickedPoint[] = [];
    for (const layer of request.layers) picked.push(...(await this.#pickLayer(request, view, layer, signal)));
    return picked;
  }

  /** In line: the neighbourhood of a pixel is small, and whoever clicked waits. */
  async #pickLayer(
    request: PickRequest,
    view: DrawnView,
    layer: MapLayer,
    signal: AbortSignal,
  ): Promise<readonly PickedPoint[]> {
    const { attribute } = layer.style;
    const reachPx = marginPx(request.view, view.zoom, layer.style, layer.collection) + PICK_MARGIN_PX;
    const near = expandedBox(pixelView(view, request), reachPx + squareMarginPx(view));
    const source = await this.#source(request, view, layer, signal, near);
    const symbols = layerSymbols(view, source, near);
    const values =
      attribute.type === 'displacement'
        ? await this.catalog.displacement(layer.collection, seriesKeys(symbols), attribute, signal)
        : propertyValues(symbols, attribute.name);
    const picked = pickedSymbols(view, symbols, values, layer.style, request, request.limit);
    return picked.map((symbol) => ({ ...symbol, layer }));
  }

  /** Everything that the bytes depend on. */
  #keyOf({ view, layers, background, mediaType }: MapRequest): string {
    const { crs, box, widthPx, heightPx, pixelRatio } = view;
    return JSON.stringify([
      this.#softwareVersion,
      TILE_FORMAT,
      [crs.uri, box.minX, box.minY, box.maxX, box.maxY, widthPx, heightPx, pixelRatio ?? 1],
      layers.map(({ collection, style, datetime, filter }) => [
        // A removed collection may come back under its name and number its versions from the beginning.
        ...editionOf(collection),
        style,
        datetime ?? null,
        filter?.text ?? null,
      ]),
      background ?? null,
      mediaType,
    ]);
  }
}

const editionOf = ({ id, version, modified }: Collection) => [id, version, modified.getTime()];

function checkLayers(layers: readonly MapLayer[]): void {
  if (layers.length < 1 || layers.length > MAX_LAYERS) {
    throw invalidParameter('layers', `expected 1 to ${MAX_LAYERS} of them, got ${layers.length}`);
  }
}

function checkPixel({ view, column, row, limit }: PickRequest): void {
  const inside = (value: number, count: number) => Number.isInteger(value) && value >= 0 && value < count;
  if (!inside(column, view.widthPx) || !inside(row, view.heightPx)) {
    const expected = `expected a pixel of the map of ${view.widthPx} x ${view.heightPx}`;
    throw invalidParameter('pixel', `${expected}, got column ${column} and row ${row}`);
  }
  if (!(Number.isInteger(limit) && limit >= 1)) {
    throw invalidParameter('limit', `expected a whole number of 1 or more, got ${limit}`);
  }
}

/** Beside the reach of symbols: clicks that just miss count. */
const PICK_MARGIN_PX = 3;

/** One pixel of a view. */
function pixelView(view: DrawnView, { column, row }: PickRequest): DrawnView {
  const { minX, minY, maxX, maxY } = view.box;
  const [width, height] = [(maxX - minX) / view.widthPx, (maxY - minY) / view.heightPx];
  const west = minX + column * width;
  const north = maxY - row * height;
  const box = { minX: west, minY: north - height, maxX: west + width, maxY: north };
  return { ...view, box, widthPx: 1, heightPx: 1 };
}

/** How much of each chunk a layer needs; a picture in degrees or in web Mercator needs the least. */
function extentOf({ attribute, cells }: PointStyle, crs: Crs, isPicked: boolean): { readonly extent?: ChunkExtent } {
  const number = attribute.type === 'property' ? ATTRIBUTE_NUMBERS[attribute.name] : HEAD_ATTRIBUTES;
  if (number >= HEAD_ATTRIBUTES) return {};
  return { extent: isPicked || cells || crs.srid === 3035 ? 'head' : { frontAttributes: number + 1 } };
}

/** By the size of the map alone, so that whoever asks for a pixel of it gets what was drawn. */
function squarePx({ widthPx, heightPx }: DrawnView): number {
  let side = SQUARE_PX;
  while ((widthPx / side) * (heightPx / side) > MAX_SERIES) side *= 2;
  return side;
}

/** Squares are wanted whole, or neighbours would not see the same fastest point in one that both have a part of. */
const squareMarginPx = (view: DrawnView): number => 2 * squarePx(view);

/** Six small ones at once, or one of the largest. */
function placesOf({ view, layers }: Pick<MapRequest, 'view' | 'layers'>): number {
  const pixels = view.widthPx * view.heightPx * layers.length;
  return Math.max(PLACES / MADE_AT_ONCE, Math.ceil(pixels / PIXELS_PER_PLACE));
}
