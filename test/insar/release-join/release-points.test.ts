/** Points by pid, over several pages. */
import { expect, test } from 'vitest';
import { ReleasePoints } from '../../../src/insar/release-join/release-points.js';

test('points are found by pid in whichever page they came, with their values and series', () => {
  const points = new ReleasePoints(['eastingM', 'heightM'], 2);
  const page = (pid: string[], first: number) => ({
    count: pid.length,
    pid,
    attributes: [Float64Array.from(pid, (_, i) => first + i), Float64Array.from(pid, (_, i) => -first - i)],
    displacementMm: Float64Array.from(pid.flatMap((_, i) => [first + i, 10 * (first + i)])),
  });
  points.add(page(['a', 'b', 'c'], 1));
  points.add(page([], 0));
  points.add(page(['d'], 4));
  expect(points.count).toBe(4);
  expect(['a', 'b', 'c', 'd', 'e'].map((pid) => points.placeOf(pid))).toEqual([0, 1, 2, 3, undefined]);
  for (const place of [3, 0, 2, 1]) {
    expect(points.pid(place)).toBe('abcd'[place]);
    expect(points.value(place, 'eastingM')).toBe(place + 1);
    expect(points.value(place, 'heightM')).toBe(-place - 1);
    expect(points.value(place, 'line')).toBeNaN();
    const [series, at] = points.series(place);
    expect([...series.slice(at, at + 2)]).toEqual([place + 1, 10 * (place + 1)]);
  }
});
