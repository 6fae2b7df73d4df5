import { join } from 'node:path';
import proj4 from 'proj4';
import { describe, expect, test } from 'vitest';
import { crsByUri } from '../../src/geodesy/crs.js';
import { geographicToLaea, laeaToGeographic, projectLaea, unprojectLaea } from '../../src/geodesy/laea.js';
import { sharedData } from '../support/shared-data.js';
import { zipEntryText } from '../support/zip-entry.js';

describe('Lambert azimuthal equal area of EPSG:3035', () => {
  test('gives the worked example of IOGP Guidance Note 7-2, method 9820', () => {
    const { eastingM, northingM } = geographicToLaea(5, 50);
    expect(eastingM).toBeCloseTo(3962799.45, 2);
    expect(northingM).toBeCloseTo(2999718.85, 2);
    const { longitudeDeg, latitudeDeg } = laeaToGeographic(3962799.45, 2999718.85);
    expect(longitudeDeg).toBeCloseTo(5, 6);
    expect(latitudeDeg).toBeCloseTo(50, 6);
  });

  test('has its origin at 10 E, 52 N', () => {
    expect(geographicToLaea(10, 52)).toEqual({ eastingM: 4321000, northingM: 3210000 });
    expect(laeaToGeographic(4321000, 3210000)).toEqual({ longitudeDeg: 10, latitudeDeg: 52 });
  });

  test('agrees with PROJ 9.5 from Iceland to Cyprus', () => {
    const published = [
      [13.405, 52.52, 4552036.4502, 3273268.2736],
      [-21.9426, 64.1466, 2821215.6611, 4911736.9217],
      [33.3823, 35.1856, 6436429.1286, 1672242.5337],
    ];
    for (const [longitudeDeg, latitudeDeg, easting, northing] of published) {
      const { eastingM, northingM } = geographicToLaea(longitudeDeg, latitudeDeg);
      expect(eastingM).toBeCloseTo(easting, 4);
      expect(northingM).toBeCloseTo(northing, 4);
    }
  });

  test('agrees with proj4 within a micrometre over half the globe', () => {
    const other = proj4(crsByUri('EPSG:4258')!.proj4, crsByUri('EPSG:3035')!.proj4);
    for (let longitudeDeg = -60; longitudeDeg <= 80; longitudeDeg += 7) {
      for (let latitudeDeg = 0; latitudeDeg <= 88; latitudeDeg += 4) {
        const { eastingM, northingM } = geographicToLaea(longitudeDeg, latitudeDeg);
        const [x, y] = other.forward([longitudeDeg, latitudeDeg]);
        expect(Math.hypot(eastingM - x, northingM - y)).toBeLessThan(1e-6);
      }
    }
  });

  test('comes back to the same place within a micrometre, poles included', () => {
    const metresPerDegree = 111_320;
    for (let longitudeDeg = -170; longitudeDeg <= 180; longitudeDeg += 12.5) {
      for (let latitudeDeg = -45; latitudeDeg <= 90; latitudeDeg += 2.5) {
        const { eastingM, northingM } = geographicToLaea(longitudeDeg, latitudeDeg);
        const back = laeaToGeographic(eastingM, northingM);
        expect(Math.abs(back.latitudeDeg - latitudeDeg) * metresPerDegree).toBeLessThan(1e-6);
        const turn = Math.abs(back.longitudeDeg - longitudeDeg) % 360;
        const eastwards = Math.min(turn, 360 - turn) * Math.cos((latitudeDeg * Math.PI) / 180);
        expect(eastwards * metresPerDegree).toBeLessThan(1e-6);
      }
    }
  });

  test('has no place beyond its edge', () => {
    expect(laeaToGeographic(4321000 + 13_000_000, 3210000).latitudeDeg).toBeNaN();
  });

  test('writes where it is told and leaves the rest of the array alone', () => {
    const out = Float64Array.of(1, 2, 3, 4);
    projectLaea(10, 52, out, 1);
    expect([...out]).toEqual([1, 4321000, 3210000, 4]);
    unprojectLaea(4321000, 3210000, out, 2);
    expect([...out]).toEqual([1, 4321000, 10, 52]);
  });
});

const folder = sharedData('egms-ortho-product');
describe.skipIf(!folder)(
  `real EGMS bursts${folder ? '' : ' (skipped: shared data is not beside the checkout)'}`,
  () => {
    test.each([
      ['EGMS_L2b_022_0845_IW2_VV_2020_2024_1', 11590],
      ['EGMS_L2b_117_0227_IW2_VV_2020_2024_1', 11759],
    ])('%s: projecting its longitudes and latitudes gives its eastings and northings', async (name, count) => {
      const csv = await zipEntryText(join(folder!, 'input', `${name}.zip`), `${name}.csv`);
      const [header, ...rows] = csv.trimEnd().split('\n');
      const names = header.split(',');
      const [longitude, latitude, easting, northing] = ['longitude', 'latitude', 'easting', 'northing'].map((column) =>
        names.indexOf(column),
      );
      expect(rows.length).toBe(count);
      for (const row of rows) {
        const cells = row.split(',', 8).map(Number);
        const { eastingM, northingM } = geographicToLaea(cells[longitude], cells[latitude]);
        // Six decimals of a degree of latitude are known to 5.6 cm, two decimals of a metre to half a centimetre.
        expect(Math.abs(eastingM - cells[easting])).toBeLessThan(0.062);
        expect(Math.abs(northingM - cells[northing])).toBeLessThan(0.062);
      }
    });
  },
);
