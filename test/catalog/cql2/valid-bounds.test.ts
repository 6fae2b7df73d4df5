import { describe, expect, test } from 'vitest';
import { comparableBounds, isWithin, validBounds } from '../../../src/catalog/cql2/valid-bounds.js';
import { allCrs, crsByUri } from '../../../src/geodesy/crs.js';

const crs = (name: string) => crsByUri(name)!;

describe('validBounds', () => {
  test('is the whole world for systems in degrees, wherever they are used', () => {
    expect(validBounds(crs('EPSG:4258'))).toEqual({ minX: -180, minY: -90, maxX: 180, maxY: 90 });
  });

  test('holds the corners of the EGMS grid in EPSG:3035', () => {
    expect(
      isWithin({ minX: 900_000, minY: 900_000, maxX: 7_400_000, maxY: 5_500_000 }, validBounds(crs('EPSG:3035'))),
    ).toBe(true);
  });

  test('ends at the antimeridian in EPSG:3857', () => {
    const { minX, maxX } = validBounds(crs('EPSG:3857'));
    // The published bound of the projected system: pi times 6,378,137 m.
    expect(minX).toBeLessThanOrEqual(-20_037_508.342789);
    expect(maxX).toBeGreaterThanOrEqual(20_037_508.342789);
    expect(maxX).toBeLessThan(20_037_510);
  });

  test('is finite for every system the service speaks', () => {
    for (const system of allCrs)
      expect(Object.values(validBounds(system)).every(Number.isFinite), system.code).toBe(true);
  });
});

describe('comparableBounds', () => {
  test('keeps away from the antipode of EPSG:3035, where the projection ends', () => {
    expect(comparableBounds(crs('EPSG:3035'), crs('CRS84'))).toMatchObject({ minY: expect.closeTo(-5.4, 5), maxY: 90 });
  });

  test('is the world where the stored system is in degrees', () => {
    expect(comparableBounds(crs('EPSG:4326'), crs('CRS84'))).toEqual({ minX: -180, minY: -90, maxX: 180, maxY: 90 });
  });
});
