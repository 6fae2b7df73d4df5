/** Points that a mouse can hit: away from each other and from all that lies over the map. */
import type { Map as MapLibreMap } from 'maplibre-gl';
import type { Walk } from '../../support/walk.js';

export interface PointOnPage {
  /** CSS pixels. */
  readonly x: number;
  readonly y: number;
  readonly pid: string;
  /** Nothing lies over it. */
  readonly isOpen: boolean;
}

const APART_PIXELS = 14;

/** Of what the page shows of a collection now, from left to right. Throws when fewer than `least` stand alone. */
export async function pointsAlone(walk: Walk, collection: string, least = 3): Promise<readonly PointOnPage[]> {
  await walk.drawn();
  const places = (await walk.page.evaluate(pointsOnPage, `points:${collection}`)) as PointOnPage[];
  const found = places.filter(
    (a) => a.isOpen && places.every((b) => b.pid === a.pid || Math.hypot(a.x - b.x, a.y - b.y) > APART_PIXELS),
  );
  if (found.length < least)
    throw new Error(`${found.length} of ${places.length} points stand alone, ${least} are needed`);
  return found.sort((a, b) => a.x - b.x);
}

// What follows runs in the page.

/** A little of the DOM: the types of all of it would be there for the server's sources, too. */
declare const document: { elementFromPoint(x: number, y: number): unknown };
declare const openEgmsExplorer: { readonly map: { readonly map: MapLibreMap } };

function pointsOnPage(layer: string): PointOnPage[] {
  const { map } = openEgmsExplorer.map;
  const canvas = map.getCanvas();
  const box = canvas.getBoundingClientRect();
  return map.queryRenderedFeatures({ layers: [layer] }).flatMap(({ geometry, properties }) => {
    if (geometry.type !== 'Point') return [];
    const at = map.project(geometry.coordinates as [number, number]);
    const [x, y] = [at.x + box.x, at.y + box.y];
    return [{ x, y, pid: String(properties.pid), isOpen: document.elementFromPoint(x, y) === canvas }];
  });
}
