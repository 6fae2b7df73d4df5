/** Keeps the layers of other servers on the map as the address says; reads features of what is seen; tells what fails. */
import { type Application, notify, setOverlay, setTool } from '../application.js';
import { text } from '../text/text.js';
import { withParameters } from './address.js';
import { type ExternalLayer, IMPORT_TOOL, readExternalLayers } from './external-layer.js';
import { externalId, externalOverlay, type ReadFeatures } from './external-overlay.js';
import { isRecord } from './ogc-api.js';
import { proxied, reach } from './reach.js';
import { ServiceTrouble } from './service-trouble.js';

/** Features of a layer that are drawn at a time. */
export const MOST_FEATURES = 1_000;
const REST_MS = 600;

export class ExternalLayers {
  private features: ReadFeatures = {};
  private shown: readonly ExternalLayer[] = [];
  private shownContent: unknown;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private reading: AbortController | undefined;
  private isListening = false;
  private readonly failed = new Set<string>();

  constructor(private readonly app: Application) {
    app.state.subscribe(() => this.update());
    app.session.subscribe((now, before) => {
      this.listen();
      if (now.bounds !== before.bounds) this.readSoon();
    });
    this.update();
  }

  private update(): void {
    const content = this.app.state.get().tools[IMPORT_TOOL];
    if (content === this.shownContent) return;
    this.shownContent = content;
    const before = this.shown;
    this.shown = readExternalLayers(content);
    this.draw();
    const isNew = this.shown.some(({ url }) => !before.some((layer) => layer.url === url));
    if (isNew) this.readSoon();
  }

  private draw(): void {
    setOverlay(
      this.app,
      IMPORT_TOOL,
      externalOverlay(this.shown, this.features, (url) => proxied(this.app.server, url)),
    );
  }

  private readSoon(): void {
    clearTimeout(this.timer);
    if (this.shown.some(({ kind }) => kind === 'features')) this.timer = setTimeout(() => void this.read(), REST_MS);
  }

  private async read(): Promise<void> {
    this.reading?.abort();
    const reading = new AbortController();
    this.reading = reading;
    const { bounds } = this.app.session.get();
    if (!bounds) return;
    const wanted = this.shown.filter(({ kind, isHidden }) => kind === 'features' && !isHidden);
    await Promise.all(wanted.map((layer) => this.readOne(layer, bounds, reading.signal)));
  }

  private async readOne(layer: ExternalLayer, bounds: readonly number[], signal: AbortSignal): Promise<void> {
    const { server } = this.app;
    const [west, south, east, north] = bounds;
    const box = [Math.max(-180, west), Math.max(-90, south), Math.min(180, east), Math.min(90, north)];
    const address = withParameters(new URL(layer.url), { bbox: box.join(','), limit: String(MOST_FEATURES) });
    try {
      const { content } = await reach(server, address, signal, 'application/geo+json, application/json');
      const data = featuresFrom(content);
      if (signal.aborted) return;
      this.features = { ...this.features, [layer.url]: data };
      this.draw();
      const isCut = data.features.length >= MOST_FEATURES;
      if (isCut)
        notify(this.app, externalId(layer.url), text('import.cut', { title: layer.title, most: MOST_FEATURES }));
    } catch (error) {
      if (!signal.aborted) this.tell(layer, troubleText(error));
    }
  }

  /** Once there is a map. */
  private listen(): void {
    if (this.isListening || !this.app.map) return;
    this.isListening = true;
    this.app.map.map.on('error', (event) => {
      const { sourceId, error } = event as unknown as { sourceId?: string; error: Error & { status?: number } };
      const layer = this.shown.find(({ url }) => externalId(url) === sourceId);
      if (!layer || error.name === 'AbortError' || error.status === 404 || error.status === 204) return;
      this.tell(layer, error.status ? String(error.status) : error.message);
    });
  }

  /** Once for each layer: a map of failing tiles would say it all the time. */
  private tell(layer: ExternalLayer, detail: string): void {
    if (this.failed.has(layer.url)) return;
    this.failed.add(layer.url);
    notify(
      this.app,
      externalId(layer.url),
      text('import.failed', { title: layer.title, detail: detail.slice(0, 200) }),
    );
  }
}

function featuresFrom(content: string): GeoJSON.FeatureCollection {
  let document: unknown;
  try {
    document = JSON.parse(content);
  } catch {
    throw new ServiceTrouble('import.noJson');
  }
  if (!isRecord(document) || !Array.isArray(document.features)) throw new ServiceTrouble('import.noFeatures');
  // Shapes alone: nothing else of them is shown, and names like `constructor` among the properties break the map's workers.
  const features = document.features
    .filter((each) => isRecord(each) && each.type === 'Feature')
    .slice(0, MOST_FEATURES)
    .map(({ geometry }) => ({ type: 'Feature' as const, properties: {}, geometry }));
  return { type: 'FeatureCollection', features };
}

export const externalLayersOf = (app: Application): readonly ExternalLayer[] =>
  readExternalLayers(app.state.get().tools[IMPORT_TOOL]);

export const setExternalLayers = (app: Application, layers: readonly ExternalLayer[]): void =>
  setTool(app, IMPORT_TOOL, layers.length > 0 ? layers : undefined);

/** What went wrong, for a person. */
export const troubleText = (error: unknown): string =>
  error instanceof ServiceTrouble
    ? text(error.key, error.values)
    : error instanceof Error
      ? error.message
      : String(error);
