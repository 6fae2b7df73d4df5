import { describe, expect, test } from 'vitest';
import { egmsBurstCycle, egmsCycleOfEsa, esaBurstCycle, ORBIT_PERIOD_S } from '../../src/products/burst-cycle.js';

describe('burst cycles', () => {
  test('the published example, track 88, is cycle 282', () => {
    expect(egmsBurstCycle(88, 775.1918283259 + 754 * 0.0020555563)).toBe(282);
  });

  test('ESA counts from 1 once the preamble is over', () => {
    expect(esaBurstCycle(2.298686)).toBe(0);
    expect(esaBurstCycle(2.298688)).toBe(1);
    expect(esaBurstCycle(2.298687 + 2.758273 + 1e-6)).toBe(2);
  });

  test('the EGMS count starts again at every ascending node and never passes what a pid can hold', () => {
    for (let track = 1; track <= 175; track++) {
      expect(egmsBurstCycle(track, 0)).toBe(0);
      expect(egmsBurstCycle(track, ORBIT_PERIOD_S)).toBeLessThanOrEqual(4095);
    }
  });

  test("a burst of ESA's map has the cycle of its time", () => {
    for (const [track, sinceNodeS] of [
      [1, 3],
      [88, 776.7],
      [175, 5000],
    ]) {
      const esa = esaBurstCycle((track - 1) * ORBIT_PERIOD_S + sinceNodeS);
      expect(egmsCycleOfEsa(track, esa)).toBe(egmsBurstCycle(track, sinceNodeS));
    }
  });
});
