/**
 * Bilinear interpolation on a square lattice that has holes.
 *
 * Where all four nodes around a place exist the value is bilinear. Where exactly one is missing, which is common along
 * coasts, it is taken from the plane through the other three, so that the whole square is covered and joins its
 * neighbours without a step. With two missing nothing tells how the field runs across the square: undefined. A node whose
 * weight is zero is never needed, so that places on a line between two nodes are covered by these two.
 */
import { type GnssVelocity, weightedVelocity } from './gnss-model-node.js';

/** Velocity at a node of the lattice, by column and row; undefined for a hole. */
export type LatticeNode = (column: number, row: number) => GnssVelocity | undefined;

/** Column and row may be fractions: where between the nodes. */
export function bilinearVelocity(node: LatticeNode, column: number, row: number): GnssVelocity | undefined {
  const west = Math.floor(column);
  const south = Math.floor(row);
  const x = column - west;
  const y = row - south;
  // South-west, south-east, north-west, north-east; the opposite of corner i is 3 - i.
  const weights = [(1 - x) * (1 - y), x * (1 - y), (1 - x) * y, x * y];
  const corners: GnssVelocity[] = [];
  let missing = -1;
  for (let i = 0; i < 4; i++) {
    corners[i] = NO_VELOCITY;
    if (weights[i] === 0) continue;
    const corner = node(west + (i & 1), south + (i >> 1));
    if (corner) corners[i] = corner;
    else if (missing < 0) missing = i;
    else return undefined;
  }
  if (missing >= 0) {
    const others = [0, 1, 2, 3].filter((i) => i !== missing);
    const known = others.map((i) => node(west + (i & 1), south + (i >> 1)));
    if (known.includes(undefined)) return undefined;
    corners[missing] = planeCorner(known as GnssVelocity[], others.indexOf(3 - missing));
  }
  return weightedVelocity(corners, weights);
}

/** Stands in for a corner of weight zero. */
const NO_VELOCITY: GnssVelocity = {
  northMmPerYear: 0,
  eastMmPerYear: 0,
  upMmPerYear: 0,
  sigmaNorthMmPerYear: 0,
  sigmaEastMmPerYear: 0,
  sigmaUpMmPerYear: 0,
};

/** Fourth corner of a square in the plane through three: the two beside it minus the one opposite; errors add up. */
function planeCorner(known: readonly GnssVelocity[], opposite: number): GnssVelocity {
  const plane = weightedVelocity(
    known,
    known.map((_, i) => (i === opposite ? -1 : 1)),
  );
  const together = (sigma: (velocity: GnssVelocity) => number) => Math.hypot(...known.map(sigma));
  return {
    ...plane,
    sigmaNorthMmPerYear: together((velocity) => velocity.sigmaNorthMmPerYear),
    sigmaEastMmPerYear: together((velocity) => velocity.sigmaEastMmPerYear),
    sigmaUpMmPerYear: together((velocity) => velocity.sigmaUpMmPerYear),
  };
}
