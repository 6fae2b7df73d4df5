/** What came out of a job, on the map: collections as layers, documents of features above them. */
import { type Application, notify, setOverlay } from '../application.js';
import { addAreaLayer } from '../areas/area-layer.js';
import { tellOf } from '../areas/clicked-features.js';
import { featuresOverlay } from '../areas/features-overlay.js';
import { isDrawnAsFeatures, isOnMap, readCollections } from '../server/documents.js';
import { newLayer } from '../state/state.js';
import { text } from '../text/text.js';

export const isFeatures = (value: unknown): value is GeoJSON.FeatureCollection => {
  const { type, features } = recordOf(value);
  return type === 'FeatureCollection' && Array.isArray(features);
};

/** A result as the document of results has it: a value, a value with its type, or a reference. */
export const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};

/** GeoJSON that is too large to stand in the document of results. */
export const isGeoJsonReference = (value: unknown): boolean => {
  const { href, type } = recordOf(value);
  return typeof href === 'string' && typeof type === 'string' && type.startsWith('application/geo+json');
};

/** What a job has made, on the map as far as it can be shown there: published collections first, else features. */
export async function showResults(
  app: Application,
  id: string,
  results: Readonly<Record<string, unknown>>,
): Promise<void> {
  const published = Object.values(results).flatMap((value) => recordOf(value).collection ?? []);
  for (const collection of published.toReversed()) await showCollection(app, String(collection));
  if (published.length > 0) return;
  const [named] = Object.entries(results).filter(
    ([, value]) => isFeatures(recordOf(value).value) || isGeoJsonReference(value),
  );
  if (named) await showResult(app, id, named[0], named[1]);
}

/** GeoJSON, wherever it stands. */
export async function showResult(app: Application, id: string, name: string, value: unknown): Promise<void> {
  const { value: content } = recordOf(value);
  if (isFeatures(content)) return showFeatures(app, content, resultPath(id, name));
  try {
    const response = await app.server.ask(app.server.url(resultPath(id, name)));
    const document: unknown = await response.json();
    if (isFeatures(document)) showFeatures(app, document, resultPath(id, name));
  } catch (error) {
    notify(app, `job:${id}`, text('notice.failed', { detail: `${name}: ${(error as Error).message}` }));
  }
}

export const resultPath = (id: string, name: string): string =>
  `jobs/${encodeURIComponent(id)}/results/${encodeURIComponent(name)}`;

/** A collection that was just published is none of those that were read at the start. */
export async function showCollection(app: Application, id: string): Promise<void> {
  const all = await readCollections(app.server);
  const [collections, areas] = [all.filter(isOnMap), all.filter(isDrawnAsFeatures)];
  app.session.set({ collections, areas });
  if (areas.some((collection) => collection.id === id)) {
    addAreaLayer(app, id);
    app.map?.fit([id]);
    if (app.session.get().isPhone) app.state.set({ panel: undefined });
    return;
  }
  if (!collections.some((collection) => collection.id === id)) {
    notify(app, `job:${id}`, text('notice.gone', { ids: id }));
    return;
  }
  app.state.set(({ layers = [] }) => ({
    layers: [newLayer(id), ...layers.filter(({ collection }) => collection !== id)],
  }));
  app.map?.fit([id]);
  if (app.session.get().isPhone) app.state.set({ panel: undefined });
}

const RESULT_OVERLAY = 'process-result';

/** Name of the result that is shown. */
let shownResult = '';

export const isResultShown = (app: Application, id: string, name: string): boolean =>
  RESULT_OVERLAY in app.session.get().overlays && shownResult === resultPath(id, name);

/** GeoJSON that came out of a job, above the points. */
export function showFeatures(app: Application, data: GeoJSON.FeatureCollection | undefined, path = ''): void {
  shownResult = path;
  const drawn = data ? [{ id: RESULT_OVERLAY, features: data.features }] : [];
  setOverlay(app, RESULT_OVERLAY, featuresOverlay(drawn, app.session.get().isDark));
  tellOf(RESULT_OVERLAY, data);
  const box = boxOf(data);
  if (box) app.map?.map.fitBounds(box, { padding: 60, maxZoom: 16, animate: false });
}

/** West, south, east, north of all positions; undefined of none. */
export function boxOf(data: unknown): [number, number, number, number] | undefined {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  const pending: unknown[] = [data];
  while (pending.length > 0) {
    const at = pending.pop();
    if (Array.isArray(at) && typeof at[0] === 'number' && typeof at[1] === 'number') {
      const [x, y] = at as [number, number];
      box[0] = Math.min(box[0], x);
      box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x);
      box[3] = Math.max(box[3], y);
    } else if (Array.isArray(at)) for (const each of at) pending.push(each);
    else if (typeof at === 'object' && at !== null) {
      const { features, geometry, geometries, coordinates } = at as Record<string, unknown>;
      pending.push(features, geometry, geometries, coordinates);
    }
  }
  return Number.isFinite(box[0]) ? box : undefined;
}
