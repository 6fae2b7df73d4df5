/** Layers: what a person does to them is on the map, in the legend and in the address. */
import { expect, test } from 'vitest';
import { ASCENDING, DESCENDING } from '../../support/real-bursts.js';
import { eventually, type Walk } from '../../support/walk.js';
import { drawnPoints, paintOf, shownCollections } from './on-map.js';

const VIEW = `#v=1&map=15/38.7072/13.1905&layer=${ASCENDING}&panel=layers`;

export function layersWalk(walk: Walk): void {
  /** Of the topmost layer, opened. */
  const settings = () => walk.page.locator('.layer').first();
  const paint = (property: string) => paintOf(walk, `points:${ASCENDING}`, property);

  test('a collection of the list becomes the topmost layer, and its points are asked for', async () => {
    await walk.open(VIEW);
    await walk.page.getByRole('button', { name: /^Add.*descending/ }).click();
    await eventually(() => shownCollections(walk)).toEqual([DESCENDING, ASCENDING]);
    await walk.drawn();
    expect(walk.asked.some((asked) => asked.startsWith(`GET /tiles/${DESCENDING}/`))).toBe(true);
    expect((await drawnPoints(walk, DESCENDING)).length).toBeGreaterThan(100);
    await eventually(() => walk.hash()).toMatch(new RegExp(`layer=${DESCENDING}&layer=${ASCENDING}`));
  });

  test('it is moved below the other, hidden, and taken away', async () => {
    await settings().locator('summary').click();
    await settings().getByRole('button', { name: 'Move down' }).click();
    await eventually(() => shownCollections(walk)).toEqual([ASCENDING, DESCENDING]);
    const lower = walk.page.locator('.layer').nth(1);
    await lower.getByRole('button', { name: /^Hide / }).click();
    await eventually(() => shownCollections(walk)).toEqual([ASCENDING]);
    await eventually(() => drawnPoints(walk, DESCENDING)).toEqual([]);
    await eventually(() => walk.hash()).toContain(`layer=${DESCENDING};off`);
    if (!(await lower.locator('details').getAttribute('open'))) await lower.locator('summary').click();
    await lower.getByRole('button', { name: 'Remove', exact: true }).click();
    await eventually(() => walk.page.locator('.layer').count()).toBe(1);
  });

  test('opacity and size are those of its points', async () => {
    if ((await settings().locator('details').getAttribute('open')) === null)
      await settings().locator('summary').click();
    const before = JSON.stringify(await paint('circle-radius'));
    await settings().getByLabel('Opacity').fill('0.5');
    await settings().getByLabel('Point size').fill('2');
    await eventually(() => paint('circle-opacity')).toBe(0.5);
    await eventually(async () => JSON.stringify(await paint('circle-radius'))).not.toBe(before);
    await eventually(() => walk.hash()).toContain(`layer=${ASCENDING};o=0.5;size=2`);
    await eventually(() => settings().locator('output').allInnerTexts()).toEqual(['50 %', '× 2.0']);
  });

  test('a style of the server colours the points and the legend', async () => {
    await settings().getByLabel('Style').selectOption({ label: 'Temporal coherence' });
    await eventually(() => walk.page.locator('.legend figcaption').innerText()).toMatch(/coherence/i);
    expect(JSON.stringify(await paint('circle-color'))).toContain('temporal_coherence');
    expect(walk.asked.filter((asked) => /\/styles\/[\w-]*coherence/.test(asked))).not.toEqual([]);
  });

  test('colours of your own: attribute, range, palette and classes', async () => {
    await settings().getByLabel('Style').selectOption({ label: 'Own colours' });
    await settings().getByLabel('Colour by').selectOption('mean_velocity');
    await eventually(() => settings().getByLabel('From').inputValue()).toBe('-20');
    await settings().getByLabel('From').fill('-6');
    await settings().getByLabel('From').press('Enter');
    await settings().getByLabel('To', { exact: true }).fill('6');
    await settings().getByLabel('To', { exact: true }).press('Enter');
    await settings().getByLabel('Palette').selectOption('vik');
    await settings().getByLabel('Classes').selectOption('6');
    await settings().getByLabel('Reverse').check();
    await eventually(() => walk.hash()).toContain('c=mean_velocity,vik,-6,6,6,r');
    await eventually(() => walk.page.locator('.legend .classes li').allInnerTexts()).toEqual([
      '< -4',
      '-4 … -2',
      '-2 … 0',
      '0 … 2',
      '2 … 4',
      '≥ 4',
    ]);
    const steps = (await paint('circle-color')) as unknown[];
    expect(JSON.stringify(steps)).toContain('mean_velocity');
    for (const edge of [-4, -2, 0, 2, 4]) expect(JSON.stringify(steps)).toContain(`,${edge},`);
    await walk.drawn();
    await walk.picture('layers');
  });
}
