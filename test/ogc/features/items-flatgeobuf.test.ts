import { deserialize } from 'flatgeobuf/lib/mjs/geojson.js';
import type { HeaderMeta } from 'flatgeobuf/lib/mjs/header-meta.js';
import request from 'supertest';
import { describe, expect, test, vi } from 'vitest';
import { rawBody } from './raw-body.js';
import { ITEMS, PLACES, POINT_COUNT, pid, volcano, volcanoApp } from './volcano.js';

const app = volcanoApp();

interface ReadFeature {
  readonly geometry: { readonly type: string; readonly coordinates: unknown };
  readonly properties: Record<string, unknown>;
}

/** As the format's own reader sees it. */
async function read(path: string) {
  const { body, headers } = await rawBody(request(app).get(path));
  const header = vi.fn<(meta: HeaderMeta) => void>();
  const features: ReadFeature[] = [];
  const reading = deserialize(new Uint8Array(body), { headerMetaFn: header }) as AsyncIterable<ReadFeature>;
  for await (const feature of reading) features.push(feature);
  return { features, header: header.mock.calls[0][0], headers };
}

describe('features as FlatGeobuf', () => {
  test('have the attributes as columns, with their units, and their number in the header', async () => {
    const { header, headers, features } = await read(`${ITEMS}?f=fgb&limit=3`);
    expect(headers['content-type']).toBe('application/flatgeobuf');
    expect(header.columns!.map(({ name }) => name)).toEqual(volcano.properties.map(({ name }) => name));
    expect(header.columns!.find(({ name }) => name === 'mean_velocity')!.description).toMatch(/\[mm\/a\]$/);
    expect(header.featuresCount).toBe(3);
    expect(features[1].properties).toMatchObject({ pid: pid(1), mean_velocity: -12.4 });
    expect(features[1].geometry).toEqual({ type: 'Point', coordinates: [13.101, 38.6] });
  });

  test('have x first whatever the system, which the header names', async () => {
    const { header, features } = await read(`${ITEMS}?f=flatgeobuf&limit=1&crs=EPSG:4326`);
    expect(header.crs!.code).toBe(4326);
    expect(features[0].geometry.coordinates).toEqual([13.1, 38.6]);
    const places = await read(`${PLACES}?f=fgb&limit=1&crs=EPSG:4326`);
    expect((places.features[0].geometry.coordinates as number[][][])[0][0]).toEqual([13, 38.1]);
  });

  test('profile=wide has one number per date', async () => {
    const { features } = await read(`${ITEMS}?f=fgb&limit=10&profile=wide&properties=pid`);
    expect(features[1].properties).toEqual({ pid: pid(1), '20200105': 0, '20200117': -0.2, '20200129': 0.1 });
  });

  test('a table has its identifiers in a column, because the format has no place for them', async () => {
    const { features } = await read(`${PLACES}?f=fgb`);
    expect(features.map(({ properties }) => properties.id)).toEqual(['a/b?c=d', 'ü 100%', "' OR '1'='1"]);
    expect(features[0].properties).toMatchObject({ rank: 1, area: 2.5, inhabited: true });
  });

  test('the next page is linked from the header, as QGIS reads it', async () => {
    const { headers } = await read(`${ITEMS}?f=fgb&limit=3`);
    expect(headers.link).toMatch(/rel="next"; type="application\/flatgeobuf"/);
    expect(headers['ogc-numbermatched']).toBe('250');
  });

  test('streamed, the header says that their number is not known, and all of them follow', async () => {
    const { header, features } = await read(`${ITEMS}?f=fgb&stream=true&properties=pid`);
    expect(header.featuresCount).toBe(0);
    expect(features.map(({ properties }) => properties.pid)).toEqual(
      Array.from({ length: POINT_COUNT }, (_, i) => pid(i)),
    );
  });

  test('nothing that matches is a file without features', async () => {
    expect((await read(`${ITEMS}?f=fgb&bbox=0,0,1,1`)).features).toEqual([]);
  });
});
