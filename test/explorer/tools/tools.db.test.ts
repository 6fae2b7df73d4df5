/**
 * Tools of the Explorer in a browser, over a real database: what a person reads of a polygon is what its points say. Skipped,
 * with the reason in the title, where there is no Chromium.
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExplorerState } from '../../../explorer/src/state/state.js';
import { polygonWkt } from '../../../explorer/src/tools/selection.js';
import { SqlMapCatalog } from '../../../src/catalog/maps/map-source.js';
import { SqlAreas } from '../../../src/catalog/points/area-summary.js';
import { SqlStyleStore } from '../../../src/catalog/styles/style-store.js';
import { SqlTileCatalog } from '../../../src/catalog/tiles/tile-source.js';
import type { Database } from '../../../src/db/database.js';
import { MapServer } from '../../../src/maps/map-server.js';
import { StoredStyles } from '../../../src/maps/styles.js';
import { TileServer } from '../../../src/ogc/tiles/tile-server.js';
import { MISSING_TENTHS, NEGATIVE_ZERO_TENTHS } from '../../../src/products/point-batch.js';
import { testDatabase } from '../../support/database.js';
import { openBrowser, whyNoBrowser } from '../../support/explorer-browser.js';
import { syntheticCatalog, type TestPoint } from '../../support/synthetic-catalog.js';
import { testApp } from '../../support/test-app.js';

const ID = 'l2b-ascending-2020-2024';
const missing = whyNoBrowser();
/** Maps drawn in software, on a machine with other work. */
const PATIENCE = { timeout: 20_000 };

