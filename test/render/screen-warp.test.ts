import { describe, expect, test } from 'vitest';
import { type PointTransform, transformPoint } from '../../src/geodesy/transform.js';
import { compileWarp } from '../../src/render/screen-warp.js';

/** A picture of 1024 x 768 over a box of EPSG:3035, in a target system, north up. */
function pictureOf(target: string, box: { minX: number; minY: number; maxX: number; maxY: number }): PointTransform {
  const forward = transformPoint('EPSG:3035', target);
  const corners = [
    [box.minX, box.minY],
    [box.minX, box.maxY],
    [box.maxX, box.minY],
    [box.maxX, box.maxY],
  ].map(([x, y]) => forward(x, y));
  const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
  const [minX, maxX, minY, maxY] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  return (x, y) => {
    const [px, py] = forward(x, y);
    return [((px - minX) / (maxX - minX)) * 1024, ((maxY - py) / (maxY - minY)) * 768];
  };
}

describe('compileWarp', () => {
  test.each(['EPSG:3857', 'EPSG:4326', 'EPSG:25832', 'EPSG:3035'])(
    'places points of EPSG:3035 in %s within a tenth of a pixel',
    (target) => {
      for (const widthM of [2_000, 100_000, 3_000_000]) {
        const box = { minX: 4_300_000, minY: 2_000_000, maxX: 4_300_000 + widthM, maxY: 2_000_000 + 0.75 * widthM };
        const exact = pictureOf(target, box);
        const count = 3000;
        const x = Float64Array.from({ length: count }, (_, i) => box.minX + ((i * 0.618034) % 1) * widthM);
        const y = Float64Array.from({ length: count }, (_, i) => box.minY + ((i * 0.754878) % 1) * 0.75 * widthM);
        const places = compileWarp(exact, box).project(x, y);
        let worst = 0;
        for (let i = 0; i < count; i++) {
          const [px, py] = exact(x[i], y[i]);
          worst = Math.max(worst, Math.hypot(places.x[i] - px, places.y[i] - py));
        }
        expect(worst).toBeLessThan(0.1);
      }
    },
  );

  test('a plane needs one step, and a point of a box without extent has its place', () => {
    const warp = compileWarp((x, y) => [2 * x + y, 5 - y], { minX: 0, minY: 0, maxX: 10, maxY: 10 });
    expect(warp.steps).toBe(1);
    expect([...warp.project(Float64Array.of(3), Float64Array.of(4)).x]).toEqual([10]);
    const point = compileWarp((x, y) => [x, y], { minX: 7, minY: 7, maxX: 7, maxY: 7 });
    expect([...point.project(Float64Array.of(7), Float64Array.of(7)).y]).toEqual([7]);
  });

  test('where a corner of the box has no image every point is projected by itself', () => {
    const warp = compileWarp((x, y) => (x > 9 ? [Number.NaN, Number.NaN] : [x, y]), {
      minX: 0,
      minY: 0,
      maxX: 10,
      maxY: 10,
    });
    expect(warp.steps).toBe(0);
    expect([...warp.project(Float64Array.of(3, 9.5), Float64Array.of(4, 4)).x]).toEqual([3, Number.NaN]);
  });
});
