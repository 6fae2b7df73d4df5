/**
 * The whole map as one MapLibre style, made from the state: MapLibre finds out what is new in it. Pure, so that what is on
 * the map follows from what is in the address, and from nothing that happened before.
 */
import type { LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl';
import { type LayerLook, lookOf } from '../layers/layer-look.js';
import type { Server } from '../server/server.js';
import { keyOf, type Session } from '../state/session.js';
import type { ExplorerState, LayerState } from '../state/state.js';
import { blankGround, bundledGround, type Ground } from './bundled-basemap.js';
import { collectionParts } from './collection-parts.js';

export const BUNDLED = 'bundled';
export const BLANK = 'none';
/** Style of the server that shows displacement at a date. */
export const DISPLACEMENT_STYLE = 'displacement';

/** What of the session the map is made of, besides its configuration. */
export const DRAWN = [
  'facts',
  'styles',
  'overlays',
  'isDark',
  'basemapStyle',
  'tileGeneration',
  'refused',
  'squares',
] as const;

export const basemapOf = (state: ExplorerState, { config }: Pick<Session, 'config'>): string => {
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
    const parts = collectionParts(layer, layerLook(layer, state, session), state, session, server);
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
    ...signsOf(state, session),
    version: 8,
    projection: { type: state.projection },
    ...(terrain && state.terrain ? { terrain: { source: 'terrain', exaggeration: 1 } } : {}),
    sources,
    layers,
  };
}

/** Letters and symbols of a base map with a style of its own; a member that is there without a value is no style. */
function signsOf(
  state: ExplorerState,
  { basemapStyle, config }: Session,
): Pick<StyleSpecification, 'glyphs' | 'sprite'> {
  if (!basemapStyle || basemapOf(state, { config }) !== basemapStyle.id) return {};
  const { glyphs, sprite } = basemapStyle.style;
  return { ...(glyphs ? { glyphs } : {}), ...(sprite ? { sprite } : {}) };
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
