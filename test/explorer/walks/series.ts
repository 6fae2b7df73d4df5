/** Series of points: what is clicked, drawn and handed out is what the delivered file says of the point. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ASCENDING, BURSTS, burstsFolder } from '../../support/real-bursts.js';
import { PATIENCE, type Walk } from '../../support/walk.js';
import { type DeliveredPoint, deliveredPoints } from './delivered-points.js';
import { pointsAlone } from './points-alone.js';

/** The harbour of Ustica. */
const VIEW = `#v=1&map=17/38.7085/13.1935&layer=${ASCENDING}`;

export function seriesWalk(walk: Walk): void {
  let delivered: ReadonlyMap<string, DeliveredPoint>;

  test('a click shows the point, as the delivered file has it', async () => {
    delivered = await deliveredPoints(join(burstsFolder()!, `${BURSTS[ASCENDING]}.zip`));
    await walk.open(VIEW);
    const [{ x, y, pid }] = await pointsAlone(walk, ASCENDING);
    await walk.page.mouse.click(x, y);
    await walk.page.waitForSelector('.chart[data-curves="1"]', PATIENCE);
    expect(await walk.page.locator('.point .pid').innerText()).toBe(pid);
    const velocity = Number(delivered.get(pid)!.cells.get('mean_velocity'));
    expect(await walk.page.locator('.point dl').first().innerText()).toContain(velocity.toLocaleString('en'));
    expect(walk.asked.filter((asked) => asked.includes(`/items/${pid}`))).toHaveLength(1);
  });

  test('its CSV is the delivered file, and the answer of the API', async () => {
    const [{ pid }] = (await walk.state()).points;
    const { bytes } = await walk.download(() => walk.page.getByRole('button', { name: 'CSV' }).click());
    const rows = bytes.toString().trim().split('\r\n').slice(1);
    const downloaded = rows
      .map((row) => row.split(','))
      .map(([date, mm]) => [date.replaceAll('-', ''), mm && Number(mm)]);
    expect(downloaded).toEqual(delivered.get(pid)!.series.map(([date, mm]) => [date, mm && Number(mm)]));
    const answer = await fetch(
      `${walk.base}/collections/${ASCENDING}/locations/${pid}?f=csv&parameter-name=displacement`,
    );
    const [head, row] = (await answer.text())
      .trim()
      .split(/\r?\n/)
      .map((line) => line.split(','));
    expect(
      head.flatMap((name, column) => (/^\d{8}$/.test(name) ? [[name, row[column] && Number(row[column])]] : [])),
    ).toEqual(downloaded);
  });

  test('Shift adds points, which can be told apart, and their difference', async () => {
    const [chosen] = (await walk.state()).points;
    const others = (await pointsAlone(walk, ASCENDING)).filter(({ pid }) => pid !== chosen.pid);
    const [second, third] = others;
    await walk.page.keyboard.down('Shift');
    for (const { x, y } of [second, third]) await walk.page.mouse.click(x, y);
    await walk.page.keyboard.up('Shift');
    await walk.page.waitForSelector('.chart[data-curves="3"]', PATIENCE);
    expect((await walk.state()).points.map(({ pid }) => pid)).toEqual([chosen, second, third].map(({ pid }) => pid));
    await walk.picture('series');
    // For the head of the manual.
    await walk.page.getByRole('button', { name: 'Layers', exact: true }).click();
    await walk.page.waitForSelector('#panel', PATIENCE);
    await walk.drawn();
    await walk.picture('overview');
  });
}
