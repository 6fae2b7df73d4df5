import { fromArrayBuffer } from 'geotiff';
import { describe, expect, test } from 'vitest';
import { type FloatRaster, type GeoTiffLayout, writeGeoTiff } from '../../src/formats/geotiff-writer.js';

const widthPixels = 70;
const heightPixels = 45;
const raster: FloatRaster = {
  widthPixels,
  heightPixels,
  values: Float32Array.from({ length: widthPixels * heightPixels }, (_, i) => (i % 7 === 0 ? -9999 : i / 8 - 100)),
  noData: -9999,
  westM: 4_500_000,
  northM: 1_800_000,
  pixelSizeM: 100,
  epsg: 3035,
};

async function read(file: Buffer) {
  const bytes = new Uint8Array(file);
  const tiff = await fromArrayBuffer(bytes.buffer);
  return { tiff, image: await tiff.getImage() };
}

const layouts: readonly (readonly [string, GeoTiffLayout])[] = [
  ['deflated tiles', {}],
  ['plain tiles', { compression: 'none', blocks: { tilePixels: 32 } }],
  ['deflated strips, the last one shorter', { blocks: { stripRows: 10 } }],
  ['plain strips', { compression: 'none', blocks: { stripRows: 1 } }],
  ['one strip larger than the raster', { compression: 'none', blocks: { stripRows: 1000 } }],
];

describe('a float32 GeoTIFF', () => {
  test.for(layouts)('of %s is read back by an independent reader', async ([, layout]) => {
    const { tiff, image } = await read(writeGeoTiff(raster, layout));
    const [band] = await image.readRasters();
    expect(await tiff.getImageCount()).toBe(1);
    expect([image.getWidth(), image.getHeight(), image.getSamplesPerPixel()]).toEqual([widthPixels, heightPixels, 1]);
    expect(band).toEqual(raster.values);
  });

  test('stands at its place in its CRS, with areas for pixels and its no-data value', async () => {
    const { image } = await read(writeGeoTiff(raster));
    expect(image.getGeoKeys()).toMatchObject({
      GTModelTypeGeoKey: 1,
      GTRasterTypeGeoKey: 1,
      ProjectedCSTypeGeoKey: 3035,
    });
    expect(image.getOrigin()).toEqual([4_500_000, 1_800_000, 0]);
    expect(image.getResolution()).toEqual([100, -100, 0]);
    expect(image.getBoundingBox()).toEqual([4_500_000, 1_800_000 - 4_500, 4_500_000 + 7_000, 1_800_000]);
    expect(image.getGDALNoData()).toBe(-9999);
  });

  test('keeps NaN as no data', async () => {
    const { image } = await read(
      writeGeoTiff({ ...raster, values: raster.values.map(() => Number.NaN), noData: Number.NaN }),
    );
    expect(image.getGDALNoData()).toBeNaN();
    const [band] = await image.readRasters();
    expect((band as Float32Array).every(Number.isNaN)).toBe(true);
  });

  test('lists its tags in ascending order, as TIFF demands', () => {
    for (const [, layout] of layouts) {
      const file = writeGeoTiff(raster, layout);
      const tags = Array.from({ length: file.readUInt16LE(8) }, (_, i) => file.readUInt16LE(10 + 12 * i));
      expect(tags).toEqual([...tags].sort((a, b) => a - b));
    }
  });

  test('refuses sizes that do not agree and blocks TIFF does not know', () => {
    expect(() => writeGeoTiff({ ...raster, widthPixels: 71 })).toThrow(/expected 71 x 45 > 0 pixels, got 3150/);
    expect(() => writeGeoTiff({ ...raster, widthPixels: 0, values: new Float32Array(0) })).toThrow(RangeError);
    expect(() => writeGeoTiff(raster, { blocks: { tilePixels: 100 } })).toThrow(/multiple of 16, got 100/);
    expect(() => writeGeoTiff(raster, { blocks: { stripRows: 0 } })).toThrow(/stripRows/);
  });
});
