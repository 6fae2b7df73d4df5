/**
 * The Explorer in a browser, over a real database: what a person meets. Skipped, with the reason in the title, where there is
 * no Chromium.
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Express } from 'express';
import type { Map as MapLibreMap } from 'maplibre-gl';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExplorerState } from '../../explorer/src/state/state.js';
import { SqlMapCatalog } from '../../src/catalog/maps/map-source.js';
import { SqlStyleStore } from '../../src/catalog/styles/style-store.js';
import { SqlTileCatalog } from '../../src/catalog/tiles/tile-source.js';
import type { Database } from '../../src/db/database.js';
import { MapServer } from '../../src/maps/map-server.js';
import { StoredStyles } from '../../src/maps/styles.js';
import { TileServer } from '../../src/ogc/tiles/tile-server.js';
import { MISSING_TENTHS } from '../../src/products/point-batch.js';
import { mmOfTenths } from '../../src/products/tenths.js';
import { testDatabase } from '../support/database.js';
import { openBrowser, whyNoBrowser } from '../support/explorer-browser.js';
import { syntheticCatalog, type TestPoint } from '../support/synthetic-catalog.js';
import { testApp } from '../support/test-app.js';

const ID = 'l2b-ascending-2020-2024';
const missing = whyNoBrowser();
/** Maps drawn in software, on a machine with other work. */
const PATIENCE = { timeout: 20_000 };

describe.skipIf(missing)(`the Explorer in a browser${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let database: Database;
  let tiles: TileServer;
  let images: MapServer;
  let app: Express;
  let server: Server;
  let base: string;
  let browser: Browser;
  let page: Page;
  let points: readonly TestPoint[];
  const complaints: string[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'open-egms-explorer-'));

  beforeAll(async () => {
    database = await testDatabase();
    const made = await syntheticCatalog(database);
    points = made.points;
    tiles = new TileServer(new SqlTileCatalog(database), { cacheFolder: join(folder, 'tiles') });
    images = new MapServer(new SqlMapCatalog(database), { softwareVersion: 'test', cacheFolder: join(folder, 'maps') });
    const store = new SqlStyleStore(database);
    const styles = new StoredStyles(store);
    app = testApp({ catalog: made.catalog, tiles, maps: { images, styles }, styles: { styles, store } });
    await listen(0);
    browser = await openBrowser();
    page = await browser.newPage({ viewport: { width: 900, height: 640 } });
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

  async function listen(port: number): Promise<void> {
    server = app.listen(port, '127.0.0.1');
    await once(server, 'listening');
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** Opens an address in a page that has nothing in it, and waits for points. */
  async function open(hash: string): Promise<void> {
    await page.goto('about:blank');
    await page.goto(`${base}/explorer/${hash}`);
    await pointsShown();
  }

  const pointsShown = () => page.waitForFunction(shownPoints, ID, PATIENCE);
  const hashOf = () => page.evaluate('location.hash') as Promise<string>;

  test('shows the points of the first collection, and where it is', async () => {
    await open('');
    expect(await page.locator('.legend').innerText()).toContain('Mean velocity [mm/yr]');
    expect(await page.locator('.layer').count()).toBe(1);
    await expect.poll(hashOf, PATIENCE).toContain(`layer=${ID}`);
  });

  test('shows the series of a clicked point, as it was published', async () => {
    const [place] = (await page.evaluate(placesOfPoints, ID)) as Place[];
    await page.mouse.click(place.x, place.y);
    await page.waitForSelector('.chart[data-curves="1"]', PATIENCE);
    const pid = await page.locator('.point .pid').innerText();
    const point = points.find((each) => each.pid === pid)!;
    const velocity = point.value('velocityMmPerYear').toLocaleString('en');
    expect(await page.locator('.point dl').first().innerText()).toContain(velocity);
    const shown = (await page.evaluate(seriesShown)) as { displacementMm: (number | null)[] }[];
    expect(shown.map(({ displacementMm }) => displacementMm.map((mm) => mm && mm + 0))).toEqual([
      [...point.series].map(millimetres),
    ]);
  });

  test('adds a point with Shift, and keeps both in the address', async () => {
    const first = (await page.evaluate(pidsChosen)) as string[];
    const others = (await page.evaluate(placesOfPoints, ID)) as Place[];
    const other = others.find(({ pid }) => !first.includes(pid))!;
    await page.keyboard.down('Shift');
    await page.mouse.click(other.x, other.y);
    await page.keyboard.up('Shift');
    await page.waitForSelector('.chart[data-curves="2"]', PATIENCE);
    await page.getByLabel('Difference').check();
    await page.waitForSelector('.chart[data-curves="1"]', PATIENCE);
    await expect.poll(hashOf, PATIENCE).toContain('difference=1');
  });

  test('shows the same again at its address', async () => {
    const address = await hashOf();
    const before = await page.evaluate(pidsChosen);
    await open(address);
    await page.waitForSelector('.chart[data-curves="1"]', PATIENCE);
    expect(await page.evaluate(pidsChosen)).toEqual(before);
    await expect.poll(hashOf, PATIENCE).toBe(address);
  });

  test('hands out as CSV what it shows', async () => {
    await page.getByLabel('Difference').uncheck();
    await page.waitForSelector('.chart[data-curves="2"]', PATIENCE);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'CSV' }).click(),
    ]);
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    const [head, ...rows] = Buffer.concat(chunks).toString().trim().split('\r\n');
    const pids = (await page.evaluate(pidsChosen)) as string[];
    expect(head).toBe(['date', ...pids.map((pid) => `${pid} [mm]`)].join(','));
    const series = pids.map((pid) => points.find((each) => each.pid === pid)!.series);
    const cells = rows.map((row) => row.split(',').slice(1));
    expect(cells).toEqual([...series[0]].map((_, i) => series.map((tenths) => csvCell(tenths[i]))));
  });

  test('says what is gone, and keeps the rest', async () => {
    await open(`#v=1&base=none&layer=long-gone&layer=${ID};o=0.5&point=long-gone;x&map=20/north`);
    const told = await page.locator('.notices').innerText();
    expect(told).toContain('Not on this server any more: long-gone');
    expect(told).toContain('Not understood in the address: map=20/north');
    await expect.poll(hashOf, PATIENCE).toMatch(new RegExp(`layer=${ID};o=0\\.5$`));
  });

  test('filters the map and counts on the server', async () => {
    const limit = 0.8;
    const matching = points.filter((point) => point.value('temporalCoherence') >= limit).length;
    await open(`#v=1&base=none&layer=${ID};f=temporal_coherence,${limit},&panel=filters`);
    await expect
      .poll(() => page.locator('.filters .hint').innerText(), PATIENCE)
      .toBe(`${matching} of ${points.length} points in view`);
    const coherences = (await page.evaluate(valuesOnMap, { id: ID, name: 'temporal_coherence' })) as number[];
    expect(Math.min(...coherences)).toBeGreaterThanOrEqual(limit);
  });

  test('tells that the server is away, and goes on when it is back', async () => {
    const { port } = new URL(base);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    const [place] = (await page.evaluate(placesOfPoints, ID)) as Place[];
    await page.mouse.click(place.x, place.y);
    await page.waitForSelector('.notice.away', PATIENCE);
    await listen(Number(port));
    await page.waitForSelector('.chart[data-curves="1"]', PATIENCE);
    expect(await page.locator('.notice.away').count()).toBe(0);
  });

  test('keeps to the policy of the page in all of this', () => {
    expect(complaints).toEqual([]);
  });

  test('without WebGL leads to the pages', async () => {
    const plain = await openBrowser({ webGl: false });
    try {
      const other = await plain.newPage();
      await other.goto(`${base}/explorer/`);
      await other.waitForSelector('.no-map', PATIENCE);
      expect(await other.locator('.no-map a').last().getAttribute('href')).toBe(`${base}/collections/${ID}?f=html`);
    } finally {
      await plain.close();
    }
  });
});

