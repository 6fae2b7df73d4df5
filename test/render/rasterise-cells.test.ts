import { describe, expect, test } from 'vitest';
import { transformPoint } from '../../src/geodesy/transform.js';
import type { Canvas } from '../../src/render/canvas.js';
import { compileRamp } from '../../src/render/colour-ramp.js';
import { rasteriseCells } from '../../src/render/rasterise-cells.js';
import { compileWarp } from '../../src/render/screen-warp.js';

/** The blue of a pixel is the value of its cell, 1 to 255. */
const ramp = compileRamp({
  type: 'classes',
  classes: Array.from({ length: 255 }, (_, i) => ({
    min: i + 0.5,
    max: i + 1.5,
    colour: `#0000${(i + 1).toString(16).padStart(2, '0')}`,
  })),
});
const look = { ramp, order: 'magnitude' } as const;

/** 100 m cells, columns x rows, north-west corner of the box at (0, rows 100 m). */
function gridOf(columns: number, rows: number, originX = 0, originY = 0) {
  const count = columns * rows;
  return {
    x: Float64Array.from({ length: count }, (_, i) => originX + (i % columns) * 100 + 50),
    y: Float64Array.from({ length: count }, (_, i) => originY + Math.floor(i / columns) * 100 + 50),
    values: Float32Array.from({ length: count }, (_, i) => 1 + (i % 255)),
    size: 100,
  };
}

const blueAt = ({ widthPx, pixels }: Canvas, column: number, row: number) => pixels[(row * widthPx + column) * 4 + 2];

describe('rasteriseCells', () => {
  test('in its own system a cell fills its pixels and no other', () => {
    const cells = gridOf(3, 2);
    const warp = compileWarp((x, y) => [x / 10, 20 - y / 10], { minX: 0, minY: 0, maxX: 300, maxY: 200 });
    const canvas = rasteriseCells({ widthPx: 32, heightPx: 20 }, cells, look, warp);
    for (let row = 0; row < 20; row++) {
      for (let column = 0; column < 32; column++) {
        const expected = column >= 30 ? 0 : 1 + Math.floor(column / 10) + (row < 10 ? 3 : 0);
        expect(blueAt(canvas, column, row)).toBe(expected);
      }
    }
  });

  test('turned by any angle, cells cover each pixel once: the cell that its centre lies in', () => {
    const cells = gridOf(15, 15);
    for (const angle of [0.1, 0.7, Math.PI / 4, 2]) {
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      const scale = 0.0731;
      const warp = compileWarp(
        (x, y) => [60 + scale * (cos * (x - 750) - sin * (y - 750)), 60 + scale * (sin * (x - 750) + cos * (y - 750))],
        { minX: 0, minY: 0, maxX: 1500, maxY: 1500 },
      );
      const canvas = rasteriseCells({ widthPx: 120, heightPx: 120 }, cells, look, warp);
      for (let row = 0; row < 120; row++) {
        for (let column = 0; column < 120; column++) {
          const [u, v] = [(column + 0.5 - 60) / scale, (row + 0.5 - 60) / scale];
          const [x, y] = [750 + cos * u + sin * v, 750 - sin * u + cos * v];
          const isInside = x > 0 && x < 1500 && y > 0 && y < 1500;
          expect(blueAt(canvas, column, row)).toBe(isInside ? 1 + Math.floor(x / 100) + 15 * Math.floor(y / 100) : 0);
        }
      }
    }
  });

  test('cells of EPSG:3035 in web Mercator leave no hole inside', () => {
    const [originX, originY] = [4_450_000, 2_390_000];
    const cells = gridOf(100, 100, originX, originY);
    const forward = transformPoint('EPSG:3035', 'EPSG:3857');
    const [west, north] = forward(originX, originY + 10_000);
    const box = { minX: originX, minY: originY, maxX: originX + 10_000, maxY: originY + 10_000 };
    const warp = compileWarp((x, y) => {
      const [px, py] = forward(x, y);
      return [(px - west) / 40, (north - py) / 40];
    }, box);
    const canvas = rasteriseCells({ widthPx: 400, heightPx: 400 }, cells, look, warp);
    let holes = 0;
    for (let row = 40; row < 300; row++)
      for (let column = 40; column < 300; column++) holes += blueAt(canvas, column, row) === 0 ? 1 : 0;
    expect(holes).toBe(0);
  });

  test('a strong cell far smaller than a pixel still shows among weak ones', () => {
    const cells = gridOf(200, 200);
    cells.values.fill(1);
    cells.values[20_100] = 255;
    const warp = compileWarp((x, y) => [x / 1000, 20 - y / 1000], { minX: 0, minY: 0, maxX: 20_000, maxY: 20_000 });
    const canvas = rasteriseCells({ widthPx: 20, heightPx: 20 }, cells, look, warp);
    expect(Math.max(...canvas.pixels.filter((_, index) => index % 4 === 2))).toBeGreaterThan(120);
  });

  test('a turned cell between the middles of pixels takes the pixel of its own middle', () => {
    // 1.05 pixels a side, turned by an eighth: about (2.1, 2.1) it reaches 0.74 along the axes, the middle (2.5, 2.5) is
    // 0.8 away along both together.
    const half = Math.SQRT1_2;
    const box = { minX: -2, minY: -2, maxX: 2, maxY: 2 };
    const warp = compileWarp((x, y) => [2.1 + half * (x - y), 2.1 + half * (x + y)], box);
    const one = { x: Float64Array.of(0), y: Float64Array.of(0), values: Float32Array.of(9), size: 1.05 };
    const canvas = rasteriseCells({ widthPx: 4, heightPx: 4 }, one, look, warp);
    expect(blueAt(canvas, 2, 2)).toBe(9);
    expect(canvas.words.filter((word) => word !== 0)).toHaveLength(1);
  });

  test('NaN draws nothing, nor do cells without a place; no cells give an empty canvas', () => {
    const warp = compileWarp((x, y) => [x / 10, y / 10], { minX: 0, minY: 0, maxX: 300, maxY: 200 });
    const size = { widthPx: 30, heightPx: 20 };
    const cells = gridOf(3, 2);
    cells.values[0] = Number.NaN;
    cells.x[1] = Number.NaN;
    const canvas = rasteriseCells(size, cells, look, warp);
    expect([5, 15, 25].map((column) => blueAt(canvas, column, 5))).toEqual([0, 0, 3]);
    expect(rasteriseCells(size, gridOf(0, 0), look, warp).words.some((word) => word !== 0)).toBe(false);
    expect(() => rasteriseCells(size, { ...cells, size: 0 }, look, warp)).toThrow(RangeError);
  });
});
