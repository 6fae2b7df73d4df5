import { parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import request from 'supertest';
import { describe, expect, test } from 'vitest';
import { rawBody } from './raw-body.js';
import { ITEMS, PLACES, POINT_COUNT, pid, volcano, volcanoApp } from './volcano.js';

const app = volcanoApp();

interface Geometry {
  readonly type: string;
  readonly coordinates: unknown;
}

/** As a reader of another house sees it. */
async function read(path: string) {
  const { body, headers } = await rawBody(request(app).get(path));
  const file = Uint8Array.from(body).buffer;
  const metadata = await parquetMetadataAsync(file);
  const rows = (await parquetReadObjects({ file })) as Record<string, unknown>[];
  const geo = metadata.key_value_metadata?.find(({ key }) => key === 'geo')?.value;
  return { headers, rows, geo: JSON.parse(geo!), columns: metadata.schema.slice(1).map(({ name }) => name) };
}

describe('features as GeoParquet', () => {
  test('have the attributes as columns and points as geometry, under a name to save them by', async () => {
    const { headers, rows, columns, geo } = await read(`${ITEMS}?f=parquet&limit=3`);
    expect(headers['content-type']).toBe('application/vnd.apache.parquet');
    expect(headers['content-disposition']).toMatch(/^attachment; filename=".+\.parquet"$/);
    expect(columns).toEqual([...volcano.properties.map(({ name }) => name), 'geometry']);
    expect(rows).toHaveLength(3);
    expect(rows[1]).toMatchObject({ pid: pid(1), mean_velocity: -12.4 });
    expect(rows[1].geometry).toEqual({ type: 'Point', coordinates: [13.101, 38.6] });
    expect(geo).toMatchObject({
      version: '1.1.0',
      columns: { geometry: { encoding: 'WKB', geometry_types: ['Point'] } },
    });
  });

  test('are what a client gets that asks for the media type', async () => {
    const { headers } = await rawBody(
      request(app).get(`${ITEMS}?limit=1`).set('Accept', 'application/vnd.apache.parquet'),
    );
    expect(headers['content-type']).toBe('application/vnd.apache.parquet');
    expect(headers.link).toMatch(/rel="next"; type="application\/vnd.apache.parquet"/);
  });

  test('have x first whatever the system, which the metadata name', async () => {
    const { rows, geo } = await read(`${PLACES}?f=geoparquet&limit=1&crs=EPSG:4326`);
    expect((rows[0].geometry as Geometry & { coordinates: number[][][] }).coordinates[0][0]).toEqual([13, 38.1]);
    // With x first it is what the format means without a word.
    expect(geo.columns.geometry).not.toHaveProperty('crs');
    const projected = await read(`${ITEMS}?f=parquet&limit=1&crs=EPSG:3035`);
    expect(projected.geo.columns.geometry.crs.id).toEqual({ authority: 'EPSG', code: 3035 });
  });

  test.each(['wide', 'series', 'compact'])('profile=%s has dates and displacements as lists', async (profile) => {
    const { rows } = await read(`${ITEMS}?f=parquet&limit=2&profile=${profile}&properties=pid`);
    expect(rows[1]).toMatchObject({ pid: pid(1), dates: '20200105,20200117,20200129' });
    expect((rows[1].displacement as number[]).map((mm) => Number(mm.toFixed(4)))).toEqual([0, -0.2, 0.1]);
  });

  test('a table has its identifiers in a column, because the format has no place for them', async () => {
    const { rows } = await read(`${PLACES}?f=parquet`);
    expect(rows.map(({ id }) => id)).toEqual(['a/b?c=d', 'ü 100%', "' OR '1'='1"]);
  });

  test('streamed, all of them are there', async () => {
    const { rows } = await read(`${ITEMS}?f=parquet&stream=true&properties=pid`);
    expect(rows.map((row) => row.pid)).toEqual(Array.from({ length: POINT_COUNT }, (_, i) => pid(i)));
  });

  test('nothing that matches is a file without rows', async () => {
    expect((await read(`${ITEMS}?f=parquet&bbox=0,0,1,1`)).rows).toEqual([]);
  });
});
