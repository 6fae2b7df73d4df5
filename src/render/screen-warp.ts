/**
 * Many coordinates to pixels at little cost. A projection takes about a microsecond a point; over the extent of one
 * picture it is nearly a plane, so that it is worked out on a lattice and taken from there in proportion.
 */
import type { Box, PointTransform } from '../geodesy/transform.js';

export interface ScreenWarp {
  /** Coordinates (n) to pixel space; NaN where there is no image. Near the box of the warp only. */
  project(x: Float64Array, y: Float64Array, outX?: Float64Array, outY?: Float64Array): ScreenPlaces;
  /** Steps of the lattice along each axis; 0: every point is projected by itself. */
  readonly steps: number;
}

export interface ScreenPlaces {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Beyond this a lattice costs as much as the points of a picture. */
const MAX_STEPS = 64;

/**
 * @param toPixels coordinates of the data to pixel space, exact
 * @param box where the data of the picture lie, in their own coordinates; not across the antimeridian
 * @param tolerancePx how far a pixel may be off, at most, at the middles of the lattice, where it is off most
 */
export function compileWarp(toPixels: PointTransform, box: Box, tolerancePx = 0.05): ScreenWarp {
  for (let steps = 1; steps <= MAX_STEPS; steps *= 2) {
    const lattice = latticeOf(toPixels, box, steps);
    const errorPx = latticeErrorPx(toPixels, lattice);
    if (Number.isNaN(errorPx)) break;
    if (errorPx <= tolerancePx) return { steps, project: (x, y, outX, outY) => fromLattice(lattice, x, y, outX, outY) };
  }
  return { steps: 0, project: (x, y, outX, outY) => oneByOne(toPixels, x, y, outX, outY) };
}

interface Lattice {
  readonly box: Box;
  readonly steps: number;
  readonly stepX: number;
  readonly stepY: number;
  /** (steps + 1, steps + 1, 2) pixels at the nodes, rows of equal y. */
  readonly nodes: Float64Array;
}

function latticeOf(toPixels: PointTransform, box: Box, steps: number): Lattice {
  // A box without width still needs a step to divide by.
  const stepX = (box.maxX - box.minX) / steps || 1;
  const stepY = (box.maxY - box.minY) / steps || 1;
  const nodes = new Float64Array((steps + 1) * (steps + 1) * 2);
  for (let row = 0, at = 0; row <= steps; row++) {
    for (let column = 0; column <= steps; column++, at += 2) {
      nodes.set(toPixels(box.minX + column * stepX, box.minY + row * stepY), at);
    }
  }
  return { box, steps, stepX, stepY, nodes };
}

/** Largest distance at the middles of the cells and of their southern and western sides. NaN when a node has no image. */
function latticeErrorPx(toPixels: PointTransform, lattice: Lattice): number {
  const { box, steps, stepX, stepY } = lattice;
  const x: number[] = [];
  const y: number[] = [];
  for (let row = 0; row <= steps; row++) {
    for (let column = 0; column <= steps; column++) {
      for (const [dx, dy] of [
        [0.5, 0],
        [0, 0.5],
        [0.5, 0.5],
      ]) {
        x.push(Math.min(box.maxX, box.minX + (column + dx) * stepX));
        y.push(Math.min(box.maxY, box.minY + (row + dy) * stepY));
      }
    }
  }
  const near = fromLattice(lattice, Float64Array.from(x), Float64Array.from(y));
  let largest = 0;
  for (let i = 0; i < x.length; i++) {
    const [exactX, exactY] = toPixels(x[i], y[i]);
    const distance = Math.hypot(near.x[i] - exactX, near.y[i] - exactY);
    if (!Number.isFinite(distance)) return Number.NaN;
    largest = Math.max(largest, distance);
  }
  return largest;
}

function fromLattice(
  { box, steps, stepX, stepY, nodes }: Lattice,
  x: Float64Array,
  y: Float64Array,
  outX: Float64Array = new Float64Array(x.length),
  outY: Float64Array = new Float64Array(x.length),
): ScreenPlaces {
  for (let i = 0; i < x.length; i++) {
    const u = (x[i] - box.minX) / stepX;
    const v = (y[i] - box.minY) / stepY;
    const column = Math.max(0, Math.min(steps - 1, Math.floor(u)));
    const row = Math.max(0, Math.min(steps - 1, Math.floor(v)));
    const right = u - column;
    const up = v - row;
    const at = (row * (steps + 1) + column) * 2;
    const above = at + (steps + 1) * 2;
    outX[i] =
      (1 - up) * ((1 - right) * nodes[at] + right * nodes[at + 2]) +
      up * ((1 - right) * nodes[above] + right * nodes[above + 2]);
    outY[i] =
      (1 - up) * ((1 - right) * nodes[at + 1] + right * nodes[at + 3]) +
      up * ((1 - right) * nodes[above + 1] + right * nodes[above + 3]);
  }
  return { x: outX, y: outY };
}

function oneByOne(
  toPixels: PointTransform,
  x: Float64Array,
  y: Float64Array,
  outX: Float64Array = new Float64Array(x.length),
  outY: Float64Array = new Float64Array(x.length),
): ScreenPlaces {
  for (let i = 0; i < x.length; i++) [outX[i], outY[i]] = toPixels(x[i], y[i]);
  return { x: outX, y: outY };
}
