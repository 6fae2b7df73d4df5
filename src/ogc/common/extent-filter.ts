/** Which collections meet a box and a time (Common, Part 2). What has no extent is never left out. */
import type { Collection } from '../../catalog/collection.js';
import { type Interval, intervalsMeet } from '../../catalog/datetime.js';
import { CRS84_URI, crsByUri } from '../../geodesy/crs.js';
import { readBox } from './bounding-box.js';

const crs84 = crsByUri(CRS84_URI)!;

type Box = readonly [west: number, south: number, east: number, north: number];

export function meetsExtent(collection: Collection, box: Box | undefined, interval: Interval | undefined): boolean {
  const meetsBox = !box || !collection.bbox || boxesMeet(box, collection.bbox);
  return meetsBox && (!interval || intervalsMeet(interval, collection.interval));
}

/** The horizontal corners of a `bbox` of four or six numbers in longitude and latitude. Throws `invalidParameter`. */
export function geographicBox(bbox: readonly number[]): Box {
  const { minX, minY, maxX, maxY } = readBox(bbox, crs84);
  return [minX, minY, maxX, maxY];
}

/** West of its own west edge means across the antimeridian: two boxes, one on each side. */
function boxesMeet(asked: Box, extent: Box): boolean {
  return splitAtAntimeridian(asked).some(([west, south, east, north]) =>
    splitAtAntimeridian(extent).some(
      (part) => west <= part[2] && east >= part[0] && south <= part[3] && north >= part[1],
    ),
  );
}

function splitAtAntimeridian([west, south, east, north]: Box): readonly Box[] {
  if (west <= east) return [[west, south, east, north]];
  return [
    [west, south, 180, north],
    [-180, south, east, north],
  ];
}
