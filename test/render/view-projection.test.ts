import { describe, expect, test } from 'vitest';
import { transformPoint } from '../../src/geodesy/transform.js';
import { expandedBox, viewProjection } from '../../src/render/view-projection.js';

const SIZE = { widthPx: 400, heightPx: 300 };
/** About 12 E 45 N. */
const PLACE = [12.001234, 45.004321] as const;

describe.each([
  ['CRS84', 1e-9],
  ['EPSG:4258', 1e-9],
  ['EPSG:3857', 1e-6],
  ['EPSG:3035', 0.06],
  ['EPSG:25833', 0.06],
])('a view in %s', (crsUri, tolerancePx) => {
  const [x, y] = transformPoint('CRS84', crsUri)(...PLACE);
  const half = Math.abs(x) < 180 ? 0.03 : 3_000;
  const view = { crsUri, box: { minX: x - half, minY: y - half, maxX: x + half, maxY: y + half }, ...SIZE };

  test.each(['CRS84', 'EPSG:3035', 'EPSG:3857'])('has places of %s where the transformation puts them', (source) => {
    const toSource = transformPoint('CRS84', source);
    const toView = transformPoint('CRS84', crsUri);
    const geographic = [-0.02, -0.007, 0, 0.013, 0.02].map((d) => [PLACE[0] + d, PLACE[1] - d / 2] as const);
    const places = geographic.map(([longitude, latitude]) => toSource(longitude, latitude));
    const [xs, ys] = [0, 1].map((axis) => Float64Array.from(places, (place) => place[axis]));
    const extent = { minX: Math.min(...xs), minY: Math.min(...ys), maxX: Math.max(...xs), maxY: Math.max(...ys) };
    const drawn = viewProjection(view, source, extent).project(xs, ys);
    const isExact = source === 'CRS84' || source === crsUri;
    geographic.forEach(([longitude, latitude], i) => {
      const [viewX, viewY] = toView(longitude, latitude);
      const wantedX = ((viewX - view.box.minX) / (2 * half)) * 400;
      const wantedY = ((view.box.maxY - viewY) / (2 * half)) * 300;
      const distance = Math.hypot(drawn.x[i] - wantedX, drawn.y[i] - wantedY);
      expect(distance).toBeLessThan(isExact ? Math.max(tolerancePx, 1e-6) : 0.06);
    });
  });

  test('grows by pixels on all sides', () => {
    const { minX, minY, maxX, maxY } = expandedBox(view, 10);
    expect([view.box.minX - minX, maxX - view.box.maxX].map((d) => (d * 400) / (2 * half))).toEqual([
      expect.closeTo(10, 5),
      expect.closeTo(10, 5),
    ]);
    expect([view.box.minY - minY, maxY - view.box.maxY].map((d) => (d * 300) / (2 * half))).toEqual([
      expect.closeTo(10, 5),
      expect.closeTo(10, 5),
    ]);
  });
});
