import { expect, test } from 'vitest';
import { TILE_ATTRIBUTES } from '../../src/formats/point-chunk.js';
import { firstZoomOf, hasAllAttributes } from '../../src/formats/tile-attributes.js';
import { tileMatrixSets, webMercatorQuad } from '../../src/geodesy/tile-matrix-sets.js';

test.each(tileMatrixSets)('in $id the first zoom of an attribute is the first whose tiles have it', (set) => {
  TILE_ATTRIBUTES.forEach((_, number) => {
    const isInHead = number < 3;
    const first = Array.from({ length: 25 }, (_, zoom) => zoom).find((zoom) => isInHead || hasAllAttributes(set, zoom));
    expect(firstZoomOf(set, number)).toBe(first);
  });
});

test('maps of the web see noise from zoom 15 on', () => {
  expect(
    firstZoomOf(
      webMercatorQuad,
      TILE_ATTRIBUTES.findIndex(({ attribute }) => attribute === 'rmseMm'),
    ),
  ).toBe(15);
});
