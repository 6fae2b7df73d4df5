/** Active areas as a collection of the server: drawn from its features, told by a click, as the API has them. */
import { expect, test } from 'vitest';
import { ASCENDING } from '../../support/real-bursts.js';
import { eventually, PATIENCE, type Walk } from '../../support/walk.js';

const AREAS = 'walk-areas';
const VIEW = `#v=1&map=14/38.7085/13.182&layer=${ASCENDING};o=0.4&panel=layers`;

interface Area {
  readonly id: string;
  readonly geometry: { readonly coordinates: readonly (readonly (readonly [number, number])[])[] };
  readonly properties: Readonly<Record<string, number>>;
}

export function publishedAreasWalk(walk: Walk): void {
  let areas: readonly Area[];

  test('areas that a process has published are listed, and drawn all', async () => {
    await walk.bursts.run(
      'active-areas',
      {
        points: { collection: ASCENDING },
        threshold: 2,
        searchRadiusM: 80,
        minPoints: 5,
        title: 'Where the island moves',
      },
      { published: { collection: AREAS } },
    );
    const { features } = await walk.json<{ features: Area[] }>(`/collections/${AREAS}/items?limit=1000`);
    areas = features;
    expect(areas.length).toBeGreaterThan(3);
    await walk.open(VIEW);
    await walk.page.getByRole('button', { name: /Where the island moves/ }).click();
    await eventually(() => walk.page.evaluate(areasDrawn, AREAS)).toHaveLength(areas.length);
    await eventually(() => walk.page.locator('.areas .layer').innerText()).toContain(`${areas.length} in view`);
    await eventually(() => walk.hash()).toContain(AREAS);
  });

  test('a link shows them, and a click tells what the API says of one', async () => {
    const [largest] = areas.toSorted((a, b) => b.properties.count - a.properties.count);
    const ring = largest.geometry.coordinates[0];
    const [longitude, latitude] = [0, 1].map((axis) => meanOf(ring.map((place) => place[axis])));
    await walk.open(`#v=1&map=16/${latitude}/${longitude}&layer=${AREAS}&layer=${ASCENDING};o=0.4&panel=layers`);
    await eventually(() => walk.page.evaluate(besidePoints, [AREAS, ASCENDING] as const)).toBeTruthy();
    const { x, y } = (await walk.page.evaluate(besidePoints, [AREAS, ASCENDING] as const))!;
    await walk.page.mouse.click(x, y);
    const card = walk.page.locator('.feature-card');
    await card.waitFor(PATIENCE);
    const told = (await card.innerText()).replaceAll(/\s+/g, ' ');
    const meant = areas.filter(({ id }) => new RegExp(`\\b${id}\\b`).test(told));
    expect(meant).toHaveLength(1);
    expect(told).toContain(` ${meant[0].properties.count} `);
    await walk.drawn();
    await walk.picture('areas');
  });
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

// What follows runs in the page.

interface Drawn {
  readonly id?: unknown;
}
declare const openEgmsExplorer: {
  readonly map: {
    readonly map: {
      getCanvas(): { getBoundingClientRect(): { x: number; y: number; width: number; height: number } };
      queryRenderedFeatures(place: unknown, options?: object): readonly Drawn[];
    };
  };
};

function areasDrawn(collection: string): readonly unknown[] {
  const drawn = openEgmsExplorer.map.map.queryRenderedFeatures({ layers: [`areas:${collection}:fill`] });
  return [...new Set(drawn.map(({ id }) => id))];
}

/** A place in an area, in the middle part of the map, so far from all points that a click does not mean one of them. */
function besidePoints([areas, points]: readonly [string, string]) {
  const { map } = openEgmsExplorer.map;
  const { x: left, y: top, width, height } = map.getCanvas().getBoundingClientRect();
  for (let y = height * 0.15; y < height * 0.75; y += 6)
    for (let x = width * 0.1; x < width * 0.9; x += 6) {
      const [area] = map.queryRenderedFeatures([x, y], { layers: [`areas:${areas}:fill`] });
      if (!area) continue;
      const box = [
        [x - 8, y - 8],
        [x + 8, y + 8],
      ];
      if (map.queryRenderedFeatures(box, { layers: [`points:${points}`] }).length > 0) continue;
      return { x: left + x, y: top + y };
    }
  return undefined;
}
