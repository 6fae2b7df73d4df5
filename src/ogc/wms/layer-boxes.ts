/** The extents of a layer in every reference system, as capabilities publish them. */
import type { Collection } from '../../catalog/collection.js';
import { CRS84_URI, type Crs } from '../../geodesy/crs.js';
import { type Box, transformBox } from '../../geodesy/transform.js';
import { offeredCrs } from './offered-crs.js';

export interface LayerBoxes {
  /** Degrees, x first. */
  readonly geographic: Box;
  /** x first; systems that reach no part of the layer are missing. */
  readonly boxes: readonly { readonly crs: Crs; readonly box: Box }[];
}

/** A box of one point is none: clients divide by its size. About ten metres. */
const LEAST_SIDE_DEG = 1e-4;
/** Boxes are rounded outwards to these. */
const DECIMALS = { deg: 7, m: 2 } as const;

/** Extents change when a product comes; a list of capabilities is asked for again and again. */
const MOST_KEPT = 2000;
const kept = new Map<string, LayerBoxes>();

export function layerBoxes(bbox: NonNullable<Collection['bbox']>): LayerBoxes {
  const key = bbox.join();
  const known = kept.get(key);
  if (known) return known;
  if (kept.size >= MOST_KEPT) kept.clear();
  const made = makeBoxes(bbox);
  kept.set(key, made);
  return made;
}

function makeBoxes([west, south, east, north]: NonNullable<Collection['bbox']>): LayerBoxes {
  // Across the antimeridian no box of the standard can go.
  const [minX, maxX] = west <= east ? [west, east] : [-180, 180];
  const geographic = outwards(widened({ minX, minY: south, maxX, maxY: north }), DECIMALS.deg);
  const boxes = offeredCrs.flatMap((crs) => {
    const box = crs.unit === 'deg' ? geographic : transformBox(geographic, CRS84_URI, crs);
    return box.minX < box.maxX && box.minY < box.maxY ? [{ crs, box: outwards(box, DECIMALS[crs.unit]) }] : [];
  });
  return { geographic, boxes };
}

function widened({ minX, minY, maxX, maxY }: Box): Box {
  const [addX, addY] = [maxX - minX, maxY - minY].map((side) => Math.max(0, LEAST_SIDE_DEG - side) / 2);
  return {
    minX: Math.max(-180, minX - addX),
    minY: Math.max(-90, minY - addY),
    maxX: Math.min(180, maxX + addX),
    maxY: Math.min(90, maxY + addY),
  };
}

function outwards({ minX, minY, maxX, maxY }: Box, decimals: number): Box {
  const factor = 10 ** decimals;
  // What is a rounded number already must not be pushed on by the error of the product.
  const down = (value: number) => Math.floor(Number((value * factor).toPrecision(15))) / factor;
  return { minX: down(minX), minY: down(minY), maxX: -down(-maxX), maxY: -down(-maxY) };
}
