/**
 * How a layer of points looks: what is coloured, by which scale, how large. Plain data, which is also its JSON form;
 * `style-json.ts` checks what clients send, `sld.ts` reads another dialect.
 */

import { colourOf } from './colour.js';
import { compileRamp } from './colour-ramp.js';
import type { ColourScale } from './colour-scale.js';
import { MAX_RADIUS_PX } from './disc-stamp.js';
import type { DrawOrder } from './draw-order.js';
import type { Halo, PointLook } from './rasterise-points.js';

export interface PointStyle {
  /** Name in STYLES and in URLs: letters, digits, `.`, `_`, `-`. */
  readonly id: string;
  readonly title: string;
  readonly description?: string;
  readonly attribute: StyleAttribute;
  readonly scale: ColourScale;
  /** Colour of points without value; absent: not drawn. */
  readonly noDataColour?: string;
  readonly size: PointSize;
  /** Of the layer as a whole, 0 to 1: points do not shine through each other. */
  readonly opacity: number;
  readonly order: DrawOrder;
  readonly outline?: { readonly colour: string; readonly widthPx: number };
  /** Values that stand out by a rim. */
  readonly halo?: { readonly min: number; readonly max: number; readonly colour: string; readonly widthPx: number };
  /** Points stand for square cells of EPSG:3035 of this size, as in level 3, and are drawn as such. */
  readonly cells?: { readonly sizeM: number };
}

/** A column of a collection, or the displacement between two of its dates. */
export type StyleAttribute =
  | { readonly type: 'property'; readonly name: StyleProperty }
  | {
      readonly type: 'displacement';
      /** `YYYY-MM-DD`; the nearest dates of a collection are taken. Absent: its first. */
      readonly from?: string;
      /** Absent: its last, or what a request asks for. */
      readonly to?: string;
    };

export const STYLE_PROPERTIES = [
  'mean_velocity',
  'acceleration',
  'seasonality',
  'rmse',
  'temporal_coherence',
  'height',
] as const;
export type StyleProperty = (typeof STYLE_PROPERTIES)[number];

/** Radii at zoom levels of web Mercator, ascending; in proportion between, and the same beyond the ends. */
export interface PointSize {
  readonly stops: readonly { readonly zoom: number; readonly radiusPx: number }[];
}

/** Metres per pixel at the equator at zoom 0, 256 px tiles. */
const ZOOM_0_M_PER_PX = (2 * Math.PI * 6378137) / 256;
/** OGC's pixel, 0.28 mm (SLD 1.0, WMTS 1.0). */
export const OGC_PIXEL_M = 0.00028;

/** Zoom level, with fractions, whose pixels are as large. */
export const zoomOfResolution = (metresPerPixel: number): number => Math.log2(ZOOM_0_M_PER_PX / metresPerPixel);
export const zoomOfScale = (denominator: number): number => zoomOfResolution(denominator * OGC_PIXEL_M);

/** Radius at a zoom level. */
export function radiusAt({ stops }: PointSize, zoom: number): number {
  const above = stops.findIndex((stop) => stop.zoom > zoom);
  if (above === 0 || stops.length === 1) return stops[0].radiusPx;
  if (above < 0) return stops[stops.length - 1].radiusPx;
  const [low, high] = [stops[above - 1], stops[above]];
  return low.radiusPx + ((zoom - low.zoom) / (high.zoom - low.zoom)) * (high.radiusPx - low.radiusPx);
}

/**
 * The style at a zoom level, ready to draw.
 * @param pixelRatio device pixels to one of the style's: 2 for @2x tiles, DPI / 90 in WMS
 */
export function lookOf(style: PointStyle, zoom: number, pixelRatio = 1): PointLook {
  const { outline, halo } = style;
  return {
    ramp: compileRamp(style.scale, style.noDataColour),
    radiusPx: Math.min(MAX_RADIUS_PX / 2, radiusAt(style.size, zoom) * pixelRatio),
    order: style.order,
    ...(outline && { outline: rim(outline, pixelRatio) }),
    ...(halo && { halo: { ...halo, ...rim(halo, pixelRatio) } satisfies Halo }),
  };
}

function rim({ colour, widthPx }: { readonly colour: string; readonly widthPx: number }, pixelRatio: number) {
  return { colour: colourOf(colour)!, widthPx: Math.min(MAX_RADIUS_PX / 4, widthPx * pixelRatio) };
}

/** Unit of what is coloured, as people write it. */
export function unitOf(attribute: StyleAttribute): string {
  return attribute.type === 'displacement' ? 'mm' : UNITS[attribute.name];
}

const UNITS: Readonly<Record<StyleProperty, string>> = {
  mean_velocity: 'mm/yr',
  acceleration: 'mm/yr²',
  seasonality: 'mm',
  rmse: 'mm',
  temporal_coherence: '',
  height: 'm',
};
