/** Tiles as clients meet them, over a real database: documents, addresses, tiles, errors. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Express } from 'express';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { SqlTileCatalog } from '../../../src/catalog/tiles/tile-source.js';
import type { Database } from '../../../src/db/database.js';
import { EPSG_3035_URI } from '../../../src/geodesy/crs.js';
import { type TileAddress, type TileMatrixSet, tileBox, tileLimits } from '../../../src/geodesy/tile-matrix-set.js';
import { europeanLaeaQuad, tileMatrixSets, webMercatorQuad } from '../../../src/geodesy/tile-matrix-sets.js';
import { transformPoint } from '../../../src/geodesy/transform.js';
import type { ApiDocument } from '../../../src/ogc/common/api-document.js';
import { TileServer } from '../../../src/ogc/tiles/tile-server.js';
import { answersOfContract } from '../../support/answers-of-contract.js';
import { testDatabase } from '../../support/database.js';
import { listening } from '../../support/listening.js';
import { syntheticCatalog, type TestPoint } from '../../support/synthetic-catalog.js';
import { testApp } from '../../support/test-app.js';
import { type ReadLayer, readVectorTile } from '../../support/vector-tile.js';

const ID = 'l2b-ascending-2020-2024';
const OTHER = 'l2b-descending-2020-2024';
const TILES = `/collections/${ID}/tiles`;
const MVT = 'application/vnd.mapbox-vector-tile';

let database: Database;
let app: Express;
let tiles: TileServer;
let points: readonly TestPoint[];
let bbox: readonly [number, number, number, number];
const folder = mkdtempSync(join(tmpdir(), 'open-egms-tiles-'));

beforeAll(async () => {
  database = await testDatabase();
  const made = await syntheticCatalog(database, {}, { headingDeg: 189, burstCycle: 300, seed: 5, pointCount: 50 });
  points = made.points.filter(({ value }) => value('losEast') < 0);
  if (points.length < 500) points = made.points.slice(0, 600);
  tiles = new TileServer(new SqlTileCatalog(database), { cacheFolder: folder });
  app = testApp({ catalog: made.catalog, tiles });
  bbox = (await made.catalog.collection(ID))!.bbox!;
});
afterAll(async () => {
  await tiles.close();
  await database.close();
  rmSync(folder, { recursive: true });
});

/** Always from the same address: links stand in documents, and the address in every tag. */
const get = (path: string) => request(app).get(path).set('Host', 'tiles.example.org');
const address = ({ zoom, row, column }: TileAddress) => `${zoom}/${row}/${column}`;

/** A tile with points at a zoom, and those of its limits. */
function someTile(set: TileMatrixSet, zoom: number): TileAddress {
  const [minX, minY, maxX, maxY] = bbox;
  return tileOver(set, zoom, (minX + maxX) / 2, (minY + maxY) / 2);
}

function tileOver(set: TileMatrixSet, zoom: number, x: number, y: number): TileAddress {
  const { minRow: row, minColumn: column } = tileLimits(set, zoom, { minX: x, minY: y, maxX: x, maxY: y })!;
  return { zoom, row, column };
}

/** Bytes of a tile, as a client gets them that unpacks what is packed. */
const bytesOf = async (path: string): Promise<{ status: number; bytes: Buffer; headers: Record<string, string> }> => {
  const answer = await get(path)
    .buffer(true)
    .parse((response, done) => rawBody(response as unknown as NodeJS.ReadableStream, done));
  return { status: answer.status, bytes: answer.body as Buffer, headers: answer.headers };
};
const rawBody = (response: NodeJS.ReadableStream, done: (error: Error | null, body: Buffer) => void) => {
  const chunks: Buffer[] = [];
  response.on('data', (chunk: Buffer) => chunks.push(chunk));
  response.on('end', () => done(null, Buffer.concat(chunks)));
};
async function layersOf(path: string): Promise<ReadLayer[]> {
  const { status, bytes } = await bytesOf(path);
  if (status !== 200) throw new Error(`${path}: ${status} ${bytes}`);
  return readVectorTile(bytes);
}

