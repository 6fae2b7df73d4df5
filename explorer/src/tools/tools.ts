/** The tools at work: what is drawn, the selection on the map, and what the server says of it. */
import { type Application, layersOf, setOverlay, setTool, topLayer } from '../application.js';
import { layerLook } from '../map/map-style.js';
import { type LayerState, newLayer } from '../state/state.js';
import { comparisonOf } from './comparison.js';
import type { CornerHandles } from './corner-handles.js';
import { Drawing } from './drawing.js';
import { readPoints, readProfile, readSummary } from './read-selection.js';
import { decodeSelection, encodeSelection, type Selection, type SelectionKind } from './selection.js';
import { selectionOverlay } from './selection-overlay.js';
import type { Swipe } from './swipe.js';
import type { ToolResults } from './tool-results.js';

const OVERLAY = 'tools-selection';
/** After the last change, so that a hand on a control does not ask for each step. */
const REST_MS = 200;
export const USUAL_ATTRIBUTE = 'mean_velocity';

export class Tools {
  drawing: Drawing | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private controller = new AbortController();
  private askedKey = '';
  private shown: unknown;
  private shownDark = false;
  private hasSearch = false;
  private swipe: Swipe | undefined;
  private handles: CornerHandles | undefined;

  constructor(private readonly app: Application) {
    app.state.subscribe(() => this.follow());
    app.session.subscribe((now, before) => {
      const isNew = (['facts', 'styles', 'isDark', 'collections', 'bounds', 'tool'] as const).some(
        (name) => now[name] !== before[name],
      );
      if (isNew) this.follow();
    });
    this.follow();
  }

  get selection(): Selection | undefined {
    return decodeSelection(this.app.state.get().tools.select);
  }

  select(selection: Selection | undefined): void {
    setTool(this.app, 'select', selection && encodeSelection(selection));
  }

  /** Starts to draw; the same kind again ends without. */
  draw(kind: SelectionKind): void {
    const before = this.drawing;
    before?.cancel();
    if (before?.kind === kind || !this.app.map) return;
    this.drawing = new Drawing(this.app, kind, (selection) => {
      this.drawing = undefined;
      if (selection) this.select(selection);
    });
  }

  private follow(): void {
    void this.followMap();
    const { isDark } = this.app.session.get();
    const content = this.app.state.get().tools.select;
    const { selection } = this;
    if (content !== this.shown || isDark !== this.shownDark) {
      [this.shown, this.shownDark] = [content, isDark];
      setOverlay(this.app, OVERLAY, selection && selectionOverlay(selection, isDark));
    }
    const layer = topLayer(this.app);
    const attribute = layer && this.attributeOf(layer);
    const key = selection && attribute ? JSON.stringify([content, layer.collection, layer.filters, attribute]) : '';
    if (key === this.askedKey) return;
    this.askedKey = key;
    clearTimeout(this.timer);
    this.controller.abort();
    this.controller = new AbortController();
    if (!selection || !layer || !attribute) {
      this.app.session.set({ toolResults: undefined });
      return;
    }
    const { signal } = this.controller;
    this.app.session.set({ toolResults: { key, collection: layer.collection, attribute, state: 'reading' } });
    this.timer = setTimeout(() => void this.read(selection, layer, attribute, signal), REST_MS);
  }

  /** What lies on the map itself: the search box, and another collection beside the topmost layer. */
  private async followMap(): Promise<void> {
    const { app } = this;
    // The map tells its bounds once it is there.
    if (!app.map || !app.session.get().bounds) return;
    if (!this.hasSearch && !app.session.get().isEmbedded) {
      this.hasSearch = true;
      const code = await import('./search-control.js').catch(() => undefined);
      // Its server is away: tried again with the next thing that happens.
      if (code) app.map.map.addControl(new code.SearchControl(app), 'top-left');
      else this.hasSearch = false;
    }
    await this.followHandles();
    this.addCompared();
    const isCompared = () => {
      const comparison = comparisonOf(app.state.get().tools.compare);
      return comparison !== undefined && app.session.get().facts[comparison.collection] !== undefined;
    };
    if (isCompared() && !this.swipe) {
      const { Swipe } = await import('./swipe.js');
      if (isCompared()) this.swipe ??= new Swipe(app);
    } else if (!isCompared() && this.swipe) {
      this.swipe.end();
      this.swipe = undefined;
    }
  }

  /** Where the selection can be changed: beside its numbers. */
  private async followHandles(): Promise<void> {
    const { app } = this;
    const changeable = () => {
      const { tool, isEmbedded } = app.session.get();
      return app.state.get().panel === 'tools' && tool === undefined && !isEmbedded ? this.selection : undefined;
    };
    if (!this.handles && changeable()) {
      const { CornerHandles } = await import('./corner-handles.js');
      this.handles ??= new CornerHandles(app, OVERLAY, (selection) => this.select(selection));
    }
    this.handles?.show(changeable());
  }

  /** What is compared is a layer, too, if only one that is not shown: of layers all is read that is needed to draw them. */
  private addCompared(): void {
    const { app } = this;
    const { collection } = comparisonOf(app.state.get().tools.compare) ?? {};
    if (!collection || !app.session.get().collections?.some(({ id }) => id === collection)) return;
    if (layersOf(app).some((layer) => layer.collection === collection)) return;
    app.state.set(({ layers = [] }) => ({ layers: [...layers, { ...newLayer(collection), visible: false }] }));
  }

  /** What the layer is coloured by, if the server knows it as a number; undefined before the layer is read. */
  private attributeOf(layer: LayerState): string | undefined {
    const attributes = this.app.session.get().facts[layer.collection]?.attributes ?? [];
    if (attributes.length === 0) return undefined;
    const { attribute } = layerLook(layer, this.app.state.get(), this.app.session.get());
    // The look is not known before its style; a moment later it is, and this is asked again.
    if (attribute === '') return undefined;
    const isNumeric = attributes.some(
      ({ name, type }) => name === attribute && (type === 'number' || type === 'integer'),
    );
    return isNumeric ? attribute : USUAL_ATTRIBUTE;
  }

  private async read(selection: Selection, layer: LayerState, attribute: string, signal: AbortSignal): Promise<void> {
    const { server } = this.app;
    const put = (members: Partial<ToolResults>) => {
      if (signal.aborted) return;
      this.app.session.set(({ toolResults }) => ({ toolResults: toolResults && { ...toolResults, ...members } }));
    };
    try {
      if (selection.kind === 'line') {
        const attributes = [USUAL_ATTRIBUTE, ...this.heightOf(layer)];
        const profile = await readProfile(server, layer, selection, attributes, signal);
        put({ profile, state: profile.points.length > 0 ? 'read' : 'empty' });
        return;
      }
      // One after the other: on a small server both at once would make the mean series wait for the histogram.
      const summary = await readSummary(server, layer, selection, attribute, signal);
      put({ summary, state: summary ? 'read' : 'empty' });
      if (summary) put({ sample: await readPoints(server, layer, selection, [attribute], signal) });
    } catch (error) {
      if (!signal.aborted) put({ state: 'failed', problem: (error as Error).message });
    }
  }

  private heightOf({ collection }: LayerState): readonly string[] {
    const names = (this.app.session.get().facts[collection]?.attributes ?? []).map(({ name }) => name);
    return ['height', 'height_ortho'].filter((name) => names.includes(name)).slice(0, 1);
  }
}

const started = new WeakMap<Application, Tools>();

/** One for each application; the first call starts them. */
export function toolsOf(app: Application): Tools {
  const known = started.get(app);
  if (known) return known;
  const made = new Tools(app);
  started.set(app, made);
  return made;
}
