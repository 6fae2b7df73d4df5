import { describe, expect, test } from 'vitest';
import { layerBoxes } from '../../../src/ogc/wms/layer-boxes.js';
import { crsName } from '../../../src/ogc/wms/offered-crs.js';

const boxIn = (name: string, bbox: [number, number, number, number]) =>
  layerBoxes(bbox).boxes.find(({ crs }) => crsName(crs) === name)?.box;

/** Lowest and highest coordinates of the corners of 13.15 to 13.2 E, 38.69 to 38.72 N, by gdaltransform (PROJ 9). */
const PROJ_CORNERS = {
  'EPSG:3035': [4596636.70577, 1739567.683821, 4601134.461074, 1743056.403235],
  'EPSG:3857': [1463851.303932, 4677363.510459, 1469417.278471, 4681642.967399],
  'EPSG:25832': [860836.988779, 4290556.726295, 865339.07314, 4294086.192497],
  'EPSG:25833': [339102.414426, 4283913.923232, 343516.743349, 4287329.889875],
};

describe('the extents of a layer', () => {
  test.each(Object.entries(PROJ_CORNERS))(
    'in %s hold the corners that PROJ has, and a few centimetres more',
    (name, corners) => {
      const { minX, minY, maxX, maxY } = boxIn(name, [13.15, 38.69, 13.2, 38.72])!;
      const beyond = [corners[0] - minX, corners[1] - minY, maxX - corners[2], maxY - corners[3]];
      for (const metres of beyond) {
        expect(metres).toBeGreaterThanOrEqual(-1e-6);
        expect(metres).toBeLessThan(0.1);
      }
    },
  );

  test('in degrees are those of the collection', () => {
    for (const name of ['CRS:84', 'EPSG:4326', 'EPSG:4258']) {
      expect(boxIn(name, [13.15, 38.69, 13.2, 38.72])).toEqual({ minX: 13.15, minY: 38.69, maxX: 13.2, maxY: 38.72 });
    }
  });

  test('are left out of systems that do not reach there', () => {
    expect(boxIn('EPSG:3035', [-150, -60, -149, -59])).toBeUndefined();
    expect(boxIn('EPSG:3857', [-150, -60, -149, -59])).toBeDefined();
  });

  test('of a single point have an area all the same', () => {
    for (const { box } of layerBoxes([13.15, 38.69, 13.15, 38.69]).boxes) {
      expect(box.maxX).toBeGreaterThan(box.minX);
      expect(box.maxY).toBeGreaterThan(box.minY);
    }
  });

  test('across the antimeridian span the world', () => {
    expect(layerBoxes([179, 50, -179, 51]).geographic).toEqual({ minX: -180, minY: 50, maxX: 180, maxY: 51 });
  });
});
