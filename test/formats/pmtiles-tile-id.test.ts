import { tileIdToZxy, zxyToTileId } from 'pmtiles';
import { describe, expect, test } from 'vitest';
import { firstDescendantId, firstTileId, MAX_ZOOM, tileId, tileOfId } from '../../src/formats/pmtiles-tile-id.js';

const numberOf = (zoom: number, column: number, row: number) => tileId({ zoom, column, row });

/** Tiles of a zoom spread over all of it, corners included. */
function someTiles(zoom: number) {
  const last = 2 ** zoom - 1;
  return Array.from({ length: 100 }, (_, i) => ({
    zoom,
    column: Math.round((last * ((i * 7919) % 100)) / 99),
    row: Math.round((last * i) / 99),
  }));
}

describe('the number of a tile', () => {
  test('is that of the examples in the specification', () => {
    expect(numberOf(0, 0, 0)).toBe(0);
    expect(numberOf(1, 0, 0)).toBe(1);
    expect(numberOf(1, 0, 1)).toBe(2);
    expect(numberOf(1, 1, 1)).toBe(3);
    expect(numberOf(1, 1, 0)).toBe(4);
    expect(numberOf(2, 0, 0)).toBe(5);
    expect(numberOf(12, 3423, 1763)).toBe(19078479);
  });

  test('counts each tile of a zoom once, each beside the one before', () => {
    for (let zoom = 0; zoom <= 6; zoom++) {
      const tiles = Array.from({ length: 4 ** zoom }, (_, i) => tileOfId(firstTileId(zoom) + i));
      expect(new Set(tiles.map(({ column, row }) => column * 2 ** zoom + row)).size).toBe(4 ** zoom);
      const steps = tiles
        .slice(1)
        .map(({ column, row }, i) => Math.abs(tiles[i].column - column) + Math.abs(tiles[i].row - row));
      expect(steps).toEqual(steps.map(() => 1));
      expect(tiles.every((tile) => tile.zoom === zoom)).toBe(true);
    }
  });

  test('is that of the reference reader at every zoom, and names its tile again', () => {
    for (let zoom = 0; zoom <= MAX_ZOOM; zoom++) {
      const tiles = someTiles(zoom);
      const ids = tiles.map(tileId);
      expect(ids).toEqual(tiles.map(({ column, row }) => zxyToTileId(zoom, column, row)));
      expect(ids.map(tileOfId)).toEqual(tiles);
      expect(ids.map(tileIdToZxy)).toEqual(tiles.map(({ column, row }) => [zoom, column, row]));
    }
  });

  test('is in the stretch of each of its ancestors', () => {
    for (const tile of someTiles(17)) {
      for (let zoom = 0; zoom <= 17; zoom++) {
        const shift = 2 ** (17 - zoom);
        const ancestor = { zoom, column: Math.floor(tile.column / shift), row: Math.floor(tile.row / shift) };
        const place = tileId(tile) - firstDescendantId(tileId(ancestor), zoom, 17);
        expect(place >= 0 && place < shift ** 2).toBe(true);
      }
    }
  });

  test('is refused for what is no tile', () => {
    for (const [zoom, column, row] of [
      [-1, 0, 0],
      [MAX_ZOOM + 1, 0, 0],
      [3, 8, 0],
      [3, 0, 8],
      [3, -1, 0],
      [3, 0.5, 0],
      [Number.NaN, 0, 0],
    ]) {
      expect(() => numberOf(zoom, column, row)).toThrow(RangeError);
    }
    for (const id of [-1, 0.5, Number.NaN, firstTileId(MAX_ZOOM + 1)]) expect(() => tileOfId(id)).toThrow(RangeError);
  });
});
