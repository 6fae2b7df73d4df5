/**
 * What the bench runs in the page of the Explorer. Each function travels as its source: it may use nothing but its
 * argument and what the page has.
 */
import type { Map as MapLibreMap } from 'maplibre-gl';

interface Explorer {
  readonly state: { set(change: object): void };
  readonly map?: { readonly map: MapLibreMap };
}
type Picture = (callback: (timeMs: number) => void) => number;
declare const openEgmsExplorer: Explorer;
declare const requestAnimationFrame: Picture;
declare const document: {
  querySelector(selector: string): { click?(): void } | null;
  addEventListener(kind: string, listener: (event: { timeStamp: number }) => void, options: object): void;
};
declare const MutationObserver: new (
  seen: () => void,
) => { observe(target: unknown, options: object): void; disconnect(): void };
declare const PerformanceObserver: new (
  seen: (list: { getEntries(): { duration: number }[] }) => void,
) => { observe(options: { entryTypes: string[] }): void; disconnect(): void };
declare const performance: {
  now(): number;
  getEntriesByType(kind: string): { name: string; initiatorType: string; encodedBodySize: number }[];
};

/** Milliseconds from the start of the navigation until points are drawn; resolves in the picture that shows them. */
export function firstMap(layer: string): Promise<number> {
  return new Promise((resolve) => {
    const look = () => {
      const map = (globalThis as { openEgmsExplorer?: Explorer }).openEgmsExplorer?.map?.map;
      const shown = map?.getLayer(layer);
      if (map && shown && map.isSourceLoaded(shown.source) && map.queryRenderedFeatures({ layers: [layer] }).length > 0)
        resolve(performance.now());
      else requestAnimationFrame(look);
    };
    look();
  });
}

export const isMapLoaded = (): boolean => openEgmsExplorer.map!.map.loaded();

/** Bytes of scripts as they came over the wire so far: those that the page cannot start without, and the map's worker. */
export function scriptBytes(): number {
  const scripts = performance.getEntriesByType('resource').filter(({ name }) => /\.m?js$/.test(name));
  // Both workers load the same file.
  const sizes = new Map(scripts.map(({ name, encodedBodySize }) => [name, encodedBodySize]));
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}

export interface Movement {
  /** Milliseconds between one picture and the next. */
  readonly gapsMs: readonly number[];
  /** Of the page's own thread without a pause; the rest of a gap is the drawing. */
  readonly longestTaskMs: number;
}

/** Moves the map as a hand would, and looks at it while it moves; waits between moves until all is there and drawn. */
export async function movedPictures(views: readonly { center: [number, number]; zoom: number }[]): Promise<Movement> {
  const map = openEgmsExplorer.map!.map;
  const picture = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
  const gapsMs: number[] = [];
  let longestTaskMs = 0;
  let isMoving = false;
  const observer = new PerformanceObserver((list) => {
    if (isMoving) for (const { duration } of list.getEntries()) longestTaskMs = Math.max(longestTaskMs, duration);
  });
  observer.observe({ entryTypes: ['longtask'] });
  for (const view of views) {
    isMoving = true;
    map.easeTo({ ...view, duration: 1000 });
    let before = await picture();
    while (map.isMoving()) {
      const now = await picture();
      gapsMs.push(now - before);
      before = now;
    }
    isMoving = false;
    while (!map.loaded()) await picture();
    await picture();
  }
  observer.disconnect();
  return { gapsMs, longestTaskMs };
}

/** Remembers when the mouse is let go next. */
export function noteNextClick(): void {
  const note = ({ timeStamp }: { timeStamp: number }) => {
    Object.assign(globalThis, { clickedMs: timeStamp });
  };
  document.addEventListener('mouseup', note, { capture: true, once: true });
}

export interface Drawn {
  /** Until the page has drawn what `selector` stands for. */
  readonly drawnMs: number;
  /** Until the picture that shows it was handed to the screen, which is a matter of the graphics. */
  readonly shownMs: number;
}

/** From that click on. */
export function untilDrawn(selector: string): Promise<Drawn> {
  const since = () => performance.now() - (globalThis as unknown as { clickedMs: number }).clickedMs;
  return new Promise((resolve) => {
    const isThere = () => {
      if (!document.querySelector(selector)) return false;
      const drawnMs = since();
      requestAnimationFrame(() => requestAnimationFrame(() => resolve({ drawnMs, shownMs: since() })));
      return true;
    };
    if (isThere()) return;
    const observer = new MutationObserver(() => isThere() && observer.disconnect());
    observer.observe(document, { subtree: true, childList: true, attributes: true });
  });
}

/** Selects a polygon as its tool does; milliseconds until the mean series and the statistics are drawn. */
export function selectPolygon(polygon: readonly (readonly [number, number])[]): Promise<number> {
  const from = performance.now();
  openEgmsExplorer.state.set({ panel: 'tools', tools: { select: { polygon } } });
  return new Promise((resolve) => {
    const look = () => {
      const isThere = document.querySelector('.statistics') && document.querySelector('.tool-chart[data-drawn="3"]');
      if (isThere) requestAnimationFrame(() => resolve(performance.now() - from));
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}

export function clearSelection(): void {
  openEgmsExplorer.state.set({ tools: {} });
}

/** Where a point of the map stands that has others at some distance, CSS pixels. */
export function pointToClick({ layer, nth }: { layer: string; nth: number }): { x: number; y: number } {
  const { map } = openEgmsExplorer.map!;
  const box = map.getCanvas().getBoundingClientRect();
  const places = map.queryRenderedFeatures({ layers: [layer] }).flatMap(({ geometry }) => {
    if (geometry.type !== 'Point') return [];
    const { x, y } = map.project(geometry.coordinates as [number, number]);
    return [{ x, y }];
  });
  const alone = places.filter(
    (a) =>
      a.x > 400 &&
      a.x < box.width - 200 &&
      a.y > 100 &&
      a.y < box.height - 400 &&
      places.every((b) => b === a || Math.hypot(a.x - b.x, a.y - b.y) > 9),
  );
  const { x, y } = alone[(nth * 7) % alone.length];
  return { x: x + box.x, y: y + box.y };
}
