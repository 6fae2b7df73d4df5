/** What several collections have in common: reference systems, and the ground they lie on. */
import type { Collection } from '../../catalog/collection.js';
import { CRS84_URI, crsByUri } from '../../geodesy/crs.js';
import type { Box } from '../../geodesy/transform.js';

/** URIs that all of them come in, in the order of the first. */
export function commonCrs([first, ...others]: readonly Collection[]): readonly string[] {
  return first?.crs.filter((uri) => others.every(({ crs }) => crs.includes(uri))) ?? [];
}

/** The system that all of them are stored in, CRS84 where they differ. */
export function commonStorageCrs([first, ...others]: readonly Collection[]): string {
  return first && others.every(({ storageCrs }) => storageCrs === first.storageCrs) ? first.storageCrs : CRS84_URI;
}

/** Their boxes in one, degrees; from infinity to minus infinity for none. */
export function commonExtent(collections: readonly Collection[]): Box {
  const boxes = collections.flatMap(({ bbox }) => (bbox ? [bbox] : []));
  return {
    minX: Math.min(...boxes.map(([west]) => west)),
    minY: Math.min(...boxes.map(([, south]) => south)),
    maxX: Math.max(...boxes.map(([, , east]) => east)),
    maxY: Math.max(...boxes.map(([, , , north]) => north)),
  };
}

/** Lower corner, then upper corner, each in the axis order of the authority. */
export function orderedBox({ minX, minY, maxX, maxY }: Box, uri: string): readonly number[] {
  return crsByUri(uri)?.axisOrder === 'yx' ? [minY, minX, maxY, maxX] : [minX, minY, maxX, maxY];
}
