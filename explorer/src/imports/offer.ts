/** What a service offers: layers, and the ways to draw each of them. */
import type { TextKey } from '../text/text.js';

export type Bounds = readonly [west: number, south: number, east: number, north: number];

/** Pictures at addresses made from `{z}`, `{x}`, `{y}` or `{bbox-epsg-3857}`. */
export interface RasterWay {
  readonly kind: 'raster';
  readonly template: string;
  readonly tileSize: number;
  readonly minZoom?: number;
  readonly maxZoom?: number;
}

/** A list of tile sets, of which one in Web Mercator must be looked for. */
export interface TilesetsWay {
  readonly kind: 'map-tilesets' | 'vector-tilesets';
  readonly href: string;
}

export interface VectorWay {
  readonly kind: 'vector';
  readonly template: string;
  readonly sourceLayers: readonly string[];
  readonly minZoom?: number;
  readonly maxZoom?: number;
}

/** GeoJSON, a part of it at a time. */
export interface FeaturesWay {
  readonly kind: 'features';
  readonly href: string;
}

export type Way = RasterWay | VectorWay | FeaturesWay | TilesetsWay;

export interface OfferedLayer {
  readonly id: string;
  readonly title: string;
  readonly about?: string;
  readonly credit?: string;
  readonly bounds?: Bounds;
  readonly ways: readonly Way[];
  /** Why it cannot be drawn, where there is no way. */
  readonly refusal?: TextKey;
}

export interface Offer {
  readonly standard: string;
  readonly title: string;
  readonly layers: readonly OfferedLayer[];
  /** There are more layers than are listed. */
  readonly isCut: boolean;
}

/** More would keep the page from answering while they are read; far fewer are shown at a time. */
export const MOST_OFFERED = 10_000;

/** Four numbers that enclose something; anything else is no bounds. */
export function boundsFrom(numbers: readonly unknown[]): Bounds | undefined {
  const [west, south, east, north] = numbers.map(Number);
  const isBox = [west, south, east, north].every(Number.isFinite) && west < east && south < north;
  if (!isBox || west < -180 || east > 180 || south < -90 || north > 90) return undefined;
  return [west, south, east, north];
}
