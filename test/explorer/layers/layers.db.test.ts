/** Layers and looks in a browser, over a real database: colours far out, filters, squares, languages. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Map as MapLibreMap } from 'maplibre-gl';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SqlMapCatalog } from '../../../src/catalog/maps/map-source.js';
import { SqlStyleStore } from '../../../src/catalog/styles/style-store.js';
import { SqlTileCatalog } from '../../../src/catalog/tiles/tile-source.js';
import type { Database } from '../../../src/db/database.js';
import { geographicToLaea, laeaToGeographic } from '../../../src/geodesy/laea.js';
import { MapServer } from '../../../src/maps/map-server.js';
import { StoredStyles } from '../../../src/maps/styles.js';
import { TileServer } from '../../../src/ogc/tiles/tile-server.js';
import { regularEpochs } from '../../../src/products/epochs.js';
import { syntheticTile } from '../../../src/products/synthetic-tile.js';
import { testDatabase } from '../../support/database.js';
import { openBrowser, whyNoBrowser } from '../../support/explorer-browser.js';
import { publishTile } from '../../support/publish-tile.js';
import { syntheticCatalog, type TestPoint } from '../../support/synthetic-catalog.js';
import { testApp } from '../../support/test-app.js';

const ID = 'l2b-ascending-2020-2024';
const ORTHO = 'l3-up-2020-2024';
const missing = whyNoBrowser();
/** Maps drawn in software, on a machine with other work. */
const PATIENCE = { timeout: 20_000 };

describe.skipIf(missing)(`layers in a browser${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let database: Database;
  let tiles: TileServer;
  let images: MapServer;
  let server: Server;
  let base: string;
  let browser: Browser;
  let page: Page;
  let points: readonly TestPoint[];
  const refused: string[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'open-egms-layers-'));

  beforeAll(async () => {
    database = await testDatabase();
    const made = await syntheticCatalog(database);
    points = made.points;
    await publishTile(database, orthoTile());
    tiles = new TileServer(new SqlTileCatalog(database), { cacheFolder: join(folder, 'tiles') });
    images = new MapServer(new SqlMapCatalog(database), { softwareVersion: 'test', cacheFolder: join(folder, 'maps') });
    const store = new SqlStyleStore(database);
    const styles = new StoredStyles(store);
    server = testApp({ catalog: made.catalog, tiles, maps: { images, styles }, styles: { styles, store } }).listen(
      0,
      '127.0.0.1',
    );
    await once(server, 'listening');
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await openBrowser();
    page = await browser.newPage({ viewport: { width: 900, height: 640 }, locale: 'en-GB' });
    page.on('response', (response) => {
      if (response.status() >= 400) refused.push(`${response.status()} ${response.url()}`);
    });
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

  /** Opens an address in a page that has nothing in it, and waits for what a layer of the map shows. */
  async function open(hash: string, layer: string, query = ''): Promise<void> {
    await page.goto('about:blank');
    await page.goto(`${base}/explorer/${query}${hash}`);
    await page.waitForFunction(hasFeatures, layer, PATIENCE);
  }
  const [longitude, latitude] = placeOf(4_400_000, 2_000_000);
  const mapAt = (zoom: number) => `#v=1&base=none&map=${zoom}/${latitude}/${longitude}`;
  const shown = (layer: string) => page.evaluate(featuresOf, layer) as Promise<Shown[]>;

  test('colours of an attribute that only near tiles had are drawn far out', async () => {
    await open(`${mapAt(9)}&layer=${ID};c=acceleration,rdylbu,-5,5,0`, `points:${ID}`);
    await expect
      .poll(async () => (await shown(`points:${ID}`)).every(({ properties }) => 'acceleration' in properties), PATIENCE)
      .toBe(true);
    const byPid = new Map(points.map((point) => [point.pid, point]));
    for (const { properties } of await shown(`points:${ID}`))
      expect(properties.acceleration).toBe(byPid.get(String(properties.pid))!.value('accelerationMmPerYear2'));
    expect(await page.locator('.legend .hint').count()).toBe(0);
  });

  test('a filter of that attribute reaches the tiles, point by point', async () => {
    const passing = points.filter((point) => point.value('accelerationMmPerYear2') >= 1).map(({ pid }) => pid);
    await open(`${mapAt(11)}&layer=${ID};f=acceleration,1,`, `points:${ID}`);
    await expect
      .poll(
        async () => [...new Set((await shown(`points:${ID}`)).map(({ properties }) => properties.pid))].sort(),
        PATIENCE,
      )
      .toEqual(passing.sort());
  });

  test('an attribute that far tiles do not have says from where it is drawn', async () => {
    await open(`${mapAt(9)}&layer=${ID};c=mean_velocity_std,viridis,0,2,0&panel=layers`, `points:${ID}`);
    await expect.poll(() => page.locator('.legend .hint').innerText(), PATIENCE).toContain('from zoom 15');
  });

  test('tiles are asked for again, and had, once a server is back', async () => {
    await open(`${mapAt(12)}&layer=${ID}`, `points:${ID}`);
    const before = refused.length;
    await page.evaluate(askAgain);
    await page.waitForTimeout(500);
    await page.waitForFunction(hasFeatures, `points:${ID}`, PATIENCE);
    expect(refused.slice(before)).toEqual([]);
  });

  test('cells of level 3 are squares of 100 m that take clicks anywhere in them', async () => {
    const [x, y] = placeOf(4_401_150, 2_001_150);
    await page.goto('about:blank');
    await page.goto(`${base}/explorer/#v=1&base=none&map=14/${y}/${x}&layer=${ORTHO}`);
    await page.waitForFunction(hasFeatures, `squares:${ORTHO}`, PATIENCE);
    const square = (await page.evaluate(nearCorner, `squares:${ORTHO}`)) as { x: number; y: number; pid: string };
    await page.mouse.click(square.x, square.y);
    await expect.poll(() => page.locator('.point .pid').innerText(), PATIENCE).toBe(square.pid);
    const sides = (await page.evaluate(sidesOf, `squares:${ORTHO}`)) as readonly [number, number][][];
    const metres = sides.map((ring) =>
      ring.map(([longitudeDeg, latitudeDeg]) => Object.values(geographicToLaea(longitudeDeg, latitudeDeg))),
    );
    // Others are cut at the edge of a tile.
    const whole = metres.filter(([a, , c]) => Math.hypot(c[0] - a[0], c[1] - a[1]) > 141);
    expect(whole.length).toBeGreaterThan(metres.length / 2);
    // Corners of a tile are told to a fraction of a metre.
    for (const corner of whole.flat())
      for (const each of corner) expect(Math.abs(each - 100 * Math.round(each / 100))).toBeLessThan(0.5);
  });

  test('speaks the language of the address, and changes it with all that is shown', async () => {
    await open(`${mapAt(12)}&layer=${ID}&panel=map`, `points:${ID}`, '?lang=de');
    expect(await page.locator('html').getAttribute('lang')).toBe('de');
    expect(await page.locator('.legend').innerText()).toContain('Mittlere Geschwindigkeit [mm/Jahr]');
    await page.getByLabel('Sprache').selectOption('en');
    await expect.poll(() => page.locator('html').getAttribute('lang'), PATIENCE).toBe('en');
    await page.waitForFunction(hasFeatures, `points:${ID}`, PATIENCE);
    expect(page.url()).toMatch(/\?lang=en#.*map=12\/.*panel=map/);
  });

  test('lists collections by level, and adds one by the keyboard', async () => {
    await open(`${mapAt(12)}&layer=${ID}&panel=layers`, `points:${ID}`);
    expect(await page.locator('.group h4').allInnerTexts()).toEqual(['Ortho (L3)']);
    await page.locator('.group .add').focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.layer').count(), PATIENCE).toBe(2);
  });
});

