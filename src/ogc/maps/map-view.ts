/**
 * From the parameters of a map to the ground that it shows and the pixels that it has (OGC 20-058, requirement classes
 * "Scaling", "Display Resolution" and "Spatial Subsetting"):
 *
 * - A box stands as it is. Its size comes from `width` and `height`, or from the scale, or makes the longer side DEFAULT_PX;
 *   a side that is not given keeps pixels square on the ground.
 * - Without a box, a centre or a scale takes a part of the ground around the centre, that of the collection unless given.
 * - Without any of them the map shows all, and is made wider or higher where `width` and `height` say so.
 */
import { invalidParameter } from '../../errors.js';
import { CRS84_URI, type Crs } from '../../geodesy/crs.js';
import { type Box, transformBox, transformPoint } from '../../geodesy/transform.js';
import { MAX_SIDE_PX, type MapView } from '../../maps/map.js';
import {
  askedMetresPerPixel,
  checkedSide,
  groundSides,
  metresPerUnit,
  pixelRatioOf,
  type ResolutionParameters,
} from '../common/drawing/map-resolution.js';
import type { AxisInterval } from './subset-parameter.js';

/** Longer side of a map whose size nobody asks for. */
const DEFAULT_PX = 1024;

export interface ViewWishes extends ResolutionParameters {
  /** Of the map. */
  readonly crs: Crs;
  readonly bbox?: { readonly box: Box; readonly crs: Crs };
  readonly center?: { readonly x: number; readonly y: number; readonly crs: Crs };
  readonly subset?: { readonly x?: AxisInterval; readonly y?: AxisInterval; readonly crs: Crs };
  /** What there is to be shown, CRS84. */
  readonly extent: Box;
}

/** Throws `invalidParameter` for wishes that contradict each other, and for more pixels than MAX_SIDE_PX. */
export function mapView(wishes: ViewWishes): MapView {
  const { crs, bbox, center, subset } = wishes;
  // Before anything is reckoned from one of them, or its fault would be told as that of the other side.
  for (const side of ['width', 'height'] as const) {
    const asked = wishes[side];
    if (asked !== undefined) checkedSide(side, asked, MAX_SIDE_PX);
  }
  const isSubset = subset?.x !== undefined || subset?.y !== undefined;
  if ([bbox, center, isSubset || undefined].filter((part) => part !== undefined).length > 1) {
    throw invalidParameter('bbox', 'a map has either a bbox, or a center, or a subset of its axes');
  }
  const pixelRatio = pixelRatioOf(wishes);
  if (bbox) return { ...sized(boxIn(crs, bbox.box, bbox.crs, 'bbox'), wishes), pixelRatio };
  if (isSubset)
    return { ...sized(boxIn(crs, subsetBox(subset!, wishes.extent), subset!.crs, 'subset'), wishes), pixelRatio };
  return { ...withoutBox(wishes), pixelRatio };
}

type Sized = Omit<MapView, 'pixelRatio'>;

/** The box that holds another one, in the system of the map. */
function boxIn(crs: Crs, box: Box, from: Crs, parameter: string): Box {
  const unwrapped = box.minX > box.maxX && crs.unit === 'deg' ? { ...box, maxX: box.maxX + 360 } : box;
  const image = transformBox(unwrapped, from, crs);
  const isBox = [image.minX, image.minY, image.maxX, image.maxY].every(Number.isFinite);
  if (isBox && image.minX < image.maxX && image.minY < image.maxY) return image;
  throw invalidParameter(parameter, `expected a box with an area that ${crs.authority}:${crs.code} reaches`);
}

function subsetBox({ x, y, crs }: NonNullable<ViewWishes['subset']>, extent: Box): Box {
  const all = transformBox(extent, CRS84_URI, crs);
  return {
    minX: x?.[0] ?? all.minX,
    minY: y?.[0] ?? all.minY,
    maxX: x?.[1] ?? all.maxX,
    maxY: y?.[1] ?? all.maxY,
  };
}

