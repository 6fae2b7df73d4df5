/** Where coordinates of a filter may lie. */
import { CRS84_URI, type Crs } from '../../geodesy/crs.js';
import { type Box, transformBox } from '../../geodesy/transform.js';

/** Part of the larger side of the area of use that literals may exceed it by: map windows are larger than maps. */
const PROJECTED_MARGIN = 0.25;
/** Degrees around the area of use of a system in which its projection is still good enough to compare in. */
const COMPARABLE_MARGIN_DEG = 30;

/** Worked out once per system: a filter may hold thousands of literals. */
const validBoundsOf = new WeakMap<Crs, Box>();

const WORLD: Box = { minX: -180, minY: -90, maxX: 180, maxY: 90 };

/**
 * The coordinates a literal in `crs` may have. Degrees: the whole world, whatever the area of use. Metres: the area of use
 * and some way around it, near enough that every projection involved is still defined.
 */
export function validBounds(crs: Crs): Box {
  if (crs.unit === 'deg') return WORLD;
  const bounds = validBoundsOf.get(crs) ?? boundsAroundUse(crs);
  validBoundsOf.set(crs, bounds);
  return bounds;
}

function boundsAroundUse(crs: Crs): Box {
  const { west, south, east, north } = crs.area;
  const used = transformBox({ minX: west, minY: south, maxX: east, maxY: north }, CRS84_URI, crs);
  // A projection of all longitudes ends at the antimeridian; beyond it the same places would come again.
  const isWorldwide = east - west === 360;
  const margin = isWorldwide ? 0 : PROJECTED_MARGIN * Math.max(used.maxX - used.minX, used.maxY - used.minY);
  return {
    minX: Math.floor(used.minX - margin),
    minY: Math.floor(used.minY - margin),
    maxX: Math.ceil(used.maxX + margin),
    maxY: Math.ceil(used.maxY + margin),
  };
}

/**
 * The part of the world that can be compared in `crs`, as a box of `literalCrs`: beyond, projections fold or fail.
 * Empty (the smallest coordinate above the largest) when a literal in `literalCrs` never gets there.
 */
export function comparableBounds(crs: Crs, literalCrs: Crs): Box {
  const { west, south, east, north } = crs.area;
  const box = {
    minX: Math.max(WORLD.minX, west - COMPARABLE_MARGIN_DEG),
    minY: Math.max(WORLD.minY, south - COMPARABLE_MARGIN_DEG),
    maxX: Math.min(WORLD.maxX, east + COMPARABLE_MARGIN_DEG),
    maxY: Math.min(WORLD.maxY, north + COMPARABLE_MARGIN_DEG),
  };
  return transformBox(box, CRS84_URI, literalCrs);
}

export const isWithin = (inner: Box, outer: Box): boolean =>
  inner.minX >= outer.minX && inner.minY >= outer.minY && inner.maxX <= outer.maxX && inner.maxY <= outer.maxY;
