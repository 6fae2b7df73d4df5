import { describe, expect, test } from 'vitest';
import { CRS84_URI } from '../../src/geodesy/crs.js';
import {
  cellSize,
  isTile,
  isWithinLimits,
  scaleDenominator,
  tileBox,
  tileLimits,
  tileMatrixSetDocument,
} from '../../src/geodesy/tile-matrix-set.js';
import {
  europeanLaeaQuad,
  finestZoom,
  overviewZoom,
  tileMatrixSetById,
  tileMatrixSets,
  webMercatorQuad,
  worldCrs84Quad,
} from '../../src/geodesy/tile-matrix-sets.js';
import { transformPoint } from '../../src/geodesy/transform.js';

/** Scale denominators and cell sizes as the register of OGC prints them: a selection over all zooms. */
const REGISTER = [
  { set: webMercatorQuad, zoom: 0, scale: 559082264.028717, cell: 156543.033928041, columns: 1, rows: 1 },
  { set: webMercatorQuad, zoom: 1, scale: 279541132.014358, cell: 78271.5169640204, columns: 2, rows: 2 },
  { set: webMercatorQuad, zoom: 7, scale: 4367830.18772435, cell: 1222.99245256282, columns: 128, rows: 128 },
  { set: webMercatorQuad, zoom: 11, scale: 272989.386732772, cell: 76.4370282851762, columns: 2048, rows: 2048 },
  { set: webMercatorQuad, zoom: 18, scale: 2132.72958384978, cell: 0.597164283477939, columns: 262144, rows: 262144 },
  {
    set: webMercatorQuad,
    zoom: 24,
    scale: 33.3238997476528,
    cell: 0.0093306919293428,
    columns: 2 ** 24,
    rows: 2 ** 24,
  },
  { set: worldCrs84Quad, zoom: 0, scale: 279541132.014358, cell: 0.703125, columns: 2, rows: 1 },
  { set: worldCrs84Quad, zoom: 10, scale: 272989.386732772, cell: 0.0006866455078125, columns: 2048, rows: 1024 },
  {
    set: worldCrs84Quad,
    zoom: 17,
    scale: 2132.72958384978,
    cell: 0.00000536441802978515,
    columns: 262144,
    rows: 131072,
  },
  {
    set: worldCrs84Quad,
    zoom: 23,
    scale: 33.3238997476528,
    cell: 0.00000008381903171539,
    columns: 2 ** 24,
    rows: 2 ** 23,
  },
  { set: europeanLaeaQuad, zoom: 0, scale: 62779017.8571428, cell: 17578.125, columns: 1, rows: 1 },
  { set: europeanLaeaQuad, zoom: 3, scale: 7847377.23214285, cell: 2197.265625, columns: 8, rows: 8 },
  { set: europeanLaeaQuad, zoom: 8, scale: 245230.538504464, cell: 68.6645507812, columns: 256, rows: 256 },
  { set: europeanLaeaQuad, zoom: 15, scale: 1915.86358206612, cell: 0.536441803, columns: 32768, rows: 32768 },
];

describe('a registered tile matrix set', () => {
  test.each(REGISTER)(
    '$set.id has the numbers of the register at zoom $zoom',
    ({ set, zoom, scale, cell, columns, rows }) => {
      expect(Math.abs(scaleDenominator(set, zoom) / scale - 1)).toBeLessThan(1e-13);
      // The register cuts off small cells at ten decimals.
      expect(Math.abs(cellSize(set, zoom) / cell - 1)).toBeLessThan(1e-9);
      const { tileMatrices } = tileMatrixSetDocument(set);
      expect(tileMatrices[zoom]).toMatchObject({ id: String(zoom), matrixWidth: columns, matrixHeight: rows });
      expect(isTile(set, { zoom, row: rows - 1, column: columns - 1 })).toBe(true);
      expect(isTile(set, { zoom, row: rows, column: 0 })).toBe(false);
    },
  );

  test('begins where the register says, in the axis order of its system', () => {
    const origins = tileMatrixSets.map((set) => tileMatrixSetDocument(set).tileMatrices[0].pointOfOrigin);
    expect(origins).toEqual([
      [-20037508.3427892, 20037508.3427892],
      [-180, 90],
      [5_500_000, 2_000_000],
    ]);
    expect(tileMatrixSets.map(({ orderedAxes }) => orderedAxes)).toEqual([
      ['X', 'Y'],
      ['Lon', 'Lat'],
      ['Y', 'X'],
    ]);
  });

  test('has as many matrices as in the register', () => {
    expect(tileMatrixSets.map((set) => tileMatrixSetDocument(set).tileMatrices.length)).toEqual([25, 24, 16]);
  });

  test('is found by its identifier alone', () => {
    expect(tileMatrixSetById('EuropeanETRS89_LAEAQuad')).toBe(europeanLaeaQuad);
    expect(tileMatrixSetById('webmercatorquad')).toBeUndefined();
  });

  test('changes from cells to points at one scale', () => {
    expect(tileMatrixSets.map(overviewZoom)).toEqual([12, 11, 9]);
    expect(tileMatrixSets.map(finestZoom)).toEqual([18, 17, 14]);
  });
});

