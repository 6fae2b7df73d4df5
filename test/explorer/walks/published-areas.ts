/** Active areas as a collection of the server: drawn from its features, told by a click, as the API has them. */
import { expect, test } from 'vitest';
import { ASCENDING } from '../../support/real-bursts.js';
import { eventually, PATIENCE, type Walk } from '../../support/walk.js';
import type { Position } from './delivered-points.js';

const AREAS = 'walk-areas';
const VIEW = `#v=1&map=14/38.7085/13.182&layer=${ASCENDING};o=0.4&panel=layers`;

interface Area {
  readonly id: string;
  readonly geometry: { readonly coordinates: readonly (readonly Position[])[] };
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
        searchRadiusM: 60,
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

  test('a click tells what the API says of one', async () => {
    const [area] = areas.toSorted((a, b) => b.properties.count - a.properties.count);
    const { x, y } = await edgeOf(area);
    await walk.page.mouse.click(x, y);
    const card = walk.page.locator('.feature-card');
    await card.waitFor(PATIENCE);
    const told = (await card.innerText()).replaceAll(/\s+/g, ' ');
    expect(told).toContain(area.id);
    expect(told).toContain(`Points ${area.properties.count}`);
    await walk.drawn();
    await walk.picture('areas');
  });

  /** Within an area and beside its points, which a click would mean otherwise: just inside of its outline. */
  async function edgeOf({ geometry }: Area) {
    const ring = geometry.coordinates[0];
    const middle = [0, 1].map((axis) => ring.reduce((sum, place) => sum + place[axis], 0) / ring.length);
    const top = ring.toSorted((a, b) => b[1] - a[1])[0];
    const share = 0.12;
    return walk.pixelOf(top[0] + share * (middle[0] - top[0]), top[1] + share * (middle[1] - top[1]));
  }
}

// What follows runs in the page.

declare const openEgmsExplorer: {
  readonly map: { readonly map: { queryRenderedFeatures(options: object): readonly { readonly id?: unknown }[] } };
};

function areasDrawn(collection: string): readonly unknown[] {
  const drawn = openEgmsExplorer.map.map.queryRenderedFeatures({ layers: [`areas:${collection}:fill`] });
  return [...new Set(drawn.map(({ id }) => id))];
}
