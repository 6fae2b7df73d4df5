/** Points in polygons: the rules of edges, holes and crossings, and random polygons beside a slow, obvious test. */
import { describe, expect, test } from 'vitest';
import { polygonTest } from '../../src/geodesy/polygon.js';
import { SeededRandom } from '../../src/products/seeded-random.js';

const square = (x: number, y: number, size: number) =>
  Float64Array.of(x, y, x + size, y, x + size, y + size, x, y + size, x, y);

/** Even-odd by the winding of angles around the point: another way altogether, no use on edges. */
function containsByAngles(rings: readonly Float64Array[], x: number, y: number): boolean {
  let turns = 0;
  for (const ring of rings) {
    let angleRad = 0;
    for (let i = 0, n = ring.length / 2; i < n; i++) {
      const j = (i + 1) % n;
      const [ax, ay, bx, by] = [ring[2 * i] - x, ring[2 * i + 1] - y, ring[2 * j] - x, ring[2 * j + 1] - y];
      angleRad += Math.atan2(ax * by - ay * bx, ax * bx + ay * by);
    }
    turns += Math.round(angleRad / (2 * Math.PI));
  }
  return Math.abs(turns) % 2 === 1;
}

describe('a polygon', () => {
  test('holds what lies on its western and southern edges, not on the others, as cells do', () => {
    const { contains } = polygonTest([square(0, 0, 2)]);
    expect([contains(1, 1), contains(0, 0), contains(0, 1), contains(1, 0)]).toEqual([true, true, true, true]);
    expect([contains(2, 1), contains(1, 2), contains(2, 0), contains(0, 2), contains(2, 2)]).toEqual(
      Array(5).fill(false),
    );
    expect([contains(-1e-9, 1), contains(2 + 1e-9, 1), contains(NaN, 1), contains(1, Infinity)]).toEqual(
      Array(4).fill(false),
    );
  });

  test('is the same whichever way its rings run and whether or not they are closed', () => {
    const open = square(0, 0, 2).subarray(0, 8);
    const backwards = Float64Array.of(0, 0, 0, 2, 2, 2, 2, 0);
    for (const ring of [open, backwards]) {
      const { contains } = polygonTest([ring]);
      expect([contains(0, 0), contains(1, 1), contains(2, 1), contains(1, 2)]).toEqual([true, true, false, false]);
    }
  });

  test('has holes, whose western and southern edges belong to the hole', () => {
    const { contains } = polygonTest([square(0, 0, 10), square(4, 4, 2)]);
    expect([contains(3.99, 5), contains(4, 5), contains(5, 4), contains(5, 5)]).toEqual([true, false, false, false]);
    expect([contains(6, 5), contains(5, 6)]).toEqual([true, true]);
  });

  test('that crosses itself holds both of its lobes, and not what it encloses twice', () => {
    const bowTie = polygonTest([Float64Array.of(0, 0, 2, 2, 2, 0, 0, 2)]);
    expect([bowTie.contains(0.3, 1), bowTie.contains(1.7, 1)]).toEqual([true, true]);
    expect([bowTie.contains(1, 0.3), bowTie.contains(1, 1.7)]).toEqual([false, false]);
    const star = Float64Array.from({ length: 10 }, (_, i) => {
      const angle = Math.PI / 2 + ((i >> 1) * 4 * Math.PI) / 5;
      return i % 2 === 0 ? Math.cos(angle) : Math.sin(angle);
    });
    const pentagram = polygonTest([star]);
    expect([pentagram.contains(0, 0.8), pentagram.contains(0, 0)]).toEqual([true, false]);
  });

  test('without area holds nothing', () => {
    for (const ring of [[], [1, 1], [1, 1, 2, 2], [1, 1, 2, 2, 3, 3, 1, 1], [0, 0, 5, 0, 0, 0]]) {
      const { contains } = polygonTest([Float64Array.from(ring)]);
      expect([contains(1, 1), contains(2, 2), contains(1.5, 1.5), contains(2, 0)]).toEqual(Array(4).fill(false));
    }
    expect(polygonTest([]).contains(0, 0)).toBe(false);
  });

  test('thinner than the spacing of coordinates holds only what lies in it', () => {
    const sliver = polygonTest([Float64Array.of(10, 45, 11, 45.0000001, 11, 45.0000002, 10, 45.0000001)]);
    expect(sliver.contains(10.5, 45.0000001)).toBe(true);
    expect(sliver.contains(10.5, 45.0000002)).toBe(false);
    expect(sliver.contains(10.5, 45)).toBe(false);
    // The smallest double: products of it vanish, and no band is that thin.
    expect(polygonTest([square(0, 0, 5e-324)]).contains(1, 1)).toBe(false);
  });
});

