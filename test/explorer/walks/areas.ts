/** Polygons and circles: what is said of them is what their points in the delivered file say, and what the API answers. */
import { expect, test } from 'vitest';
import { ASCENDING } from '../../support/real-bursts.js';
import { eventually, PATIENCE, type Walk } from '../../support/walk.js';
import { ascendingPoints, type DeliveredPoint, displacementsOf, isInside, type Position } from './delivered-points.js';

const VIEW = `#v=1&map=16/38.7072/13.1905&layer=${ASCENDING}&panel=tools`;
/** In the town of Ustica. */
const RING: readonly Position[] = [
  [13.1885, 38.7092],
  [13.1935, 38.7095],
  [13.1938, 38.7062],
  [13.1895, 38.706],
];

export function areasWalk(walk: Walk): void {
  /** In the order of the table: points, mean, median, standard deviation, smallest, largest. */
  const numbers = async () => {
    await walk.page.waitForSelector('.tool-histogram', PATIENCE);
    const texts = await walk.page.locator('.statistics td').allInnerTexts();
    return texts.map((text) => Number(text.replaceAll(',', '')));
  };
  const pointsIn = async (ring: readonly Position[]) =>
    [...(await ascendingPoints()).values()].filter((point) => isInside(ring, point));
  const ringOfPage = async () => ((await walk.state()).tools.select as { polygon: Position[] }).polygon;

  test('a polygon is drawn corner by corner, and its table is that of its points', async () => {
    await walk.open(VIEW);
    await walk.page.getByRole('button', { name: 'Polygon' }).click();
    for (const place of RING) {
      const { x, y } = await walk.pixelOf(...place);
      await walk.page.mouse.click(x, y);
    }
    await walk.page.keyboard.press('Enter');
    const shown = await numbers();
    const inside = await pointsIn(await ringOfPage());
    expect(inside.length).toBeGreaterThan(100);
    expect(shown).toEqual(statisticsOf(inside.map(velocityOf)));
    await walk.drawn();
    await walk.picture('polygon');
  });

  test('area and perimeter are those on the ellipsoid', async () => {
    const texts = await walk.page.locator('.measures td').allInnerTexts();
    const [areaHa, perimeterKm] = texts.map((text) => Number.parseFloat(text));
    const truth = measuredOnPlane(await ringOfPage());
    // A plane that touches there: one part in a thousand at this size.
    expect(areaHa / (truth.areaM2 / 1e4)).toBeCloseTo(1, 2);
    expect(perimeterKm / (truth.perimeterM / 1e3)).toBeCloseTo(1, 2);
  });

  test('the histogram counts each point once, in the class that its velocity is in', async () => {
    const velocities = (await pointsIn(await ringOfPage())).map(velocityOf);
    const titles = await walk.page.locator('.tool-histogram title').allTextContents();
    const classes = titles.map((title) =>
      title
        .match(/^(-?[\d.,]+) to (-?[\d.,]+): ([\d,]+)/)!
        .slice(1)
        .map(numberOf),
    );
    expect(classes.length).toBeGreaterThan(5);
    for (const [from, to, count] of classes)
      expect(count).toBe(velocities.filter((mm) => mm >= from - 1e-9 && mm < to - 1e-9).length);
  });

  test('the mean series and its spread are those of the points, and of EDR', async () => {
    await walk.page.waitForSelector('.tool-chart[data-drawn="3"]', PATIENCE);
    const { bytes } = await walk.download(() => walk.page.getByRole('button', { name: 'Mean series as CSV' }).click());
    const rows = bytes
      .toString()
      .trim()
      .split('\r\n')
      .slice(1)
      .map((row) => row.split(','));
    const ring = await ringOfPage();
    const series = (await pointsIn(ring)).map(displacementsOf);
    const coords = `POLYGON((${[...ring, ring[0]].map((place) => place.join(' ')).join(',')}))`;
    const query = new URLSearchParams({
      coords,
      'parameter-name': 'displacement',
      aggregate: 'mean,p10,p90',
      f: 'geojson',
    });
    type Lists = Record<'mean' | 'p10' | 'p90', number[]>;
    const edr = await walk.json<{ features: { properties: { dates: string[]; displacement: Lists } }[] }>(
      `/collections/${ASCENDING}/area?${query}`,
    );
    const { dates, displacement } = edr.features[0].properties;
    expect(rows.map(([date]) => date)).toEqual(dates);
    rows.forEach(([, ...cells], epoch) => {
      const values = series.flatMap((each) => each[epoch] ?? []);
      const own = [meanOf(values), percentileOf(values, 0.1), percentileOf(values, 0.9)];
      const api = [displacement.mean[epoch], displacement.p10[epoch], displacement.p90[epoch]];
      cells.forEach((cell, i) => {
        expect(Number(cell)).toBe(api[i]);
        expect(Number(cell)).toBeCloseTo(own[i], 3);
      });
    });
  });

  test('a corner is dragged, and another moved by the arrow keys', async () => {
    const before = await ringOfPage();
    const first = walk.page.getByRole('button', { name: 'Corner 1 of 4' });
    const { x, y } = await walk.pixelOf(...before[0]);
    await walk.page.mouse.move(x, y);
    await walk.page.mouse.down();
    await walk.page.mouse.move(x - 20, y + 10, { steps: 4 });
    await walk.page.mouse.move(x - 40, y + 20, { steps: 4 });
    await walk.page.mouse.up();
    await eventually(ringOfPage).not.toEqual(before);
    const dragged = await ringOfPage();
    const to = await walk.pixelOf(...dragged[0]);
    expect(Math.hypot(to.x - (x - 40), to.y - (y + 20))).toBeLessThan(2);
    expect(dragged.slice(1)).toEqual(before.slice(1));
    await first.focus();
    await walk.page.keyboard.press('Tab');
    await walk.page.keyboard.press('Shift+ArrowRight');
    await walk.page.keyboard.press('ArrowUp');
    const target = await walk.pixelOf(...dragged[1]);
    await eventually(async () => {
      const moved = await walk.pixelOf(...(await ringOfPage())[1]);
      return [Math.round(moved.x - target.x), Math.round(moved.y - target.y)];
    }).toEqual([20, -2]);
    expect((await walk.state()).points).toEqual([]);
    const inside = await pointsIn(await ringOfPage());
    await eventually(async () => (await numbers())[0]).toBe(inside.length);
    await walk.page.keyboard.press('Delete');
    await eventually(async () => (await ringOfPage()).length).toBe(3);
  });

  test('a circle by its middle and edge, of which the radius can be typed', async () => {
    await walk.page.getByRole('button', { name: 'Circle' }).click();
    const { x, y } = await walk.pixelOf(13.191, 38.7075);
    await walk.page.mouse.click(x, y);
    await walk.page.mouse.click(x + 100, y);
    await walk.page.getByLabel('Radius [m]').fill('150');
    await walk.page.getByLabel('Radius [m]').press('Enter');
    await eventually(async () => (await walk.state()).tools.select).toMatchObject({ radius: 150 });
    const { circle } = (await walk.state()).tools.select as { circle: Position };
    const inside = [...(await ascendingPoints()).values()].filter((point) => {
      const [dx, dy] = metresFrom(circle, [point.longitude, point.latitude]);
      return Math.hypot(dx, dy) < 150;
    });
    // The server is asked for an outline of 64 corners, which is 20 cm inside of the circle at most.
    await eventually(async () => Math.abs((await numbers())[0] - inside.length)).toBeLessThanOrEqual(1);
    expect(inside.length).toBeGreaterThan(30);
    await walk.picture('circle');
  });
}

