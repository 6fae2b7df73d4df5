/** For everybody: axe-core on all that can be opened, keys alone, less motion. */
import { expect, test } from 'vitest';
import { seriousFindings } from '../../support/accessibility.js';
import { openBrowser } from '../../support/explorer-browser.js';
import { ASCENDING, UP } from '../../support/real-bursts.js';
import { DESKTOP, PATIENCE, PHONE, type Walk } from '../../support/walk.js';

const PANELS = ['layers', 'filters', 'time', 'tools', 'map', 'import', 'process', 'download', 'share', 'help'];
/** A point of the ascending burst, with its filter, own colours, and a selection: as much on the page as there can be. */
const layers = `layer=${ASCENDING};f=temporal_coherence,0.2,;c=mean_velocity,vik,-10,10,7&layer=${UP}`;

export function accessibilityWalk(walk: Walk): void {
  let full: string;

  test('axe has nothing serious to say of any panel, on a desk and a phone, by day and by night', async () => {
    const { features } = await walk.json<{ features: { id: string }[] }>(`/collections/${ASCENDING}/items?limit=2`);
    const points = features.map(({ id }) => `point=${ASCENDING};${id}`).join('&');
    const select = encodeURIComponent(JSON.stringify({ circle: [13.1935, 38.7085], radius: 200 }));
    full = `#v=1&map=15/38.7085/13.1935&${layers}&${points}&tool.select=${select}`;
    await walk.open(full);
    await walk.page.waitForSelector('.chart[data-curves="2"]', PATIENCE);
    const found: Record<string, readonly string[]> = {};
    for (const panel of PANELS) {
      await walk.page.evaluate(openPanel, panel);
      await walk.page.waitForSelector('.panel-body');
      if (panel === 'process')
        await walk.page.getByRole('combobox', { name: 'Process' }).selectOption('area-statistics');
      await walk.page.evaluate(openDetails);
      for (const [name, size] of Object.entries({ desk: DESKTOP, phone: PHONE })) {
        await walk.page.setViewportSize(size);
        for (const colorScheme of ['light', 'dark'] as const) {
          await walk.page.emulateMedia({ colorScheme });
          // At night colours alone are others.
          const findings = await seriousFindings(walk.page, colorScheme === 'dark' ? ['color-contrast'] : undefined);
          if (findings.length > 0) found[`${panel} ${name} ${colorScheme}`] = findings;
        }
      }
    }
    await walk.page.setViewportSize(DESKTOP);
    await walk.page.emulateMedia({ colorScheme: null });
    expect(found).toEqual({});
  }, 120_000);

  test('nor while something is drawn, searched for or told, nor of a page in a frame', async () => {
    const found: string[] = [];
    await walk.open(`${full}&panel=tools&nonsense=1`);
    await walk.page.getByRole('button', { name: 'Polygon' }).click();
    await walk.page.keyboard.press('Space');
    await walk.page.getByRole('combobox', { name: 'Place or coordinates' }).fill('pal');
    await walk.page.locator('[role="option"]').first().waitFor(PATIENCE);
    await walk.page.locator('.notice').waitFor(PATIENCE);
    found.push(...(await seriousFindings(walk.page)));
    await walk.page.keyboard.press('Escape');
    await walk.open(full, '?embed=1');
    found.push(...(await seriousFindings(walk.page)));
    expect(found).toEqual([]);
  });

  test('nor of the page without WebGL, which leads on', async () => {
    const browser = await openBrowser({ webGl: false });
    try {
      const page = await browser.newPage({ viewport: DESKTOP });
      await page.goto(`${walk.base}/explorer/`);
      await page.locator('.no-map a').first().waitFor(PATIENCE);
      expect(await seriousFindings(page)).toEqual([]);
      await page.locator('.no-map a').nth(1).click();
      await page.waitForURL(/collections\//, PATIENCE);
      expect(await page.locator('h1').count()).toBe(1);
    } finally {
      await browser.close();
    }
  });

  test('nor of the pages of the server', async () => {
    const { features } = await walk.json<{ features: { id: string }[] }>(`/collections/${ASCENDING}/items?limit=1`);
    const { jobs } = await walk.json<{ jobs: { jobID: string }[] }>('/jobs');
    const paths = [
      '/',
      '/conformance',
      '/collections',
      `/collections/${ASCENDING}`,
      `/collections/${ASCENDING}/items`,
      `/collections/${ASCENDING}/items/${features[0].id}`,
      `/collections/${ASCENDING}/queryables`,
      `/collections/${ASCENDING}/styles`,
      `/collections/${ASCENDING}/tiles`,
      '/tileMatrixSets',
      '/processes',
      '/processes/decompose',
      '/jobs',
      `/jobs/${jobs[0].jobID}`,
      '/nowhere',
    ];
    const found: Record<string, readonly string[]> = {};
    // Where tables have to be moved to be read.
    await walk.page.setViewportSize(PHONE);
    for (const path of paths) {
      await walk.page.goto(`${walk.base}${path}`);
      const findings = await seriousFindings(walk.page);
      if (findings.length > 0) found[path] = findings;
    }
    await walk.page.setViewportSize(DESKTOP);
    expect(found).toEqual({});
  });

  test('with keys alone: from the rail to a panel, to the map, to the series of a point', async () => {
    await walk.open(`#v=1&map=17/38.7085/13.1935&layer=${ASCENDING}`);
    const { page } = walk;
    await page.keyboard.press('Tab');
    expect(await focused(walk)).toMatchObject({ name: 'Skip to the map', isSeen: true });
    await press(walk, 'Tab', 'Layers');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#panel', PATIENCE);
    await press(walk, 'Tab', 'Settings of');
    await page.keyboard.press('Enter');
    await press(walk, 'Tab', 'Opacity');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(async () => (await walk.state()).layers?.[0].opacity, PATIENCE).toBe(0.95);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('#panel').count(), PATIENCE).toBe(0);
    await page.locator('.skip').focus();
    await page.keyboard.press('Enter');
    expect(await focused(walk)).toMatchObject({ name: expect.stringContaining('Map of ground motion'), isSeen: true });
    await page.keyboard.press('Enter');
    await page.waitForSelector('.chart[data-curves="1"]', PATIENCE);
    await walk.picture('keyboard');
    await page.keyboard.press('ArrowRight');
    await walk.drawn();
    await page.keyboard.press('Shift+Enter');
    await page.waitForSelector('.chart[data-curves="2"]', PATIENCE);
    await page.keyboard.press('Escape');
    await expect.poll(async () => (await walk.state()).points.length, PATIENCE).toBe(0);
  });

  test('who wants less motion gets none', async () => {
    await walk.page.emulateMedia({ reducedMotion: 'reduce' });
    await walk.open(`#v=1&map=12/38.7085/13.1935&layer=${ASCENDING}`);
    await walk.page.getByRole('button', { name: 'Zoom in' }).click();
    // Without an animation the view is told at once.
    expect((await walk.state()).view?.zoom).toBe(13);
    expect(await walk.page.evaluate(moving)).toEqual([]);
    await walk.page.emulateMedia({ reducedMotion: null });
  });
}

