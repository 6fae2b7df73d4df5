/**
 * The whole map as one MapLibre style, made from the state: MapLibre finds out what is new in it. Pure, so that what is on
 * the map follows from what is in the address, and from nothing that happened before.
 */
import type { LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl';
import { cql2Text, filterExpression, isOnFeatures } from '../layers/filters.js';
import { type LayerLook, lookOf } from '../layers/layer-look.js';
import type { Server } from '../server/server.js';
import { keyOf, type Session } from '../state/session.js';
import type { ExplorerState, LayerState } from '../state/state.js';
import { blankGround, bundledGround, type Ground } from './bundled-basemap.js';

export const BUNDLED = 'bundled';
export const BLANK = 'none';
/** Style of the server that shows displacement at a date. */
export const DISPLACEMENT_STYLE = 'displacement';

/** Layer of the map that takes clicks for a collection. */
export const pointsLayerId = (collection: string): string => `points:${collection}`;
export const sourceId = (collection: string): string => `tiles:${collection}`;

export const basemapOf = (state: ExplorerState, { config }: Session): string => {
  const known = [BUNDLED, BLANK, ...config.basemaps.map(({ id }) => id)];
  return known.find((id) => id === state.basemap) ?? config.basemaps[0]?.id ?? BUNDLED;
};

/** The style a layer uses: chosen, or the collection's default; displacement while a date is chosen. */
export function styleIdOf(layer: LayerState, state: ExplorerState, session: Session): string | undefined {
  const styles = session.facts[layer.collection]?.styles;
  if (!styles) return undefined;
  const has = (id: string | undefined) => styles.styles.some((style) => style.id === id);
  if (state.date !== undefined && has(DISPLACEMENT_STYLE)) return DISPLACEMENT_STYLE;
  return has(layer.style) ? layer.style : styles.default;
}

export function layerLook(layer: LayerState, state: ExplorerState, session: Session): LayerLook {
  const styleId = styleIdOf(layer, state, session);
  const style = styleId === undefined ? undefined : session.styles[keyOf(layer.collection, styleId)];
  const attributes = session.facts[layer.collection]?.attributes ?? [];
  return lookOf(layer, style, attributes, styleId === DISPLACEMENT_STYLE ? state.date : undefined);
}

export function mapStyle(state: ExplorerState, session: Session, server: Server, folder: string): StyleSpecification {
  const ground = groundOf(state, session, folder);
  const sources: Record<string, SourceSpecification> = { ...ground.sources };
  const layers: LayerSpecification[] = [...ground.layers];
  for (const overlay of Object.values(session.overlays).filter(({ isBelow }) => isBelow)) {
    Object.assign(sources, overlay.sources);
    layers.push(...overlay.layers);
  }
  for (const layer of (state.layers ?? []).toReversed()) {
    // Of a collection that is gone, or not read yet, there is nothing to ask for.
    if (!session.facts[layer.collection]) continue;
    const parts = layerParts(layer, state, session, server);
    Object.assign(sources, parts.sources);
    layers.push(...parts.layers);
  }
  layers.push(...ground.labels);
  for (const overlay of Object.values(session.overlays).filter(({ isBelow }) => !isBelow)) {
    Object.assign(sources, overlay.sources);
    layers.push(...overlay.layers);
  }
  const { terrain } = session.config;
  if (terrain) {
    const { url, encoding, attribution, maxZoom } = terrain;
    sources.terrain = {
      type: 'raster-dem',
      tiles: [url],
      encoding,
      attribution,
      maxzoom: maxZoom ?? 14,
      tileSize: 256,
    };
  }
  return {
    ...(session.basemapStyle && basemapOf(state, session) === session.basemapStyle.id
      ? { glyphs: session.basemapStyle.style.glyphs, sprite: session.basemapStyle.style.sprite }
      : {}),
    version: 8,
    projection: { type: state.projection },
    ...(terrain && state.terrain ? { terrain: { source: 'terrain', exaggeration: 1 } } : {}),
    sources,
    layers,
  };
}

function groundOf(state: ExplorerState, session: Session, folder: string): Ground {
  const id = basemapOf(state, session);
  if (id === BLANK) return blankGround(session.isDark);
  const basemap = session.config.basemaps.find((each) => each.id === id);
  if (!basemap) return bundledGround(session.isDark, folder);
  const { url, attribution, maxZoom } = basemap;
  if (basemap.type === 'style') {
    if (session.basemapStyle?.id !== id) return blankGround(session.isDark);
    const { sources, layers } = session.basemapStyle.style;
    return { sources, layers, labels: [] };
  }
  return {
    sources: { base: { type: 'raster', tiles: [url], tileSize: 256, attribution, maxzoom: maxZoom ?? 19 } },
    layers: [...blankGround(session.isDark).layers, { id: 'base', type: 'raster', source: 'base' }],
    labels: [],
  };
}

interface Parts {
  readonly sources: Record<string, SourceSpecification>;
  readonly layers: LayerSpecification[];
}

function layerParts(layer: LayerState, state: ExplorerState, session: Session, server: Server): Parts {
  const { collection, visible, opacity, filters } = layer;
  const look = layerLook(layer, state, session);
  const filter = cql2Text(filters.filter((each) => !isOnFeatures(each)));
  const name = encodeURIComponent(collection);
  const tiles = [withVariables(server.url('tiles/COLLECTION/Z/X/Y.mvt', { filter }), name, session)];
  const sources: Record<string, SourceSpecification> = {
    [sourceId(collection)]: {
      type: 'vector',
      tiles,
      minzoom: 0,
      maxzoom: 18,
      promoteId: 'pid',
      ...boundsMember(collection, session),
    },
  };
  const visibility = visible ? 'visible' : 'none';
  const layers: LayerSpecification[] = [];
  const isDrawn =
    look.fromZoom === 0 ? 1 : ['step', ['zoom'], 0, Math.min(look.fromZoom, 24), look.fromZoom < 24 ? 1 : 0];
  if (look.pictureStyle && look.fromZoom > 0) {
    const datetime = look.attribute === DISPLACEMENT_STYLE ? state.date : undefined;
    const query = { style: look.pictureStyle, datetime, filter: cql2Text(filters) };
    const pictures = [withVariables(server.url('map-tiles/COLLECTION/Z/X/Y.png', query), name, session)];
    const id = `picture:${collection}`;
    sources[id] = { type: 'raster', tiles: pictures, tileSize: 256, maxzoom: 18, ...boundsMember(collection, session) };
    layers.push({
      id,
      type: 'raster',
      source: id,
      ...(look.fromZoom < 24 ? { maxzoom: look.fromZoom } : {}),
      layout: { visibility },
      paint: { 'raster-opacity': opacity, 'raster-resampling': 'nearest', 'raster-fade-duration': 0 },
    });
  }
  layers.push({
    id: pointsLayerId(collection),
    type: 'circle',
    source: sourceId(collection),
    'source-layer': collection,
    layout: { visibility, ...(look.sortKey ? { 'circle-sort-key': look.sortKey } : {}) },
    paint: {
      'circle-color': look.colour,
      'circle-radius': look.radius,
      // Points below a picture stay there to be clicked; those that stand at their height are drawn by others.
      'circle-opacity': state.threeD ? 0 : look.pictureStyle ? scaledOpacity(isDrawn, opacity) : opacity,
    },
    ...filterMember(filters.filter(isOnFeatures)),
  } as LayerSpecification);
  return { sources, layers };
}

const scaledOpacity = (drawn: unknown, opacity: number): unknown =>
  Array.isArray(drawn) ? drawn.map((part, i) => (i === 2 || i === 4 ? Number(part) * opacity : part)) : opacity;

function filterMember(filters: LayerState['filters']): object {
  const filter = filterExpression(filters);
  return filter ? { filter } : {};
}

/** Outside of them tiles are not worth asking for. */
function boundsMember(id: string, session: Session): { bounds?: [number, number, number, number] } {
  const box = session.collections?.find((each) => each.id === id)?.extent?.spatial?.bbox[0];
  if (!box) return {};
  const [west, south, east, north] = box.length === 6 ? [box[0], box[1], box[3], box[4]] : box;
  return { bounds: [west, Math.max(-85, south), east, Math.min(85, north)] };
}

/** Braces must stay braces. The generation is for the map alone, which asks anew for what has a new address: no server sees it. */
const withVariables = (url: string, name: string, { tileGeneration }: Session): string =>
  url.replace('COLLECTION/Z/X/Y', `${name}/{z}/{x}/{y}`) + (tileGeneration > 0 ? `#${tileGeneration}` : '');