const velocityOf = ({ cells }: DeliveredPoint): number => Number(cells.get('mean_velocity'));
const numberOf = (text: string): number => Number(text.replaceAll(',', ''));
const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Between the two nearest ranks. */
function percentileOf(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const low = Math.floor(place);
  return sorted[low] + (place - low) * ((sorted[low + 1] ?? sorted[low]) - sorted[low]);
}

/** As the table has them, two decimals each. */
function statisticsOf(values: readonly number[]): number[] {
  const mean = meanOf(values);
  const std = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
  const rest = [mean, percentileOf(values, 0.5), std, Math.min(...values), Math.max(...values)];
  return [values.length, ...rest.map((value) => Number(value.toFixed(2)))];
}

/** East and north on a plane that touches the ellipsoid of WGS 84 at the first place. */
function metresFrom([lon0, lat0]: Position, [longitude, latitude]: Position): readonly [number, number] {
  const rad = Math.PI / 180;
  const [a, e2] = [6_378_137, 0.00669437999014];
  const w = Math.sqrt(1 - e2 * Math.sin(lat0 * rad) ** 2);
  const meridian = (a * (1 - e2)) / w ** 3;
  return [(longitude - lon0) * rad * (a / w) * Math.cos(lat0 * rad), (latitude - lat0) * rad * meridian];
}

function measuredOnPlane(ring: readonly Position[]): { readonly areaM2: number; readonly perimeterM: number } {
  const places = ring.map((place) => metresFrom(ring[0], place));
  let [double, perimeterM] = [0, 0];
  places.forEach(([x1, y1], i) => {
    const [x2, y2] = places[(i + 1) % places.length];
    double += x1 * y2 - x2 * y1;
    perimeterM += Math.hypot(x2 - x1, y2 - y1);
  });
  return { areaM2: Math.abs(double) / 2, perimeterM };
}
