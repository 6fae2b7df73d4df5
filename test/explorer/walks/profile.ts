/** A profile: the points beside a line, in the order of their distance along it. */
import { expect, test } from 'vitest';
import { ASCENDING } from '../../support/real-bursts.js';
import { eventually, PATIENCE, type Walk } from '../../support/walk.js';
import { ascendingPoints, type Position } from './delivered-points.js';

const LINE: readonly Position[] = [
  [13.1872, 38.7065],
  [13.1944, 38.7088],
];
const WIDTH_M = 120;

export function profileWalk(walk: Walk): void {
  test('a line is drawn, and its profile holds the points within its width', async () => {
    await walk.open(`#v=1&map=15.7/38.7072/13.1905&layer=${ASCENDING}&panel=tools`);
    await walk.page.getByRole('button', { name: 'Line', exact: true }).click();
    for (const place of LINE) {
      const { x, y } = await walk.pixelOf(...place);
      await walk.page.mouse.click(x, y);
    }
    await walk.page.keyboard.press('Enter');
    await walk.page.getByLabel('Width [m]').fill(String(WIDTH_M));
    await walk.page.getByLabel('Width [m]').press('Enter');
    await eventually(async () => (await walk.state()).tools.select).toMatchObject({ width: WIDTH_M });
    const { line } = (await walk.state()).tools.select as { line: Position[] };
    const truth = beside(line, WIDTH_M, await ascendingPoints());
    expect(truth.length).toBeGreaterThan(50);
    const hint = walk.page.getByText(`${truth.length} points within ${WIDTH_M} m`);
    await hint.waitFor(PATIENCE);
    const { bytes } = await walk.download(() => walk.page.getByRole('button', { name: 'Profile as CSV' }).click());
    const rows = bytes
      .toString()
      .trim()
      .split('\r\n')
      .slice(1)
      .map((row) => row.split(','));
    expect(rows.map(([pid]) => pid).sort()).toEqual(truth.map(({ pid }) => pid).sort());
    const byPid = new Map(truth.map((each) => [each.pid, each]));
    for (const [pid, along, off, velocity, height] of rows) {
      const point = byPid.get(pid)!;
      // The plane of the test and the ellipsoid of the page differ by less.
      expect(Math.abs(Number(along) - point.alongM)).toBeLessThan(0.5);
      expect(Math.abs(Number(off) - point.besideM)).toBeLessThan(0.5);
      expect([Number(velocity), Number(height)]).toEqual([point.velocity, point.heightM]);
    }
    const distances = rows.map(([, along]) => Number(along));
    expect(distances).toEqual(distances.toSorted((a, b) => a - b));
  });

  test('its length is measured, and its charts are drawn', async () => {
    const { line } = (await walk.state()).tools.select as { line: Position[] };
    const [x, y] = metres(line[0], line[1]);
    const text = await walk.page.locator('.measures td').innerText();
    expect(Number.parseFloat(text.replaceAll(',', ''))).toBeCloseTo(Math.hypot(x, y), -1);
    await eventually(() => walk.page.locator('.tool-chart[data-drawn]').count()).toBe(2);
    await walk.page.locator('.panel-body').evaluate(toTop);
    await walk.picture('profile');
  });
}

/** East and north of a place, on a sphere that fits the ellipsoid there well enough for a kilometre. */
function metres([lon0, lat0]: Position, [longitude, latitude]: Position): readonly [number, number] {
  const rad = Math.PI / 180;
  const [a, e2] = [6_378_137, 0.00669437999014];
  const w = Math.sqrt(1 - e2 * Math.sin(lat0 * rad) ** 2);
  const north = (a * (1 - e2)) / w ** 3;
  return [(longitude - lon0) * rad * (a / w) * Math.cos(lat0 * rad), (latitude - lat0) * rad * north];
}

function beside([from, to]: readonly Position[], widthM: number, points: Awaited<ReturnType<typeof ascendingPoints>>) {
  const [dx, dy] = metres(from, to);
  const length = Math.hypot(dx, dy);
  return [...points].flatMap(([pid, { longitude, latitude, cells }]) => {
    const [x, y] = metres(from, [longitude, latitude]);
    const alongM = (x * dx + y * dy) / length;
    const besideM = (x * dy - y * dx) / length;
    if (alongM < 0 || alongM > length || Math.abs(besideM) > widthM / 2) return [];
    const velocity = Number(cells.get('mean_velocity'));
    return [{ pid, alongM, besideM, velocity, heightM: Number(cells.get('height_ortho')) }];
  });
}

/** In the page. */
const toTop = (element: unknown): void => (element as { scrollTo(x: number, y: number): void }).scrollTo(0, 0);
