/** What is seen goes with its address: opened anew, put into another page, explained. */
import { expect, test } from 'vitest';
import { ASCENDING, DESCENDING, EARLIER, EAST } from '../../support/real-bursts.js';
import { eventually, PATIENCE, type Walk } from '../../support/walk.js';
import { ascendingPoints } from './delivered-points.js';
import { pointsAlone } from './points-alone.js';

const json = (value: unknown) => encodeURIComponent(JSON.stringify(value));
const AREA = { circle: [13.191, 38.7075], radius: 150 };
const LINE = {
  line: [
    [13.1872, 38.7065],
    [13.1944, 38.7088],
  ],
  width: 120,
};

export function sharingWalk(walk: Walk): void {
  /** All that can be read, numbers of series and areas with it. */
  const words = async () => {
    const texts = await walk.page.locator('.panel, .legend, .facts, .swipe-name').allInnerTexts();
    return texts.join('\n');
  };

  async function isTheSameAgain(hash: string, isThere: string): Promise<void> {
    await walk.open(hash);
    await walk.page.waitForSelector(isThere, PATIENCE);
    const [address, state, before] = [await walk.hash(), await walk.state(), await words()];
    expect(address).toBe(decodeURIComponent(hash));
    await walk.open((await walk.page.evaluate('location.hash')) as string);
    await walk.page.waitForSelector(isThere, PATIENCE);
    await eventually(words).toBe(before);
    expect(await walk.hash()).toBe(address);
    expect(await walk.state()).toEqual(state);
  }

  test('an area with fit, filters, colours, points and their difference is the same again at its address', async () => {
    const [a, b] = [...(await ascendingPoints()).keys()];
    const hash = [
      '#v=1&map=16/38.7072/13.1905/20/30&base=none',
      `layer=${ASCENDING};o=0.6;size=1.5;c=mean_velocity,vik,-6,6,6,r;f=temporal_coherence,0.7,`,
      `layer=${EAST};off;style=velocity`,
      `point=${ASCENDING};${a}&point=${ASCENDING};${b}&detrend=1&difference=1`,
      `panel=tools&tool.select=${json(AREA)}&tool.fit=${json('seasonal')}`,
    ].join('&');
    await isTheSameAgain(hash, '.tool-histogram');
  });

  test('so is a date on a globe, and a profile beside another release', async () => {
    await isTheSameAgain(
      `#v=1&map=5/38.7072/13.1905&globe=1&layer=${DESCENDING}&date=2021-06-13&panel=time`,
      '.time-now',
    );
    const compare = json({ collection: EARLIER, at: 0.6 });
    const layers = `layer=${ASCENDING}&layer=${EARLIER};off`;
    await isTheSameAgain(
      `#v=1&map=15.7/38.7072/13.1905&${layers}&panel=tools&tool.select=${json(LINE)}&tool.compare=${compare}`,
      '.tool-chart[data-drawn="2"]',
    );
  });

  test('the share panel has the address, and a frame for pages of others', async () => {
    await walk.open(`#v=1&map=17/38.7085/13.1935&layer=${ASCENDING}&panel=share`);
    const [link, frame] = await walk.page.locator('.copied textarea').evaluateAll(valuesOf);
    expect(link).toBe(`${walk.base}/explorer/#v=1&map=17/38.7085/13.1935&layer=${ASCENDING}`);
    await walk.picture('share');
    const source = /src="([^"]+)"/.exec(frame)![1].replaceAll('&amp;', '&');
    expect(source).toBe(link.replace('/explorer/', '/explorer/?embed=1'));
    await walk.open(new URL(source).hash, '?embed=1');
    expect(await walk.page.locator('.rail, .search-control').count()).toBe(0);
    const [{ x, y }] = await pointsAlone(walk, ASCENDING);
    await walk.page.mouse.click(x, y);
    await walk.page.waitForSelector('.chart[data-curves="1"]', PATIENCE);
    await walk.picture('embed');
  });

  test('help says what the sign and the levels mean, and Escape closes it', async () => {
    await walk.open(`#v=1&map=15/38.7072/13.1905&layer=${ASCENDING}`);
    await walk.page.getByRole('button', { name: 'Help' }).click();
    const panel = walk.page.locator('.panel');
    await eventually(() => panel.innerText()).toMatch(/positive is towards the satellite[\s\S]*L2b Calibrated/);
    await walk.picture('help');
    await walk.page.keyboard.press('Escape');
    await eventually(() => panel.count()).toBe(0);
  });
}

/** In the page. */
const valuesOf = (areas: unknown[]): string[] => areas.map((area) => (area as { value: string }).value);
