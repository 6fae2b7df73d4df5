/** Maps of other services: typed in, chosen, drawn below the points, kept in the link, taken away. */

import sharp from 'sharp';
import { expect, test } from 'vitest';
import { ASCENDING } from '../../support/real-bursts.js';
import { PATIENCE, type Walk } from '../../support/walk.js';

/** Without points and base map, so that all that is drawn is of others. */
export const IMPORT_VIEW = '#v=1&map=12/38.7/13.17&base=none&layer=&panel=import';

interface Kind {
  readonly title: string;
  readonly address: (walk: Walk) => string;
  /** The button that adds it. */
  readonly add: string;
  /** In what the service is asked for in the end. */
  readonly asked: string;
  readonly isProxied: boolean;
}

const open = (path: string) => (walk: Walk) => `${walk.foreign.secure}/open/${path}`;
const closed = (path: string) => (walk: Walk) => `${walk.foreign.secure}/closed/${path}`;
const plain = (path: string) => (walk: Walk) => `${walk.foreign.plain}/closed/${path}`;

const KINDS: readonly Kind[] = [
  {
    title: 'WMS 1.3.0 that pages may read',
    address: open('wms'),
    add: 'Geology as Pictures',
    asked: 'VERSION=1.3.0',
    isProxied: false,
  },
  {
    title: 'WMS 1.1.1 that they may not',
    address: closed('wms111'),
    add: 'Geology as Pictures',
    asked: 'SRS=EPSG',
    isProxied: true,
  },
  {
    title: 'WMTS by paths, without TLS',
    address: plain('wmts'),
    add: 'Photographs as Pictures',
    asked: '/plain/web/13/',
    isProxied: true,
  },
  {
    title: 'WMTS by parameters',
    address: open('wmts-kvp'),
    add: 'Photographs as Pictures',
    asked: 'TILEMATRIX=13',
    isProxied: false,
  },
  {
    title: 'OGC API Tiles',
    address: closed('ogc/'),
    add: 'The tiled as Pictures',
    asked: '/tiles/web/13/',
    isProxied: true,
  },
  {
    title: 'OGC API Maps',
    address: open('ogc/'),
    add: 'The mapped as Pictures',
    asked: '/mapped/map?',
    isProxied: false,
  },
  {
    title: 'OGC API Features',
    address: closed('ogc/'),
    add: 'The features as Features',
    asked: '/items?bbox=',
    isProxied: true,
  },
  { title: 'TileJSON', address: open('tilejson'), add: 'Relief as Pictures', asked: '/tilejson/13/', isProxied: false },
  { title: 'GeoJSON', address: plain('features.geojson'), add: 'as Features', asked: 'geojson?bbox=', isProxied: true },
  {
    title: 'tiles at an address',
    address: closed('tiles/{z}/{x}/{y}.png'),
    add: 'as Pictures',
    asked: '/closed/tiles/13/',
    isProxied: true,
  },
  { title: 'WMS of Open EGMS', address: open('egms/wms'), add: 'Pictures', asked: 'REQUEST=GetMap', isProxied: false },
  { title: 'WMTS of Open EGMS', address: open('egms/wmts'), add: 'Pictures', asked: '/egms/', isProxied: false },
  { title: 'vector tiles of Open EGMS', address: open('egms/'), add: 'Vector tiles', asked: '/12/', isProxied: false },
];

export function importsWalk(walk: Walk): void {
  const links: unknown[] = [];
  let empty: Buffer;

  test.each(KINDS)('$title: offered, drawn, kept in the link', async ({ address, add, asked, isProxied }) => {
    if (!empty) {
      walk.foreign.upstream = walk.base;
      await walk.open(IMPORT_VIEW);
      empty = await middle(walk);
    }
    await lookUp(walk, address(walk));
    await walk.page.waitForSelector('.import-offer', PATIENCE);
    walk.foreign.asked = [];
    await walk.page.locator('.import-offer').getByRole('button', { name: add }).first().click();
    await walk.page.waitForSelector('.import-shown', PATIENCE);
    await expect.poll(() => changed(walk, empty), PATIENCE).toBeGreaterThan(0.02);
    expect(walk.foreign.askedOf(asked).length).toBeGreaterThan(0);
    // A layer that pages may not read is first asked for by the page, in vain.
    expect(walk.foreign.askedOf(asked).some((each) => each.isProxied)).toBe(isProxied);
    const { tools } = await walk.state();
    links.push(...(tools.import as unknown[]));
    await expect.poll(() => walk.hash(), PATIENCE).toContain('tool.import');

    await walk.page.locator('.import-shown').getByRole('button', { name: 'Remove' }).click();
    await expect.poll(() => changed(walk, empty), PATIENCE).toBe(0);
    await expect.poll(() => walk.hash(), PATIENCE).not.toContain('tool.import');
  });

  test('a link shows them again, all at once', async () => {
    expect(links).toHaveLength(KINDS.length);
    // As many as a map may have.
    const kept = links.slice(0, 12);
    walk.foreign.asked = [];
    // What the program passed on is kept by the browser for a while.
    await (await walk.page.context().newCDPSession(walk.page)).send('Network.clearBrowserCache');
    await walk.open(`${IMPORT_VIEW}&tool.import=${encodeURIComponent(JSON.stringify(kept))}`);
    expect(await walk.page.locator('.import-shown .layer').count()).toBe(12);
    for (const { asked } of KINDS.slice(0, 12))
      await expect.poll(() => walk.foreign.askedOf(asked).length, { ...PATIENCE, message: asked }).toBeGreaterThan(0);
    expect(await changed(walk, empty)).toBeGreaterThan(0.5);
  });

  test('a map of others lies below the points', async () => {
    await walk.open(`#v=1&map=14/38.7085/13.18&layer=${ASCENDING}&panel=import`);
    await lookUp(walk, `${walk.foreign.secure}/open/wms`);
    await walk.page.getByRole('button', { name: 'Geology as Pictures' }).click();
    await walk.page.waitForSelector('.import-shown', PATIENCE);
    await walk.page.getByRole('slider').first().fill('0.6');
    await walk.drawn();
    await walk.picture('import');
  });
}

export async function lookUp(walk: Walk, address: string): Promise<void> {
  await walk.page.getByLabel('Address of a map service').fill(address);
  await walk.page.getByRole('button', { name: 'Look what it offers' }).click();
}

/** The middle of the map. */
export async function middle(walk: Walk): Promise<Buffer> {
  await walk.drawn();
  const picture = await walk.page.screenshot({ clip: { x: 600, y: 250, width: 500, height: 400 } });
  return sharp(picture).removeAlpha().raw().toBuffer();
}

/** The share of pixels that are not as they were. */
export async function changed(walk: Walk, before: Buffer): Promise<number> {
  const now = await middle(walk);
  let count = 0;
  for (let i = 0; i < now.length; i += 3) {
    if (Math.abs(now[i] - before[i]) + Math.abs(now[i + 1] - before[i + 1]) + Math.abs(now[i + 2] - before[i + 2]) > 12)
      count++;
  }
  return count / (now.length / 3);
}
