/** Reads the series of the points in the state, and forgets those that are no longer in it. */
import { type Application, setOverlay } from '../application.js';
import { readSeries, type Series } from '../server/documents.js';
import { ServerProblem } from '../server/server.js';
import { keyOf, type SeriesEntry } from '../state/session.js';
import type { PointRef } from '../state/state.js';
import { text } from '../text/text.js';
import { curveColour } from './colours.js';

export class SeriesLoader {
  private readonly running = new Map<string, AbortController>();

  constructor(private readonly app: Application) {
    app.state.subscribe((now, before) => {
      if (now.points !== before.points) this.load();
    });
    app.session.subscribe((now, before) => {
      if (now.series !== before.series || now.isDark !== before.isDark) this.mark();
    });
  }

  load(): void {
    const { points } = this.app.state.get();
    const wanted = new Map(points.map((point) => [keyOf(point.collection, point.pid), point]));
    for (const [key, controller] of this.running) if (!wanted.has(key)) controller.abort();
    const kept = Object.entries(this.app.session.get().series).filter(([key]) => wanted.has(key));
    this.app.session.set({ series: Object.fromEntries(kept) });
    const known = this.app.session.get().series;
    for (const [key, point] of wanted) if (!known[key]) void this.read(key, point);
  }

  private async read(key: string, { collection, pid }: PointRef): Promise<void> {
    const controller = new AbortController();
    this.running.set(key, controller);
    this.put(key, 'loading');
    try {
      this.put(key, await readSeries(this.app.server, collection, pid, controller.signal));
    } catch (error) {
      if (controller.signal.aborted) return;
      const isGone = error instanceof ServerProblem && error.status === 404;
      const detail = (error as Error).message;
      this.put(key, { problem: isGone ? text('series.gone', { pid }) : text('notice.failed', { detail }) });
    } finally {
      this.running.delete(key);
    }
  }

  private put(key: string, entry: SeriesEntry): void {
    this.app.session.set(({ series }) => ({ series: { ...series, [key]: entry } }));
  }

  /** Rings on the map in the colours of the curves. */
  private mark(): void {
    const { isDark } = this.app.session.get();
    const features = shownSeries(this.app).map(({ series, index }) => ({
      type: 'Feature' as const,
      properties: { colour: curveColour(index, isDark) },
      geometry: { type: 'Point' as const, coordinates: [series.longitude, series.latitude] },
    }));
    const ring = (id: string, width: number, colour: unknown) => ({
      id,
      type: 'circle' as const,
      source: 'selected',
      paint: {
        'circle-radius': 9,
        'circle-opacity': 0,
        'circle-stroke-width': width,
        'circle-stroke-color': colour as string,
      },
    });
    setOverlay(this.app, 'selected', {
      sources: { selected: { type: 'geojson', data: { type: 'FeatureCollection', features } } },
      layers: [ring('selected-edge', 5, isDark ? '#0b1114' : '#ffffff'), ring('selected-ring', 3, ['get', 'colour'])],
    });
  }
}

export interface ShownSeries {
  readonly series: Series;
  /** Place among the points: decides the colour. */
  readonly index: number;
}

/** Of the points in the state, those that have been read, in their order. */
export function shownSeries(app: Application): readonly ShownSeries[] {
  const { series } = app.session.get();
  return app.state.get().points.flatMap(({ collection, pid }, index) => {
    const entry = series[keyOf(collection, pid)];
    return entry && entry !== 'loading' && 'dates' in entry ? [{ series: entry, index }] : [];
  });
}
