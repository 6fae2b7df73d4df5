/** Five hundred clients at once, of whom half go away: the others are answered, and nothing is left behind. */
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { TileCatalog } from '../../../src/catalog/tiles/tile-source.js';
import { encodePointChunk } from '../../../src/formats/point-chunk.js';
import { webMercatorQuad } from '../../../src/geodesy/tile-matrix-sets.js';
import { TileServer } from '../../../src/ogc/tiles/tile-server.js';
import { ustica } from '../../support/memory-catalog.js';

const CLIENTS = 500;
const chunk = encodePointChunk({
  count: 1,
  longitude: Int32Array.of(13.2e7),
  latitude: Int32Array.of(38.72e7),
  easting: new Int32Array(1),
  northing: new Int32Array(1),
  tie: new Uint16Array(1),
  attributes: [Int32Array.of(-420)],
  pid: Buffer.from('0A2'),
  pidWidth: 3,
});

test('those who stay get their tile, those who leave cost nothing more', async () => {
  let underWay = 0;
  let mostUnderWay = 0;
  let readFor = 0;
  const tileData: TileCatalog['tileData'] = async (_, __, signal) => {
    mostUnderWay = Math.max(mostUnderWay, ++underWay);
    readFor++;
    try {
      await delay(1, undefined, signal && { signal });
      return { kind: 'points', parts: [chunk], version: '7' };
    } finally {
      underWay--;
    }
  };
  const server = new TileServer({ tileData }, { memoryBytes: 0, budgetMs: 60_000 });
  try {
    const clients = Array.from({ length: CLIENTS }, (_, i) => {
      const controller = new AbortController();
      // Another version is another tile, of the same bytes.
      const collections = [{ ...ustica, version: String(i) }];
      const tile = { zoom: 12, row: 1569, column: 2198 };
      return { controller, answer: server.tile({ collections, set: webMercatorQuad, tile }, controller.signal) };
    });
    const outcomes = Promise.allSettled(clients.map(({ answer }) => answer));
    // Some leave while they wait in line, some while their tile is read or drawn.
    clients.forEach(({ controller }, i) => {
      if (i % 4 === 1) controller.abort(new Error('gone'));
      if (i % 4 === 3) setTimeout(() => controller.abort(new Error('gone')), i % 40);
    });
    const settled = await outcomes;
    const staying = settled.filter((_, i) => i % 2 === 0);
    expect(staying.every(({ status }) => status === 'fulfilled')).toBe(true);
    const bytes = staying.map((outcome) => Buffer.from((outcome as PromiseFulfilledResult<Uint8Array>).value));
    expect(bytes[0].length).toBeGreaterThan(40);
    expect(bytes.filter((tile) => !tile.equals(bytes[0]))).toEqual([]);
    expect(settled.filter((_, i) => i % 4 === 1).map(({ status }) => status)).not.toContain('fulfilled');
    expect(mostUnderWay).toBeLessThanOrEqual(6);
    expect(underWay).toBe(0);
    // Who left while waiting in line was never read for.
    expect(readFor).toBeLessThan(CLIENTS);
  } finally {
    await server.close();
  }
});
