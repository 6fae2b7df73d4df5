/** GNSS models as text: the published formats, names that tables use, and text that is no model. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { geographicToLaea } from '../../src/geodesy/laea.js';
import { parseGnssModel } from '../../src/products/gnss-model.js';
import { sharedData } from '../support/shared-data.js';
import { gridText, SQUARE } from './gnss-grid-table.js';

const GRID_HEADER = '#Latitude Longitude N E Up SigmaN SigmaE SigmaUP easting northing';
const STATION_HEADER = 'station,latitude,longitude,vn,ve,vu,sn,se,su';

describe('a MIDAS table', () => {
  const row = (station: string, longitude: number, up = -0.0012) =>
    `${station} MIDAS5 2008.2355 2020.7324 12.4969  4000 3900 3800   0.0211 0.0152 ${up}  0.0002 0.0003 0.0009 ` +
    ` 4781.8 -1378706.3 104.9  0.07 0.11 0.08  0.002 0.002 0.008  1  45.01 ${longitude} 104.8`;

  test('is in metres, and its longitudes may run on around the globe', () => {
    const model = parseGnssModel([row('AAAA', 10), row('BBBB', -349.5), row('CCCC', -349.2)].join('\n'), 'm');
    expect(model.kind).toBe('stations');
    const { velocity, name, eastingM, northingM } = model.nodes[1];
    expect(name).toBe('BBBB');
    expect(velocity.eastMmPerYear).toBeCloseTo(21.1, 9);
    expect(velocity.northMmPerYear).toBeCloseTo(15.2, 9);
    expect(velocity.upMmPerYear).toBeCloseTo(-1.2, 9);
    expect(velocity.sigmaUpMmPerYear).toBeCloseTo(0.9, 9);
    const place = geographicToLaea(10.5, 45.01);
    expect(Math.hypot(eastingM - place.eastingM, northingM - place.northingM)).toBeLessThan(0.001);
    expect(model.at(eastingM, northingM)!.upMmPerYear).toBeCloseTo(-1.2, 6);
  });

  test('leaves out stations on moving ice, and says so', () => {
    const text = [row('AAAA', 10), row('BBBB', 10.5), row('CCCC', 10.9), row('ICEX', 11, -0.9)].join('\n');
    const model = parseGnssModel(text, 'm');
    expect(model.nodes.map(({ name }) => name)).toEqual(['AAAA', 'BBBB', 'CCCC']);
    expect(model.description).toMatch(/1 left out/);
  });

  test('names the column that is wrong', () => {
    const bad = row('AAAA', 10).replace('-0.0012', 'x');
    expect(() => parseGnssModel(bad, 'midas.EU.txt')).toThrow(/midas\.EU\.txt:1 \(column 11, up velocity\).*"x"/);
    expect(() => parseGnssModel(`${row('AAAA', 10)} 7`, 'm')).toThrow(/m:1: expected the 27 columns.*got 28/);
  });
});

describe('header names', () => {
  test.each([
    'lat,lon,ve,vn,vu',
    'Latitude;Longitude;Ve (mm/yr);Vn (mm/yr);Vu (mm/yr)',
    'latitude\tlongitude\tvelocity_east_mmyr\tvelocity_north_mmyr\tvelocity_up_mmyr',
    'LAT LON East North Up',
    '"lat","lon","E_velocity [mm/a]","N_velocity [mm/a]","U_velocity [mm/a]"',
  ])('%s is understood', (header) => {
    const separator = [',', ';', '\t'].find((character) => header.includes(character)) ?? ' ';
    const rows = ['45,10,1,2,3', '45.2,10.1,1,2,3', '45.1,10.3,1,2,3'].map((row) => row.replaceAll(',', separator));
    const [{ velocity }] = parseGnssModel([header, ...rows].join('\n'), 'm').nodes;
    expect([velocity.eastMmPerYear, velocity.northMmPerYear, velocity.upMmPerYear]).toEqual([1, 2, 3]);
  });

  test('in metres per year are scaled, sigmas too', () => {
    const text = 'site,lat,lon,ve_m_yr,vn_m_yr,vu_m_yr,sigma_vu_m_yr\nA,45,10,0.001,0.002,0.003,0.0004';
    const rows = ['B,45.5,10,0.001,0.002,0.003,0.0004', 'C,45,10.5,0.001,0.002,0.003,0.0004'];
    const [{ velocity }] = parseGnssModel([text, ...rows].join('\n'), 'm').nodes;
    expect(velocity.upMmPerYear).toBeCloseTo(3, 12);
    expect(velocity.sigmaUpMmPerYear).toBeCloseTo(0.4, 12);
  });
});

describe('text that is no model', () => {
  const rows = ['A,45,10,0,0,0,1,1,1', 'B,45.5,10,0,0,0,1,1,1', 'C,45,10.5,0,0,0,1,1,1'];
  const table = (...changed: string[]) => [STATION_HEADER, ...changed].join('\n');

  test.each([
    ['an HTML page', '<!DOCTYPE html><html><body>404</body></html>', /m:1: .*HTML/],
    ['JSON', ' {"a": 1}', /m:1: .*JSON/],
    ['bytes', 'PK\0\0\0\0', /m:1: .*bytes/],
    ['nothing', '', /m: .*nothing/],
    ['comments only', '# a\n# b\n', /m: .*nothing/],
    ['prose', 'Dear all,\nplease find enclosed', /m:1: .*"Dear all,"/],
    ['a header without up', 'station,lat,lon,ve,vn\nA,45,10,1,2', /m:1: no column for up/],
    ['a missing cell', table(rows[0], 'B,45.5,10,0,0,0,1,1'), /m:3: expected 9 cells as in the header, got 8/],
    ['a word for a number', table(rows[0], 'B,45.5,10,0,0,much,1,1,1'), /m:3 \(column vu\): .*"much"/],
    ['NaN', table(rows[0], 'B,45.5,10,NaN,0,0,1,1,1'), /m:3 \(column vn\): expected a number, got "NaN"/],
    ['an empty cell', table(rows[0], 'B,45.5,10,,0,0,1,1,1'), /m:3 \(column vn\): expected a number, got nothing/],
    ['a latitude of 95', table('A,95,10,0,0,0,1,1,1'), /m:2 \(column latitude\): .*from -90 to 90, got "95"/],
    ['a longitude of 400', table('A,45,400,0,0,0,1,1,1'), /m:2 \(column longitude\): .*got "400"/],
    ['a velocity of 3 km/yr', table('A,45,10,0,0,3e6,1,1,1'), /m:2 \(column vu\): .*got "3e6"/],
    ['a negative sigma', table('A,45,10,0,0,0,-1,1,1'), /m:2 \(column sn\): .*got "-1"/],
    ['a station twice', table(...rows, rows[1]), /m:5: station B stands in line 3 already/],
    ['two stations', table(rows[0], rows[1]), /m: expected at least 3 stations, got 2/],
    ['a node twice', `${gridText(SQUARE)}\n1,1,1,1,1,1,4600000,1700000`, /m:6: the node at easting 4600000.*line 2/],
    [
      'nodes on no grid',
      `${gridText(SQUARE)}\n1,1,1,1,1,1,4600000.5,1700000`,
      /m:6 \(column easting\): .*regular grid.*50000 m/,
    ],
    [
      'a node elsewhere than it says',
      `${GRID_HEADER}\n39.5 13.1 1 1 1 .1 .1 .1 4600000 1700000`,
      /m:2: latitude and longitude lie at .* m from easting 4600000/,
    ],
    ['one endless line', `${STATION_HEADER}\n${'1'.repeat(5000)}`, /m:2: expected lines of at most 4096/],
    ['comments without end', '# x\n'.repeat(5000), /m:1001: .*1000 lines without a header/],
  ])('%s is refused, and where is said', (_, text, message) => {
    expect(() => parseGnssModel(text, 'm')).toThrow(message);
  });

  test('a million rows are refused at the first too many', () => {
    let text = `${STATION_HEADER}\n`;
    for (let i = 0; i < 50_001; i++) text += `${i},45,10,0,0,0,1,1,1\n`;
    expect(() => parseGnssModel(text, 'm')).toThrow(/m:50002: expected at most 50000/);
  });
});

const excerpt = sharedData('egms-aepnd-v2022-excerpt');
test.skipIf(!excerpt)('the published A-EPND text is read as it is (skipped without the shared excerpt)', () => {
  const text = readFileSync(join(excerpt!, 'EGMS_AEPND_V2022.0_excerpt.csv'), 'utf8');
  const model = parseGnssModel(text, 'A-EPND');
  expect(model.nodes).toHaveLength(88);
  expect(model.description).toMatch(/88 nodes every 50 km/);
  // First row of the file, at its own place.
  expect(model.at(4_850_000, 5_450_000)).toMatchObject({
    northMmPerYear: 0.28,
    eastMmPerYear: -0.42,
    upMmPerYear: 0.41,
  });
  // The sea between Iceland and Norway.
  expect(model.at(3_700_000, 4_600_000)).toBeUndefined();
});
