/**
 * Draws the areas of what is seen: asks OGC API - Features for the box of the view, page after page, the largest first where
 * they have a count; and says when there are more than are drawn.
 */
import { type Application, notify, setOverlay } from '../application.js';
import { boxQuery } from '../downloads/product-list.js';
import { type Attribute, readAttributes } from '../server/documents.js';
import { text } from '../text/text.js';
import { AREAS_TOOL, type AreaLayer, areaLayersOf, readAreaLayers } from './area-layer.js';
import { tellOf } from './clicked-features.js';
import { featuresOverlay } from './features-overlay.js';

/** Drawn at a time, of one collection. */
export const MOST_DRAWN = 2_000;
const PAGE = 500;
/** After the map has come to rest. */
const REST_MS = 250;

export interface AreasSeen {
  readonly features: readonly GeoJSON.Feature[];
  /** In view, as far as the server counts. */
  readonly matched?: number;
  readonly isCut: boolean;
}

export const areaSourceId = (collection: string): string => `areas:${collection}`;

export class AreaLayers {
  private shown: readonly AreaLayer[] = [];
  private shownContent: unknown;
  private readonly seen = new Map<string, AreasSeen>();
  private readonly attributes = new Map<string, readonly Attribute[]>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private reading = new AbortController();

  constructor(private readonly app: Application) {
    app.state.subscribe(() => this.update());
    app.session.subscribe((now, before) => {
      if (now.bounds !== before.bounds || now.areas !== before.areas) this.readSoon();
      if (now.isDark !== before.isDark) this.draw();
    });
    this.update();
  }

  /** What is drawn of a collection at the moment. */
  of(collection: string): AreasSeen | undefined {
    return this.seen.get(collection);
  }

  private update(): void {
    const content = this.app.state.get().tools[AREAS_TOOL];
    if (content === this.shownContent) return;
    this.shownContent = content;
    this.shown = readAreaLayers(content);
    for (const collection of this.seen.keys()) {
      if (!this.shown.some((layer) => layer.collection === collection && !layer.isHidden)) this.forget(collection);
    }
    this.draw();
    this.readSoon();
  }

  private forget(collection: string): void {
    this.seen.delete(collection);
    tellOf(areaSourceId(collection), undefined);
  }

  private draw(): void {
    const drawn = this.shown.flatMap(({ collection, isHidden }) => {
      const { features } = this.seen.get(collection) ?? {};
      return features && !isHidden ? [{ id: areaSourceId(collection), features }] : [];
    });
    setOverlay(this.app, AREAS_TOOL, featuresOverlay(drawn, this.app.session.get().isDark));
  }

  private readSoon(): void {
    clearTimeout(this.timer);
    if (this.shown.length > 0) this.timer = setTimeout(() => void this.read(), REST_MS);
  }

  private async read(): Promise<void> {
    this.reading.abort();
    this.reading = new AbortController();
    const { signal } = this.reading;
    const { bounds, areas = [] } = this.app.session.get();
    if (!bounds) return;
    const wanted = this.shown.filter(
      ({ collection, isHidden }) => !isHidden && areas.some(({ id }) => id === collection),
    );
    await Promise.all(wanted.map(({ collection }) => this.readOne(collection, boxQuery(bounds), signal)));
  }

  private async readOne(collection: string, bbox: string, signal: AbortSignal): Promise<void> {
    const { server } = this.app;
    try {
      const attributes = this.attributes.get(collection) ?? (await readAttributes(server, collection));
      this.attributes.set(collection, attributes);
      const sortby = attributes.some(({ name }) => name === 'count') ? '-count' : undefined;
      let address = server.url(server.collectionPath(collection, 'items'), { f: 'json', bbox, limit: PAGE, sortby });
      const features: GeoJSON.Feature[] = [];
      for (let matched: number | undefined; ; ) {
        const page = (await (await server.ask(address, signal)).json()) as Page;
        if (signal.aborted) return;
        features.push(...page.features);
        matched ??= page.numberMatched;
        const next = page.links?.find(({ rel }) => rel === 'next')?.href;
        const isCut = next !== undefined && features.length >= MOST_DRAWN;
        if (next === undefined || isCut) {
          this.show(collection, { features: features.slice(0, MOST_DRAWN), matched, isCut }, attributes);
          return;
        }
        address = next;
      }
    } catch (error) {
      if (signal.aborted) return;
      const detail = `${collection}: ${(error as Error).message}`;
      notify(this.app, `areas:${collection}`, text('notice.failed', { detail }));
    }
  }

  private show(collection: string, seen: AreasSeen, attributes: readonly Attribute[]): void {
    if (!areaLayersOf(this.app).some((layer) => layer.collection === collection && !layer.isHidden)) return;
    this.seen.set(collection, seen);
    const { server } = this.app;
    const href = ({ id }: GeoJSON.Feature) =>
      id === undefined ? undefined : server.url(server.collectionPath(collection, 'items', String(id)), { f: 'html' });
    tellOf(areaSourceId(collection), { features: seen.features, attributes, href });
    this.draw();
  }
}

interface Page {
  readonly features: readonly GeoJSON.Feature[];
  readonly numberMatched?: number;
  readonly links?: readonly { readonly rel: string; readonly href: string }[];
}

const started = new WeakMap<Application, AreaLayers>();

/** One for each application; the first call starts them. */
export function areasOf(app: Application): AreaLayers {
  const known = started.get(app);
  if (known) return known;
  const made = new AreaLayers(app);
  started.set(app, made);
  return made;
}
