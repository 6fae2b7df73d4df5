/** What a map is asked for, and what answers: the one thing that map tiles, OGC API Maps, WMS and WMTS have in common. */
import type { Collection } from '../catalog/collection.js';
import type { Expression } from '../catalog/cql2/index.js';
import type { Interval } from '../catalog/datetime.js';
import type { Crs } from '../geodesy/crs.js';
import type { Box } from '../geodesy/transform.js';
import type { PointStyle } from '../render/style.js';

/** Longest side of a map; what clients are told as MaxWidth and MaxHeight. */
export const MAX_SIDE_PX = 4096;
/** Collections drawn over one another in one map; LayerLimit. */
export const MAX_LAYERS = 16;

/** The part of the ground that a map shows. */
export interface MapView {
  readonly crs: Crs;
  /** x (easting or longitude) first, whatever the axis order of the system; minX < maxX and minY < maxY, finite. */
  readonly box: Box;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Device pixels to one pixel of a style: 2 for @2x. Default 1. */
  readonly pixelRatio?: number;
}

/** A filter on attributes, read and as it was written. */
export interface PointFilter {
  readonly expression: Expression;
  /** Equal texts mean equal filters. */
  readonly text: string;
}

export interface MapLayer {
  readonly collection: Collection;
  /** With the dates of a displacement filled in as the request wants them (`styleAt`). */
  readonly style: PointStyle;
  /** Products whose epochs meet it; absent: all. */
  readonly datetime?: Interval;
  readonly filter?: PointFilter;
}

export interface MapRequest {
  readonly view: MapView;
  /** The first lies at the bottom. */
  readonly layers: readonly MapLayer[];
  /** `#rrggbb` or `#rrggbbaa`; absent: transparent, which JPEG shows as white. */
  readonly background?: string;
  readonly mediaType: MapMediaType;
}

export type MapMediaType = 'image/png' | 'image/jpeg';

export interface PickRequest {
  readonly view: MapView;
  readonly layers: readonly MapLayer[];
  /** Of the pixel, from the left and from the top, from 0. */
  readonly column: number;
  readonly row: number;
  /** Points of each layer at most, the nearest first. */
  readonly limit: number;
}

/** A point as it is drawn: where several share a symbol, the fastest of them. */
export interface PickedPoint {
  readonly layer: MapLayer;
  readonly pid: string;
  readonly longitudeDeg: number;
  readonly latitudeDeg: number;
  /** What the style colours; NaN for no value. */
  readonly value: number;
  /** Points that the symbol stands for. */
  readonly pointCount: number;
  readonly distancePx: number;
}

export interface Maps {
  /**
   * The picture, encoded. Throws `collectionChanged` and `tilesNotReady` as tiles do, `tooManyTiles` when it does not come
   * in time, and `invalidParameter` for a filter that lets too many points through.
   */
  image(request: MapRequest, signal: AbortSignal): Promise<Uint8Array>;
  /** The points under a pixel: those whose symbols reach it, or lie next to it. Throws as `image` does. */
  pick(request: PickRequest, signal: AbortSignal): Promise<readonly PickedPoint[]>;
}
