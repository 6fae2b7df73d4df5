/** A folder with a small stack, whole and right, for tests to spoil. */
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GeoTiffStream, type StreamedRaster } from '../../../src/formats/geotiff-stream.js';
import type { StackFile } from '../../../src/insar/stack/stack-description.js';

export const WIDTH = 40;
export const HEIGHT = 50;
export const PLACE = { epsg: 32632, westM: 600_000, northM: 5_000_000, pixelWidthM: 5, pixelHeightM: 10 };

export const stackFile = (): StackFile => ({
  type: 'open-egms-slc-stack',
  version: 1,
  wavelengthM: 0.0554658,
  orbit: 'ascending',
  track: 117,
  burstCycle: 264,
  swath: 2,
  polarisation: 'VV',
  crs: 'EPSG:32632',
  acquisitions: [
    { date: '2020-01-03', slc: '20200103.tif', perpendicularBaselineM: 0 },
    { date: '2020-01-09', slc: '20200109.tif', perpendicularBaselineM: 31.5 },
    { date: '2020-01-15', slc: '20200115.tif', perpendicularBaselineM: -12 },
  ],
  referenceDate: '2020-01-03',
  geometry: {
    height: 'height.tif',
    losEast: 'east.tif',
    losNorth: 'north.tif',
    losUp: 'up.tif',
    slantRangeM: 870_000,
    longitude: null,
    latitude: null,
  },
});

/** Sample of a pixel of the image of a date, never zero. */
export const sampleOf = (date: number, row: number, column: number): readonly [number, number] => [
  1 + date + row / 64,
  2 - column / 64,
];

export function imageOf(date: number, width = WIDTH, height = HEIGHT): Float32Array {
  const values = new Float32Array(2 * width * height);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) values.set(sampleOf(date, row, column), 2 * (row * width + column));
  }
  return values;
}

export async function writeRaster(
  path: string,
  values: Float32Array,
  changed: Partial<StreamedRaster> = {},
): Promise<void> {
  const isComplex = values.length === 2 * (changed.widthPixels ?? WIDTH) * (changed.heightPixels ?? HEIGHT);
  const raster: StreamedRaster = {
    widthPixels: WIDTH,
    heightPixels: HEIGHT,
    sample: isComplex ? 'complex-float32' : 'float32',
    place: PLACE,
    ...changed,
  };
  const stream = await GeoTiffStream.create(path, raster, { blocks: { tilePixels: 16 } });
  await stream.writeRows(values);
  await stream.close();
}

export const layer = (value: number): Float32Array => new Float32Array(WIDTH * HEIGHT).fill(value);

/** Writes the stack and returns its folder, which the caller removes. */
export async function writeSmallStack(file: object = stackFile()): Promise<string> {
  const folder = join(await mkdtemp(join(tmpdir(), 'open-egms-stack-')), 'stack');
  await mkdir(folder);
  for (const [date, name] of ['20200103.tif', '20200109.tif', '20200115.tif'].entries()) {
    await writeRaster(join(folder, name), imageOf(date));
  }
  await writeRaster(join(folder, 'height.tif'), layer(120));
  await writeRaster(join(folder, 'east.tif'), layer(-0.6));
  await writeRaster(join(folder, 'north.tif'), layer(-0.1));
  await writeRaster(join(folder, 'up.tif'), layer(Math.sqrt(1 - 0.37)));
  await writeStackFile(folder, file);
  return folder;
}

export const writeStackFile = (folder: string, file: object): Promise<void> =>
  writeFile(join(folder, 'stack.json'), JSON.stringify(file));
