/** Points, arcs and parts of networks, beside slow obvious versions and on input that has no triangles. */
import { describe, expect, test } from 'vitest';
import { bestPointPerCell } from '../../../src/insar/network/best-points.js';
import { connectedComponents } from '../../../src/insar/network/components.js';
import { pointNetwork } from '../../../src/insar/network/point-network.js';
import { PointTree } from '../../../src/insar/network/point-tree.js';
import { triangulate } from '../../../src/insar/network/triangulation.js';
import { SeededRandom } from '../../../src/products/seeded-random.js';

const scatter = (n: number, seed: number, sideM = 1000) => {
  const random = new SeededRandom(seed);
  const draw = () => Float64Array.from({ length: n }, () => 4_400_000 + random.uniform() * sideM);
  return { x: draw(), y: draw() };
};
const arcsOf = ({ from, to }: { from: Int32Array; to: Int32Array }) => [...from].map((a, arc) => [a, to[arc]]);

describe('the best point per cell', () => {
  test('is the one of highest quality, of equals the first, and none without place or quality', () => {
    const x = Float64Array.of(10, 20, 30, 150, -10, NaN, 160);
    const y = Float64Array.of(10, 20, 30, 10, 10, 10, 20);
    const quality = Float32Array.of(0.5, 0.9, 0.9, NaN, 0.1, 1, -0.3);
    expect([...bestPointPerCell(x, y, quality, 100)]).toEqual([1, 4, 6]);
  });

  test('refuses a cell without size and columns of different lengths', () => {
    const two = Float64Array.of(1, 2);
    expect(() => bestPointPerCell(two, two, two, 0)).toThrow('cellSizeM: expected above 0, got 0');
    expect(() => bestPointPerCell(two, two, Float32Array.of(1), 100)).toThrow('expected 2 northings and qualities');
  });
});

describe('the nearest neighbours', () => {
  test.each([
    ['scattered', 500, 1000],
    ['on a lattice, where many are equally near', 400, 0],
  ])('of points %s are those of comparing all', (_, n, sideM) => {
    const { x, y } = scatter(n, 3, sideM);
    if (sideM === 0) for (let i = 0; i < n; i++) [x[i], y[i]] = [i % 20, Math.floor(i / 20)];
    const tree = new PointTree(x, y);
    for (let point = 0; point < n; point += 7) {
      const distance2 = (other: number) => (x[other] - x[point]) ** 2 + (y[other] - y[point]) ** 2;
      const all = [...x.keys()].filter((other) => other !== point);
      const sorted = all.sort((a, b) => distance2(a) - distance2(b) || a - b).slice(0, 6);
      expect([...tree.nearest(x[point], y[point], 6, point)]).toEqual(sorted);
    }
  });

  test('lie within the distance, and are fewer when there are fewer', () => {
    const tree = new PointTree(Float64Array.of(0, 1, 5, NaN), Float64Array.of(0, 0, 0, 0));
    expect([...tree.nearest(0, 0, 5, 0, 2)]).toEqual([1]);
    expect([...tree.nearest(0, 0, 5)]).toEqual([0, 1, 2]);
  });
});

describe('a triangulation', () => {
  test('has no point inside the circle of a triangle', () => {
    const { x, y } = scatter(60, 5);
    const { triangles, looseArcs } = triangulate(x, y);
    expect(looseArcs).toHaveLength(0);
    for (let t = 0; t < triangles.length; t += 3) {
      const [a, b, c] = triangles.subarray(t, t + 3);
      const [bx, by, cx, cy] = [x[b] - x[a], y[b] - y[a], x[c] - x[a], y[c] - y[a]];
      const d = 2 * (bx * cy - by * cx);
      const ux = (cy * (bx * bx + by * by) - by * (cx * cx + cy * cy)) / d;
      const uy = (bx * (cx * cx + cy * cy) - cx * (bx * bx + by * by)) / d;
      for (let p = 0; p < 60; p++) {
        if (p === a || p === b || p === c) continue;
        expect(Math.hypot(x[p] - x[a] - ux, y[p] - y[a] - uy)).toBeGreaterThan(Math.hypot(ux, uy) * (1 - 1e-9));
      }
    }
  });

  test('hangs a point that shares its place on the one that is there', () => {
    const { looseArcs } = triangulate(Float64Array.of(0, 4, 0, 4, 4), Float64Array.of(0, 0, 4, 4, 4));
    expect([...looseArcs].sort()).toEqual([3, 4]);
  });
});

describe('a network', () => {
  test('has each arc once, from the lower point, in order, and joins all points', () => {
    const { x, y } = scatter(300, 7);
    const network = pointNetwork(x, y, { neighbours: 8 });
    const keys = arcsOf(network).map(([a, b]) => a * 300 + b);
    expect(keys).toEqual([...new Set(keys)].sort((a, b) => a - b));
    expect(arcsOf(network).every(([a, b]) => a < b)).toBe(true);
    expect(connectedComponents(300, network.from, network.to).sizes).toEqual(Int32Array.of(300));
    network.lengthM.forEach((length, arc) => {
      const [a, b] = [network.from[arc], network.to[arc]];
      expect(length).toBe(Math.hypot(x[b] - x[a], y[b] - y[a]));
    });
  });

  test.each([
    ['no points', [], [], []],
    ['one point', [5], [5], []],
    ['two points', [5, 7], [5, 5], [[0, 1]]],
    [
      'points on a line',
      [3, 1, 2, NaN],
      [3, 1, 2, 0],
      [
        [0, 2],
        [1, 2],
      ],
    ],
    [
      'points on a line northward',
      [1, 1, 1],
      [5, 3, 4],
      [
        [0, 2],
        [1, 2],
      ],
    ],
    [
      'points of one place',
      [1, 1, 1],
      [2, 2, 2],
      [
        [0, 1],
        [1, 2],
      ],
    ],
    ['points without place', [NaN, NaN, Infinity], [1, 2, 3], []],
  ])('of %s is what can be joined', (_, x, y, arcs) => {
    expect(arcsOf(pointNetwork(Float64Array.from(x), Float64Array.from(y), { neighbours: 0 }))).toEqual(arcs);
  });

  test('leaves out arcs that are too long, and may fall apart', () => {
    const x = Float64Array.of(0, 1, 0, 100, 101, 100, 50);
    const y = Float64Array.of(0, 0, 1, 0, 0, 1, 500);
    const { from, to } = pointNetwork(x, y, { neighbours: 3, maxLengthM: 10 });
    const { count, of, sizes } = connectedComponents(7, from, to);
    expect({ count, of: [...of], sizes: [...sizes] }).toEqual({ count: 2, of: [0, 0, 0, 1, 1, 1, -1], sizes: [3, 3] });
  });

  test('numbers the largest part 0', () => {
    const { of } = connectedComponents(6, Int32Array.of(0, 2, 3), Int32Array.of(1, 3, 4));
    expect([...of]).toEqual([1, 1, 0, 0, 0, -1]);
  });
});
