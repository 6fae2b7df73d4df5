/**
 * The pixels of a raster as a planar network: arcs between neighbours in rows and columns, faces between every four. Where
 * pixels are missing the faces around them are one, and the sum around the hole must be right like around any other.
 */
import { type PlanarNetwork, planarNetwork } from './planar-network.js';

/**
 * @param isValid (rows * columns) row-major, 0 for pixels without phase, which get no arc
 */
export function rasterNetwork(isValid: Uint8Array, rows: number, columns: number): PlanarNetwork {
  if (isValid.length !== rows * columns) {
    throw new RangeError(`mask: expected ${rows} x ${columns} pixels, got ${isValid.length}`);
  }
  const arcCount = rows === 0 || columns === 0 ? 0 : rows * (columns - 1) + columns * (rows - 1);
  const [from, to, left, right] = Array.from({ length: 4 }, () => new Int32Array(arcCount));
  const isUsed = new Uint8Array(arcCount);
  let arc = 0;
  /** Face whose lower right corner is this pixel; the outermost are all the earth. */
  const face = (row: number, column: number) =>
    row === 0 || row === rows || column === 0 || column === columns ? 0 : (row - 1) * (columns - 1) + column;
  const add = (a: number, b: number, leftFace: number, rightFace: number) => {
    from[arc] = a;
    to[arc] = b;
    left[arc] = leftFace;
    right[arc] = rightFace;
    isUsed[arc++] = isValid[a] & isValid[b];
  };
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const pixel = row * columns + column;
      if (column + 1 < columns) add(pixel, pixel + 1, face(row, column + 1), face(row + 1, column + 1));
      if (row + 1 < rows) add(pixel, pixel + columns, face(row + 1, column + 1), face(row + 1, column));
    }
  }
  const faceCount = 1 + Math.max(0, rows - 1) * Math.max(0, columns - 1);
  return planarNetwork({ pointCount: isValid.length, from, to, left, right, faceCount }, isUsed);
}
