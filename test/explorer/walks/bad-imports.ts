/** Services that are down, broken or hostile: told in a sentence, and nothing else happens. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { PATIENCE, type Walk } from '../../support/walk.js';
import { IMPORT_VIEW, lookUp } from './imports.js';

export function badImportsWalk(walk: Walk): void {
  const trouble = () => walk.page.locator('.panel .trouble');
  /** Of the service that was asked last, once the page has put it in the place of what it said before. */
  const told = () => expect.poll(async () => (await trouble().allInnerTexts()).join(), PATIENCE);
  let isOpen = false;
  /** The same page for all of them: what one service does must not spoil the next. */
  async function atPanel(): Promise<void> {
    if (!isOpen) await walk.open(IMPORT_VIEW);
    isOpen = true;
  }

  test.each([
    ['broken', 'plain', /answered 500/],
    ['broken', 'secure', /answered with status 500/],
    ['page', 'secure', /A web page is there, not a map service/],
    ['page', 'plain', /expected XML, JSON, an image or vector tiles, got text\/html/],
    ['private', 'plain', /private network/],
    ['metadata', 'plain', /private network/],
    ['file', 'plain', /expected an address that begins with https:\/\/ or http:\/\//],
    ['loop', 'plain', /redirects more than 3 times/],
    ['huge', 'secure', /larger than 10 MB/],
    ['huge', 'plain', /larger than 10 MiB/],
    ['bomb', 'secure', /defines XML entities/],
    ['external', 'plain', /defines XML entities/],
  ] as const)('%s (%s) is told', async (fault, way, sentence) => {
    await atPanel();
    walk.foreign.asked = [];
    await lookUp(walk, `${walk.foreign[way]}/bad/${fault}`);
    await told().toMatch(sentence);
    expect(walk.foreign.askedOf('stolen')).toEqual([]);
    expect(await walk.page.locator('.import-offer').count()).toBe(0);
  });

  test('a service that is down is told', async () => {
    const gone = createServer();
    await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve));
    const { port } = gone.address() as AddressInfo;
    await new Promise((resolve) => gone.close(resolve));
    await atPanel();
    await lookUp(walk, `http://127.0.0.1:${port}/wms`);
    await told().toMatch(/cannot be reached: .*ECONNREFUSED/);
  });

  test.each([
    'file:///etc/passwd',
    'javascript:alert(1)',
    'ftp://example.org/wms',
    'https://me:secret@example.org/wms',
  ])('%s is no address of a service', async (address) => {
    await atPanel();
    await lookUp(walk, address);
    await told().toMatch(/Expected an address that begins with https/);
  });

  test('of a slow service it is told that it is waited for, and it can be stopped', async () => {
    await atPanel();
    await lookUp(walk, `${walk.foreign.plain}/bad/slow`);
    const panel = walk.page.locator('.panel');
    await panel.getByText(/It has not answered for \d+ s/).waitFor(PATIENCE);
    // The page lives meanwhile.
    await walk.page.getByRole('button', { name: 'Zoom in' }).click();
    await expect.poll(async () => (await walk.state()).view?.zoom, PATIENCE).toBeGreaterThan(12.5);
    await walk.page.getByRole('button', { name: 'Stop' }).click();
    await expect.poll(() => panel.getByText(/has not answered|Asking/).count(), PATIENCE).toBe(0);
    expect(await trouble().count()).toBe(0);
  });

  test('markup in titles stays text, on the page and in the attribution', async () => {
    const dialogs: string[] = [];
    const note = (dialog: { message(): string; dismiss(): Promise<void> }) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    };
    walk.page.on('dialog', note);
    await atPanel();
    await lookUp(walk, `${walk.foreign.secure}/bad/markup`);
    await walk.page.locator('.import-offer button').first().click();
    await walk.page.waitForSelector('.import-shown', PATIENCE);
    await walk.drawn();
    expect(await walk.page.locator('.import-shown').innerText()).toContain('<img src=x onerror="alert(1)">');
    expect(await walk.page.locator('.maplibregl-ctrl-attrib-inner').textContent()).toContain(
      '<script>alert(2)</script>',
    );
    expect(await walk.page.locator('img[src="x"], .explorer script').count()).toBe(0);
    expect(walk.asked.filter((asked) => asked.endsWith('/x'))).toEqual([]);
    expect(dialogs).toEqual([]);
    walk.page.off('dialog', note);
    await walk.page.locator('.import-shown').getByRole('button', { name: 'Remove' }).click();
    await expect.poll(() => walk.page.locator('.import-shown').count(), PATIENCE).toBe(0);
  });

  test('of 50,000 layers 10,000 are offered, which is said; some are listed, and the others found by searching', async () => {
    await atPanel();
    await lookUp(walk, `${walk.foreign.secure}/bad/many`);
    await walk.page.waitForSelector('.import-offer', PATIENCE);
    expect(await walk.page.locator('.import-offer').innerText()).toContain('the first 10,000 layers');
    expect(await walk.page.locator('.import-list li').count()).toBe(100);
    await walk.page.getByLabel('Find a layer').fill('layer 9997');
    await expect
      .poll(() => walk.page.locator('.import-list li').allInnerTexts(), PATIENCE)
      .toEqual([expect.stringContaining('Layer 9997')]);
  });

  test('a layer in another projection is listed, and said to be none for this map', async () => {
    await atPanel();
    await lookUp(walk, `${walk.foreign.secure}/bad/elsewhere`);
    const item = walk.page.locator('.import-list li');
    await expect
      .poll(() => item.allInnerTexts(), PATIENCE)
      .toEqual([expect.stringContaining('Not offered in Web Mercator')]);
    expect(await item.locator('button').count()).toBe(0);
  });

  test('what a service says instead of a picture is told, and nothing is added', async () => {
    await atPanel();
    await lookUp(walk, `${walk.foreign.secure}/bad/excuse`);
    await walk.page.locator('.import-offer button').first().click();
    await told().toContain('The layer is being repaired');
    expect(await walk.page.locator('.import-shown').count()).toBe(0);
  });

  test('pictures that are none are told', async () => {
    await atPanel();
    await lookUp(walk, `${walk.foreign.secure}/bad/nopicture`);
    await walk.page.locator('.import-offer button').first().click();
    await walk.page.locator('.trouble, .notice').first().waitFor(PATIENCE);
    expect(await walk.page.locator('.trouble, .notice').first().innerText()).toMatch(/no picture|cannot be drawn/);
    await walk.picture('import-trouble');
  });

  test('addresses in a link are read as those that are typed', async () => {
    const layer = (url: string) => ({ kind: 'raster', url, title: '<script>alert(1)</script>', opacity: 1 });
    const layers = [layer('javascript:alert(1)//{z}'), layer('file:///{z}/{x}/{y}'), layer('data:image/png,{z}')];
    await walk.open(`${IMPORT_VIEW}&tool.import=${encodeURIComponent(JSON.stringify(layers))}`);
    expect(await walk.page.locator('.import-shown').count()).toBe(0);
  });
}
