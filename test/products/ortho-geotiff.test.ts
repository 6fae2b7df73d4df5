import { fromArrayBuffer } from 'geotiff';
import { describe, expect, test } from 'vitest';
import { writeGeoTiff } from '../../src/formats/geotiff-writer.js';
import type { TileName } from '../../src/products/file-name.js';
import { burnVelocities, emptyOrthoRaster, orthoGeoTiffName } from '../../src/products/ortho-geotiff.js';

const tile: TileName = {
  level: 'L3',
  tileEasting100Km: 45,
  tileNorthing100Km: 17,
  component: 'U',
  release: { firstYear: 2020, lastYear: 2024 },
  redelivery: 1,
  suffixed: true,
};

describe('the raster of an L3 tile', () => {
  test('has the published name', () => {
    expect(orthoGeoTiffName(tile)).toBe('EGMS_L3_E45N17_100km_U_2020_2024_1.tiff');
  });

  test('holds rounded velocities in the cells of the points, north up, and no data elsewhere', async () => {
    const raster = emptyOrthoRaster(tile);
    const eastingM = Float64Array.of(4_500_050, 4_599_950, 4_500_050, 4_523_450);
    const northingM = Float64Array.of(1_799_950, 1_700_050, 1_700_000, 1_750_050);
    burnVelocities(raster, eastingM, northingM, Float64Array.of(-2.06, 3.04, 0, Number.NaN));
    const file = new Uint8Array(writeGeoTiff(raster));
    const image = await (await fromArrayBuffer(file.buffer)).getImage();
    const [band] = await image.readRasters();
    const values = band as Float32Array;
    expect(image.getBoundingBox()).toEqual([4_500_000, 1_700_000, 4_600_000, 1_800_000]);
    expect(image.getGDALNoData()).toBe(-9999);
    expect(values[0]).toBe(Math.fround(-2.1));
    expect(values[999_999]).toBe(3);
    expect(values[999_000]).toBe(0);
    expect(values.filter((value) => value !== -9999)).toHaveLength(3);
  });

  test('takes no point of a neighbouring tile', () => {
    const raster = emptyOrthoRaster(tile);
    const burn = (eastingM: number, northingM: number) => () =>
      burnVelocities(raster, Float64Array.of(eastingM), Float64Array.of(northingM), Float64Array.of(1));
    expect(burn(4_600_000, 1_750_050)).toThrow(/expected points within 4500000..4600000, 1700000..1800000 m/);
    expect(burn(4_550_050, 1_800_000)).toThrow(/got 4550050, 1800000/);
    expect(burn(Number.NaN, 1_750_050)).toThrow(/got NaN/);
  });
});
