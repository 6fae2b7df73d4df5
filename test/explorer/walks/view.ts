/** The ways to look at the map: base maps, globe, points at their height, light and dark. */
import type { Map as MapLibreMap } from 'maplibre-gl';
import { expect, test } from 'vitest';
import { ASCENDING } from '../../support/real-bursts.js';
import { eventually, type Walk } from '../../support/walk.js';
import { ascendingPoints } from './delivered-points.js';

const VIEW = `#v=1&map=14.5/38.7065/13.188&layer=${ASCENDING}&panel=map`;

export function viewWalk(walk: Walk): void {
  test('without a base map nothing of it is drawn, and with it its coasts', async () => {
    await walk.open(VIEW);
    const grounds = () => walk.page.evaluate(sourcesDrawn) as Promise<string[]>;
    const withBase = await grounds();
    await walk.page.getByLabel('None').check();
    await eventually(grounds).toEqual(['selected', `tiles:${ASCENDING}`]);
    expect(withBase.length).toBeGreaterThan(2);
    await walk.page.getByLabel('Natural Earth (offline)').check();
    await eventually(grounds).toEqual(withBase);
  });

  test('points stand at their height: the higher they are, the farther above their place on the ground', async () => {
    await walk.page.getByLabel('Points at their height (3D)').check();
    await eventually(() => walk.page.evaluate(pitchOfMap)).toBe(60);
    await walk.drawn();
    const standing = (await walk.page.evaluate(standingPoints)) as Standing[];
    const delivered = await ascendingPoints();
    const raised = standing.map(({ pid, abovePixels }) => ({
      heightM: Number(delivered.get(pid)!.cells.get('height_ortho')),
      abovePixels,
    }));
    const low = raised.filter(({ heightM }) => heightM < 20);
    const high = raised.filter(({ heightM }) => heightM > 60);
    expect(Math.min(low.length, high.length)).toBeGreaterThan(2);
    const mean = (points: typeof raised) => points.reduce((sum, each) => sum + each.abovePixels, 0) / points.length;
    expect(mean(high)).toBeGreaterThan(mean(low) + 10);
    await walk.picture('height');
    await eventually(() => walk.hash()).toContain('3d=1');
    await walk.page.getByLabel('Points at their height (3D)').uncheck();
    await eventually(() => walk.page.evaluate(pitchOfMap)).toBe(0);
  });

  test('far out it is a globe', async () => {
    await walk.open(`#v=1&map=2.2/40/13&layer=${ASCENDING}&panel=map`);
    await walk.page.getByLabel('Globe').check();
    await eventually(() => walk.page.evaluate(projectionOfMap)).toBe('globe');
    await eventually(() => walk.hash()).toContain('globe=1');
    await walk.drawn();
    await walk.picture('globe');
  });

  test('dark is as the system says, until one chooses', async () => {
    const theme = () => walk.page.evaluate('document.documentElement.dataset.theme');
    await walk.page.emulateMedia({ colorScheme: 'dark' });
    await eventually(theme).toBe('dark');
    await walk.page.getByLabel('Light').check();
    await eventually(theme).toBe('light');
    await walk.page.getByLabel('As the system').check();
    await eventually(theme).toBe('dark');
    await walk.open(`#v=1&map=15/38.7072/13.1905&layer=${ASCENDING}&panel=layers`);
    await walk.picture('dark');
    await walk.page.emulateMedia({ colorScheme: 'light' });
    await eventually(theme).toBe('light');
  });
}

interface Standing {
  readonly pid: string;
  /** Of the point's foot, as the flat map would have it. */
  readonly abovePixels: number;
}

// What follows runs in the page.

interface MapView {
  readonly map: MapLibreMap;
  readonly pickStanding?: (
    at: { x: number; y: number },
    radius: number,
  ) => { readonly pid: string; readonly longitude: number; readonly latitude: number } | undefined;
}

declare const openEgmsExplorer: { readonly map: MapView };

const pitchOfMap = (): number => Math.round(openEgmsExplorer.map.map.getPitch());
const projectionOfMap = (): unknown => openEgmsExplorer.map.map.getProjection()?.type;

function sourcesDrawn(): string[] {
  const { layers } = openEgmsExplorer.map.map.getStyle();
  return [...new Set(layers.flatMap((layer) => ('source' in layer ? String(layer.source) : [])))].sort();
}

/** What is met on a grid over the map: wide, because each look draws all points anew to see which one it is. */
function standingPoints(): Standing[] {
  const { map, pickStanding } = openEgmsExplorer.map;
  if (!pickStanding) return [];
  const { clientWidth, clientHeight } = map.getCanvas();
  const met = new Map<string, Standing>();
  for (let x = 60; x < clientWidth; x += 120) {
    for (let y = 200; y < clientHeight; y += 120) {
      const point = pickStanding({ x, y }, 20);
      if (!point) continue;
      const foot = map.project([point.longitude, point.latitude]);
      met.set(point.pid, { pid: point.pid, abovePixels: foot.y - y });
    }
  }
  return [...met.values()];
}