describe('random polygons', () => {
  test('hold the points that the winding of angles says', () => {
    const random = new SeededRandom(5);
    for (let trial = 0; trial < 60; trial++) {
      const rings = Array.from({ length: 1 + (trial % 3) }, () =>
        Float64Array.from({ length: 2 * Math.round(random.between(3, 40)) }, () => random.between(0, 10)),
      );
      const { contains } = polygonTest(rings);
      for (let i = 0; i < 200; i++) {
        const [x, y] = [random.between(-1, 11), random.between(-1, 11)];
        expect(contains(x, y)).toBe(containsByAngles(rings, x, y));
      }
    }
  });

  test('that tile a square share out every point, those on shared edges and corners included', () => {
    const random = new SeededRandom(6);
    const size = 12;
    // A grid with shaken inner corners, on coordinates of six decimals as in files; each cell cut along a diagonal.
    const corner = Array.from({ length: (size + 1) ** 2 }, (_, i) => {
      const [column, row] = [i % (size + 1), Math.floor(i / (size + 1))];
      const isInner = column > 0 && row > 0 && column < size && row < size;
      const shake = () => (isInner ? random.between(-0.4, 0.4) : 0);
      const decimals = (value: number) => Math.round(value * 1e6) / 1e6;
      return [decimals(column + shake()), decimals(row + shake())] as const;
    });
    const at = (column: number, row: number) => corner[row * (size + 1) + column];
    const triangles: Float64Array[] = [];
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        const [a, b, c, d] = [at(column, row), at(column + 1, row), at(column + 1, row + 1), at(column, row + 1)];
        triangles.push(Float64Array.of(...a, ...b, ...c), Float64Array.of(...c, ...d, ...a));
      }
    }
    const tests = triangles.map((ring) => polygonTest([ring]));
    const holders = (x: number, y: number) => tests.filter(({ contains }) => contains(x, y)).length;
    for (const [x, y] of corner) expect(holders(x, y)).toBe(x < size && y < size ? 1 : 0);
    for (let i = 0; i < 3000; i++) {
      // On an edge as nearly as doubles allow.
      const ring = triangles[i % triangles.length];
      const along = random.uniform();
      const x = ring[0] + along * (ring[2] - ring[0]);
      const y = ring[1] + along * (ring[3] - ring[1]);
      expect(holders(x, y)).toBe(x >= 0 && y >= 0 && x < size && y < size ? 1 : 0);
    }
  });

  test('of many vertices, steep and flat, are the same with and without bands', () => {
    const random = new SeededRandom(7);
    // A comb: every edge as high as the polygon, the worst case for bands.
    const teeth = 500;
    const comb: number[] = [];
    for (let tooth = 0; tooth < teeth; tooth++) comb.push(tooth, 0, tooth + 0.5, 100);
    comb.push(teeth, 0, teeth, -1, 0, -1);
    const ring = Float64Array.from(comb);
    const { contains } = polygonTest([ring]);
    for (let i = 0; i < 2000; i++) {
      const [x, y] = [random.between(0, teeth), random.between(-2, 102)];
      expect(contains(x, y)).toBe(containsByAngles([ring], x, y));
    }
  });
});
