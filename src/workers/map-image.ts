/** What a drawing thread is asked and answers: which series a layer needs, and the picture itself. */
import type { MapData, SeriesKeys } from '../formats/map-data.js';
import type { Box } from '../geodesy/transform.js';
import { type Canvas, createCanvas, drawOver } from '../render/canvas.js';
import { colourOf } from '../render/colour.js';
import { encodeImage } from '../render/encode-image.js';
import { rasteriseCells } from '../render/rasterise-cells.js';
import { rasterisePoints } from '../render/rasterise-points.js';
import { lookOf, type PointStyle } from '../render/style.js';
import { expandedBox, type ScreenView, viewProjection } from '../render/view-projection.js';
import { fastestOfSquares } from './fastest-of-squares.js';
import { extentOf } from './map-extent.js';
import { type MapPlaces, type MapSymbols, propertyValues, symbolsOf } from './map-symbols.js';
import { seriesKeys } from './symbol-facts.js';

/** A map as layers are drawn on it. */
export interface DrawnView extends ScreenView {
  /** Zoom level of web Mercator at which styles are taken. */
  readonly zoom: number;
  readonly pixelRatio: number;
}

export interface LayerSource {
  readonly data: MapData;
  readonly style: PointStyle;
  /** How far beside the map places count. */
  readonly marginPx: number;
  /** Points are joined in squares of so many pixels; absent: each is drawn. */
  readonly squarePx?: number;
}

/** Which series a layer of displacements needs. */
export interface MapKeysTask {
  readonly kind: 'keys';
  readonly view: DrawnView;
  readonly layer: LayerSource;
}

export interface MapKeys {
  readonly keys: SeriesKeys;
  readonly places: MapPlaces;
}

export interface MapImageTask {
  readonly kind: 'image';
  readonly view: DrawnView;
  /** The first lies at the bottom. */
  readonly layers: readonly (LayerSource | ValuedLayer)[];
  readonly background?: string;
  readonly format: 'png' | 'jpeg';
}

/** A layer whose values were looked up. */
export interface ValuedLayer {
  readonly places: MapPlaces;
  readonly values: Float32Array;
  readonly style: PointStyle;
}

/**
 * Symbols of a layer, joined in squares where it is asked for.
 * @param box where they lie, at least; default: the map and what reaches into it
 */
export function layerSymbols(
  view: ScreenView,
  { data, style, marginPx, squarePx }: LayerSource,
  box: Box = expandedBox(view, marginPx + 2 * (squarePx ?? 0)),
): MapSymbols {
  const symbols = symbolsOf(data, view.crsUri, box, style);
  return squarePx === undefined ? symbols : fastestOfSquares(symbols, view, squarePx, marginPx);
}

export function mapKeys({ view, layer }: MapKeysTask): MapKeys {
  const symbols = layerSymbols(view, layer);
  const { crsUri, x, y, squareSize } = symbols;
  const places = { crsUri, x: x.slice(), y: y.slice(), ...(squareSize !== undefined && { squareSize }) };
  return { keys: seriesKeys(symbols), places };
}

export async function mapImage({ view, layers, background, format }: MapImageTask): Promise<Uint8Array<ArrayBuffer>> {
  let canvas: Canvas | undefined;
  for (const layer of layers) {
    const drawn = drawnLayer(view, layer);
    if (canvas === undefined && layer.style.opacity === 1) canvas = drawn;
    else {
      canvas ??= createCanvas(view.widthPx, view.heightPx);
      drawOver(canvas, drawn, layer.style.opacity);
    }
  }
  canvas ??= createCanvas(view.widthPx, view.heightPx);
  const ground = background === undefined ? undefined : colourOf(background);
  const encoded = await encodeImage(canvas, format, ground ? { background: ground } : {});
  // Of its own buffer, so that it can be handed over.
  return new Uint8Array(encoded);
}

function drawnLayer(view: DrawnView, layer: LayerSource | ValuedLayer): Canvas {
  const { style } = layer;
  const { places, values } = 'values' in layer ? layer : valuedLayer(view, layer);
  const look = lookOf(style, view.zoom, view.pixelRatio);
  const warp = viewProjection(view, places.crsUri, extentOf(places));
  if (places.squareSize !== undefined) {
    return rasteriseCells(view, { x: places.x, y: places.y, values, size: places.squareSize }, look, warp);
  }
  return rasterisePoints(view, { ...warp.project(places.x, places.y), values }, look);
}

function valuedLayer(view: DrawnView, layer: LayerSource): ValuedLayer {
  const { attribute } = layer.style;
  if (attribute.type !== 'property') throw new RangeError('displacements are looked up before they are drawn');
  const symbols = layerSymbols(view, layer);
  return { places: symbols, values: propertyValues(symbols, attribute.name), style: layer.style };
}
