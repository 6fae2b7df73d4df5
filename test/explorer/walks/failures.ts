/** A server that is slow, that goes away, that comes back: told, tried again, nothing lost. */
import { expect, test } from 'vitest';
import { ASCENDING, DESCENDING } from '../../support/real-bursts.js';
import { PATIENCE, type Walk } from '../../support/walk.js';
import { pointsAlone } from './points-alone.js';

const VIEW = `#v=1&map=16/38.7085/13.1935&layer=${ASCENDING}`;
const LONG = { timeout: 120_000 };

export function failuresWalk(walk: Walk): void {
  const away = () => walk.page.locator('.notice.away');

  test('a series that takes its time is waited for, and the page lives meanwhile', async () => {
    await walk.open(VIEW);
    const [{ x, y }] = await pointsAlone(walk, ASCENDING);
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await walk.page.route(/\/items\/.*profile=series/, async (route) => {
      await held;
      await route.continue();
    });
    await walk.page.mouse.click(x, y);
    await walk.page.getByText('Loading the series').waitFor(PATIENCE);
    await walk.page.getByRole('button', { name: 'Time', exact: true }).click();
    await walk.page.waitForSelector('#panel', PATIENCE);
    release();
    await walk.page.waitForSelector('.chart[data-curves="1"]', PATIENCE);
    await walk.page.unroute(/\/items\/.*profile=series/);
  });

  test('an area with too many points is told as the share that it is', async () => {
    await walk.page.route(/\/area\?.*f=geojson/, async (route) => {
      const answer = await route.fetch();
      const document = (await answer.json()) as { features: { properties: Record<string, unknown> }[] };
      // What a server says whose limit lies below these points; ours lies at 250,000.
      document.features[0].properties.points_used = Math.floor(Number(document.features[0].properties.points) / 2);
      await route.fulfill({ response: answer, json: document });
    });
    const select = encodeURIComponent(JSON.stringify({ circle: [13.1935, 38.7085], radius: 200 }));
    await walk.open(`${VIEW}&panel=tools&tool.select=${select}`);
    const told = walk.page.getByRole('note').first();
    await told.waitFor(PATIENCE);
    const [used, matched] = (await told.innerText()).replaceAll(',', '').match(/\d+/g)!.map(Number);
    expect(used).toBe(Math.floor(matched / 2));
    await walk.page.unroute(/\/area\?.*f=geojson/);
  });

  test('a server that goes away while one looks is told, tried again, and nothing is lost', async () => {
    await walk.open(VIEW);
    const [first] = await pointsAlone(walk, ASCENDING);
    await walk.page.mouse.click(first.x, first.y);
    await walk.page.waitForSelector('.chart[data-curves="1"]', PATIENCE);
    const { features } = await walk.json<{ features: { id: string }[] }>(`/collections/${ASCENDING}/items?limit=3`);
    const other = features.map(({ id }) => id).find((id) => id !== first.pid)!;
    await walk.bursts.stop();
    await walk.page.evaluate(addPoint, { collection: ASCENDING, pid: other });
    await away().waitFor(PATIENCE);
    expect(await away().innerText()).toContain('nothing is lost');
    await walk.picture('away');
    expect(await walk.page.locator('.chart').getAttribute('data-curves')).toBe('1');
    await walk.bursts.start();
    await walk.page.waitForSelector('.chart[data-curves="2"]', PATIENCE);
    await expect.poll(() => away().count(), PATIENCE).toBe(0);
    expect((await walk.state()).points.map(({ pid }) => pid)).toEqual([first.pid, other]);
    await expect.poll(async () => (await pointsAlone(walk, ASCENDING, 0)).length, PATIENCE).toBeGreaterThan(2);
  });

  test('tiles that failed meanwhile are asked for again', async () => {
    await walk.open(VIEW);
    await walk.bursts.stop();
    await walk.page.evaluate(jumpTo, [13.185, 38.706]);
    await away().waitFor(PATIENCE);
    await walk.bursts.start();
    await expect.poll(() => away().count(), PATIENCE).toBe(0);
    await expect.poll(async () => (await pointsAlone(walk, ASCENDING, 0)).length, PATIENCE).toBeGreaterThan(2);
  });

  test('a job goes on when the server is started again, and is followed to its end', async () => {
    await walk.open(`${VIEW}&panel=process`);
    await walk.page.getByRole('combobox', { name: 'Process' }).selectOption('decompose');
    for (const collection of [ASCENDING, DESCENDING]) {
      const { title } = await walk.json<{ title: string }>(`/collections/${collection}`);
      await walk.page.getByLabel(title).check();
    }
    await walk.page.locator('#output-up').fill('late-up');
    await walk.page.locator('#output-east').fill('late-east');
    await walk.page.getByRole('button', { name: 'Run' }).click();
    const job = walk.page.locator('.job').first();
    await walk.page.locator('.job[data-status="running"]').waitFor(PATIENCE);
    await walk.bursts.stop();
    await away().waitFor(PATIENCE);
    await walk.bursts.start();
    await expect.poll(() => job.getAttribute('data-status'), LONG).toBe('successful');
    await job.locator('.job-results').waitFor(PATIENCE);
  });
}

// What follows runs in the page.

declare const openEgmsExplorer: {
  readonly state: { set(change: (now: { points: readonly unknown[] }) => object): void };
  readonly map: { readonly map: { jumpTo(camera: object): void } };
};

function addPoint(point: unknown): void {
  openEgmsExplorer.state.set(({ points }) => ({ points: [...points, point] }));
}

function jumpTo(center: readonly number[]): void {
  openEgmsExplorer.map.map.jumpTo({ center });
}