/** Every cell around the corner that the bursts lie about. */
function orthoTile() {
  return syntheticTile({
    tileEasting100Km: 44,
    tileNorthing100Km: 20,
    component: 'U',
    generation: 'from-2020-2024',
    release: { firstYear: 2020, lastYear: 2024 },
    redelivery: 1,
    pointCount: 3_000,
    dates: regularEpochs('20200103', '20200401', 6),
    seed: 1,
    bowls: [],
    towns: [{ eastingM: 4_401_150, northingM: 2_001_150, radiusM: 1_000 }],
  });
}

function placeOf(eastingM: number, northingM: number): readonly [number, number] {
  const { longitudeDeg, latitudeDeg } = laeaToGeographic(eastingM, northingM);
  return [longitudeDeg, latitudeDeg];
}

// What follows runs in the page.

interface Shown {
  readonly properties: Readonly<Record<string, unknown>>;
}

interface Explorer {
  readonly session: { set(members: object): void };
  readonly map?: { readonly map: MapLibreMap };
}

declare const openEgmsExplorer: Explorer;

function hasFeatures(layer: string): boolean {
  const map = (globalThis as { openEgmsExplorer?: Explorer }).openEgmsExplorer?.map?.map;
  return Boolean(map?.getLayer(layer) && map.queryRenderedFeatures({ layers: [layer] }).length > 0 && map.loaded());
}

function featuresOf(layer: string): Shown[] {
  return openEgmsExplorer.map!.map.queryRenderedFeatures({ layers: [layer] }).map(({ properties }) => ({ properties }));
}

function askAgain(): void {
  openEgmsExplorer.session.set({ tileGeneration: 7 });
}

/** A place in a square far from its middle, away from what lies on the map, and whose square it is. */
function nearCorner(layer: string): { x: number; y: number; pid: string } | undefined {
  const { map } = openEgmsExplorer.map!;
  const box = map.getCanvas().getBoundingClientRect();
  for (const { geometry, properties } of map.queryRenderedFeatures({ layers: [layer] })) {
    if (geometry.type !== 'Polygon' || geometry.coordinates[0].length !== 5) continue;
    const corners = geometry.coordinates[0].map((corner) => map.project(corner as [number, number]));
    const share = (name: 'x' | 'y') => 0.92 * corners[2][name] + 0.08 * corners[0][name];
    const [x, y] = [share('x'), share('y')];
    if (x > 260 && x < box.width - 60 && y > 60 && y < box.height - 140)
      return { x: x + box.x, y: y + box.y, pid: String(properties.pid) };
  }
  return undefined;
}

function sidesOf(layer: string): [number, number][][] {
  const { map } = openEgmsExplorer.map!;
  return map.querySourceFeatures(layer).flatMap(({ geometry }) => {
    // Squares that reach into another tile are cut there.
    const isWhole = geometry.type === 'Polygon' && geometry.coordinates[0].length === 5;
    const ring = isWhole ? (geometry.coordinates[0] as [number, number][]) : [];
    const wide = ring.length > 0 ? Math.max(...ring.map(([x]) => x)) - Math.min(...ring.map(([x]) => x)) : 0;
    return wide > 0 && ring.every(([x, y]) => map.getBounds().contains([x, y])) ? [ring] : [];
  });
}