describe('tile matrix sets', () => {
  test.each(['/tileMatrixSets', '/TileMatrixSets'])(
    'are listed at %s with links to their definitions',
    async (path) => {
      const { body } = await get(path);
      expect(body.tileMatrixSets.map(({ id }: { id: string }) => id)).toEqual(tileMatrixSets.map(({ id }) => id));
      for (const { links } of body.tileMatrixSets) {
        const { pathname } = new URL(links[0].href);
        expect((await get(pathname)).body.tileMatrices.length).toBeGreaterThan(10);
      }
    },
  );

  test('have their origin in the axis order of the authority', async () => {
    const { body } = await get('/TileMatrixSets/EuropeanETRS89_LAEAQuad');
    expect(body).toMatchObject({ crs: EPSG_3035_URI, orderedAxes: ['Y', 'X'] });
    expect(body.tileMatrices[0]).toMatchObject({ pointOfOrigin: [5_500_000, 2_000_000], cellSize: 17578.125 });
  });

  test('that nobody knows are not found', async () => {
    expect((await get('/tileMatrixSets/Quadkeys')).status).toBe(404);
  });
});

const contract = answersOfContract('tiles.yaml');

describe('documents', () => {
  test.each([
    ['/tileMatrixSets', 'getTileMatrixSetsList'],
    ['/tileMatrixSets/WorldCRS84Quad', 'getTileMatrixSet'],
    ['/tiles', 'tiles.dataset.vector.getTileSetsList'],
    ['/tiles/WebMercatorQuad', 'tiles.dataset.vector.getTileSet'],
    [`/tiles/WebMercatorQuad?collections=${OTHER}`, 'tiles.dataset.vector.getTileSet'],
    [TILES, 'tiles.collection.vector.getTileSetsList'],
    [`${TILES}/EuropeanETRS89_LAEAQuad`, 'tiles.collection.vector.getTileSet'],
    [`/collections/${ID}/tilejson.json`, 'getTileJson'],
  ])('%s is what the contract says, for programs and as a page', async (path, operationId) => {
    const { body } = await get(path);
    expect(contract.faultsOf(operationId, body)).toEqual([]);
    if (!('text/html' in contract.contentOf(operationId))) return;
    const html = await get(path).set('Accept', 'text/html');
    expect(html.type).toBe('text/html');
    expect(html.text).toContain('</html>');
  });

  test('lead from the landing page to every tile that is offered', async () => {
    const landing = (await get('/')).body.links as { rel: string; href: string }[];
    const rel = 'http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector';
    const list = (await get(new URL(landing.find((link) => link.rel === rel)!.href).pathname)).body;
    expect(list.tilesets.map(({ tileMatrixSetURI }: { tileMatrixSetURI: string }) => tileMatrixSetURI)).toEqual(
      tileMatrixSets.map(({ uri }) => uri),
    );
    expect(list.tilesets.map(({ tileMatrixSetId }: { tileMatrixSetId: string }) => tileMatrixSetId)).toEqual(
      tileMatrixSets.map(({ id }) => id),
    );
    for (const { links, tileMatrixSetLimits } of list.tilesets) {
      const { href, templated } = links.find((link: { rel: string }) => link.rel === 'item');
      expect(templated).toBe(true);
      for (const limits of tileMatrixSetLimits.slice(0, 13)) {
        for (let row = limits.minTileRow; row <= limits.maxTileRow; row++) {
          for (let column = limits.minTileCol; column <= limits.maxTileCol; column++) {
            const url = new URL(
              href.replace('{tileMatrix}', limits.tileMatrix).replace('{tileRow}', row).replace('{tileCol}', column),
            );
            expect([200, 204]).toContain((await get(`${url.pathname}${url.search}`)).status);
          }
        }
      }
    }
  });

  test('of a collection hang from the collection and from each other', async () => {
    const { body } = await get(`/collections/${ID}`);
    const rels = body.links.map(({ rel }: { rel: string }) => rel);
    expect(rels).toEqual(
      expect.arrayContaining(['http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector', 'tilejson']),
    );
    const tileset = (await get(`${TILES}/WebMercatorQuad`)).body;
    expect(tileset).toMatchObject({
      dataType: 'vector',
      tileMatrixSetURI: webMercatorQuad.uri,
      crs: webMercatorQuad.crsUri,
    });
    expect(tileset.layers[0].propertiesSchema.properties).toMatchObject({
      pid: { type: 'string' },
      mean_velocity: { type: 'number', 'x-ogc-unit': 'mm/a' },
      count: { type: 'integer' },
    });
  });

  test('for maps of the web say where tiles are', async () => {
    const { body } = await get(`/collections/${ID}/tilejson.json`);
    expect(body).toMatchObject({ tilejson: '3.0.0', minzoom: 0, maxzoom: 18, bounds: [...bbox] });
    const { zoom, row, column } = someTile(webMercatorQuad, 13);
    const tile = new URL(body.tiles[0].replace('{z}', zoom).replace('{x}', column).replace('{y}', row));
    const fields = Object.keys(body.vector_layers[0].fields);
    for (const { properties } of (await layersOf(tile.pathname))[0].features) {
      expect(fields).toEqual(expect.arrayContaining(Object.keys(properties)));
    }
    const style = (await get(`/collections/${ID}/style.json`)).body;
    expect(new URL(style.sources[ID].url).pathname).toBe(`/collections/${ID}/tilejson.json`);
    expect(style.layers[0]).toMatchObject({ source: ID, 'source-layer': ID, type: 'circle' });
  });

  test('carry the key of a client that sent it in the address', async () => {
    const { body } = await get(`/collections/${ID}/tilejson.json?api_key=secret`);
    expect(body.tiles[0]).toMatch(/\{z\}\/\{x\}\/\{y\}\.mvt\?api_key=secret$/);
  });

  test('name operations as the conformance suite looks for them', async () => {
    const { paths } = await listening(app, async (base) => (await fetch(`${base}/api`)).json() as Promise<ApiDocument>);
    const operation = paths[`${TILES}/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}`].get;
    expect(operation.operationId).toMatch(/\.collection\.vector\.getTile$/);
    expect(paths['/tiles'].get.operationId).toMatch(/\.dataset\.vector\.getTileSetsList$/);
    expect(paths['/tiles/{tileMatrixSetId}'].get.operationId).toMatch(/\.dataset\.vector\.getTileSet$/);
  });
});