/** As JSON and the page have it: null when missing, and zero without a sign. */
const millimetres = (tenths: number): number | null => (tenths === MISSING_TENTHS ? null : mmOfTenths(tenths) + 0);
const csvCell = (tenths: number): string => String(millimetres(tenths) ?? '');

// What follows runs in the page.

interface Place {
  readonly x: number;
  readonly y: number;
  readonly pid: string;
}

/** What the Explorer gives away of itself in the page. */
interface Explorer {
  readonly state: { get(): ExplorerState };
  readonly session: { get(): { readonly series: Readonly<Record<string, unknown>> } };
  readonly map?: { readonly map: MapLibreMap };
}

declare const openEgmsExplorer: Explorer;

function shownPoints(id: string): boolean {
  const app = (globalThis as { openEgmsExplorer?: Explorer }).openEgmsExplorer;
  const layer = `points:${id}`;
  const map = app?.map?.map;
  return Boolean(map?.getLayer(layer) && map.queryRenderedFeatures({ layers: [layer] }).length > 0 && map.loaded());
}

/** Points that stand alone, away from what lies on the map. */
function placesOfPoints(id: string): Place[] {
  const map = openEgmsExplorer.map!.map;
  const canvas = map.getCanvas().getBoundingClientRect();
  const places = map.queryRenderedFeatures({ layers: [`points:${id}`] }).flatMap(({ geometry, properties }) => {
    if (geometry.type !== 'Point') return [];
    const { x, y } = map.project(geometry.coordinates as [number, number]);
    return [{ x, y, pid: String(properties.pid) }];
  });
  return places
    .filter(({ x, y }) => x > 280 && x < canvas.width - 90 && y > 60 && y < canvas.height - 120)
    .filter((a) => places.every((b) => b.pid === a.pid || Math.hypot(a.x - b.x, a.y - b.y) > 12))
    .map(({ x, y, pid }) => ({ x: x + canvas.x, y: y + canvas.y, pid }));
}

function pidsChosen(): string[] {
  return openEgmsExplorer.state.get().points.map(({ pid }) => pid);
}

function seriesShown(): unknown[] {
  return Object.values(openEgmsExplorer.session.get().series);
}

function valuesOnMap({ id, name }: { id: string; name: string }): number[] {
  const features = openEgmsExplorer.map!.map.queryRenderedFeatures({ layers: [`points:${id}`] });
  return features.map(({ properties }) => Number(properties[name]));
}
