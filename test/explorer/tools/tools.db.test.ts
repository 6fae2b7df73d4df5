/**
 * Tools of the Explorer in a browser, over a real database: what a person reads of a polygon is what its points say. Skipped,
 * with the reason in the title, where there is no Chromium.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExplorerState } from '../../../explorer/src/state/state.js';
import { polygonWkt } from '../../../explorer/src/tools/selection.js';
import { whyNoBrowser } from '../../support/explorer-browser.js';
import type { TestPoint } from '../../support/synthetic-catalog.js';
import { COLLECTION as ID, SyntheticExplorer } from '../../support/synthetic-explorer.js';

const missing = whyNoBrowser();
/** Maps drawn in software, on a machine with other work. */
const PATIENCE = { timeout: 20_000 };

describe.skipIf(missing)(`the tools in a browser${missing ? ` (skipped: ${missing})` : ''}`, () => {
  const explorer = new SyntheticExplorer();
  beforeAll(() => explorer.start({ width: 1000, height: 700 }));
  afterAll(() => explorer.end());

  const select = () => explorer.page.evaluate(selectionKept) as Promise<Kept>;
  const cells = async () => {
    await explorer.page.waitForSelector('.statistics', PATIENCE);
    return (await explorer.page.locator('.statistics td').allInnerTexts()).map((text) =>
      Number(text.replaceAll(',', '')),
    );
  };

  /** Of the points that the API finds in the polygon, from the numbers that they were made with. */
  async function truthOf(ring: Kept['polygon']): Promise<TestPoint[]> {
    const query = new URLSearchParams({ filter: `S_INTERSECTS(geometry,${polygonWkt(ring!)})`, limit: '10000' });
    const answer = await fetch(`${explorer.base}/collections/${ID}/items?${query}`);
    const { features } = (await answer.json()) as { features: { properties: { pid: string } }[] };
    const found = new Set(features.map(({ properties }) => properties.pid));
    return explorer.points.filter(({ pid }) => found.has(pid));
  }

  test('say of a polygon that is clicked what its points say', async () => {
    await explorer.page.goto(`${explorer.base}/explorer/#v=1&layer=${ID}&panel=tools`);
    await explorer.page.waitForSelector('.search-control', PATIENCE);
    await explorer.page.getByRole('button', { name: 'Polygon' }).click();
    for (const [x, y] of [
      [560, 200],
      [800, 260],
      [760, 520],
      [560, 480],
    ])
      await explorer.page.mouse.click(x, y);
    await explorer.page.keyboard.press('Enter');
    const shown = await cells();
    const inside = await truthOf((await select()).polygon);
    const velocities = inside.map((point) => point.value('velocityMmPerYear')).sort((a, b) => a - b);
    const mean = velocities.reduce((sum, value) => sum + value, 0) / velocities.length;
    expect(inside.length).toBeGreaterThan(20);
    expect(inside.length).toBeLessThan(explorer.points.length);
    expect(shown[0]).toBe(inside.length);
    expect(shown[1]).toBeCloseTo(mean, 2);
    expect(shown.slice(4)).toEqual([velocities[0], velocities.at(-1)].map((value) => Number(value!.toFixed(2))));
  });

  test('let the filters of the layer act on the numbers', async () => {
    const limit = 0.8;
    const inside = await truthOf((await select()).polygon);
    const passing = inside.filter((point) => point.value('temporalCoherence') >= limit).length;
    await explorer.page.evaluate(setFilter, limit);
    await expect.poll(async () => (await cells())[0], PATIENCE).toBe(passing);
    await explorer.page.evaluate(setFilter, undefined);
  });

  test('draw a circle with keys alone, and keep it in the address', async () => {
    await explorer.page.getByRole('button', { name: 'Circle' }).click();
    await explorer.page.keyboard.press('Space');
    await explorer.page.evaluate(moveMap);
    await explorer.page.keyboard.press('Space');
    await expect
      .poll(() => explorer.page.evaluate('decodeURIComponent(location.hash)'), PATIENCE)
      .toContain('"circle"');
    const { radius } = await select();
    expect(radius).toBeGreaterThan(10);
    const address = (await explorer.page.evaluate('location.href')) as string;
    const shown = await cells();
    await explorer.page.goto('about:blank');
    await explorer.page.goto(address);
    expect(await cells()).toEqual(shown);
  });

  test('end without by Escape, and leave the panel and the selection alone', async () => {
    const before = await select();
    await explorer.page.getByRole('button', { name: 'Line', exact: true }).click();
    await explorer.page.mouse.click(600, 300);
    await explorer.page.keyboard.press('Escape');
    expect(await explorer.page.locator('.tools').count()).toBe(1);
    expect(await select()).toEqual(before);
  });

  test('keep to the policy of the page in all of this', () => {
    expect(explorer.complaints).toEqual([]);
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
  readonly map: { readonly map: { panBy(by: [number, number], options: { animate: boolean }): void } };
}

declare const openEgmsExplorer: Explorer;

function selectionKept(): unknown {
  return openEgmsExplorer.state.get().tools.select;
}

function setFilter(min: number | undefined): void {
  const layers = openEgmsExplorer.state.get().layers ?? [];
  const filters = min === undefined ? [] : [{ attribute: 'temporal_coherence', min }];
  openEgmsExplorer.state.set({ layers: layers.map((layer) => ({ ...layer, filters })) });
}

function moveMap(): void {
  openEgmsExplorer.map.map.panBy([120, 0], { animate: false });
}
