/**
 * The Explorer in a browser, over a real database: what a person meets. Skipped, with the reason in the title, where there is
 * no Chromium.
 */
import type { Map as MapLibreMap } from 'maplibre-gl';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExplorerState } from '../../explorer/src/state/state.js';
import { MISSING_TENTHS } from '../../src/products/point-batch.js';
import { mmOfTenths } from '../../src/products/tenths.js';
import { openBrowser, whyNoBrowser } from '../support/explorer-browser.js';
import { COLLECTION as ID, SyntheticExplorer } from '../support/synthetic-explorer.js';

const missing = whyNoBrowser();
/** Maps drawn in software, on a machine with other work. */
const PATIENCE = { timeout: 20_000 };

describe.skipIf(missing)(`the Explorer in a browser${missing ? ` (skipped: ${missing})` : ''}`, () => {
  const explorer = new SyntheticExplorer();
  beforeAll(() => explorer.start({ width: 900, height: 640 }));
  afterAll(() => explorer.end());

  /** Opens an address in a page that has nothing in it, and waits for points. */
  async function open(hash: string): Promise<void> {
    await explorer.page.goto('about:blank');
    await explorer.page.goto(`${explorer.base}/explorer/${hash}`);
    await pointsShown();
  }

  const pointsShown = () => explorer.page.waitForFunction(shownPoints, ID, PATIENCE);
  const hashOf = () => explorer.page.evaluate('location.hash') as Promise<string>;

  test('shows the points of the first collection, and where it is', async () => {
    await open('');
    expect(await explorer.page.locator('.legend').innerText()).toContain('Mean velocity [mm/yr]');
    expect(await explorer.page.locator('.layer').count()).toBe(1);
    await expect.poll(hashOf, PATIENCE).toContain(`layer=${ID}`);
  });

  /** The first that stands alone, once the map has the size of its place. */
  async function clickPoint(): Promise<void> {
    await explorer.page.waitForFunction(mapFits, undefined, PATIENCE);
    const [place] = (await explorer.page.evaluate(placesOfPoints, ID)) as Place[];
    await explorer.page.mouse.click(place.x, place.y);
  }

  test('shows the series of a clicked point, as it was published', async () => {
    await clickPoint();
    await explorer.page.waitForSelector('.chart[data-curves="1"]', PATIENCE);
    const pid = await explorer.page.locator('.point .pid').innerText();
    const point = explorer.points.find((each) => each.pid === pid)!;
    const velocity = point.value('velocityMmPerYear').toLocaleString('en');
    expect(await explorer.page.locator('.point dl').first().innerText()).toContain(velocity);
    const shown = (await explorer.page.evaluate(seriesShown)) as { displacementMm: (number | null)[] }[];
    expect(shown.map(({ displacementMm }) => displacementMm.map((mm) => mm && mm + 0))).toEqual([
      [...point.series].map(millimetres),
    ]);
  });

  test('says what is gone, and keeps the rest', async () => {
    await open(`#v=1&base=none&layer=long-gone&layer=${ID};o=0.5&point=long-gone;x&map=20/north`);
    const told = await explorer.page.locator('.notices').innerText();
    expect(told).toContain('Not on this server any more: long-gone');
    expect(told).toContain('Not understood in the address: map=20/north');
    await expect.poll(hashOf, PATIENCE).toMatch(new RegExp(`layer=${ID};o=0\\.5$`));
  });

  test('tells that the server is away, and goes on when it is back', async () => {
    await explorer.goAway();
    await clickPoint();
    await explorer.page.waitForSelector('.notice.away', PATIENCE);
    await explorer.listen();
    await explorer.page.waitForSelector('.chart[data-curves="1"]', PATIENCE);
    expect(await explorer.page.locator('.notice.away').count()).toBe(0);
  });

  test('keeps to the policy of the page in all of this', () => {
    expect(explorer.complaints).toEqual([]);
  });

  test('without WebGL leads to the pages', async () => {
    const plain = await openBrowser({ webGl: false });
    try {
      const other = await plain.newPage();
      await other.goto(`${explorer.base}/explorer/`);
      await other.waitForSelector('.no-map', PATIENCE);
      expect(await other.locator('.no-map a').last().getAttribute('href')).toBe(
        `${explorer.base}/collections/${ID}?f=html`,
      );
    } finally {
      await plain.close();
    }
  });
});

/** As JSON and the page have it: null when missing, and zero without a sign. */
const millimetres = (tenths: number): number | null => (tenths === MISSING_TENTHS ? null : mmOfTenths(tenths) + 0);

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
/** A little of the DOM: the types of all of it would be there for the server's sources, too. */
declare const document: { elementFromPoint(x: number, y: number): unknown };

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
    .filter(({ x, y }) => document.elementFromPoint(x + canvas.x, y + canvas.y) === map.getCanvas())
    .filter((a) => places.every((b) => b.pid === a.pid || Math.hypot(a.x - b.x, a.y - b.y) > 12))
    .map(({ x, y, pid }) => ({ x: x + canvas.x, y: y + canvas.y, pid }));
}

function mapFits(): boolean {
  const { map } = openEgmsExplorer.map!;
  const [canvas, container] = [map.getCanvas(), map.getContainer()];
  return canvas.clientWidth === container.clientWidth && canvas.clientHeight === container.clientHeight;
}

function seriesShown(): unknown[] {
  return Object.values(openEgmsExplorer.session.get().series);
}
