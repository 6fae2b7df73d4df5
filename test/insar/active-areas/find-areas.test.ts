/** Scenes with known areas, and a slow, obvious version that looks at every pair of points. */
import { describe, expect, test } from 'vitest';
import { type AreaRules, findAreas, membersOf } from '../../../src/insar/active-areas/find-areas.js';
import { Turns } from '../../../src/insar/turns.js';
import { SeededRandom } from '../../../src/products/seeded-random.js';

interface Scene {
  readonly eastingM: Float64Array;
  readonly northingM: Float64Array;
  readonly values: Float64Array;
}

const RULES: AreaRules = { thresholdSpreads: 2, searchRadiusM: 50, minPoints: 5, minMovingShare: 0.3 };
const turns = () => new Turns(new AbortController().signal);
const find = ({ eastingM, northingM, values }: Scene, rules: Partial<AreaRules> = {}) =>
  findAreas(eastingM, northingM, values, { ...RULES, ...rules }, turns());

/** Points scattered over a square, noise of 1 mm/yr and the motion of the ground. */
function scene(
  { count, sideM, seed = 1 }: { count: number; sideM: number; seed?: number },
  motion: (x: number, y: number) => number = () => 0,
): Scene {
  const random = new SeededRandom(seed);
  const places = Array.from({ length: count }, () => [random.between(0, sideM), random.between(0, sideM)]);
  return {
    eastingM: Float64Array.from(places, ([x]) => 4_400_000 + x),
    northingM: Float64Array.from(places, ([, y]) => 2_500_000 + y),
    values: Float64Array.from(places, ([x, y]) => motion(x, y) + random.gaussian()),
  };
}

/** Gaussian bowl, mm/yr. */
const bowl = (x: number, y: number, x0: number, y0: number, radiusM: number, depth: number) =>
  -depth * Math.exp(-((x - x0) ** 2 + (y - y0) ** 2) / (2 * radiusM ** 2));

