/**
 * Pixels and ground: how large the pixels of a display are, and how large the ground of a box. The pixel of OGC has
 * 0.28 mm; `mm-per-pixel` tells of others, whose symbols then have as many pixels more or less.
 */
import { invalidParameter } from '../../../errors.js';
import type { Crs } from '../../../geodesy/crs.js';
import { type Box, transformPoint } from '../../../geodesy/transform.js';

export interface ResolutionParameters {
  readonly width?: number;
  readonly height?: number;
  readonly 'scale-denominator'?: number;
  readonly 'mm-per-pixel'?: number;
}

/** The finest is an eighth of the standard: symbols are not drawn larger than eight times. */
const MM_PER_PIXEL = { least: 0.035, most: 10, standard: 0.28 };

/** Side of a pixel, mm. Throws `invalidParameter` for what no display has. */
function pixelMm({ 'mm-per-pixel': asked = MM_PER_PIXEL.standard }: ResolutionParameters): number {
  const { least, most } = MM_PER_PIXEL;
  if (asked >= least && asked <= most) return asked;
  throw invalidParameter('mm-per-pixel', `expected ${least} to ${most} millimetres, got ${asked}`);
}

/** Device pixels to one pixel of a style. */
export const pixelRatioOf = (parameters: ResolutionParameters): number => MM_PER_PIXEL.standard / pixelMm(parameters);

/** Ground of a pixel at the scale asked for, metres; undefined without one. Throws `invalidParameter`. */
export function askedMetresPerPixel(parameters: ResolutionParameters): number | undefined {
  const denominator = parameters['scale-denominator'];
  if (denominator === undefined) return undefined;
  if (!(denominator > 0)) throw invalidParameter('scale-denominator', `expected more than 0, got ${denominator}`);
  return (pixelMm(parameters) / 1000) * denominator;
}

/** Throws `invalidParameter` unless it is a whole number of pixels, 1 to `most`. */
export function checkedSide(name: 'width' | 'height', side: number, most: number): number {
  if (Number.isInteger(side) && side >= 1 && side <= most) return side;
  throw invalidParameter(name, `expected 1 to ${most} whole pixels, got ${side}`);
}

/** Degrees of the sphere that scale denominators of OGC are reckoned on. */
const METRES_PER_DEGREE = (Math.PI * 6_378_137) / 180;
/** Nearer to the poles a degree of longitude would be no length at all. */
const MOST_LATITUDE_DEG = 89;

/**
 * Metres of ground in a unit of the system around a place, along each axis: a degree of longitude is shorter than one of
 * latitude by the cosine of the latitude, and Mercator's metres by the same.
 */
export function metresPerUnit(crs: Crs, x: number, y: number): { readonly x: number; readonly y: number } {
  if (crs.unit === 'm' && crs.srid !== 3857) return { x: 1, y: 1 };
  const [, latitudeDeg] = transformPoint(crs, 'CRS84')(x, y);
  const nearest = Math.min(MOST_LATITUDE_DEG, Math.abs(latitudeDeg));
  const cosine = Math.cos((nearest * Math.PI) / 180);
  return crs.unit === 'm' ? { x: cosine, y: cosine } : { x: METRES_PER_DEGREE * cosine, y: METRES_PER_DEGREE };
}

/** Sides of a box on the ground, by the scale at its middle. */
export function groundSides(box: Box, crs: Crs): { readonly widthM: number; readonly heightM: number } {
  const { x, y } = metresPerUnit(crs, (box.minX + box.maxX) / 2, (box.minY + box.maxY) / 2);
  return { widthM: (box.maxX - box.minX) * x, heightM: (box.maxY - box.minY) * y };
}
