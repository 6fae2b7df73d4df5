/** A crowd over HTTP and a real database: half of its connections are cut. */
import { Agent, get } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SqlCatalog } from '../../../src/catalog/sql-catalog.js';
import { SqlTileCatalog } from '../../../src/catalog/tiles/tile-source.js';
import type { Database } from '../../../src/db/database.js';
import { tileLimits } from '../../../src/geodesy/tile-matrix-set.js';
import { webMercatorQuad } from '../../../src/geodesy/tile-matrix-sets.js';
import { TileServer } from '../../../src/ogc/tiles/tile-server.js';
import { testDatabase } from '../../support/database.js';
import { listening } from '../../support/listening.js';
import { syntheticCatalog } from '../../support/synthetic-catalog.js';
import { testApp } from '../../support/test-app.js';

const ID = 'l2b-ascending-2020-2024';
const CLIENTS = 100;
let database: Database;
let catalog: SqlCatalog;
let tiles: TileServer;

beforeAll(async () => {
  database = await testDatabase();
  ({ catalog } = await syntheticCatalog(database, { pointCount: 200 }));
  tiles = new TileServer(new SqlTileCatalog(database), { memoryBytes: 0, budgetMs: 60_000 });
});
afterAll(async () => {
  await tiles.close();
  await database.close();
});

type Leaving = 'when it has asked' | 'when it hears the answer' | 'never';
type Outcome = { readonly status: number; readonly body: Buffer } | 'left';

const sameTile = (a: Outcome, b: Outcome): boolean =>
  a !== 'left' && b !== 'left' && a.status === b.status && a.body.equals(b.body);

const agent = new Agent({ maxSockets: Number.POSITIVE_INFINITY });

function ask(url: string, leaving: Leaving): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const asking = get(url, { agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('end', () => resolve({ status: response.statusCode!, body: Buffer.concat(chunks) }));
      if (leaving !== 'when it hears the answer') return;
      response.once('error', () => {});
      asking.destroy();
      resolve('left');
    });
    asking.once('error', (error) => (leaving === 'never' ? reject(error) : resolve('left')));
    if (leaving === 'when it has asked') asking.once('finish', () => asking.destroy());
  });
}

test('a crowd of which half is cut off leaves a server that answers the other half, and the next', async () => {
  const [minX, minY, maxX, maxY] = (await catalog.collection(ID))!.bbox!;
  const addresses = [8, 10, 12, 13].map((zoom) => {
    const box = { minX: (minX + maxX) / 2, minY: (minY + maxY) / 2, maxX, maxY };
    const { maxRow, minColumn } = tileLimits(webMercatorQuad, zoom, box)!;
    return `/tiles/${ID}/${zoom}/${minColumn}/${maxRow}.mvt`;
  });
  await listening(testApp({ catalog, tiles }), async (base) => {
    const expected = await Promise.all(addresses.map((address) => ask(base + address, 'never')));
    const crowd = Array.from({ length: CLIENTS }, (_, i) => {
      const leaving = (['never', 'when it has asked', 'never', 'when it hears the answer'] as const)[i % 4];
      // All of the time there is, differently written: no two of them share their work.
      const time = `1990-01-01/${2100 + Math.floor(i / 12)}-${String(1 + (i % 12)).padStart(2, '0')}-01`;
      return ask(`${base}${addresses[Math.floor(i / 2) % 4]}?datetime=${time}`, leaving);
    });
    const outcomes = await Promise.all(crowd);
    const isExpected = (outcome: Outcome, i: number) => sameTile(outcome, expected[Math.floor(i / 2) % 4]);
    expect(outcomes.filter((outcome, i) => i % 2 === 0 && !isExpected(outcome, i))).toEqual([]);
    expect(expected.map((outcome) => outcome !== 'left' && outcome.status)).toEqual([200, 200, 200, 200]);
    // Who comes afterwards is not made to wait behind those who left.
    const next = await ask(`${base}${addresses[0]}?datetime=1990-01-01/2099-01-01`, 'never');
    expect(sameTile(next, expected[0])).toBe(true);
    const { pool } = database;
    expect([pool.waitingCount, pool.totalCount - pool.idleCount]).toEqual([0, 0]);
  });
});