/** The size of a map of a box. */
function sized(box: Box, wishes: ViewWishes): Sized {
  const { crs, width, height } = wishes;
  const { widthM, heightM } = groundSides(box, crs);
  const metresPerPixel = askedMetresPerPixel(wishes);
  if (metresPerPixel !== undefined) {
    if ((width ?? height) !== undefined) {
      throw invalidParameter('scale-denominator', 'a box has either a scale or a width and height');
    }
    return withSize(crs, box, pixels(widthM / metresPerPixel), pixels(heightM / metresPerPixel));
  }
  if (width !== undefined) return withSize(crs, box, width, height ?? pixels((width * heightM) / widthM));
  if (height !== undefined) return withSize(crs, box, pixels((height * widthM) / heightM), height);
  const longerM = Math.max(widthM, heightM);
  return withSize(crs, box, pixels((DEFAULT_PX * widthM) / longerM), pixels((DEFAULT_PX * heightM) / longerM));
}

const pixels = (count: number): number => Math.max(1, Math.round(count));

const withSize = (crs: Crs, box: Box, widthPx: number, heightPx: number): Sized => ({
  crs,
  box,
  widthPx: checkedSide('width', widthPx, MAX_SIDE_PX),
  heightPx: checkedSide('height', heightPx, MAX_SIDE_PX),
});

/** Symbols at the edge are to be seen, and a single point has no extent. */
const MARGIN = { share: 0.02, leastM: 50 };

function withoutBox(wishes: ViewWishes): Sized {
  const { crs, center, width, height } = wishes;
  const all = wholeExtent(wishes);
  const middle = center ? pointIn(crs, center) : { x: (all.minX + all.maxX) / 2, y: (all.minY + all.maxY) / 2 };
  const metresPerPixel = askedMetresPerPixel(wishes);
  const isWhole = center === undefined && metresPerPixel === undefined;
  if (isWhole && (width ?? height) === undefined) return sized(all, wishes);
  const { widthM, heightM } = groundSides(all, crs);
  // The scale at which the whole of it would have its usual size.
  const usual = Math.max(widthM, heightM) / DEFAULT_PX;
  const scale = metresPerPixel ?? (isWhole ? wholeScale(widthM, heightM, width, height) : usual);
  const otherSide = center ? (width ?? height ?? DEFAULT_PX) : undefined;
  const widthPx = checkedSide('width', width ?? otherSide ?? pixels(widthM / scale), MAX_SIDE_PX);
  const heightPx = checkedSide('height', height ?? otherSide ?? pixels(heightM / scale), MAX_SIDE_PX);
  const metres = metresPerUnit(crs, middle.x, middle.y);
  const half = { x: (widthPx * scale) / metres.x / 2, y: (heightPx * scale) / metres.y / 2 };
  const box = { minX: middle.x - half.x, minY: middle.y - half.y, maxX: middle.x + half.x, maxY: middle.y + half.y };
  if (!(box.minX < box.maxX && box.minY < box.maxY)) {
    throw invalidParameter('scale-denominator', 'so large that the map would have no area');
  }
  return { crs, box, widthPx, heightPx };
}

/** Metres per pixel at which all of it fits into the sides that are given. */
const wholeScale = (widthM: number, heightM: number, width = 0, height = 0): number =>
  Math.max(width > 0 ? widthM / width : 0, height > 0 ? heightM / height : 0);

function wholeExtent({ crs, extent }: ViewWishes): Box {
  const box = transformBox(extent, CRS84_URI, crs);
  if (![box.minX, box.minY, box.maxX, box.maxY].every(Number.isFinite)) {
    throw invalidParameter('crs', `${crs.authority}:${crs.code} does not reach what there is; name a bbox`);
  }
  const { x, y } = metresPerUnit(crs, (box.minX + box.maxX) / 2, (box.minY + box.maxY) / 2);
  const margin = {
    x: Math.max(MARGIN.share * (box.maxX - box.minX), MARGIN.leastM / x),
    y: Math.max(MARGIN.share * (box.maxY - box.minY), MARGIN.leastM / y),
  };
  return {
    minX: box.minX - margin.x,
    minY: box.minY - margin.y,
    maxX: box.maxX + margin.x,
    maxY: box.maxY + margin.y,
  };
}

function pointIn(crs: Crs, center: NonNullable<ViewWishes['center']>): { readonly x: number; readonly y: number } {
  const [x, y] = transformPoint(center.crs, crs)(center.x, center.y);
  if (Number.isFinite(x) && Number.isFinite(y)) return { x, y };
  throw invalidParameter('center', `expected a place that ${crs.authority}:${crs.code} reaches`);
}
