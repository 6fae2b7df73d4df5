/** Whether rasters of one stack lie on one grid. */
import { basename } from 'node:path';
import { invalidStack } from '../../errors.js';
import type { RasterPlace } from '../../formats/raster-place.js';

/** Of a pixel, by which grids may differ and still be one. */
const GRID_TOLERANCE = 0.01;

/** Same corner, and pixels of the same size. */
export function isSameGrid(got: RasterPlace, wanted: RasterPlace): boolean {
  const isNear = (a: number, b: number, pixel: number) => Math.abs(a - b) <= GRID_TOLERANCE * pixel;
  return (
    isNear(got.west, wanted.west, wanted.pixelWidth) &&
    isNear(got.north, wanted.north, wanted.pixelHeight) &&
    // Over the whole image: sizes of pixels add up.
    isNear(got.pixelWidth, wanted.pixelWidth, wanted.pixelWidth / 1e4) &&
    isNear(got.pixelHeight, wanted.pixelHeight, wanted.pixelHeight / 1e4)
  );
}

export function judgeGrid(path: string, got: RasterPlace | undefined, wanted: RasterPlace, firstPath: string): void {
  if (!got) throw invalidStack(path, `expected a place on the map as ${basename(firstPath)} has, got none`);
  if (isSameGrid(got, wanted)) return;
  const text = ({ west, north, pixelWidth, pixelHeight }: RasterPlace) =>
    `a corner at ${west}, ${north} with pixels of ${pixelWidth} x ${pixelHeight}`;
  throw invalidStack(path, `expected ${text(wanted)} as ${basename(firstPath)} has, got ${text(got)}`);
}

export interface Sized {
  readonly widthPixels: number;
  readonly heightPixels: number;
}

export function judgeSize(path: string, got: Sized, wanted: Sized, wantedPath: string): void {
  if (got.widthPixels === wanted.widthPixels && got.heightPixels === wanted.heightPixels) return;
  const expected = `${wanted.widthPixels} x ${wanted.heightPixels} pixels as ${basename(wantedPath)} has`;
  throw invalidStack(path, `expected ${expected}, got ${got.widthPixels} x ${got.heightPixels}`);
}
