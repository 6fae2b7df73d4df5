import { describe, expect, test } from 'vitest';
import { areaOutline, signedAreaM2 } from '../../../src/insar/active-areas/area-outline.js';
import { Turns } from '../../../src/insar/turns.js';
import { SeededRandom } from '../../../src/products/seeded-random.js';

const [EAST, NORTH] = [4_321_000, 3_210_000];
const turns = new Turns(new AbortController().signal);

function outline(places: readonly (readonly [number, number])[], distanceM = 35) {
  const eastingM = Float64Array.from(places, ([x]) => EAST + x);
  const northingM = Float64Array.from(places, ([, y]) => NORTH + y);
  return areaOutline(eastingM, northingM, Int32Array.from(places.keys()), distanceM, turns);
}

/** Area within the distance of any point, counted on a fine raster. */
function countedM2(places: readonly (readonly [number, number])[], distanceM: number): number {
  const cellM = 1;
  const [xs, ys] = [places.map(([x]) => x), places.map(([, y]) => y)];
  let cells = 0;
  for (let x = Math.min(...xs) - distanceM; x < Math.max(...xs) + distanceM; x += cellM) {
    for (let y = Math.min(...ys) - distanceM; y < Math.max(...ys) + distanceM; y += cellM) {
      if (places.some(([px, py]) => (px - x) ** 2 + (py - y) ** 2 < distanceM ** 2)) cells++;
    }
  }
  return cells * cellM ** 2;
}

/** Every pair of edges, for small rings. */
function crossesItself(ring: Float64Array): boolean {
  const edges = Array.from({ length: ring.length / 2 - 1 }, (_, i) => [...ring.subarray(2 * i, 2 * i + 4)]);
  const side = ([x1, y1, x2, y2]: number[], x: number, y: number) =>
    Math.sign((x2 - x1) * (y - y1) - (y2 - y1) * (x - x1));
  return edges.some((a, i) =>
    edges.some((b, j) => {
      if (j <= i + 1 || (i === 0 && j === edges.length - 1)) return false;
      return side(a, b[0], b[1]) * side(a, b[2], b[3]) < 0 && side(b, a[0], a[1]) * side(b, a[2], a[3]) < 0;
    }),
  );
}

describe('the outline of an area', () => {
  test('of one point is a circle', async () => {
    const { rings, areaM2 } = await outline([[3.3, 7.7]]);
    expect(rings).toHaveLength(1);
    expect(areaM2 / (Math.PI * 35 ** 2)).toBeGreaterThan(0.985);
    expect(areaM2 / (Math.PI * 35 ** 2)).toBeLessThan(1.0);
    for (let i = 0; i < rings[0].length; i += 2) {
      const distanceM = Math.hypot(rings[0][i] - EAST - 3.3, rings[0][i + 1] - NORTH - 7.7);
      expect(Math.abs(distanceM - 35)).toBeLessThan(0.35);
    }
    expect([...rings[0].slice(0, 2)]).toEqual([...rings[0].slice(-2)]);
  });

  test('of two points is the union of two discs', async () => {
    // Lens of two circles of radius r at distance d: 2 r2 acos(d / 2r) - d / 2 sqrt(4 r2 - d2).
    const [r, d] = [35, 49];
    const lens = 2 * r * r * Math.acos(d / (2 * r)) - (d / 2) * Math.sqrt(4 * r * r - d * d);
    const { rings, areaM2 } = await outline([
      [0, 0],
      [d, 0],
    ]);
    expect(rings).toHaveLength(1);
    expect(areaM2 / (2 * Math.PI * r * r - lens)).toBeCloseTo(0.995, 2);
  });

  test('leaves a hole where nothing was measured', async () => {
    const circle = Array.from({ length: 40 }, (_, i) => {
      const angle = (2 * Math.PI * i) / 40;
      return [200 * Math.cos(angle), 200 * Math.sin(angle)] as const;
    });
    const { rings, areaM2 } = await outline(circle);
    expect(rings).toHaveLength(2);
    expect(signedAreaM2(rings[0])).toBeGreaterThan(0);
    expect(signedAreaM2(rings[1])).toBeLessThan(0);
    expect(areaM2 / countedM2(circle, 35)).toBeCloseTo(1, 1);
  });

  test('of chance clusters is one ring with holes, without a crossing, and as large as a raster counts', async () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const random = new SeededRandom(seed);
      // A walk whose steps are as long as links may be.
      const places: [number, number][] = [[0, 0]];
      while (places.length < 40) {
        const [x, y] = places[Math.floor(random.between(0, places.length))];
        const angle = random.between(0, 2 * Math.PI);
        places.push([x + 49.4 * Math.cos(angle), y + 49.4 * Math.sin(angle)]);
      }
      const { rings, areaM2 } = await outline(places);
      expect(rings.filter((ring) => signedAreaM2(ring) > 0)).toHaveLength(1);
      expect(rings.some(crossesItself)).toBe(false);
      expect(Math.abs(areaM2 / countedM2(places, 35) - 1)).toBeLessThan(0.02);
    }
  });

  test('does not depend on the order of the points', async () => {
    const places = Array.from({ length: 30 }, (_, i) => [i * 20, (i * i) % 37] as const);
    expect(await outline([...places].reverse())).toEqual(await outline(places));
  });
});
