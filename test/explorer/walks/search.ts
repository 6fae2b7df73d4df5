/** Search: a place of the bundled gazetteer, and one harbour in several notations. */
import { expect, test } from 'vitest';
import { ASCENDING } from '../../support/real-bursts.js';
import { eventually, PATIENCE, type Walk } from '../../support/walk.js';

/** A point of the delivered file: in degrees, and in EPSG:3035 as the file has it. */
const POINT = { latitude: 38.690647, longitude: 13.171623 };
const NOTATIONS = [
  '38.690647, 13.171623',
  '38.690647N 13.171623E',
  '38°41\'26.33"N 13°10\'17.84"E',
  '4598649.23 1739717.35',
  // 13.171623 east is in zone 33, which begins at 12.
  'EPSG:32633 340984.6 4284034.6',
];

export function searchWalk(walk: Walk): void {
  const box = () => walk.page.getByRole('combobox', { name: 'Place or coordinates' });
  const centre = async () => (await walk.state()).view!;

  test('a place by its name', async () => {
    await walk.open(`#v=1&map=14/38.7072/13.1905&layer=${ASCENDING}`);
    await box().fill('Palermo');
    await walk.page
      .getByRole('option', { name: /Palermo/ })
      .first()
      .waitFor(PATIENCE);
    await walk.picture('search');
    await box().press('Enter');
    await eventually(async () => (await centre()).zoom).toBe(12);
    const { latitude, longitude } = await centre();
    expect(latitude).toBeCloseTo(38.12, 1);
    expect(longitude).toBeCloseTo(13.36, 1);
  });

  test.each(NOTATIONS)('%s', async (notation) => {
    await box().fill(notation);
    await box().press('Enter');
    await eventually(async () => (await centre()).zoom).toBe(15);
    const { latitude, longitude } = await centre();
    // Ten metres.
    expect(Math.abs(latitude - POINT.latitude)).toBeLessThan(1e-4);
    expect(Math.abs(longitude - POINT.longitude)).toBeLessThan(1.2e-4);
    await walk.page.evaluate(leave);
  });

  test('what is no place is told', async () => {
    await box().fill('Xyzzyville');
    await eventually(() => walk.page.locator('.search-note').innerText()).toMatch(/No place of this name/);
    await box().press('Escape');
  });
}

/** In the page: elsewhere, so that the next arrival is seen. */
declare const openEgmsExplorer: { readonly map: { readonly map: { jumpTo(to: object): void } } };
function leave(): void {
  openEgmsExplorer.map.map.jumpTo({ center: [12, 42], zoom: 6 });
}
