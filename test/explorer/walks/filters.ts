/** Filters: the same points on the map, in the count of the server, and in the delivered file. */
import { expect, test } from 'vitest';
import { ASCENDING } from '../../support/real-bursts.js';
import { eventually, type Walk } from '../../support/walk.js';
import { ascendingPoints, pidsWhere } from './delivered-points.js';
import { boundsOfMap, drawnPoints } from './on-map.js';

const VIEW = `#v=1&map=15.5/38.7072/13.1905&layer=${ASCENDING}&panel=filters`;

export function filtersWalk(walk: Walk): void {
  test('a range of an attribute is drawn, counted and kept in the address', async () => {
    await walk.open(VIEW);
    await walk.page.getByLabel('Add a filter').selectOption('temporal_coherence');
    await walk.page.getByLabel('At least').fill('0.9');
    await walk.page.getByLabel('At least').press('Enter');
    await walk.page.getByLabel('Add a filter').selectOption('mean_velocity');
    await walk.page.getByLabel('At most').nth(1).fill('-1');
    await walk.page.getByLabel('At most').nth(1).press('Enter');
    await eventually(() => walk.hash()).toContain('f=temporal_coherence,0.9,;f=mean_velocity,,-1');
    const delivered = await ascendingPoints();
    const [west, south, east, north] = await boundsOfMap(walk);
    const inView = pidsWhere(
      delivered,
      ({ longitude, latitude }) => longitude > west && longitude < east && latitude > south && latitude < north,
    );
    const passing = inView.filter((pid) => {
      const { cells } = delivered.get(pid)!;
      return Number(cells.get('temporal_coherence')) >= 0.9 && Number(cells.get('mean_velocity')) <= -1;
    });
    expect(passing.length).toBeGreaterThan(20);
    await eventually(() => walk.page.locator('.filters .hint').innerText()).toBe(
      `${passing.length.toLocaleString('en')} of ${inView.length.toLocaleString('en')} points in view`,
    );
    await walk.drawn();
    const drawn = (await drawnPoints(walk, ASCENDING)).map(({ pid }) => pid);
    expect(drawn.filter((pid) => inView.includes(pid)).sort()).toEqual(passing.sort());
    await walk.picture('filters');
  });

  test('a filter that is taken away filters no more', async () => {
    await walk.page.getByRole('button', { name: /^Remove the filter on .*velocity/i }).click();
    await eventually(() => walk.hash()).not.toContain('mean_velocity');
    await walk.drawn();
    const coherences = (await drawnPoints(walk, ASCENDING)).map(({ properties }) =>
      Number(properties.temporal_coherence),
    );
    expect(Math.min(...coherences)).toBeGreaterThanOrEqual(0.9);
    expect(coherences.length).toBeGreaterThan(100);
  });
}
