/** From a layer that a service offers to one on the map: its tile set is looked for, and one tile is tried. */
import type { Application } from '../application.js';
import type { Server } from '../server/server.js';
import { webUrl } from './address.js';
import { type ExternalLayer, MOST_EXTERNAL } from './external-layer.js';
import { externalLayersOf, setExternalLayers } from './external-layers.js';
import type { Bounds, OfferedLayer, TilesetsWay, Way } from './offer.js';
import { mercatorTileset, tilesetWay } from './ogc-api.js';
import { probe, reach } from './reach.js';
import { ServiceTrouble } from './service-trouble.js';

const HALF_WORLD_M = 20_037_508.342789244;

/** Throws ServiceTrouble where the layer cannot be had. */
export async function addExternalLayer(
  app: Application,
  offered: OfferedLayer,
  way: Way,
  signal: AbortSignal,
): Promise<void> {
  if (externalLayersOf(app).length >= MOST_EXTERNAL)
    throw new ServiceTrouble('import.tooMany', { most: MOST_EXTERNAL });
  const layer = await resolved(app.server, offered, way, signal);
  signal.throwIfAborted();
  setExternalLayers(app, [layer, ...externalLayersOf(app).filter(({ url }) => url !== layer.url)]);
}

async function resolved(server: Server, offered: OfferedLayer, way: Way, signal: AbortSignal): Promise<ExternalLayer> {
  const { title, credit, bounds } = offered;
  const common = { title, opacity: 1, credit, bounds };
  if (way.kind === 'features') return { ...common, kind: 'features', url: way.href };
  const drawable =
    way.kind === 'raster' || way.kind === 'vector' ? way : await tilesetOf(server, way, offered.id, signal);
  const { template, kind, minZoom, maxZoom } = drawable;
  const { isProxied } = await probe(server, sampleTile(template, bounds, minZoom ?? 0), signal);
  const kept: ExternalLayer = { ...common, kind, url: template, minZoom, maxZoom, ...(isProxied ? { isProxied } : {}) };
  return drawable.kind === 'raster'
    ? { ...kept, tileSize: drawable.tileSize }
    : { ...kept, sourceLayers: drawable.sourceLayers };
}

async function tilesetOf(server: Server, { href, kind }: TilesetsWay, id: string, signal: AbortSignal) {
  const content = kind === 'map-tilesets' ? 'map' : 'vector';
  const list = await reach(server, new URL(href), signal, 'application/json');
  const set = mercatorTileset(jsonOf(list.content), list.url);
  if (!set) throw new ServiceTrouble('import.noMercator');
  const full = set.href ? await reach(server, set.href, signal, 'application/json') : undefined;
  const way =
    (full && tilesetWay(jsonOf(full.content), full.url, content, id)) ??
    tilesetWay(set.document, list.url, content, id);
  if (!way) throw new ServiceTrouble('import.noWay');
  return way;
}

/** A tile where the layer has something, as far as it says where. */
export function sampleTile(template: string, bounds: Bounds | undefined, minZoom: number): URL {
  const [west, south, east, north] = bounds ?? [-10, 35, 30, 65];
  const share = Math.max(1e-4, (east - west) / 360);
  const zoom = Math.min(14, Math.max(minZoom, Math.floor(-Math.log2(share))));
  const [longitude, latitude] = [(west + east) / 2, Math.max(-85, Math.min(85, (south + north) / 2))];
  const count = 2 ** zoom;
  const x = Math.min(count - 1, Math.floor(((longitude + 180) / 360) * count));
  const angle = (latitude * Math.PI) / 180;
  const y = Math.min(count - 1, Math.floor(((1 - Math.asinh(Math.tan(angle)) / Math.PI) / 2) * count));
  const edgeM = (2 * HALF_WORLD_M) / count;
  const [left, top] = [x * edgeM - HALF_WORLD_M, HALF_WORLD_M - y * edgeM];
  const box = [left, top - edgeM, left + edgeM, top].join(',');
  const filled = template
    .replaceAll('{z}', String(zoom))
    .replaceAll('{x}', String(x))
    .replaceAll('{y}', String(y))
    .replaceAll('{bbox-epsg-3857}', box);
  const url = webUrl(filled);
  if (!url) throw new ServiceTrouble('import.noAddress');
  return url;
}

function jsonOf(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    throw new ServiceTrouble('import.noJson');
  }
}