describe('a tile', () => {
  test.each(tileMatrixSets)('in $id has every point within a unit of its place', async (set) => {
    const tile = someTile(set, set === europeanLaeaQuad ? 11 : 13);
    const [layer] = await layersOf(`${TILES}/${set.id}/${address(tile)}`);
    const box = tileBox(set, tile);
    const project = transformPoint('CRS84', set.crsUri);
    const unit = (box.maxX - box.minX) / 4096;
    let inside = 0;
    for (const { pid, value } of points) {
      const [x, y] =
        set === europeanLaeaQuad
          ? [value('eastingM'), value('northingM')]
          : project(value('longitudeDeg'), value('latitudeDeg'));
      if (!(x >= box.minX && x < box.maxX && y > box.minY && y <= box.maxY)) continue;
      inside++;
      const feature = layer.features.find(({ properties }) => properties.pid === pid)!;
      const [[unitsX, unitsY]] = feature.points;
      expect(Math.abs(unitsX - (x - box.minX) / unit)).toBeLessThanOrEqual(1);
      expect(Math.abs(unitsY - (box.maxY - y) / unit)).toBeLessThanOrEqual(1);
      expect(feature.properties.mean_velocity).toBeCloseTo(value('velocityMmPerYear'), 2);
      expect(feature.properties.temporal_coherence).toBeCloseTo(value('temporalCoherence'), 3);
    }
    expect(inside).toBeGreaterThan(10);
    expect(layer).toMatchObject({ name: ID, version: 2, extent: 4096 });
    expect(layer.features).toHaveLength(inside);
  });

  test('of a small scale has cells, whose counts make up all points', async () => {
    const [layer] = await layersOf(`${TILES}/WebMercatorQuad/${address(someTile(webMercatorQuad, 5))}`);
    const counts = layer.features.map(({ properties }) => Number(properties.count));
    expect(counts.reduce((a, b) => a + b)).toBe(points.length);
    const velocities = points.map(({ value }) => value('velocityMmPerYear'));
    const fastest = Math.max(...velocities.map(Math.abs));
    expect(
      layer.features.some(({ properties }) => Math.abs(Math.abs(Number(properties.mean_velocity)) - fastest) < 0.005),
    ).toBe(true);
    const mean = layer.features.reduce(
      (sum, { properties: { count, velocity_mean } }) => sum + Number(count) * Number(velocity_mean),
      0,
    );
    expect(mean / points.length).toBeCloseTo(velocities.reduce((a, b) => a + b) / points.length, 1);
  });

  test('of a large scale has all attributes', async () => {
    const [layer] = await layersOf(`${TILES}/WebMercatorQuad/${address(someTile(webMercatorQuad, 15))}`);
    expect(Object.keys(layer.features[0].properties)).toEqual(
      expect.arrayContaining(['pid', 'mean_velocity', 'acceleration', 'seasonality', 'rmse_ts', 'height_ortho']),
    );
  });

  test('is the same under the address that maps of the web use', async () => {
    const tile = someTile(webMercatorQuad, 12);
    const alias = await bytesOf(`/tiles/${ID}/${tile.zoom}/${tile.column}/${tile.row}.mvt`);
    const { bytes } = await bytesOf(`${TILES}/WebMercatorQuad/${address(tile)}`);
    expect(alias.bytes.equals(bytes)).toBe(true);
    expect(alias.headers['content-type']).toBe(MVT);
  });

  test('of the service has a layer per collection, or those that are named', async () => {
    const path = `/tiles/WebMercatorQuad/${address(someTile(webMercatorQuad, 8))}`;
    expect((await layersOf(path)).map(({ name }) => name).sort()).toEqual([ID, OTHER]);
    expect((await layersOf(`${path}?collections=${OTHER}`)).map(({ name }) => name)).toEqual([OTHER]);
    expect((await get(`${path}?collections=nobody`)).status).toBe(400);
  });

  test('with a filter has the points that pass it', async () => {
    const tile = someTile(webMercatorQuad, 6);
    const [layer] = await layersOf(`${TILES}/WebMercatorQuad/${address(tile)}?filter=mean_velocity%20%3E%200`);
    const wanted = points.filter(({ value }) => value('velocityMmPerYear') > 0).map(({ pid }) => pid);
    expect(layer.features.map(({ properties }) => properties.pid).sort()).toEqual(wanted.sort());
    const json = encodeURIComponent(JSON.stringify({ op: '>', args: [{ property: 'mean_velocity' }, 0] }));
    const [same] = await layersOf(`${TILES}/WebMercatorQuad/${address(tile)}?filter=${json}&filter-lang=cql2-json`);
    expect(same).toEqual(layer);
  });

  test.each([8, 13, 17])(
    'has at zoom %i the attributes that are named, with the values of its points',
    async (zoom) => {
      const [first] = points;
      const tile = tileOver(webMercatorQuad, zoom, first.value('longitudeDeg'), first.value('latitudeDeg'));
      const path = `${TILES}/WebMercatorQuad/${address(tile)}`;
      const [layer] = await layersOf(`${path}?properties=acceleration,seasonality`);
      const byPid = new Map(points.map((point) => [point.pid, point]));
      const values = ({ properties }: (typeof layer.features)[number]) => [
        properties.acceleration,
        properties.seasonality,
      ];
      const known = layer.features.flatMap((feature) => {
        const point = byPid.get(String(feature.properties.pid));
        return point ? [{ feature, point }] : [];
      });
      expect(known.length).toBeGreaterThan(0);
      expect(known.map(({ feature }) => values(feature))).toEqual(
        known.map(({ point }) => [point.value('accelerationMmPerYear2'), point.value('seasonalityMm')]),
      );
      expect(
        layer.features.filter(({ properties }) => 'mean_velocity' in properties || 'height_ortho' in properties),
      ).toEqual([]);
    },
  );

  test('has other attributes for other names, and those of its zoom without', async () => {
    const path = `${TILES}/WebMercatorQuad/${address(someTile(webMercatorQuad, 9))}`;
    const namesOf = async (query: string) => {
      const [{ features }] = await layersOf(`${path}${query}`);
      return [...new Set(features.flatMap(({ properties }) => Object.keys(properties)))].filter((name) =>
        /^(mean|acc|temp)/.test(name),
      );
    };
    expect(await namesOf('?properties=mean_velocity,acceleration')).toEqual(['mean_velocity', 'acceleration']);
    expect(await namesOf('?properties=temporal_coherence')).toEqual(['temporal_coherence']);
    expect(await namesOf(`?properties=acceleration${',mean_velocity'.repeat(100)}`)).toEqual([
      'mean_velocity',
      'acceleration',
    ]);
    expect(await namesOf('')).toEqual(['mean_velocity', 'temporal_coherence']);
  });

  test('with a filter that nothing passes, or a time without epochs, is empty', async () => {
    const path = `${TILES}/WebMercatorQuad/${address(someTile(webMercatorQuad, 6))}`;
    expect((await get(`${path}?filter=mean_velocity%20%3E%209999`)).status).toBe(204);
    expect((await get(`${path}?datetime=1999-01-01`)).status).toBe(204);
    expect((await get(`${path}?datetime=2020-01-01/..`)).status).toBe(200);
  });

  test.each([
    ['a filter that is none', '?filter=mean_velocity%20%3E', 400],
    ['a property that is none', '?filter=speed%20%3E%200', 400],
    ['a system of the filter that is none', '?filter=mean_velocity%3E0&filter-crs=EPSG:9', 400],
    ['a time that is none', '?datetime=yesterday', 400],
    ['an attribute that no tile carries', '?properties=mean_velocity,los_east', 400],
    ['a parameter that is none', '?buffer=5', 400],
    ['a format that is not offered', '?f=png', 400],
  ])('refuses %s', async (_, query, status) => {
    const path = `${TILES}/WebMercatorQuad/${address(someTile(webMercatorQuad, 12))}`;
    expect((await get(`${path}${query}`)).status).toBe(status);
  });

  test.each([
    ['row', '12/2147483647/0', 404],
    ['column', '12/0/2147483647', 404],
    ['matrix', '99/0/0', 404],
    ['matrix that is no number', 'deep/0/0', 404],
    ['matrix finer than offered', '19/0/0', 404],
    ['row below zero', '12/-1/0', 404],
    ['row that is no integer', '12/1.5/0', 400],
    ['column that is no number', '12/0/east', 400],
  ])('does not exist with a %s beyond the limits', async (_, place, status) => {
    expect((await get(`${TILES}/WebMercatorQuad/${place}`)).status).toBe(status);
  });

  test('does not exist for sets and collections that do not', async () => {
    expect((await get(`${TILES}/Quadkeys/0/0/0`)).status).toBe(404);
    expect((await get('/collections/nobody/tiles/WebMercatorQuad/0/0/0')).status).toBe(404);
    expect((await get('/tiles/nobody/0/0/0.mvt')).status).toBe(404);
  });
});

