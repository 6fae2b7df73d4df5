/**
 * The Explorer over a million points with series of five years, in a browser that draws in software on the cores that serve
 * it: until the first map, pictures while one moves, the series of a clicked point, the mean of a polygon.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { Database } from '../../src/db/database.js';
import { regularEpochs } from '../../src/products/epochs.js';
import { type Measurement, median, round } from '../report.js';
import { BenchServer } from '../server.js';
import { publishBurst, withCatalog } from '../synthetic-catalog.js';
import { emptyDatabase } from '../target.js';
import { COLLECTION, TILE_BURST } from '../tiles.js';
import { openBrowser } from './browser.js';
import {
  clearSelection,
  firstMap,
  isMapLoaded,
  movedPictures,
  noteNextClick,
  pointToClick,
  scriptBytes,
  selectPolygon,
  untilDrawn,
} from './in-page.js';

const PORT = 5881;
const VIEWPORT = { width: 1440, height: 900 };
const VISITS = 7;
const CLICKS = 12;
const POLYGONS = 5;
const POLYGON_SHARE = 0.1;

export async function benchExplorer(url: string): Promise<readonly Measurement[]> {
  await emptyDatabase(url);
  const dates = regularEpochs('20200103', '20241230', 6);
  const ground = await withCatalog(url, async (database) => {
    await publishBurst(database, { ...TILE_BURST, dates });
    await database.query('vacuum analyze');
    return groundOf(database);
  });
  const folder = await mkdtemp(join(tmpdir(), 'open-egms-explorer-'));
  const server = new BenchServer(url, folder, PORT);
  let browser: Browser | undefined;
  try {
    await server.start();
    browser = await openBrowser();
    const rows = [...(await visits(browser, server.base))];
    const page = await browser.newPage({ viewport: VIEWPORT });
    rows.push(...(await moves(page, server.base, ground)));
    rows.push(...(await clicks(page, server.base, ground)));
    rows.push(...(await polygons(page, server.base, ground)));
    return rows;
  } finally {
    await browser?.close();
    await server.kill('SIGTERM');
    await rm(folder, { recursive: true });
  }
}

interface Ground {
  readonly centre: readonly [longitudeDeg: number, latitudeDeg: number];
  /** (corners) with about a tenth of all points in it. */
  readonly polygon: readonly (readonly [number, number])[];
  readonly points: number;
}

async function groundOf(database: Database): Promise<Ground> {
  const { rows } = await database.query<Record<'west' | 'south' | 'east' | 'north' | 'cut', number>>(
    `select min(longitude_deg) as west, min(latitude_deg) as south, max(longitude_deg) as east, max(latitude_deg) as north,
       percentile_disc(${POLYGON_SHARE}) within group (order by longitude_deg) as cut from egms.point_1`,
  );
  const [{ west, south, east, north, cut }] = rows;
  return {
    centre: [(west + east) / 2, (south + north) / 2],
    polygon: [
      [west, south],
      [cut, south],
      [cut, north],
      [west, north],
    ],
    points: TILE_BURST.pointCount,
  };
}

/** Each in a context of its own, which has nothing kept of the last. */
async function visits(browser: Browser, base: string): Promise<readonly Measurement[]> {
  const times: number[] = [];
  let bytes = 0;
  for (let i = 0; i < VISITS; i++) {
    const context = await browser.newContext({ viewport: VIEWPORT });
    const page = await context.newPage();
    await page.goto(`${base}/explorer/`, { waitUntil: 'commit' });
    times.push(await page.evaluate(firstMap, `points:${COLLECTION}`));
    bytes = await page.evaluate(scriptBytes);
    await context.close();
  }
  const [first, p50] = [times[0], median(times.slice(1))];
  return [
    row('first map, tiles not yet made, ms', first, 2000),
    row('first map, p50 of the next visits, ms', p50, 2000),
    row('JavaScript until then, kB gzip', bytes / 1000, 600),
  ];
}

async function moves(page: Page, base: string, { centre }: Ground): Promise<readonly Measurement[]> {
  const [longitude, latitude] = centre;
  await open(page, `${base}/explorer/#v=1&map=12/${latitude}/${longitude}&layer=${COLLECTION}`);
  const at = (east: number, zoom: number) => ({ center: [longitude + east, latitude] as [number, number], zoom });
  const tour = [at(0.03, 12), at(-0.03, 12), at(0, 14), at(0.01, 14), at(0, 16), at(0, 10), at(0, 12)];
  await page.evaluate(movedPictures, tour);
  const { gapsMs, longestTaskMs } = await page.evaluate(movedPictures, tour);
  const gaps = [...gapsMs].sort((a, b) => a - b);
  return [
    row(`longest of ${gaps.length} pictures while moving, ms`, gaps[gaps.length - 1], 100),
    row('99th percentile of them, ms', gaps[Math.floor(0.99 * gaps.length)], 100),
    row('median of them, ms', median(gaps), 100),
    row('longest work of the page alone while moving, ms', longestTaskMs, 100),
  ];
}

async function clicks(page: Page, base: string, { centre }: Ground): Promise<readonly Measurement[]> {
  const drawn: number[] = [];
  const shown: number[] = [];
  const curve = '.chart[data-curves="1"]';
  await open(page, `${base}/explorer/#v=1&map=16/${centre[1]}/${centre[0]}&layer=${COLLECTION}`);
  await page.waitForTimeout(1000);
  for (let i = 0; i < CLICKS; i++) {
    const { x, y } = await page.evaluate(pointToClick, { layer: `points:${COLLECTION}`, nth: i });
    await page.evaluate(noteNextClick);
    await page.mouse.click(x, y);
    const { drawnMs, shownMs } = await page.evaluate(untilDrawn, curve);
    drawn.push(drawnMs);
    shown.push(shownMs);
    await page.keyboard.press('Escape');
    await page.waitForSelector(curve, { state: 'detached' });
    await page.waitForTimeout(1000);
  }
  return [
    row('chart of the first clicked point drawn, ms', drawn[0], 150),
    row('chart of a clicked point drawn, p50, ms', median(drawn.slice(1)), 150),
    row('the same handed to the screen by software graphics, p50, ms', median(shown.slice(1)), 150),
  ];
}

async function polygons(page: Page, base: string, { polygon, points }: Ground): Promise<readonly Measurement[]> {
  const times: number[] = [];
  await open(page, `${base}/explorer/#v=1&map=11/${polygon[0][1]}/${polygon[0][0]}&layer=${COLLECTION}`);
  for (let i = 0; i < POLYGONS; i++) {
    // A little different each time: nothing is answered from memory.
    const corner = [polygon[0][0] + i * 1e-5, polygon[0][1]] as const;
    times.push(await page.evaluate(selectPolygon, [corner, ...polygon.slice(1)]));
    await page.evaluate(clearSelection);
    await page.waitForSelector('.statistics', { state: 'detached' });
  }
  const name = `mean and statistics of ${Math.round(points * POLYGON_SHARE).toLocaleString('en')} points on screen, p50, ms`;
  return [row(name, median(times.slice(1)), 1500)];
}

async function open(page: Page, address: string): Promise<void> {
  await page.goto('about:blank');
  await page.goto(address);
  await page.evaluate(firstMap, `points:${COLLECTION}`);
  await page.waitForFunction(isMapLoaded);
}

const row = (what: string, value: number, most: number): Measurement => ({
  what: `explorer: ${what}`,
  measured: round(value),
  asked: `< ${most.toLocaleString('en')}`,
  met: value < most,
});
