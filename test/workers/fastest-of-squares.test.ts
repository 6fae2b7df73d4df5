import { describe, expect, test } from 'vitest';
import { encodePointChunk, MISSING } from '../../src/formats/point-chunk.js';
import { CRS84_URI } from '../../src/geodesy/crs.js';
import { fastestOfSquares } from '../../src/workers/fastest-of-squares.js';
import { symbolsOf } from '../../src/workers/map-symbols.js';
import { factsOf } from '../../src/workers/symbol-facts.js';

/** Points anywhere in a square degree, whole hundredths of a pixel of 0.01 degrees. */
function scatter(count: number) {
  let state = 7;
  const random = () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state / 2 ** 32;
  };
  return Array.from({ length: count }, (_, i) => ({
    longitudeDeg: 10 + Math.round(random() * 1e4) / 1e4 + 0.00005,
    latitudeDeg: 45 + Math.round(random() * 1e4) / 1e4 + 0.00005,
    velocity: i % 11 === 0 ? MISSING : Math.round((random() - 0.5) * 4_000),
    pid: String(i).padStart(5, '0'),
  }));
}

const points = scatter(5_000);
const bytes = encodePointChunk({
  count: points.length,
  longitude: Int32Array.from(points, ({ longitudeDeg }) => Math.round(longitudeDeg * 1e7)),
  latitude: Int32Array.from(points, ({ latitudeDeg }) => Math.round(latitudeDeg * 1e7)),
  easting: new Int32Array(points.length),
  northing: new Int32Array(points.length),
  tie: new Uint16Array(points.length),
  attributes: [Int32Array.from(points, ({ velocity }) => velocity)],
  pid: Buffer.from(points.map(({ pid }) => pid).join('')),
  pidWidth: 5,
});
const data = { kind: 'points', isFront: false, isDense: true, parts: [{ cell: 1, productNo: 1, bytes }] } as const;

const speed = ({ velocity }: (typeof points)[number]) => (velocity === MISSING ? -1 : Math.abs(velocity));

describe.each([2, 4])('squares of %i pixels', (sidePx) => {
  // Corners that lie in the middle of a square as well as on its edge.
  test.each([
    [10.2, 45.3],
    [10.21, 45.33],
  ])('from a corner at %f, %f each show their fastest point and count all', (west, south) => {
    const box = { minX: west, minY: south, maxX: west + 0.5, maxY: south + 0.4 };
    const view = { crsUri: CRS84_URI, box, widthPx: 50, heightPx: 40 };
    const reach = { minX: 10, minY: 45, maxX: 11.1, maxY: 46.1 };
    const joined = fastestOfSquares(symbolsOf(data, CRS84_URI, reach, {}), view, sidePx, 3);
    const squares = new Map<string, (typeof points)[number][]>();
    for (const point of points) {
      const key = `${Math.floor((point.longitudeDeg * 100) / sidePx)} ${Math.floor((-point.latitudeDeg * 100) / sidePx)}`;
      squares.set(key, [...(squares.get(key) ?? []), point]);
    }
    let inView = 0;
    for (const members of squares.values()) {
      const best = members.reduce((a, b) => (speed(b) > speed(a) ? b : a));
      const { longitudeDeg, latitudeDeg } = best;
      if (longitudeDeg < west || longitudeDeg > west + 0.5 || latitudeDeg < south || latitudeDeg > south + 0.4)
        continue;
      inView++;
      const index = [...joined.row].findIndex((row) => points[row] === best);
      expect(factsOf(joined, index)).toMatchObject({ pid: best.pid, pointCount: members.length });
    }
    expect(inView).toBeGreaterThan(100);
    // One for a square, and none twice.
    expect(new Set(joined.row).size).toBe(joined.row.length);
  });
});
