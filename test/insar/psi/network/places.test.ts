/** Places of candidates on the map and in radar geometry, and how height errors move them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { crsByUri } from '../../../../src/geodesy/crs.js';
import { transformPoint } from '../../../../src/geodesy/transform.js';
import type { Block } from '../../../../src/insar/psi/blocks.js';
import { readColumns } from '../../../../src/insar/psi/columns-file.js';
import { heightShift, type PlaceColumns, StackPlane, writePlaces } from '../../../../src/insar/psi/network/places.js';
import type { GeometryLayer, SlcStack } from '../../../../src/insar/stack/slc-stack.js';

const [WIDTH, HEIGHT] = [40, 30];

/** Every layer is a number of its own, and grows along rows and columns. */
const LAYERS: Readonly<Record<GeometryLayer, (row: number, column: number) => number>> = {
  height: (row, column) => 100 + row + column / 100,
  losEast: (row) => 0.6 - row / 1000,
  losNorth: () => -0.1,
  losUp: (row) => Math.sqrt(1 - 0.01 - (0.6 - row / 1000) ** 2),
  slantRangeM: (_, column) => 850_000 + 3 * column,
  longitude: (row, column) => 11 + (column - row / 4) / 10_000,
  latitude: (row, column) => 44.5 + (row / 4 + column / 8) / 10_000,
};

const stackOf = (epsg: number | null): SlcStack =>
  ({
    description: { epsg },
    widthPixels: WIDTH,
    heightPixels: HEIGHT,
    place: epsg === null ? undefined : { epsg, west: 655_000, north: 4_960_000, pixelWidth: 5, pixelHeight: 10 },
    readGeometry: async (layer: GeometryLayer, rows: { first: number; count: number }, out: Float64Array) => {
      for (let k = 0; k < out.length; k++) out[k] = LAYERS[layer](rows.first + Math.floor(k / WIDTH), k % WIDTH);
      return out;
    },
  }) as unknown as SlcStack;

const block = (index: number, firstColumn: number): Block => ({
  index,
  firstRow: 10,
  rows: 10,
  firstColumn,
  columns: 20,
});
const BLOCKS = [block(0, 0), block(1, 20), block(2, 40)];
const CANDIDATES = [
  { row: Int32Array.of(10, 17), column: Int32Array.of(3, 19) },
  { row: Int32Array.of(19), column: Int32Array.of(39) },
  undefined,
];

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'open-egms-places-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function placesOf(epsg: number | null): Promise<readonly PlaceColumns[]> {
  const stack = stackOf(epsg);
  const plane = await new StackPlane(stack).open();
  const pathOf = ({ index }: Block) => join(folder, String(epsg), `${index}.columns`);
  await writePlaces(stack, plane, BLOCKS, CANDIDATES, pathOf, new AbortController().signal);
  await expect(readColumns(pathOf(BLOCKS[2]))).rejects.toMatchObject({ code: 'ENOENT' });
  return Promise.all(
    BLOCKS.slice(0, 2).map(async (one) => (await readColumns(pathOf(one))) as unknown as PlaceColumns),
  );
}

describe.each([32632, null])('places of a stack of EPSG:%s', async (epsg) => {
  test('have the geometry of their pixels', async () => {
    const [first, second] = await placesOf(epsg);
    expect([...first.heightM]).toEqual([LAYERS.height(10, 3), LAYERS.height(17, 19)]);
    expect(second.losEast[0]).toBe(LAYERS.losEast(19, 39));
    expect(second.losUp[0]).toBe(LAYERS.losUp(19, 39));
    // The sine of the incidence is what the line of sight has of the horizontal.
    const sine = Math.sqrt(1 - LAYERS.losUp(19, 39) ** 2);
    expect(second.rangeSineM[0]).toBeCloseTo((850_000 + 3 * 39) * sine, 6);
  });
});

test('places on the map are the centres of pixels', async () => {
  const [, second] = await placesOf(32632);
  expect([second.eastM[0], second.northM[0]]).toEqual([655_000 + 39.5 * 5, 4_960_000 - 19.5 * 10]);
  const [east, north] = transformPoint('OGC:CRS84', crsByUri('EPSG:32632')!)(
    second.longitudeDeg[0],
    second.latitudeDeg[0],
  );
  expect(Math.hypot(east - second.eastM[0], north - second.northM[0])).toBeLessThan(0.01);
});

test('places in radar geometry are where the rasters say, in a plane that keeps distances', async () => {
  const [first, second] = await placesOf(null);
  expect(first.longitudeDeg[1]).toBe(LAYERS.longitude(17, 19));
  expect(first.latitudeDeg[1]).toBe(LAYERS.latitude(17, 19));
  const toMetres = transformPoint('OGC:CRS84', crsByUri('EPSG:32632')!);
  const on = (places: PlaceColumns, k: number) => toMetres(places.longitudeDeg[k], places.latitudeDeg[k]);
  const [a, b] = [on(first, 0), on(second, 0)];
  const expected = Math.hypot(a[0] - b[0], a[1] - b[1]);
  const found = Math.hypot(first.eastM[0] - second.eastM[0], first.northM[0] - second.northM[0]);
  expect(found / expected).toBeGreaterThan(0.995);
  expect(found / expected).toBeLessThan(1.005);
  // About the middle, so that metres stay small.
  expect(Math.hypot(first.eastM[0], first.northM[0])).toBeLessThan(1000);
});

describe('the shift of a height error', () => {
  test.each([
    [38.9, -11.6],
    [33, -168.2],
    [45, 12],
  ])('keeps a point at the range of its pixel: incidence %f, heading %f', (incidenceDeg, headingDeg) => {
    const [incidence, heading] = [incidenceDeg, headingDeg].map((degrees) => (degrees * Math.PI) / 180);
    // Looking right: the satellite is to the left of what it sees.
    const losEast = -Math.sin(incidence) * Math.cos(heading);
    const losNorth = Math.sin(incidence) * Math.sin(heading);
    const losUp = Math.cos(incidence);
    const heightM = 25;
    const [longitude, latitude] = heightShift(heightM, losEast, losNorth, losUp, 44.5);
    const eastM = longitude * 111_320 * Math.cos((44.5 * Math.PI) / 180);
    const northM = latitude * 111_320;
    // The way along the line of sight does not change, and it goes away from the satellite by dh cot(incidence).
    expect(eastM * losEast + northM * losNorth + heightM * losUp).toBeCloseTo(0, 6);
    expect(Math.hypot(eastM, northM)).toBeCloseTo(heightM / Math.tan(incidence), 6);
    expect(eastM * losEast + northM * losNorth).toBeLessThan(0);
  });

  test('is nothing for no error, and the other way for a point that lies lower', () => {
    const up = heightShift(10, 0.6, -0.1, 0.79, 44);
    const down = heightShift(-10, 0.6, -0.1, 0.79, 44);
    expect(down).toEqual([-up[0], -up[1]]);
    expect(Math.abs(heightShift(0, 0.6, -0.1, 0.79, 44)[0])).toBe(0);
  });
});