describe('the ground of a tile', () => {
  test('is what the usual formulas of web maps give', () => {
    // Tile 14/8800/6373 (z/x/y) in the slippy map scheme: lon = x / 2^z * 360 - 180, lat = atan(sinh(pi (1 - 2 y / 2^z))).
    const box = tileBox(webMercatorQuad, { zoom: 14, column: 8800, row: 6373 });
    const toDegrees = transformPoint(webMercatorQuad.crsUri, CRS84_URI);
    const [west, north] = toDegrees(box.minX, box.maxY);
    const latitude = (y: number) => (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / 2 ** 14))) * 180) / Math.PI;
    expect(west).toBeCloseTo((8800 / 2 ** 14) * 360 - 180, 9);
    expect(north).toBeCloseTo(latitude(6373), 9);
    expect(toDegrees(box.maxX, box.minY)[1]).toBeCloseTo(latitude(6374), 9);
  });

  test('of a tile that does not exist is an error', () => {
    expect(() => tileBox(webMercatorQuad, { zoom: 3, row: 8, column: 0 })).toThrow(RangeError);
    expect(() => tileBox(webMercatorQuad, { zoom: 25, row: 0, column: 0 })).toThrow(
      /WebMercatorQuad: no tile 25\/0\/0/,
    );
    expect(isTile(webMercatorQuad, { zoom: 3, row: 1.5, column: 0 })).toBe(false);
    expect(isTile(webMercatorQuad, { zoom: 3, row: Number.NaN, column: 0 })).toBe(false);
  });

  test.each(tileMatrixSets)('in $id holds the points that are placed in it', (set) => {
    const toDegrees = transformPoint(set.crsUri, CRS84_URI);
    const toLaea = transformPoint(set.crsUri, europeanLaeaQuad.crsUri);
    const out = new Float64Array(2);
    // A tile of Italy at every zoom; four points inside, given as the stores hold them.
    for (let zoom = 0; zoom <= set.maxZoom; zoom++) {
      const { minRow: row, minColumn: column } = tileLimits(set, zoom, { minX: 12, minY: 42, maxX: 12, maxY: 42 })!;
      const box = tileBox(set, { zoom, row, column });
      for (const [fx, fy] of [
        [0.01, 0.02],
        [0.99, 0.5],
        [0.3, 0.97],
      ]) {
        const x = box.minX + fx * (box.maxX - box.minX);
        const y = box.maxY - fy * (box.maxY - box.minY);
        const [longitude, latitude] = toDegrees(x, y);
        const [easting, northing] = toLaea(x, y);
        set.place(longitude, latitude, easting, northing, out, 0);
        expect(out[0] * 2 ** zoom - column).toBeCloseTo(fx, 4);
        expect(out[1] * 2 ** zoom - row).toBeCloseTo(fy, 4);
      }
    }
  });
});

describe('the limits of a box', () => {
  const ustica = { minX: 13.15, minY: 38.69, maxX: 13.2, maxY: 38.72 };

  test('are the rows and columns that it touches', () => {
    // By the slippy map formulas: x = floor((lon + 180) / 360 * 2^12), y likewise.
    expect(tileLimits(webMercatorQuad, 12, ustica)).toEqual({
      zoom: 12,
      minRow: 1569,
      maxRow: 1569,
      minColumn: 2197,
      maxColumn: 2198,
    });
    expect(tileLimits(webMercatorQuad, 0, ustica)).toEqual({
      zoom: 0,
      minRow: 0,
      maxRow: 0,
      minColumn: 0,
      maxColumn: 0,
    });
  });

  test('stay inside the matrix', () => {
    const world = { minX: -180, minY: -90, maxX: 180, maxY: 90 };
    expect(tileLimits(worldCrs84Quad, 1, world)).toEqual({ zoom: 1, minRow: 0, maxRow: 1, minColumn: 0, maxColumn: 3 });
    expect(tileLimits(webMercatorQuad, 2, world)).toEqual({
      zoom: 2,
      minRow: 0,
      maxRow: 3,
      minColumn: 0,
      maxColumn: 3,
    });
  });

  test('do not exist where the set does not reach', () => {
    const tenerife = { minX: -16.9, minY: 28, maxX: -16.1, maxY: 28.6 };
    expect(tileLimits(europeanLaeaQuad, 5, tenerife)).toBeUndefined();
    expect(tileLimits(webMercatorQuad, 5, { minX: Number.NaN, minY: 0, maxX: 1, maxY: 1 })).toBeUndefined();
  });

  test('say which tiles lie in them', () => {
    const limits = tileLimits(webMercatorQuad, 12, ustica)!;
    expect(isWithinLimits(limits, { row: 1569, column: 2198 })).toBe(true);
    expect(isWithinLimits(limits, { row: 1570, column: 2198 })).toBe(false);
  });
});