/** Presses a key until what has the focus is of a name. */
async function press(walk: Walk, key: string, name: string, most = 30): Promise<void> {
  const met: string[] = [];
  for (let i = 0; i < most; i++) {
    await walk.page.keyboard.press(key);
    const now = await focused(walk);
    if (!now.isSeen) throw new Error(`the focus on ${now.name} cannot be seen`);
    if (now.name.includes(name)) return;
    met.push(now.name);
  }
  throw new Error(`${name} was not met, but ${met.join(', ')}`);
}

const focused = (walk: Walk) => walk.page.evaluate(focusedElement) as Promise<{ name: string; isSeen: boolean }>;

// What follows runs in the page.

interface Element {
  readonly textContent: string | null;
  readonly labels?: readonly Element[];
  open?: boolean;
  getAttribute(name: string): string | null;
  closest(selector: string): Element | null;
}
declare const document: {
  readonly activeElement: Element;
  querySelectorAll(selector: string): Iterable<Element>;
  getAnimations(): readonly { readonly effect: { getComputedTiming(): { duration: number } } }[];
};
declare const getComputedStyle: (element: Element, part?: string) => Readonly<Record<string, string>>;
declare const openEgmsExplorer: { readonly state: { set(change: object): void } };

function openPanel(panel: string): void {
  openEgmsExplorer.state.set({ panel });
}

function openDetails(): void {
  for (const each of document.querySelectorAll('.panel details')) each.open = true;
}

function focusedElement(): { name: string; isSeen: boolean } {
  const element = document.activeElement;
  // The map as a whole has a line around it, above its picture.
  const map = element.closest('canvas') && element.closest('.map');
  const style = map ? getComputedStyle(map, '::before') : getComputedStyle(element);
  const [kind, width] = map ? [style.borderTopStyle, style.borderTopWidth] : [style.outlineStyle, style.outlineWidth];
  const name = element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent ?? element.textContent ?? '';
  return { name: name.trim(), isSeen: kind !== 'none' && Number.parseFloat(width) >= 1 };
}

function moving(): readonly number[] {
  return document
    .getAnimations()
    .map(({ effect }) => effect.getComputedTiming().duration)
    .filter((ms) => ms > 1);
}
