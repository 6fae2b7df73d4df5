/** Reads what layers need, once per collection and style, as layers are added. */
import type { Application } from '../application.js';
import { notify } from '../application.js';
import { addAreaLayer, areaLayersOf, setAreaLayers } from '../areas/area-layer.js';
import { DISPLACEMENT_STYLE, styleIdOf } from '../map/map-style.js';
import {
  type Collection,
  isDrawnAsFeatures,
  isOnMap,
  readAttributes,
  readDates,
  readTileAttributes,
  type StyleDocument,
  type StyleList,
} from '../server/documents.js';
import { ServerProblem } from '../server/server.js';
import { keyOf, type LayerFacts, withCollection } from '../state/session.js';
import { newLayer } from '../state/state.js';
import { inShort } from '../text/in-short.js';
import { text } from '../text/text.js';
import type { KnownStyle } from './layer-look.js';

const UNREAD: LayerFacts = { attributes: [], tileAttributes: [], styles: { default: '', styles: [] }, dates: [] };

export class LayerLoader {
  private readonly asked = new Set<string>();

  constructor(private readonly app: Application) {
    app.state.subscribe(() => this.load());
    app.session.subscribe((now, before) => {
      if (now.facts !== before.facts || now.collections !== before.collections) this.load();
    });
  }

  /** Shows the first collection where the address names none, and tells of those that are gone. */
  start(collections: readonly Collection[]): void {
    const shown = collections.filter(isOnMap);
    const areas = collections.filter(isDrawnAsFeatures);
    this.app.session.set({ collections: shown, areas });
    this.takeAreas(areas);
    const { layers } = this.app.state.get();
    const isGone = ({ collection }: { collection: string }) => !shown.some(({ id }) => id === collection);
    const isNoArea = ({ collection }: { collection: string }) => !areas.some(({ id }) => id === collection);
    const goneAreas = areaLayersOf(this.app).filter(isNoArea);
    const gone = [...(layers ?? []).filter(isGone), ...goneAreas];
    if (goneAreas.length > 0)
      setAreaLayers(
        this.app,
        areaLayersOf(this.app).filter((layer) => !isNoArea(layer)),
      );
    if (gone.length > 0) {
      notify(this.app, 'gone', text('notice.gone', { ids: inShort(gone.map(({ collection }) => collection)) }));
      const isLeft = ({ collection }: { collection: string }) => shown.some(({ id }) => id === collection);
      this.app.state.set(({ points }) => ({ layers: layers?.filter(isLeft), points: points.filter(isLeft) }));
    }
    if (layers === undefined) this.app.state.set({ layers: shown.slice(0, 1).map(({ id }) => newLayer(id)) });
    this.load();
  }

  /** Links to areas name them as layers, as they name everything else. */
  private takeAreas(areas: readonly Collection[]): void {
    const { layers } = this.app.state.get();
    const isArea = ({ collection }: { collection: string }) => areas.some(({ id }) => id === collection);
    const taken = layers?.filter(isArea) ?? [];
    if (taken.length === 0) return;
    this.app.state.set({ layers: layers?.filter((layer) => !isArea(layer)) });
    for (const { collection } of taken.toReversed()) addAreaLayer(this.app, collection);
  }

  private load(): void {
    const [state, session] = [this.app.state.get(), this.app.session.get()];
    if (!session.collections) return;
    for (const layer of state.layers ?? []) {
      const { collection } = layer;
      if (!session.collections.some(({ id }) => id === collection)) continue;
      this.once(collection, () => this.readFacts(collection));
      const style = styleIdOf(layer, state, session);
      if (style) this.once(keyOf(collection, style), () => this.readStyle(collection, style));
    }
  }

  private once(key: string, read: () => Promise<void>): void {
    if (this.asked.has(key)) return;
    this.asked.add(key);
    read().catch((error: unknown) => {
      if (!(error instanceof ServerProblem)) console.error(error);
      notify(this.app, `failed:${key}`, text('notice.failed', { detail: `${key}: ${(error as Error).message}` }));
    });
  }

  /** What is needed to draw first; the rest follows. */
  private async readFacts(id: string): Promise<void> {
    const { server, session } = this.app;
    const put = (members: Partial<LayerFacts>) =>
      session.set(({ facts }) => ({ facts: withCollection(facts, id, { ...(facts[id] ?? UNREAD), ...members }) }));
    put({ styles: await server.json<StyleList>(server.collectionPath(id, 'styles')) });
    const [attributes, tileAttributes, dates] = await Promise.all([
      readAttributes(server, id),
      readTileAttributes(server, id),
      readDates(server, id),
    ]);
    put({ attributes, tileAttributes, dates });
  }

  private async readStyle(collection: string, id: string): Promise<void> {
    const { server, session } = this.app;
    const path = server.collectionPath(collection, 'styles', id);
    const [document, circle] = await Promise.all([
      server.json<StyleDocument>(path),
      // A style of displacement has no such form, and is refused.
      id === DISPLACEMENT_STYLE ? undefined : this.readCircle(path).catch(() => undefined),
    ]);
    const style: KnownStyle = { document, circle };
    session.set(({ styles }) => ({ styles: { ...styles, [keyOf(collection, id)]: style } }));
  }

  private async readCircle(path: string): Promise<KnownStyle['circle']> {
    type MapLibreStyle = {
      layers: readonly { type: string; paint?: Record<string, unknown>; layout?: Record<string, unknown> }[];
    };
    const { layers } = await this.app.server.json<MapLibreStyle>(path, { query: { f: 'mapbox' } });
    // Cells of level 3 may be drawn as more than one layer; the circles are what all styles have.
    const layer = layers.find(({ type }) => type === 'circle');
    return layer && { paint: layer.paint ?? {}, layout: layer.layout };
  }
}
