import request from 'supertest';
import { describe, expect, test } from 'vitest';
import { ITEMS, PLACES, pid, volcano, volcanoApp } from './volcano.js';

const app = volcanoApp();

async function table(path: string): Promise<string[][]> {
  const { text } = await request(app).get(path).expect(200);
  expect(text.endsWith('\r\n')).toBe(true);
  return text
    .slice(0, -2)
    .split('\r\n')
    .map((line) => line.split(','));
}

describe('features as CSV', () => {
  test('have the pid and the attributes as columns, UTF-8, one line each', async () => {
    const { headers, text } = await request(app).get(`${ITEMS}?f=csv&limit=2`).expect(200);
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    const [head, first, second] = text.split('\r\n');
    expect(head).toBe(volcano.properties.map(({ name }) => name).join(','));
    expect(first.split(',').slice(0, 4)).toEqual([pid(0), '0', '38.6', '13.1']);
    expect(second.startsWith(`${pid(1)},`)).toBe(true);
  });

  test('a missing value is empty', async () => {
    const [head, row] = await table(`${ITEMS}?f=csv&limit=1&offset=3&properties=pid,height_ortho,mean_velocity`);
    expect(head.slice(0, 3)).toEqual(['pid', 'height_ortho', 'mean_velocity']);
    expect(row.slice(0, 3)).toEqual([pid(3), '', '-12.2']);
  });

  test('coordinates are added where no attribute gives them, named after what they are', async () => {
    const columns = async (query: string) => (await table(`${ITEMS}?f=csv&limit=1&properties=pid${query}`))[0].join();
    expect(await columns('')).toBe('pid,longitude,latitude');
    expect(await columns(',latitude,longitude')).toBe('pid,latitude,longitude');
    expect(await columns('&crs=EPSG:4326')).toBe('pid,longitude,latitude');
    expect(await columns('&crs=EPSG:3035')).toBe('pid,easting,northing');
    expect(await columns(',easting,northing&crs=EPSG:25833')).toBe('pid,easting,northing,x,y');
    expect(await columns('&skipGeometry=true')).toBe('pid');
  });

  test('coordinates of a system with latitude first stand in the right columns', async () => {
    const [, row] = await table(`${ITEMS}?f=csv&limit=1&properties=pid&crs=EPSG:4326`);
    expect(row).toEqual([pid(0), '13.1', '38.6']);
  });

  test('without the pid among the properties it comes first all the same', async () => {
    const [head, row] = await table(`${ITEMS}?f=csv&limit=1&properties=mean_velocity&skipGeometry=true`);
    expect([head, row]).toEqual([
      ['pid', 'mean_velocity'],
      [pid(0), '-12.5'],
    ]);
  });

  test('profile=wide has one column per date', async () => {
    const [head, ...rows] = await table(`${ITEMS}?f=csv&limit=10&profile=wide&properties=pid&skipGeometry=true`);
    expect(head).toEqual(['pid', '20200105', '20200117', '20200129', '20210111']);
    expect(rows[9]).toEqual([pid(9), '-0.5', '', '', '-7.1']);
  });

  test('profile=series has two columns of lists', async () => {
    const { text } = await request(app).get(
      `${ITEMS}?f=csv&limit=1&offset=1&profile=series&properties=pid&skipGeometry=true`,
    );
    expect(text.split('\r\n').slice(0, 2)).toEqual([
      'pid,dates,displacement',
      `${pid(1)},"[""2020-01-05"",""2020-01-17"",""2020-01-29""]","[0,-0.2,0.1]"`,
    ]);
  });

  test('a table has its identifiers, quoted text and Well-Known Text', async () => {
    const { text } = await request(app).get(`${PLACES}?f=csv&properties=name,inhabited`).expect(200);
    const lines = text.split('\r\n');
    expect(lines[0]).toBe('id,name,inhabited,wkt');
    expect(lines[1]).toBe('a/b?c=d,"Piazza, ""Grande""",true,"POLYGON((13 38.1,13.5 38.1,13.5 38.6,13 38.1))"');
    // A spreadsheet would take it for a formula.
    expect(lines[2]).toMatch(/^ü 100%,'=SUM\(A1\),false,/);
  });

  test('Well-Known Text has x first in every system', async () => {
    const { text } = await request(app).get(`${PLACES}?f=csv&limit=1&properties=name&crs=EPSG:4326`).expect(200);
    expect(text).toContain('POLYGON((13 38.1,13.5 38.1');
  });

  test('links, numbers and a file name stand in the headers', async () => {
    const { headers } = await request(app).get(`${ITEMS}?f=csv&limit=2`).expect(200);
    expect(headers['ogc-numberreturned']).toBe('2');
    expect(headers['ogc-numbermatched']).toBe('250');
    expect(headers.link).toMatch(/^<https:\/\/example\.org[^>]*cursor=[^>]*>; rel="next"; type="text\/csv"/);
    expect(headers.link).toContain('rel="self"');
    expect(headers['content-disposition']).toBe('attachment; filename="l2b-ascending-2020-2024.csv"');
  });

  test('nothing that matches is a table without rows', async () => {
    expect(await table(`${ITEMS}?f=csv&bbox=0,0,1,1&properties=pid`)).toEqual([['pid', 'longitude', 'latitude']]);
  });
});
