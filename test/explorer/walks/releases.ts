/** Two releases: one beside the other on the map, and their series of a point as one. */
import { expect, test } from 'vitest';
import { EARLIER_END } from '../../support/earlier-release.js';
import { ASCENDING, EARLIER } from '../../support/real-bursts.js';
import { eventually, PATIENCE, type Walk } from '../../support/walk.js';
import { ascendingPoints, displacementsOf } from './delivered-points.js';
import { pointsAlone } from './points-alone.js';

export function releasesWalk(walk: Walk): void {
  test('the same point is found in the other release, and both become one long series', async () => {
    const delivered = await ascendingPoints();
    const [pid] = delivered.keys();
    const point = delivered.get(pid)!;
    await walk.open(`#v=1&map=15/38.7072/13.1905&layer=${EARLIER}&panel=tools&point=${EARLIER};${pid}`);
    await walk.page.waitForSelector('.chart[data-curves="1"]', PATIENCE);
    const { bytes } = await walk.download(() =>
      walk.page.locator('.drawer').getByRole('button', { name: 'CSV' }).click(),
    );
    const cut = point.series.filter(([date]) => date < EARLIER_END);
    expect(bytes.toString().trim().split('\r\n')).toHaveLength(1 + cut.length);
    await walk.page.getByRole('button', { name: `Look for ${pid}` }).click();
    await walk.page.waitForSelector('.chart[data-curves="2"]', PATIENCE);
    expect((await walk.state()).points).toEqual([EARLIER, ASCENDING].map((collection) => ({ collection, pid })));
    const legend = await walk.page.locator('.drawer .u-legend').innerText();
    expect(legend).toContain(`${pid} (2019-2023)`);
    expect(legend).toContain(`${pid} (2020-2024)`);
    const joined = walk.page.getByRole('region', { name: 'Other releases' }).locator('.tool-chart-frame');
    await joined.locator('[data-drawn="1"]').waitFor(PATIENCE);
    const svg = await walk.download(() => joined.getByRole('button', { name: 'SVG' }).click());
    // A dot for each date that has a value: the longer release as it is, because the earlier one agrees with it.
    const known = displacementsOf(point).filter((mm) => mm !== null);
    expect(svg.bytes.toString().match(/h0/g)).toHaveLength(known.length);
    expect(known.length).toBeGreaterThan(cut.length);
    await joined.scrollIntoViewIfNeeded();
    await walk.picture('releases');
  });

  test('two releases lie side by side, divided by a line that is dragged and moved by keys', async () => {
    await walk.open(`#v=1&map=16.5/38.7072/13.1905&layer=${ASCENDING}&panel=tools`);
    await walk.page.getByLabel('On the right').selectOption(EARLIER);
    const line = walk.page.getByRole('slider', { name: 'Divide between left and right' });
    await line.waitFor(PATIENCE);
    expect(await line.locator('.swipe-name').allInnerTexts()).toEqual([
      expect.stringContaining('2020-2024'),
      expect.stringContaining('2019-2023'),
    ]);
    const at = async () => ((await walk.state()).tools.compare as { at: number }).at;
    await eventually(at).toBe(0.5);
    const box = (await walk.page.locator('#map').boundingBox())!;
    await walk.page.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.7);
    await walk.page.mouse.down();
    await walk.page.mouse.move(box.x + box.width * 0.4, box.y + box.height * 0.7, { steps: 3 });
    await walk.page.mouse.up();
    await eventually(at).toBeCloseTo(0.4, 2);
    await line.focus();
    await walk.page.keyboard.press('ArrowRight');
    await eventually(at).toBeCloseTo(0.42, 2);
    await walk.drawn();
    await walk.picture('compare');
  });

  test('a click on either side is for the release that is seen there', async () => {
    const box = (await walk.page.locator('#map').boundingBox())!;
    const middle = box.x + box.width * 0.42;
    const [left] = (await pointsAlone(walk, ASCENDING)).filter(({ x }) => x > box.x + 60 && x < middle - 30);
    await walk.page.mouse.click(left.x, left.y);
    await eventually(async () => (await walk.state()).points).toEqual([{ collection: ASCENDING, pid: left.pid }]);
    await walk.page.locator('.drawer-head').getByRole('button', { name: 'Close' }).click();
    await eventually(() => walk.page.locator('.drawer').count()).toBe(0);
    // The map is as large again as before, and drawn so.
    await walk.page.waitForTimeout(300);
    await walk.drawn();
    const [right] = (await pointsAlone(walk, ASCENDING)).filter(({ x }) => x > middle + 30);
    await walk.page.mouse.click(right.x, right.y);
    await eventually(async () => (await walk.state()).points).toEqual([{ collection: EARLIER, pid: right.pid }]);
  });
}
