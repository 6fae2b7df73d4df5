/** What every part of the Explorer is handed: the state, the session, the server, and the ways to change them. */
import type { MapView } from './map/map-view.js';
import type { Server } from './server/server.js';
import type { Overlay, Session } from './state/session.js';
import type { ExplorerState, LayerState, PointRef } from './state/state.js';
import type { Store } from './state/store.js';

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

export const titleOf = (app: Application, collection: string): string =>
  app.session.get().collections?.find(({ id }) => id === collection)?.title ?? collection;

export type { ExplorerState, LayerState, PointRef, Session };
