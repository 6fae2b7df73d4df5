/** Where a raster lies on the map, from the tags of GeoTIFF 1.1 (OGC 19-008r4). */
import { invalidRaster } from '../errors.js';

export interface RasterPlace {
  /** EPSG code of the projected or geographic CRS; undefined when the file defines one of its own. */
  readonly epsg: number | undefined;
  /** North-west corner of the north-west pixel, in the CRS. */
  readonly west: number;
  readonly north: number;
  /** Both positive: rows run southwards. */
  readonly pixelWidth: number;
  readonly pixelHeight: number;
}

interface PlaceTags {
  readonly pixelScale: ArrayLike<number> | undefined;
  readonly tiepoint: ArrayLike<number> | undefined;
  readonly transformation: ArrayLike<number> | undefined;
  readonly geoKeys: ArrayLike<number> | undefined;
}

const RASTER_TYPE_KEY = 1025;
const PIXEL_IS_POINT = 2;
const GEOGRAPHIC_KEY = 2048;
const PROJECTED_KEY = 3072;
const USER_DEFINED = 32767;

/** Undefined when the tags say nothing. Throws `invalidRaster` for rasters that are turned or run northwards. */
export function rasterPlace(path: string, { pixelScale, tiepoint, transformation, geoKeys }: PlaceTags) {
  const keys = keysOf(geoKeys);
  const epsgKey = keys.get(PROJECTED_KEY) ?? keys.get(GEOGRAPHIC_KEY);
  const epsg = epsgKey === undefined || epsgKey === USER_DEFINED || epsgKey === 0 ? undefined : epsgKey;
  const affine = affineOf(path, pixelScale, tiepoint, transformation);
  if (!affine) return undefined;
  const half = keys.get(RASTER_TYPE_KEY) === PIXEL_IS_POINT ? 0.5 : 0;
  const { pixelWidth, pixelHeight } = affine;
  if (!(pixelWidth > 0 && pixelHeight > 0)) {
    throw invalidRaster(path, `expected columns eastwards and rows southwards, got ${pixelWidth} x ${pixelHeight}`);
  }
  return {
    epsg,
    west: affine.west - half * pixelWidth,
    north: affine.north + half * pixelHeight,
    pixelWidth,
    pixelHeight,
  } satisfies RasterPlace;
}

function affineOf(
  path: string,
  scale: ArrayLike<number> | undefined,
  tie: ArrayLike<number> | undefined,
  matrix: ArrayLike<number> | undefined,
): Omit<RasterPlace, 'epsg'> | undefined {
  if (matrix && matrix.length >= 16) {
    if (matrix[1] !== 0 || matrix[4] !== 0)
      throw invalidRaster(path, 'expected rows along the axes, got a turned raster');
    return { west: matrix[3], north: matrix[7], pixelWidth: matrix[0], pixelHeight: -matrix[5] };
  }
  if (!scale || !tie || scale.length < 2 || tie.length < 6) return undefined;
  const [pixelWidth, pixelHeight] = [scale[0], scale[1]];
  // The tie point joins a place in the raster with one on the map.
  return { west: tie[3] - tie[0] * pixelWidth, north: tie[4] + tie[1] * pixelHeight, pixelWidth, pixelHeight };
}

/** Keys whose value stands in the directory itself; the others are texts and numbers that do not matter here. */
function keysOf(directory: ArrayLike<number> | undefined): ReadonlyMap<number, number> {
  const keys = new Map<number, number>();
  if (!directory) return keys;
  for (let at = 4; at + 3 < directory.length; at += 4) {
    if (directory[at + 1] === 0) keys.set(directory[at], directory[at + 3]);
  }
  return keys;
}
