/** The maker of tiles over a catalog that can be slow, busy or broken; the threads run the compiled program. */
import { afterEach, describe, expect, test } from 'vitest';
import type { TileCatalog } from '../../../src/catalog/tiles/tile-source.js';
import { encodePointChunk } from '../../../src/formats/point-chunk.js';
import { webMercatorQuad } from '../../../src/geodesy/tile-matrix-sets.js';
import { TileServer, type TileServerOptions } from '../../../src/ogc/tiles/tile-server.js';
import { ustica } from '../../support/memory-catalog.js';

const open: TileServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

function serverOver(tileData: TileCatalog['tileData'], options: TileServerOptions = {}): TileServer {
  const server = new TileServer({ tileData }, options);
  open.push(server);
  return server;
}

const never = new AbortController().signal;
const request = (column = 0, version = '7') => ({
  collections: [{ ...ustica, version }],
  set: webMercatorQuad,
  tile: { zoom: 12, row: 1569, column: 2197 + column },
});
const nothing = async () => ({ kind: 'points' as const, parts: [], version: '7' });
const endless = (_: unknown, __: unknown, signal?: AbortSignal) =>
  new Promise<never>((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));

describe('the maker of tiles', () => {
  test('asks for a tile once, and again when the collection has changed', async () => {
    let asked = 0;
    const server = serverOver(async () => {
      asked++;
      return nothing();
    });
    await Promise.all([1, 2, 3].map(() => server.tile(request(), never)));
    await server.tile(request(), never);
    expect(asked).toBe(1);
    await server.tile(request(0, '8'), never);
    await server.tile(request(1, '8'), never);
    expect(asked).toBe(3);
  });

  test('tells those to come back who would wait too long', async () => {
    const server = serverOver(endless, { budgetMs: 20 });
    await expect(server.tile(request(), never)).rejects.toMatchObject({
      status: 503,
      code: 'TooManyTiles',
      options: { retryAfterSeconds: 2 },
    });
  });

  test('takes on no more than it may, and goes on when they have left', async () => {
    let isBusy = true;
    const server = serverOver((...args) => (isBusy ? endless(...args) : nothing()), { maxTiles: 2 });
    const controller = new AbortController();
    const waiting = [0, 1].map((column) => server.tile(request(column), controller.signal));
    await expect(server.tile(request(2), never)).rejects.toMatchObject({ status: 503, code: 'TooManyTiles' });
    controller.abort(new Error('gone'));
    await Promise.allSettled(waiting);
    isBusy = false;
    expect(await server.tile(request(2), never)).toHaveLength(0);
  });

  test('passes on what the catalog says', async () => {
    const server = serverOver(() => Promise.reject(new Error('the disk is gone')));
    await expect(server.tile(request(), never)).rejects.toThrow('the disk is gone');
  });

  test('survives bytes that are none of its formats', async () => {
    let parts: Uint8Array[] = [new Uint8Array([9, 9, 9])];
    const server = serverOver(async () => ({ kind: 'points', parts, version: '7' }));
    await expect(server.tile(request(), never)).rejects.toThrow(/point chunk/);
    const one = Int32Array.of(1);
    parts = [
      encodePointChunk({
        count: 1,
        longitude: Int32Array.of(13.17e7),
        latitude: Int32Array.of(38.7e7),
        easting: one,
        northing: one,
        tie: new Uint16Array(1),
        attributes: [Int32Array.of(-420)],
        pid: Buffer.from('0A2'),
        pidWidth: 3,
      }),
    ];
    expect(
      (await server.tile(request(1), never)).length + (await server.tile(request(0), never)).length,
    ).toBeGreaterThan(20);
  });
});
