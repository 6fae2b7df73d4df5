/** What every part of the Explorer is handed: the state, the session, the server, and the ways to change them. */
import type { MapView } from './map/map-view.js';
import type { Server } from './server/server.js';
import type { Overlay, Session } from './state/session.js';
import type { ExplorerState, LayerState, PointRef } from './state/state.js';
import type { Store } from './state/store.js';
import { collectionTitle } from './text/collection-names.js';

export interface Application {
  /** In the address. */
  readonly state: Store<ExplorerState>;
  /** Not in the address. */
  readonly session: Store<Session>;
  readonly server: Server;
  /** Absent until the map's code is there, and without WebGL. */
  map?: MapView;
}

export const layersOf = (app: Application): readonly LayerState[] => app.state.get().layers ?? [];

/** A function is given the layer as it is now: what a control was rendered with may be a picture old. */
export function changeLayer(
  app: Application,
  collection: string,
  change: Partial<LayerState> | ((layer: LayerState) => Partial<LayerState>),
): void {
  const changed = (layer: LayerState) => ({ ...layer, ...(typeof change === 'function' ? change(layer) : change) });
  app.state.set(({ layers = [] }) => ({
    layers: layers.map((layer) => (layer.collection === collection ? changed(layer) : layer)),
  }));
}

/** The topmost layer that can be seen. */
export const topLayer = (app: Application): LayerState | undefined => layersOf(app).find(({ visible }) => visible);

/** The topmost layer that can be seen and has dates. */
export const datedLayer = (app: Application): LayerState | undefined => {
  const { facts } = app.session.get();
  return layersOf(app).find(({ visible, collection }) => visible && (facts[collection]?.dates.length ?? 0) > 0);
};

/** Tells a person something; the same id replaces what it said before. */
export function notify(app: Application, id: string, text: string): void {
  app.session.set(({ notices }) => ({ notices: [...notices.filter((notice) => notice.id !== id), { id, text }] }));
}

export function dismiss(app: Application, id: string): void {
  app.session.set(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) }));
}

/** Puts something above the layers, or takes it away. */
export function setOverlay(app: Application, name: string, overlay: Overlay | undefined): void {
  app.session.set(({ overlays: { [name]: _, ...others } }) => ({
    overlays: overlay ? { ...others, [name]: overlay } : others,
  }));
}

export const setTool = (app: Application, name: string, content: unknown): void =>
  app.state.set(({ tools }) => ({ tools: { ...tools, [name]: content } }));

/** Of EGMS's own collections in the language of the page; others have the title that they were given. */
export function titleOf(app: Application, id: string): string {
  const collection = app.session.get().collections?.find((each) => each.id === id);
  return collection ? collectionTitle(collection) : id;
}

export type { ExplorerState, LayerState, PointRef, Session };
