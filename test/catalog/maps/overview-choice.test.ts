import { describe, expect, test } from 'vitest';
import { hasCells, overviewChoice } from '../../../src/catalog/maps/overview-choice.js';
import { crsByUri } from '../../../src/geodesy/crs.js';
import { cellSize } from '../../../src/geodesy/tile-matrix-set.js';
import { europeanLaeaQuad, tileMatrixSets, webMercatorQuad } from '../../../src/geodesy/tile-matrix-sets.js';
import { ustica } from '../../support/memory-catalog.js';

const canaries = { ...ustica, bbox: [-18.2, 27.6, -13.4, 29.5] as const };

describe('the overview of a map', () => {
  test.each(tileMatrixSets)('of a tile of $id is the zoom whose cells are two pixels', (set) => {
    const crs = crsByUri(set.crsUri)!;
    for (let zoom = 0; zoom < 14; zoom++) {
      const choice = overviewChoice(crs, cellSize(set, zoom), ustica);
      expect([choice.set.id, choice.zoom]).toEqual([set.id, zoom + 1]);
      // A client that is off by a thousandth gets the same.
      expect(overviewChoice(crs, 0.999 * cellSize(set, zoom), ustica).zoom).toBe(zoom + 1);
      // Half way to the next the next.
      expect(overviewChoice(crs, cellSize(set, zoom) / 1.5, ustica).zoom).toBe(zoom + 2);
    }
  });

  test('of zones and of EPSG:3035 is in EPSG:3035 where its tiles reach, elsewhere in web Mercator', () => {
    for (const name of ['EPSG:3035', 'EPSG:25833', 'EPSG:32628']) {
      const crs = crsByUri(name)!;
      expect(overviewChoice(crs, 100, ustica).set).toBe(europeanLaeaQuad);
      expect(overviewChoice(crs, 100, canaries).set).toBe(webMercatorQuad);
    }
  });

  test('counts metres of the ground where web Mercator stands in', () => {
    const { zoom } = overviewChoice(crsByUri('EPSG:32628')!, 100, canaries);
    const cellM = 4 * cellSize(webMercatorQuad, zoom) * Math.cos((28.55 * Math.PI) / 180);
    expect(cellM).toBeLessThanOrEqual(200);
    expect(cellM).toBeGreaterThan(95);
  });

  test('is none at large scales', () => {
    const of = (metresPerPixel: number) => hasCells(overviewChoice(crsByUri('EPSG:3857')!, metresPerPixel, ustica));
    expect([of(80), of(76.4), of(70), of(1)]).toEqual([true, true, false, false]);
  });
});
