/** Processing: the form of a process, a job that is followed, what comes out of it on the map. */
import { expect, test } from 'vitest';
import { ASCENDING, DESCENDING } from '../../support/real-bursts.js';
import { PATIENCE, type Walk } from '../../support/walk.js';

/** The whole island and no more. */
const VIEW = `#v=1&map=13/38.7085/13.18&layer=${ASCENDING}&panel=process`;
const UP = 'walk-up';
/** A computation over two bursts, on a machine with other work. */
const LONG = { timeout: 90_000 };
const AREAS = {
  type: 'FeatureCollection',
  features: [
    {
      type: 'Feature',
      id: 'harbour',
      properties: { name: 'Harbour' },
      geometry: {
        type: 'Polygon',
        coordinates: [
          [
            [13.185, 38.7],
            [13.2, 38.7],
            [13.2, 38.715],
            [13.185, 38.715],
            [13.185, 38.7],
          ],
        ],
      },
    },
  ],
};

export function processingWalk(walk: Walk): void {
  const job = () => walk.page.locator('.job').first();
  const title = async (collection: string) => (await walk.json<{ title: string }>(`/collections/${collection}`)).title;

  test.each(['decompose', 'calibrate', 'area-statistics', 'active-areas'])(
    'the form of %s has every input of its description, and tells those that are needed',
    async (process) => {
      if (process === 'decompose') await walk.open(VIEW);
      await choose(walk, process);
      type Description = {
        inputs: Record<string, { title: string; minOccurs?: number; schema: { default?: unknown } }>;
      };
      const { inputs } = await walk.json<Description>(`/processes/${process}`);
      const labels = await walk.page.locator('.process-field > label, .process-field > legend').allInnerTexts();
      expect(labels.map((label) => label.replace(/\s*\*$/, ''))).toEqual(
        expect.arrayContaining(Object.values(inputs).map((input) => input.title)),
      );
      await walk.page.getByRole('button', { name: 'Run' }).click();
      await walk.page.locator('.process-form > .trouble').waitFor(PATIENCE);
      const needed = Object.values(inputs).filter(
        ({ minOccurs, schema }) => minOccurs !== 0 && schema.default === undefined,
      );
      expect(await walk.page.locator('.process-field .trouble').count()).toBeGreaterThanOrEqual(
        needed.length > 0 ? 1 : 0,
      );
      expect(await walk.page.locator('.job').count()).toBe(0);
    },
  );

  test('what is out of range is told beside its field, before it is sent', async () => {
    await walk.open(VIEW);
    await choose(walk, 'decompose');
    await walk.page.getByLabel('Days between dates').fill('0');
    await walk.page.getByRole('button', { name: 'Run' }).click();
    const field = walk.page.locator('.process-field', { hasText: 'Days between dates' });
    await field.locator('.trouble').waitFor(PATIENCE);
    expect(await field.locator('.trouble').innerText()).toBe('Expected at least 1.');
    expect(walk.asked.filter((asked) => asked.startsWith('POST'))).toEqual([]);
    await walk.picture('process');
  });

  test('a part of a collection is picked on the map, computed, followed, and shown', async () => {
    await choose(walk, 'decompose');
    await walk.page.getByLabel('Days between dates').fill('12');
    await walk.page.getByLabel(await title(ASCENDING)).check();
    await walk.page.getByLabel(await title(DESCENDING)).check();
    const ascending = walk.page.locator('.process-field', { hasText: 'Ascending points' }).first();
    await ascending.locator('summary', { hasText: 'A part of it' }).click();
    await ascending.getByRole('button', { name: 'Draw' }).click();
    for (const corner of [
      [13.16, 38.69],
      [13.205, 38.722],
    ] as const) {
      const { x, y } = await walk.pixelOf(corner[0], corner[1]);
      await walk.page.mouse.click(x, y);
    }
    const box = ascending.getByLabel('West, south, east, north');
    await expect.poll(() => box.inputValue(), PATIENCE).toMatch(/^13\.1\d+, 38\.6\d+, 13\.2\d+, 38\.7\d+$/);
    const [west, south, east, north] = (await box.inputValue()).split(',').map(Number);
    expect(
      Math.max(Math.abs(west - 13.16), Math.abs(south - 38.69), Math.abs(east - 13.205), Math.abs(north - 38.722)),
    ).toBeLessThan(5e-4);
    await walk.page.locator('#output-up').fill(UP);
    await walk.page.locator('#output-east').fill('walk-east');
    await walk.page.getByRole('button', { name: 'Run' }).click();
    await job().waitFor(PATIENCE);
    await walk.page.locator('.job progress').waitFor(PATIENCE);
    await walk.page.locator('.job[data-status="successful"] .job-results').waitFor(LONG);

    const id = (await job().getByRole('link', { name: 'Details' }).getAttribute('href'))!.match(/jobs\/([^?]+)/)![1];
    type Report = { cells: { kept: number }; points: { selected: { ascending: number } } };
    expect((await walk.json<{ inputs: object }>(`/jobs/${id}/inputs`)).inputs).toMatchObject({ stepDays: 12 });
    const report = await walk.json<Report>(`/jobs/${id}/results/report`);
    const shown = job().locator('.job-results > li', { hasText: 'report' });
    await shown.locator('summary').click();
    expect(await shown.locator('dl').first().innerText()).toMatch(new RegExp(`kept\\s+${report.cells.kept}`));
    const { numberMatched } = await walk.json<{ numberMatched: number }>(
      `/collections/${ASCENDING}/items?limit=1&bbox=${await ascendingBox(walk, id)}`,
    );
    expect(report.points.selected.ascending).toBe(numberMatched);
    await walk.picture('process-done');

    await job().locator('li', { hasText: UP }).getByRole('button', { name: 'Show on the map' }).click();
    await expect.poll(async () => (await walk.state()).layers?.[0].collection, PATIENCE).toBe(UP);
    await walk.drawn();
    const cells = await walk.json<{ numberMatched: number }>(`/collections/${UP}/items?limit=1`);
    expect(cells.numberMatched).toBeGreaterThan(50);
    await expect.poll(() => walk.page.evaluate(countDrawn, UP), PATIENCE).toBeGreaterThan(20);
  });

  test('areas with their statistics come onto the map', async () => {
    await choose(walk, 'area-statistics');
    await walk.page.getByLabel(await title(ASCENDING), { exact: true }).check();
    await walk.page.locator('#process-areas').fill(JSON.stringify(AREAS));
    await walk.page.getByRole('button', { name: 'Run' }).click();
    const mine = walk.page.locator('.job', { hasText: /statistics/i }).first();
    await mine.locator('.job-results').waitFor(LONG);
    await mine.getByRole('button', { name: 'Show on the map' }).first().click();
    await mine.getByRole('button', { name: 'Take off the map' }).first().waitFor(PATIENCE);
    await walk.drawn();
    expect(await walk.page.evaluate(sourcesDrawn)).toContain('process-result');
  });

  test('a job that fails tells why', async () => {
    await choose(walk, 'calibrate');
    await walk.page.locator('.process-form').getByRole('checkbox').first().check();
    const far = '#N E Up SigmaN SigmaE SigmaUP easting northing\n1 1 1 0.3 0.3 0.6 3000000 5000000\n';
    await walk.page.locator('#process-gnssModel').fill(far);
    await walk.page.getByRole('button', { name: 'Run' }).click();
    const told = walk.page.locator('.job[data-status="failed"] .trouble, .process-form .trouble').first();
    await told.waitFor(LONG);
    expect((await told.innerText()).length).toBeGreaterThan(20);
  });

  test('a job can be stopped, and is remembered by the browser', async () => {
    await choose(walk, 'decompose');
    await walk.page.getByLabel('Days between dates').fill('1');
    await walk.page.getByLabel(await title(ASCENDING)).check();
    await walk.page.getByLabel(await title(DESCENDING)).check();
    await walk.page.locator('#output-up').fill('never-up');
    await walk.page.locator('#output-east').fill('never-east');
    await walk.page.getByRole('button', { name: 'Run' }).click();
    await job().getByRole('button', { name: 'Stop it' }).click(PATIENCE);
    await walk.page.locator('.job[data-status="dismissed"]').waitFor(PATIENCE);
    const known = await walk.page.locator('.job').count();
    await walk.open(VIEW);
    await expect.poll(() => walk.page.locator('.job').count(), PATIENCE).toBe(known);
    await walk.page.locator('.job[data-status="dismissed"]').waitFor(PATIENCE);
    await job().getByRole('button', { name: 'Take off the list' }).click();
    await expect.poll(() => walk.page.locator('.job').count(), PATIENCE).toBe(known - 1);
  });
}

/** The box that the job was asked for. */
async function ascendingBox(walk: Walk, id: string): Promise<string> {
  const { inputs } = await walk.json<{ inputs: { ascending: { bbox: number[] }[] } }>(`/jobs/${id}/inputs`);
  return inputs.ascending[0].bbox.join(',');
}

async function choose(walk: Walk, process: string): Promise<void> {
  const select = walk.page.getByRole('combobox', { name: 'Process' });
  await select.waitFor(PATIENCE);
  await select.selectOption('');
  await walk.page.locator('.process-form').waitFor({ state: 'detached', ...PATIENCE });
  await select.selectOption(process);
  await walk.page.locator('.process-form').waitFor(PATIENCE);
}

// What follows runs in the page.

declare const openEgmsExplorer: {
  readonly map: {
    readonly map: {
      queryRenderedFeatures(options: object): readonly unknown[];
      getStyle(): { sources: Record<string, unknown> };
    };
  };
};

function countDrawn(collection: string): number {
  return openEgmsExplorer.map.map.queryRenderedFeatures({ layers: [`points:${collection}`] }).length;
}

function sourcesDrawn(): readonly string[] {
  return Object.keys(openEgmsExplorer.map.map.getStyle().sources);
}
