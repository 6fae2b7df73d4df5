import { expect, test } from 'vitest';
import { europeanLaeaQuad, webMercatorQuad } from '../../../../src/geodesy/tile-matrix-sets.js';
import { commonLimits, limitsOf, offeredLimits } from '../../../../src/ogc/common/drawing/tile-limits.js';
import { munich } from '../../../support/fake-maps.js';
import { lakes, ustica } from '../../../support/memory-catalog.js';

/** Slippy map tile names: https://wiki.openstreetmap.org/wiki/Slippy_map_tilenames */
const slippy = (lon: number, lat: number, zoom: number) => {
  const phi = (lat * Math.PI) / 180;
  return {
    column: Math.floor(((lon + 180) / 360) * 2 ** zoom),
    row: Math.floor(((1 - Math.asinh(Math.tan(phi)) / Math.PI) / 2) * 2 ** zoom),
  };
};

test('the limits of a collection are the tiles of its corners', () => {
  const [west, south, east, north] = munich.bbox!;
  for (const zoom of [0, 5, 9, 14, 18]) {
    const [upper, lower] = [slippy(west, north, zoom), slippy(east, south, zoom)];
    expect(limitsOf(munich, webMercatorQuad, zoom)).toEqual({
      zoom,
      minRow: upper.row,
      maxRow: lower.row,
      minColumn: upper.column,
      maxColumn: lower.column,
    });
  }
});

test('the limits of several hold those of each', () => {
  const all = commonLimits([ustica, munich], webMercatorQuad, 9)!;
  for (const collection of [ustica, munich]) {
    const own = limitsOf(collection, webMercatorQuad, 9)!;
    expect(Math.min(all.minRow, own.minRow)).toBe(all.minRow);
    expect(Math.max(all.maxColumn, own.maxColumn)).toBe(all.maxColumn);
  }
});

test('there are none for what has no box, or lies beyond the set', () => {
  expect(offeredLimits([{ ...lakes, bbox: undefined }], webMercatorQuad)).toEqual([]);
  expect(offeredLimits([{ ...ustica, bbox: [-80, -40, -79, -39] }], europeanLaeaQuad)).toEqual([]);
});