describe.skipIf(missing)(`the tools in a browser${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let database: Database;
  let tiles: TileServer;
  let images: MapServer;
  let server: Server;
  let base: string;
  let browser: Browser;
  let page: Page;
  let points: readonly TestPoint[];
  const complaints: string[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'open-egms-tools-'));

  beforeAll(async () => {
    database = await testDatabase();
    const made = await syntheticCatalog(database);
    points = made.points;
    tiles = new TileServer(new SqlTileCatalog(database), { cacheFolder: join(folder, 'tiles') });
    images = new MapServer(new SqlMapCatalog(database), { softwareVersion: 'test', cacheFolder: join(folder, 'maps') });
    const store = new SqlStyleStore(database);
    const styles = new StoredStyles(store);
    const areas = new SqlAreas(database);
    server = testApp({
      catalog: made.catalog,
      areas,
      tiles,
      maps: { images, styles },
      styles: { styles, store },
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await openBrowser();
    page = await browser.newPage({ viewport: { width: 1000, height: 700 } });
    page.on('console', (message) => {
      if (/content security policy/i.test(message.text())) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
  });
  afterAll(async () => {
    await browser?.close();
    server?.closeAllConnections();
    server?.close();
    await tiles?.close();
    await images?.close();
    await database?.close();
    rmSync(folder, { recursive: true });
  });

  const select = () => page.evaluate(selectionKept) as Promise<Kept>;
  const cells = async () => {
    await page.waitForSelector('.statistics', PATIENCE);
    return (await page.locator('.statistics td').allInnerTexts()).map((text) => Number(text.replaceAll(',', '')));
  };

  /** Of the points that the API finds in the polygon, from the numbers that they were made with. */
  async function truthOf(ring: Kept['polygon']): Promise<TestPoint[]> {
    const query = new URLSearchParams({ filter: `S_INTERSECTS(geometry,${polygonWkt(ring!)})`, limit: '10000' });
    const answer = await fetch(`${base}/collections/${ID}/items?${query}`);
    const { features } = (await answer.json()) as { features: { properties: { pid: string } }[] };
    const found = new Set(features.map(({ properties }) => properties.pid));
    return points.filter(({ pid }) => found.has(pid));
  }

  test('say of a polygon that is clicked what its points say', async () => {
    await page.goto(`${base}/explorer/#v=1&layer=${ID}&panel=tools`);
    await page.waitForSelector('.search-control', PATIENCE);
    await page.getByRole('button', { name: 'Polygon' }).click();
    for (const [x, y] of [
      [560, 200],
      [800, 260],
      [760, 520],
      [560, 480],
    ])
      await page.mouse.click(x, y);
    await page.keyboard.press('Enter');
    const shown = await cells();
    const inside = await truthOf((await select()).polygon);
    const velocities = inside.map((point) => point.value('velocityMmPerYear')).sort((a, b) => a - b);
    const mean = velocities.reduce((sum, value) => sum + value, 0) / velocities.length;
    expect(inside.length).toBeGreaterThan(20);
    expect(inside.length).toBeLessThan(points.length);
    expect(shown[0]).toBe(inside.length);
    expect(shown[1]).toBeCloseTo(mean, 2);
    expect(shown.slice(4)).toEqual([velocities[0], velocities.at(-1)].map((value) => Number(value!.toFixed(2))));
  });

  test('show the mean series of the polygon', async () => {
    await page.waitForSelector('.tool-chart[data-drawn="3"]', PATIENCE);
    const inside = await truthOf((await select()).polygon);
    const means = [...inside[0].series].map((_, i) => {
      const known = inside.map(({ series }) => series[i]).filter((tenths) => tenths !== MISSING_TENTHS);
      return known.reduce((sum, tenths) => sum + (tenths === NEGATIVE_ZERO_TENTHS ? 0 : tenths / 10), 0) / known.length;
    });
    const shown = (await page.evaluate(meanSeries)) as number[];
    expect(shown).toHaveLength(means.length);
    shown.forEach((value, i) => {
      expect(value).toBeCloseTo(means[i], 6);
    });
  });

  test('let the filters of the layer act on the numbers', async () => {
    const limit = 0.8;
    const inside = await truthOf((await select()).polygon);
    const passing = inside.filter((point) => point.value('temporalCoherence') >= limit).length;
    await page.evaluate(setFilter, limit);
    await expect.poll(async () => (await cells())[0], PATIENCE).toBe(passing);
    await page.evaluate(setFilter, undefined);
  });

  test('draw a circle with keys alone, and keep it in the address', async () => {
    await page.getByRole('button', { name: 'Circle' }).click();
    await page.keyboard.press('Space');
    await page.evaluate(moveMap);
    await page.keyboard.press('Space');
    await expect.poll(() => page.evaluate('decodeURIComponent(location.hash)'), PATIENCE).toContain('"circle"');
    const { radius } = await select();
    expect(radius).toBeGreaterThan(10);
    const address = (await page.evaluate('location.href')) as string;
    const shown = await cells();
    await page.goto('about:blank');
    await page.goto(address);
    expect(await cells()).toEqual(shown);
  });

  test('end without by Escape, and leave the panel and the selection alone', async () => {
    const before = await select();
    await page.getByRole('button', { name: 'Line', exact: true }).click();
    await page.mouse.click(600, 300);
    await page.keyboard.press('Escape');
    expect(await page.locator('.tools').count()).toBe(1);
    expect(await select()).toEqual(before);
  });

  test('keep to the policy of the page in all of this', () => {
    expect(complaints).toEqual([]);
  });
});

// What follows runs in the page.

interface Kept {
  readonly polygon?: readonly (readonly [number, number])[];
  readonly radius?: number;
}

/** What the Explorer gives away of itself in the page. */
interface Explorer {
  readonly state: { get(): ExplorerState; set(change: Partial<ExplorerState>): void };
  readonly session: { get(): { readonly toolResults?: { readonly summary?: { readonly meanMm: readonly number[] } } } };
  readonly map: { readonly map: { panBy(by: [number, number], options: { animate: boolean }): void } };
}

declare const openEgmsExplorer: Explorer;

function selectionKept(): unknown {
  return openEgmsExplorer.state.get().tools.select;
}

function meanSeries(): unknown {
  return openEgmsExplorer.session.get().toolResults?.summary?.meanMm;
}

function setFilter(min: number | undefined): void {
  const layers = openEgmsExplorer.state.get().layers ?? [];
  const filters = min === undefined ? [] : [{ attribute: 'temporal_coherence', min }];
  openEgmsExplorer.state.set({ layers: layers.map((layer) => ({ ...layer, filters })) });
}

function moveMap(): void {
  openEgmsExplorer.map.map.panBy([120, 0], { animate: false });
}
