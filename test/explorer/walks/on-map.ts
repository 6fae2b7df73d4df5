/** What MapLibre has drawn, asked in the page: layers from below to above, their paint, features. */
import type { Map as MapLibreMap } from 'maplibre-gl';
import type { Walk } from '../../support/walk.js';

export interface DrawnPoint {
  readonly pid: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Layers of points that can be seen, topmost first, by collection. */
export const shownCollections = (walk: Walk): Promise<readonly string[]> =>
  walk.page.evaluate(collectionsShown) as Promise<readonly string[]>;

export const paintOf = (walk: Walk, layer: string, property: string): Promise<unknown> =>
  walk.page.evaluate(paintProperty, [layer, property] as const);

/** Of the part of the map that is seen, each once. */
export const drawnPoints = (walk: Walk, collection: string): Promise<readonly DrawnPoint[]> =>
  walk.page.evaluate(pointsDrawn, `points:${collection}`) as Promise<readonly DrawnPoint[]>;

/** West, south, east, north of what is seen. */
export const boundsOfMap = (walk: Walk): Promise<readonly [number, number, number, number]> =>
  walk.page.evaluate(boundsSeen) as Promise<[number, number, number, number]>;

// What follows runs in the page.

declare const openEgmsExplorer: { readonly map: { readonly map: MapLibreMap } };

function collectionsShown(): string[] {
  const { map } = openEgmsExplorer.map;
  return map
    .getStyle()
    .layers.filter(({ id, layout }) => id.startsWith('points:') && layout?.visibility !== 'none')
    .map(({ id }) => id.slice('points:'.length))
    .toReversed();
}

function paintProperty([layer, property]: readonly [string, string]): unknown {
  return openEgmsExplorer.map.map.getPaintProperty(layer, property as never);
}

function pointsDrawn(layer: string): DrawnPoint[] {
  const features = openEgmsExplorer.map.map.queryRenderedFeatures({ layers: [layer] });
  const byPid = new Map(features.map(({ properties }) => [String(properties.pid), properties]));
  return [...byPid].map(([pid, properties]) => ({ pid, properties }));
}

function boundsSeen(): [number, number, number, number] {
  const [[west, south], [east, north]] = openEgmsExplorer.map.map.getBounds().toArray();
  return [west, south, east, north];
}
