/** Links that make no sense: told, and all that does make sense is shown. */
import { expect, test } from 'vitest';
import { ASCENDING } from '../../support/real-bursts.js';
import { PATIENCE, type Walk } from '../../support/walk.js';

export function rubbishWalk(walk: Walk): void {
  test('a collection that is gone is told, and the others are shown', async () => {
    await walk.open(`#v=1&map=14/38.7085/13.18&layer=l2b-gone-2018-2022&layer=${ASCENDING}&point=l2b-gone-2018-2022;x`);
    const notice = walk.page.locator('.notice');
    await notice.waitFor(PATIENCE);
    expect(await notice.innerText()).toContain('Not on this server any more: l2b-gone-2018-2022');
    expect((await walk.state()).layers?.map(({ collection }) => collection)).toEqual([ASCENDING]);
    expect((await walk.state()).points).toEqual([]);
    await walk.picture('gone');
    await notice.getByRole('button').click();
    await expect.poll(() => notice.count(), PATIENCE).toBe(0);
  });

  test('a point that is gone is told in the drawer', async () => {
    await walk.open(`#v=1&map=14/38.7085/13.18&layer=${ASCENDING}&point=${ASCENDING};nobody`);
    await walk.page.locator('.point [role="alert"]').waitFor(PATIENCE);
    expect(await walk.page.locator('.point [role="alert"]').innerText()).toBe('nobody is not there any more.');
  });

  test('100 kB of rubbish are told in a line, and cost nothing else', async () => {
    const rubbish = `%E0%A4%A&map=x/y&${'layer=%3Cscript%3E;f=,,;c=&point=;&tool.select=[[[&=&'.repeat(2_000)}`;
    expect(rubbish.length).toBeGreaterThan(100_000);
    await walk.open(`#v=1&map=14/38.7085/13.18&layer=${ASCENDING}&${rubbish}`);
    await walk.page.locator('.notice').first().waitFor(PATIENCE);
    for (const text of await walk.page.locator('.notice').allInnerTexts()) expect(text.length).toBeLessThan(600);
    expect((await walk.state()).layers?.map(({ collection }) => collection)).toContain(ASCENDING);
    expect((await walk.hash()).length).toBeLessThan(2_000);
  });

  test('names that objects have by themselves are names like others', async () => {
    const names = ['__proto__', 'constructor', 'toString'];
    const layers = names.map((name) => `layer=${name};f=${name},1,2;c=${name},${name},0,1,5`).join('&');
    const points = names.map((name) => `point=${name};${name}`).join('&');
    const tools = names.map((name) => `tool.${name}=${encodeURIComponent('{"import":[1]}')}`).join('&');
    const own = `layer=${ASCENDING};f=constructor,0,1;c=__proto__,toString,0,1,3;style=constructor`;
    await walk.open(`#v=1&map=14/38.7085/13.18&${layers}&${own}&${points}&${tools}&panel=constructor&base=toString`);
    for (const panel of ['layers', 'filters', 'time', 'tools', 'map', 'import', 'process', 'download', 'share']) {
      await walk.page.evaluate(openPanel, panel);
      await walk.page.waitForSelector('.panel-body', PATIENCE);
    }
    expect((await walk.state()).layers?.map(({ collection }) => collection)).toEqual([ASCENDING]);
    expect(walk.complaints).toEqual([]);
    // The same typed into the address of a page that is open.
    await walk.open(`#v=1&map=14/38.7085/13.18&layer=${ASCENDING}`);
    await walk.page.evaluate(goTo, `#v=1&map=14/38.7085/13.18&${layers}&${own}&${points}&${tools}`);
    await walk.page.locator('.notice').first().waitFor(PATIENCE);
    expect((await walk.state()).layers?.map(({ collection }) => collection)).toEqual([ASCENDING]);
    expect(walk.complaints).toEqual([]);
  });

  test('a browser that keeps nothing shows all the same', async () => {
    const context = await walk.browser.newContext();
    try {
      await context.addInitScript({
        content: `for (const name of ['localStorage', 'sessionStorage', 'indexedDB'])
          Object.defineProperty(window, name, { get() { throw new DOMException('no', 'SecurityError'); } });
          Object.defineProperty(document, 'cookie', { get() { throw new DOMException('no', 'SecurityError'); } });`,
      });
      const page = await context.newPage();
      const errors: string[] = [];
      page.on('pageerror', ({ message }) => errors.push(message));
      await page.goto(`${walk.base}/explorer/#v=1&map=14/38.7085/13.18&layer=${ASCENDING}&panel=map`);
      await page.locator('.legend-title, .legend').first().waitFor(PATIENCE);
      await page.getByText('Dark', { exact: true }).click();
      await page.evaluate(openPanel, 'process');
      await page.getByRole('combobox', { name: 'Process' }).waitFor(PATIENCE);
      expect(errors).toEqual([]);
    } finally {
      await context.close();
    }
  });

  test('the policy of the page lets it run code of its own server alone', async () => {
    const { headers } = await fetch(`${walk.base}/explorer/`);
    const policy = headers.get('content-security-policy') ?? '';
    const directives = new Map(policy.split(';').map((each) => each.trim().split(/ (.*)/s, 2) as [string, string]));
    expect(directives.get('script-src')).toBe("'self'");
    expect(directives.get('worker-src')).toBe("'self'");
    expect(directives.get('style-src')).toBe("'self'");
    expect(directives.get('default-src')).toBe("'none'");
    expect(directives.get('frame-ancestors')).toBe("'self'");
    expect(policy).not.toMatch(/unsafe|\*/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBeTruthy();
    expect(headers.get('x-powered-by')).toBeNull();
  });
}

// What follows runs in the page.

declare const openEgmsExplorer: { readonly state: { set(change: object): void } };
declare const location: { hash: string };

function openPanel(panel: string): void {
  openEgmsExplorer.state.set({ panel });
}

function goTo(hash: string): void {
  location.hash = hash;
}