describe('the transfer of a tile', () => {
  const path = () => `${TILES}/WebMercatorQuad/${address(someTile(webMercatorQuad, 12))}`;

  test('is packed for those who take it and plain for others', async () => {
    await listening(app, async (base) => {
      const { request: send } = await import('node:http');
      const fetched = (accept: string | undefined) =>
        new Promise<{ headers: Record<string, unknown>; bytes: Buffer }>((resolve, reject) => {
          const headers = accept === undefined ? {} : { 'Accept-Encoding': accept };
          const sent = send(`${base}${path()}`, { headers }, (response) => {
            rawBody(response, (_, bytes) => resolve({ headers: response.headers, bytes }));
          });
          sent.once('error', reject).end();
        });
      const packed = await fetched('gzip, br');
      expect(packed.headers).toMatchObject({
        'content-encoding': 'gzip',
        'content-length': String(packed.bytes.length),
      });
      expect(packed.headers.vary).toMatch(/Accept-Encoding/);
      for (const accept of [undefined, 'identity', 'gzip;q=0', 'br']) {
        const plain = await fetched(accept);
        expect(plain.headers['content-encoding']).toBeUndefined();
        expect(plain.headers.vary).toMatch(/Accept-Encoding/);
        expect(plain.bytes.equals(gunzipSync(packed.bytes))).toBe(true);
      }
    });
  });

  test('is spared to those who have it', async () => {
    const first = await get(path());
    expect(first.headers.etag).toBeTruthy();
    const second = await get(path()).set('If-None-Match', first.headers.etag);
    expect(second.status).toBe(304);
    const head = await request(app).head(path());
    expect(head.status).toBe(200);
    expect(head.headers['content-type']).toBe(MVT);
  });

  test('brings the new tile within a moment of a change of the collection', async () => {
    const before = await get(path());
    await database.query('update egms.collection set version = version + 1 where id = $1', [ID]);
    const after = await vi.waitFor(async () => {
      const response = await get(path()).set('If-None-Match', before.headers.etag);
      expect(response.status).toBe(200);
      return response;
    });
    expect(after.headers.etag).not.toBe(before.headers.etag);
  });

  test('of 500 at once, half of which are given up, leaves the server at work', async () => {
    await listening(app, async (base) => {
      const limits = tileLimits(webMercatorQuad, 16, { minX: bbox[0], minY: bbox[1], maxX: bbox[2], maxY: bbox[3] })!;
      const columns = limits.maxColumn - limits.minColumn + 1;
      const rows = limits.maxRow - limits.minRow + 1;
      const asked = Array.from({ length: 500 }, async (_, i) => {
        const row = limits.minRow + (Math.floor(i / columns) % rows);
        const column = limits.minColumn + (i % columns);
        const controller = new AbortController();
        const answer = fetch(`${base}${TILES}/WebMercatorQuad/16/${row}/${column}`, { signal: controller.signal });
        if (i % 2 === 0) setTimeout(() => controller.abort(), i % 50);
        return answer.then(
          async (response) => {
            await response.arrayBuffer();
            return response.status;
          },
          () => 'aborted' as const,
        );
      });
      const kept = (await Promise.all(asked)).filter((status, i) => i % 2 === 1 || status !== 'aborted');
      expect(kept.filter((status) => status !== 200 && status !== 204 && status !== 'aborted')).toEqual([]);
      expect((await fetch(`${base}${path()}`)).status).toBe(200);
    });
  });
});
