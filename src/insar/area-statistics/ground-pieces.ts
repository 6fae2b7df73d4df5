/**
 * Edges and lines of areas cut into pieces on the ground, for buffers. What is straight in longitude and latitude is bent in
 * EPSG:3035; over a kilometre by less than 0.1 m.
 */
import { projectLaea } from '../../geodesy/laea.js';
import type { GeometryParts } from './geojson-geometry.js';

/** About a kilometre. */
const PIECE_DEG = 0.01;

/** How many pieces there are to be. */
export function pieceCount(parts: GeometryParts): number {
  let count = 0;
  for (const line of linesOf(parts)) {
    eachEdge(line, (_x, _y, dx, dy) => {
      count += cutsOf(dx, dy);
    });
  }
  return count;
}

/** (n, 4) x1, y1, x2, y2 of every piece, EPSG:3035, metres. */
export function groundPieces(parts: GeometryParts): Float64Array {
  const pieces: number[] = [];
  for (const line of linesOf(parts)) eachEdge(line, (x, y, dx, dy) => cutEdge(x, y, dx, dy, pieces));
  return Float64Array.from(pieces);
}

const linesOf = ({ polygons, lines }: GeometryParts): Float64Array[] =>
  [...lines, ...polygons.flat().map(closed)].filter((line) => line.length > 0);

/** A ring as a line that comes back to its first vertex. */
function closed(ring: Float64Array): Float64Array {
  if (ring.length === 0) return ring;
  const line = new Float64Array(ring.length + 2);
  line.set(ring);
  line.set(ring.subarray(0, 2), ring.length);
  return line;
}

/** Edges of a line; a single place is an edge without length. */
function eachEdge(line: Float64Array, visit: (x: number, y: number, dx: number, dy: number) => void): void {
  if (line.length === 2) visit(line[0], line[1], 0, 0);
  for (let i = 0; i + 3 < line.length; i += 2) {
    visit(line[i], line[i + 1], line[i + 2] - line[i], line[i + 3] - line[i + 1]);
  }
}

const cutsOf = (dx: number, dy: number) => Math.max(1, Math.ceil(Math.max(Math.abs(dx), Math.abs(dy)) / PIECE_DEG));

function cutEdge(x: number, y: number, dx: number, dy: number, pieces: number[]): void {
  const cuts = cutsOf(dx, dy);
  const ground = new Float64Array(2);
  let last: readonly [number, number] | undefined;
  for (let cut = 0; cut <= cuts; cut++) {
    const [longitudeDeg, latitudeDeg] = [x + (cut / cuts) * dx, y + (cut / cuts) * dy];
    if (!isNearEurope(longitudeDeg, latitudeDeg)) {
      last = undefined;
      continue;
    }
    projectLaea(longitudeDeg, latitudeDeg, ground, 0);
    if (last) pieces.push(last[0], last[1], ground[0], ground[1]);
    last = [ground[0], ground[1]];
  }
}

/** The other side of the Earth has no place in EPSG:3035, nor EGMS a point near it. */
const isNearEurope = (longitudeDeg: number, latitudeDeg: number) =>
  latitudeDeg >= 0 && Math.abs(longitudeDeg - 10) <= 90;
