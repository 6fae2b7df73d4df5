/** Displacement at a date: the picture that the server makes of it, and the dates of the delivered file. */
import { expect, test } from 'vitest';
import { ASCENDING } from '../../support/real-bursts.js';
import { eventually, type Walk } from '../../support/walk.js';
import { ascendingPoints } from './delivered-points.js';

const VIEW = `#v=1&map=15/38.7072/13.1905&base=none&layer=${ASCENDING}&panel=time`;

export function timeWalk(walk: Walk): void {
  const isoOf = (date: string) => `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;

  test('the dates are those of the file, and the map is asked for at the chosen one', async () => {
    const [point] = (await ascendingPoints()).values();
    const dates = point.series.map(([date]) => isoOf(date));
    const [first, last, chosen] = [dates[0], dates.at(-1)!, dates[100]].map(inWords);
    await walk.open(VIEW);
    await walk.page.getByLabel('Show the displacement at a date').check();
    await eventually(() => walk.page.locator('.time-now output').innerText()).toBe(last);
    expect(await walk.page.locator('.time-ends span').allInnerTexts()).toEqual([first, last]);
    await walk.page.getByLabel('Date', { exact: true }).fill('100');
    await eventually(() => walk.page.locator('.time-now output').innerText()).toBe(chosen);
    await eventually(() => walk.hash()).toContain(`date=${dates[100]}`);
    await eventually(() => walk.asked.some((asked) => asked.includes(`datetime=${dates[100]}`))).toBe(true);
    expect((await walk.page.locator('.legend figcaption').innerText()).replaceAll('\u00a0', ' ')).toContain(
      `Displacement since ${first}, on ${chosen}`,
    );
    await walk.drawn();
    await walk.picture('time');
  });

  test('playing goes on to the next date, until it is stopped', async () => {
    const now = walk.page.locator('.time-now output');
    const before = await now.innerText();
    await walk.page.getByRole('button', { name: 'Play' }).click();
    await eventually(() => now.innerText()).not.toBe(before);
    await walk.page.getByRole('button', { name: 'Pause' }).click();
    await eventually(() => walk.page.getByRole('button', { name: 'Play' }).count()).toBe(1);
  });
}

/** As the browser of the walks writes a day: 3 Jan 2020. */
function inWords(date: string): string {
  const [year, month, day] = date.split('-').map(Number);
  const names = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sept', 'Oct', 'Nov', 'Dec'];
  return `${day} ${names[month - 1]} ${year}`;
}
