/** What any stack must hold, whatever files it lies in: heights, and lines of sight that are some. */
import { basename } from 'node:path';
import { invalidStack } from '../../errors.js';
import { turn } from '../turns.js';
import type { SlcStack } from './slc-stack.js';

/** Rows of a geometry raster that are judged at a time. */
const BAND_VALUES = 2 ** 20;
/** Of the ground above the ellipsoid: -9999 and -32768 stand for no data. */
const [LEAST_HEIGHT_M, MOST_HEIGHT_M] = [-1000, 10_000];
/** Lengths of unit vectors, in single precision or rounded to three decimals. */
const UNIT_LENGTH = { min: 0.98, max: 1.02 };

/** Heights are looked at everywhere: where there are none, there can be no points. */
export async function judgeHeights(
  stack: SlcStack,
  path: string,
  notices: string[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const rows = Math.max(1, Math.floor(BAND_VALUES / stack.widthPixels));
  let missing = 0;
  for (let first = 0; first < stack.heightPixels; first += rows) {
    const count = Math.min(rows, stack.heightPixels - first);
    const heights = await stack.readGeometry('height', { first, count });
    for (const height of heights) {
      if (Number.isNaN(height)) missing++;
      else if (!(height > LEAST_HEIGHT_M && height < MOST_HEIGHT_M)) {
        const limits = `expected heights of ${LEAST_HEIGHT_M} to ${MOST_HEIGHT_M} m`;
        throw invalidStack(path, `${limits}, got ${height}; if it stands for no data, the file must say so`);
      }
    }
    await turn(signal);
  }
  const all = stack.widthPixels * stack.heightPixels;
  if (missing === all) throw invalidStack(path, 'expected heights, got no data everywhere');
  if (missing > 0) {
    const share = ((100 * missing) / all).toFixed(missing / all > 0.01 ? 1 : 3);
    notices.push(`${basename(path)} does not cover ${share} % of the images: no points there`);
  }
}

/** A few rows tell whether the three rasters are the unit vector to the satellite. */
export async function judgeLinesOfSight(stack: SlcStack, path: string): Promise<void> {
  const last = stack.heightPixels - 1;
  let seen = 0;
  for (const first of new Set([0, Math.floor(last / 4), Math.floor(last / 2), last])) {
    const rows = { first, count: 1 };
    const [east, north, up] = await Promise.all(
      (['losEast', 'losNorth', 'losUp'] as const).map((layer) => stack.readGeometry(layer, rows)),
    );
    for (let i = 0; i < up.length; i++) {
      const length = Math.hypot(east[i], north[i], up[i]);
      if (Number.isNaN(length)) continue;
      seen++;
      if (!(length > UNIT_LENGTH.min && length < UNIT_LENGTH.max && up[i] > 0)) {
        const got = `${east[i]}, ${north[i]}, ${up[i]} in row ${first}, column ${i}`;
        throw invalidStack(path, `expected unit vectors from the ground up to the satellite, got ${got}`);
      }
    }
  }
  if (seen === 0) throw invalidStack(path, 'expected lines of sight, got no data in every row looked at');
}
