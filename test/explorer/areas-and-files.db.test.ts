/** Areas and files of the Explorer in a browser, over a real database. Skipped, with the reason in the title, without Chromium. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publishFeatures } from '../../src/catalog/features/publish-features.js';
import { SqlDeliveredProducts } from '../../src/catalog/points/delivered-products.js';
import { SqlStyleStore } from '../../src/catalog/styles/style-store.js';
import { SqlTileCatalog } from '../../src/catalog/tiles/tile-source.js';
import type { Database } from '../../src/db/database.js';
import { StoredStyles } from '../../src/maps/styles.js';
import { TileServer } from '../../src/ogc/tiles/tile-server.js';
import { productFileName } from '../../src/products/file-name.js';
import { testDatabase } from '../support/database.js';
import { openBrowser, whyNoBrowser } from '../support/explorer-browser.js';
import { syntheticCatalog } from '../support/synthetic-catalog.js';
import { testApp } from '../support/test-app.js';

const missing = whyNoBrowser();
const PATIENCE = { timeout: 20_000 };

describe.skipIf(missing)(`areas and files in a browser${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let database: Database;
  let tiles: TileServer;
  let server: Server;
  let base: string;
  let browser: Browser;
  let page: Page;
  let file: string;
  const folder = mkdtempSync(join(tmpdir(), 'open-egms-areas-'));

  beforeAll(async () => {
    database = await testDatabase();
    const { catalog, products } = await syntheticCatalog(database);
    file = `${productFileName(products[0].name)}.zip`;
    const [west, south, east, north] = (await catalog.collection('l2b-ascending-2020-2024'))!.bbox!;
    // Beside the points, so that a click means the area.
    const [from, to] = [east + 0.2 * (east - west), east + 0.8 * (east - west)];
    const ring = [
      [from, south],
      [to, south],
      [to, north],
      [from, north],
      [from, south],
    ];
    await database.transaction((client) =>
      publishFeatures(
        client,
        {
          id: 'my-areas',
          title: 'Slopes that move',
          description: '',
          keywords: [],
          geometryType: 'Polygon',
          columns: [
            { name: 'count', type: 'integer', title: 'Points', unit: '1' },
            { name: 'mean_velocity', type: 'number', title: 'Mean velocity', unit: 'mm/a' },
            { name: 'note', type: 'text', title: 'Note' },
          ],
          features: [
            {
              id: 'ada-1',
              geometry: { type: 'Polygon', coordinates: [ring] },
              properties: { count: 12, mean_velocity: -7.5, note: '<img src=x onerror=alert(1)>' },
            },
          ],
        },
        { jobId: randomUUID() },
      ),
    );
    tiles = new TileServer(new SqlTileCatalog(database), { cacheFolder: join(folder, 'tiles') });
    const store = new SqlStyleStore(database);
    const styles = { styles: new StoredStyles(store), store };
    server = testApp({ catalog, tiles, styles, products: new SqlDeliveredProducts(database) }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await openBrowser();
    page = await browser.newPage({ viewport: { width: 1000, height: 700 } });
  });
  afterAll(async () => {
    await browser?.close();
    server?.closeAllConnections();
    server?.close();
    await tiles?.close();
    await database?.close();
    rmSync(folder, { recursive: true });
  });

  test('a link to areas draws them, and a click tells of one, its text as text', async () => {
    await page.goto(`${base}/explorer/#v=1&layer=my-areas&panel=layers`);
    const areas = page.locator('.areas .layer');
    await expect.poll(() => areas.innerText(), PATIENCE).toContain('1 in view');
    expect(await areas.innerText()).toContain('Slopes that move');
    expect(await page.locator('.legend').innerText()).toContain('Velocity of areas');
    await expect.poll(() => page.evaluate(AREAS_DRAWN), PATIENCE).toBe(1);
    const { x, y } = (await page.evaluate(MIDDLE_OF_MAP)) as { x: number; y: number };
    await page.mouse.click(x, y);
    const card = page.locator('.feature-card');
    await card.waitFor(PATIENCE);
    const text = await card.innerText();
    for (const words of ['ada-1', 'Mean velocity', '-7.5 mm/yr', '<img src=x onerror=alert(1)>']) {
      expect(text).toContain(words);
    }
    expect(await card.locator('a').getAttribute('href')).toBe(`${base}/collections/my-areas/items/ada-1?f=html`);
  });

  test('areas that are hidden are drawn no more, and stay so in the address', async () => {
    await page.locator('.areas [aria-pressed]').click();
    await expect.poll(() => page.evaluate(AREAS_DRAWN), PATIENCE).toBe(0);
    expect(await page.locator('.feature-card').count()).toBe(0);
    await expect.poll(() => page.evaluate('location.hash'), PATIENCE).toContain('off');
  });

  test('products in view are listed with their files, and one is downloaded', async () => {
    await page.goto('about:blank');
    await page.goto(`${base}/explorer/#v=1&layer=l2b-ascending-2020-2024&panel=download`);
    await page.locator('button', { hasText: 'Products in view' }).click(PATIENCE);
    const link = page.locator('.product-list a');
    await link.waitFor(PATIENCE);
    expect(await link.innerText()).toBe(file);
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    expect(download.suggestedFilename()).toBe(file);
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).subarray(0, 4)).toEqual(Buffer.from('PK\x03\x04', 'latin1'));
  });
});

/** As text: in the page there is a map, here there is none. */
const AREAS_DRAWN = `(() => {
  const map = window.openEgmsExplorer?.map?.map;
  const ids = (map?.getStyle()?.layers ?? []).map(({ id }) => id).filter((id) => id === 'areas:my-areas:fill');
  return ids.length === 0 ? 0 : new Set(map.queryRenderedFeatures({ layers: ids }).map(({ id }) => id)).size;
})()`;
const MIDDLE_OF_MAP = `(() => {
  const { left, top, width, height } = document.querySelector('.maplibregl-canvas').getBoundingClientRect();
  return { x: left + width / 2, y: top + height / 2 };
})()`;
