/** What people paste, and projections beside PROJ's and the server's own. */
import proj4 from 'proj4';
import { describe, expect, test } from 'vitest';
import { findCoordinates } from '../../../explorer/src/search/coordinates.js';
import { fromLaea } from '../../../explorer/src/search/laea.js';
import { fromUtm } from '../../../explorer/src/search/utm.js';
import { laeaToGeographic } from '../../../src/geodesy/laea.js';

const first = (text: string) => {
  const [found] = findCoordinates(text);
  return found && [found.latitudeDeg, found.longitudeDeg].map((value) => Number(value.toFixed(5)));
};

describe('coordinates in the search box', () => {
  test.each([
    ['44.49, 11.34', 44.49, 11.34],
    ['44.49 11.34', 44.49, 11.34],
    ['44.49;11.34', 44.49, 11.34],
    ['-33.9, 18.4', -33.9, 18.4],
    ['−33.9 −18.4', -33.9, -18.4],
    ['44,49 11,34', 44.49, 11.34],
    ['44,49; 11,34', 44.49, 11.34],
    ['44, 11', 44, 11],
    ['44,11', 44, 11],
    ['120.5, 23.5', 23.5, 120.5],
    ['44.49N, 11.34E', 44.49, 11.34],
    ['44.49 N 11.34 W', 44.49, -11.34],
    ['N44.49 E11.34', 44.49, 11.34],
    ['11.34 E, 44.49 N', 44.49, 11.34],
    ["44°29'N 11°20'E", 44.48333, 11.33333],
    ['44°29′24″N 11°20′24″E', 44.49, 11.34],
    ['44°29\'24"N, 11°20\'24"W', 44.49, -11.34],
    ['44°29.4′S, 11°20.4′E', -44.49, 11.34],
    ['44° 29\' 24" N 11° 20\' 24" E', 44.49, 11.34],
    ['44 29 24 N 11 20 24 E', 44.49, 11.34],
    ['44 29.4 N, 11 20.4 E', 44.49, 11.34],
    ['44°N11°E', 44, 11],
    ['  44.49 , 11.34  ', 44.49, 11.34],
  ])('%s', (text, latitude, longitude) => {
    expect(first(text)).toEqual([latitude, longitude]);
    expect(findCoordinates(text)[0].meaning).toBe('degrees');
  });

  test.each([
    '',
    'Bologna',
    '44.49',
    '95, 95',
    '44.49N, 11.34N',
    '44.49E, 11.34E',
    '-44.49S, 11.34E',
    "44°61'N 11°20'E",
    'N44.49N 11.34',
    '1, 2, 3',
    '999999999 999999999',
    '61N 500000 4000000',
    '4'.repeat(200),
  ])('%s is none', (text) => expect(findCoordinates(text)).toEqual([]));

  test('of EPSG:3035 are read as EGMS writes them first, and the other way round where that lies in Europe', () => {
    const readings = findCoordinates('4449500, 2392500');
    expect(readings.map(({ label }) => label)).toEqual(['E 4449500, N 2392500', 'E 2392500, N 4449500']);
    const { longitudeDeg, latitudeDeg } = laeaToGeographic(4_449_500, 2_392_500);
    expect(readings[0].longitudeDeg).toBeCloseTo(longitudeDeg, 9);
    expect(readings[0].latitudeDeg).toBeCloseTo(latitudeDeg, 9);
    for (const text of ['N2392500 E4449500', 'E 4449500, N 2392500', 'EPSG:3035 E4449500 N2392500']) {
      expect(findCoordinates(text)).toEqual([readings[0]]);
    }
  });

  test.each([
    '32N 686000 4929000',
    '32T 686000 4929000',
    '32T 686000mE 4929000mN',
    'EPSG:32632 686000 4929000',
    'EPSG:25832: 686000, 4929000',
  ])('%s is UTM', (text) => {
    const [{ meaning, label, longitudeDeg, latitudeDeg }] = findCoordinates(text);
    expect({ meaning, label }).toEqual({ meaning: 'utm', label: '32N 686000 4929000' });
    const [lon, lat] = proj4('+proj=utm +zone=32 +ellps=GRS80', 'WGS84', [686_000, 4_929_000]);
    expect(longitudeDeg).toBeCloseTo(lon, 8);
    expect(latitudeDeg).toBeCloseTo(lat, 8);
  });

  test('of the south are told from those of the north', () => {
    expect(findCoordinates('34S 500000 6200000')[0].latitudeDeg).toBeLessThan(-30);
    expect(findCoordinates('34H 500000 6200000')[0].latitudeDeg).toBeLessThan(-30);
    expect(findCoordinates('EPSG:32734 500000 6200000')[0].latitudeDeg).toBeLessThan(-30);
  });
});

describe('the projections of the search box', () => {
  test('agree with those of the server over Europe', () => {
    for (let easting = 1_000_000; easting <= 7_400_000; easting += 400_000) {
      for (let northing = 900_000; northing <= 6_900_000; northing += 400_000) {
        const { longitudeDeg, latitudeDeg } = laeaToGeographic(easting, northing);
        const [longitude, latitude] = fromLaea(easting, northing);
        expect(longitude).toBeCloseTo(longitudeDeg, 9);
        expect(latitude).toBeCloseTo(latitudeDeg, 9);
      }
    }
    expect(fromLaea(4_321_000, 3_210_000)).toEqual([10, 52]);
  });

  test('agree with PROJ over a zone', () => {
    for (const northing of [0, 1_000_000, 4_929_000, 8_500_000]) {
      for (const easting of [200_000, 500_000, 790_000]) {
        const [lon, lat] = proj4('+proj=utm +zone=33 +ellps=GRS80', 'WGS84', [easting, northing]);
        const [longitude, latitude] = fromUtm(33, false, easting, northing);
        expect(longitude).toBeCloseTo(lon, 8);
        expect(latitude).toBeCloseTo(lat, 8);
      }
    }
  });
});