/** Threshold, neighbours and links by comparing every point with every other. */
function obviousAreas({ eastingM, northingM, values }: Scene, rules: AreaRules): number[][] {
  const all = [...values].filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  const median = (sorted: number[]) => (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
  const deviations = all.map((value) => Math.abs(value - median(all))).sort((a, b) => a - b);
  const threshold = rules.threshold ?? rules.thresholdSpreads * 1.482602218505602 * median(deviations);
  const direction = [...values].map((value) => (Math.abs(value) >= threshold ? Math.sign(value) : 0));
  const near = (i: number) =>
    [...values.keys()].filter(
      (j) => (eastingM[i] - eastingM[j]) ** 2 + (northingM[i] - northingM[j]) ** 2 <= rules.searchRadiusM ** 2,
    );
  const kept = direction.map((own, i) => {
    if (own === 0) return 0;
    const neighbours = near(i);
    return neighbours.filter((j) => direction[j] === own).length >= rules.minMovingShare * neighbours.length ? own : 0;
  });
  const areas: number[][] = [];
  const seen = new Set<number>();
  for (const start of values.keys()) {
    if (kept[start] === 0 || seen.has(start)) continue;
    const area = [start];
    seen.add(start);
    for (const member of area) {
      for (const j of near(member)) {
        if (kept[j] !== kept[start] || seen.has(j)) continue;
        seen.add(j);
        area.push(j);
      }
    }
    if (area.length >= rules.minPoints) areas.push(area.sort((a, b) => a - b));
  }
  return areas.sort((a, b) => b.length - a.length || a[0] - b[0]);
}

describe('active areas', () => {
  test('are those of the slow, obvious version', async () => {
    for (const seed of [1, 2, 3, 4]) {
      const made = scene({ count: 1500, sideM: 1000, seed }, (x, y) =>
        Math.sin(x / 90) * Math.cos(y / 70) > 0.5 ? -6 : Math.sin(x / 50 + y / 60) > 0.9 ? 5 : 0,
      );
      made.values[7] = Number.NaN;
      // Two points at one place, going opposite ways.
      [made.eastingM[9], made.northingM[9], made.values[8], made.values[9]] = [
        made.eastingM[8],
        made.northingM[8],
        9,
        -9,
      ];
      for (const rules of [{}, { searchRadiusM: 23 }, { minMovingShare: 0 }, { threshold: 3.5, minPoints: 2 }]) {
        const found = await find(made, rules);
        const members = membersOf(found.areaOf, found.counts).map((ids) => [...ids]);
        expect(members).toEqual(obviousAreas(made, { ...RULES, ...rules }));
        expect(members.length).toBeGreaterThan(2);
      }
    }
  });

  test('are found where ground was made to move, and nowhere else', async () => {
    const motion = (x: number, y: number) =>
      bowl(x, y, 1000, 1000, 200, 25) +
      bowl(x, y, 3000, 1500, 120, 15) +
      (x > 1800 && x < 2100 && y > 2800 && y < 3400 ? 12 : 0);
    const made = scene({ count: 16_000, sideM: 4000 }, motion);
    const found = await find(made, { threshold: 5, minPoints: 20 });
    expect(found.counts).toHaveLength(3);
    const truth = [...made.values.keys()].filter((i) => {
      const moved = motion(made.eastingM[i] - 4_400_000, made.northingM[i] - 2_500_000);
      return Math.abs(moved) >= 5;
    });
    const inAreas = [...found.areaOf.keys()].filter((i) => found.areaOf[i] >= 0);
    const agreed = truth.filter((i) => found.areaOf[i] >= 0).length;
    expect(agreed / truth.length).toBeGreaterThan(0.93);
    expect(agreed / inAreas.length).toBeGreaterThan(0.93);
  });

  test('do not come out of noise, dense or sparse, though one point in twenty passes the threshold', async () => {
    for (const count of [2_000, 20_000, 60_000]) {
      const found = await find(scene({ count, sideM: 3000, seed: count }));
      expect(found.moving).toBeGreaterThan(0.025 * count);
      expect(found.counts).toHaveLength(0);
    }
  });

  test('are not hidden by a large subsidence: the threshold stays that of the still points', async () => {
    const found = await find(scene({ count: 10_000, sideM: 3000 }, (x) => (x < 900 ? -40 : 0)));
    expect(found.spread).toBeLessThan(2.2);
    expect(found.counts.length).toBe(1);
  });

  test('of opposite motion stay apart, side by side as they are', async () => {
    const found = await find(
      scene({ count: 4_000, sideM: 1000 }, (x) => (x < 500 ? 20 : -20)),
      { threshold: 5 },
    );
    expect(found.counts).toHaveLength(2);
    expect(found.counts[0] + found.counts[1]).toBe(4_000);
  });

  test('follow a chain of points as far as its steps are short enough', async () => {
    const chain = (stepM: number): Scene => ({
      eastingM: Float64Array.from({ length: 8 }, (_, i) => 4_400_000 + i * stepM),
      northingM: new Float64Array(8).fill(2_500_000),
      values: new Float64Array(8).fill(9),
    });
    expect([...(await find(chain(50), { threshold: 5 })).counts]).toEqual([8]);
    expect([...(await find(chain(50.01), { threshold: 5 })).counts]).toEqual([]);
  });

  test('of no points, of points without values and of equal values are none', async () => {
    const of = (values: number[]): Scene => ({
      eastingM: Float64Array.from(values, (_, i) => i),
      northingM: new Float64Array(values.length),
      values: Float64Array.from(values),
    });
    for (const values of [[], [Number.NaN, Number.NaN], new Array(9).fill(3)]) {
      expect((await find(of(values))).counts).toHaveLength(0);
    }
  });

  test('want as many places as values', async () => {
    await expect(find({ ...scene({ count: 4, sideM: 9 }), values: new Float64Array(3) })).rejects.toThrow('4, 4, 3');
  });

  test('end when they are told to', async () => {
    const aborted = new Turns(AbortSignal.abort(new Error('dismissed')));
    const { eastingM, northingM, values } = scene({ count: 300_000, sideM: 3000 }, () => 9);
    await expect(findAreas(eastingM, northingM, values, { ...RULES, threshold: 1 }, aborted)).rejects.toThrow(
      'dismissed',
    );
  });
});
