/** The only file that drives MapLibre: keeps the map as the state says, and the state as the map is moved. */
import 'maplibre-gl/dist/maplibre-gl.css';
import {
  AttributionControl,
  Map as MapLibreMap,
  type MapMouseEvent,
  NavigationControl,
  ScaleControl,
  setWorkerCount,
  setWorkerUrl,
} from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import type { Application } from '../application.js';
import { boundsOf } from '../server/documents.js';
import type { View } from '../state/state.js';
import { text } from '../text/text.js';
import { mapStyle, pointsLayerId } from './map-style.js';

// A file of our own: the policy of the page allows no worker made of text.
setWorkerUrl(new URL(workerUrl, import.meta.url).href);

// One alone would cut up the base map before it opens the first tile of points.
setWorkerCount(2);

/** Pixels around a click in which a point counts as clicked; fingers are wider. */
const MOUSE_REACH_PX = 4;
const FINGER_REACH_PX = 12;
/** Around the middle of the map for those who choose by keys: near first, so that the nearest is found. */
const KEY_REACHES_PX = [8, 30, 120];

export interface PickedPoint {
  readonly collection: string;
  readonly pid: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly longitude: number;
  readonly latitude: number;
}

/** What a tool does with clicks while it is active, instead of the series. */
export type ClickHandler = (event: MapMouseEvent) => void;

export class MapView {
  readonly map: MapLibreMap;
  private clickHandler: ClickHandler | undefined;
  private pending = 0;
  private hovering = 0;
  private lastPicked: PickedPoint | undefined;

  constructor(
    container: HTMLElement,
    private readonly app: Application,
    private readonly folder: string,
    onPoint: (point: PickedPoint, isAdded: boolean) => void,
  ) {
    const { view } = app.state.get();
    this.map = new MapLibreMap({
      container,
      style: this.style(),
      attributionControl: false,
      ...(view ? cameraOf(view) : { center: [12, 50], zoom: 3.4 }),
      maxPitch: 80,
      // Shift is for adding points.
      boxZoom: false,
      // Points come and go at once when zooming, as on paper.
      fadeDuration: 0,
    });
    this.map.getCanvas().setAttribute('aria-label', text('map.label'));
    this.map.addControl(new NavigationControl({ visualizePitch: true }), 'top-right');
    this.map.addControl(new ScaleControl({ maxWidth: 120 }), 'bottom-right');
    this.map.addControl(new AttributionControl({ compact: true }), 'bottom-right');
    this.map.on('moveend', () => this.tellView());
    this.map.on('load', () => this.tellView());
    this.map.on('click', (event) => {
      if (this.clickHandler) return this.clickHandler(event);
      const point = this.pick(event.point, isFinger(event.originalEvent) ? FINGER_REACH_PX : MOUSE_REACH_PX);
      if (!point) return;
      this.lastPicked = point;
      onPoint(point, event.originalEvent.shiftKey || event.originalEvent.ctrlKey);
    });
    this.map.getCanvas().addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || this.clickHandler) return;
      event.preventDefault();
      const point = this.pickMiddle();
      if (point) onPoint(point, event.shiftKey || event.ctrlKey);
    });
    this.map.on('mousemove', ({ point }) => this.hover(point));
    this.map.on('resize', () => this.keepInView());
    this.map.on('error', ({ error }) => this.onError(error));
    app.state.subscribe((now, before) => {
      const isMovedOnly = Object.keys(now).every(
        (name) => name === 'view' || now[name as keyof typeof now] === before[name as keyof typeof now],
      );
      if (!isMovedOnly) this.refresh();
    });
    app.session.subscribe((now, before) => {
      const isDrawn = ['facts', 'styles', 'overlays', 'isDark', 'basemapStyle', 'tileGeneration', 'config'] as const;
      if (isDrawn.some((name) => now[name] !== before[name])) this.refresh();
    });
  }

  /** The point nearest to a place on the screen, of the topmost layer that has one there. */
  pick(at: { x: number; y: number }, reachPx: number): PickedPoint | undefined {
    if (this.pickStanding) return this.pickStanding(at, reachPx);
    const layers = (this.app.state.get().layers ?? [])
      .filter(({ visible, collection }) => visible && this.map.getLayer(pointsLayerId(collection)))
      .map(({ collection }) => pointsLayerId(collection));
    if (layers.length === 0) return undefined;
    const box: [[number, number], [number, number]] = [
      [at.x - reachPx, at.y - reachPx],
      [at.x + reachPx, at.y + reachPx],
    ];
    const found = this.map.queryRenderedFeatures(box, { layers });
    const distance = ({ geometry }: (typeof found)[number]) => {
      if (geometry.type !== 'Point') return Number.POSITIVE_INFINITY;
      const place = this.map.project(geometry.coordinates as [number, number]);
      return Math.hypot(place.x - at.x, place.y - at.y);
    };
    const top = layers.find((id) => found.some(({ layer }) => layer.id === id));
    const [nearest] = found.filter(({ layer }) => layer.id === top).sort((a, b) => distance(a) - distance(b));
    if (nearest?.geometry.type !== 'Point') return undefined;
    const [longitude, latitude] = nearest.geometry.coordinates;
    const { properties } = nearest;
    return { collection: nearest.sourceLayer!, pid: String(properties.pid), properties, longitude, latitude };
  }

  /** The point nearest to the middle of the map, where those who choose by keys see a cross. */
  private pickMiddle(): PickedPoint | undefined {
    const { clientWidth, clientHeight } = this.map.getContainer();
    const middle = { x: clientWidth / 2, y: clientHeight / 2 };
    for (const reachPx of KEY_REACHES_PX) {
      const point = this.pick(middle, reachPx);
      if (point) return point;
    }
    return undefined;
  }

  /** Clicks go to one tool alone until it gives them back. */
  takeClicks(handler: ClickHandler): () => void {
    this.clickHandler = handler;
    this.map.getCanvas().style.cursor = 'crosshair';
    return () => {
      if (this.clickHandler !== handler) return;
      this.clickHandler = undefined;
      this.map.getCanvas().style.cursor = '';
    };
  }

  /** To all of the collections named, or of the layers shown. */
  fit(ids: readonly string[] = (this.app.state.get().layers ?? []).map(({ collection }) => collection)): void {
    const boxes = (this.app.session.get().collections ?? [])
      .filter(({ id }) => ids.includes(id))
      .flatMap((collection) => boundsOf(collection) ?? []);
    if (boxes.length === 0) return;
    const each = (offset: number) => boxes.filter((_, i) => i % 4 === offset);
    const box: [number, number, number, number] = [
      Math.min(...each(0)),
      Math.min(...each(1)),
      Math.max(...each(2)),
      Math.max(...each(3)),
    ];
    this.map.fitBounds(box, { padding: 40, maxZoom: 16, animate: false });
  }

  jump(view: View): void {
    this.map.jumpTo(cameraOf(view));
  }

  /** At most once a picture: looking for points costs time. */
  private hover(point: { x: number; y: number }): void {
    if (this.clickHandler || this.hovering || this.map.isMoving()) return;
    this.hovering = requestAnimationFrame(() => {
      this.hovering = 0;
      if (!this.clickHandler) this.map.getCanvas().style.cursor = this.pick(point, MOUSE_REACH_PX) ? 'pointer' : '';
    });
  }

  /** The drawer takes room from the map; what was clicked must not lie below it. */
  private keepInView(): void {
    if (!this.lastPicked || this.app.state.get().points.length === 0) return;
    const { longitude, latitude } = this.lastPicked;
    this.lastPicked = undefined;
    const { x, y } = this.map.project([longitude, latitude]);
    const { clientWidth, clientHeight } = this.map.getContainer();
    const margin = 30;
    const isSeen = x > margin && y > margin && x < clientWidth - margin && y < clientHeight - margin;
    if (!isSeen) this.map.panTo([longitude, latitude], { duration: 200 });
  }

  private style() {
    return mapStyle(this.app.state.get(), this.app.session.get(), this.app.server, this.folder);
  }

  /** Once for all changes of a moment. */
  private refresh(): void {
    if (this.pending) return;
    this.pending = requestAnimationFrame(() => {
      this.pending = 0;
      this.map.setStyle(this.style(), { diff: true });
    });
  }

  private tellView(): void {
    const { lng, lat } = this.map.getCenter().wrap();
    const view = {
      longitude: lng,
      latitude: lat,
      zoom: this.map.getZoom(),
      bearing: this.map.getBearing(),
      pitch: this.map.getPitch(),
    };
    this.app.state.set({ view });
    this.app.session.set({ bounds: this.map.getBounds().toArray().flat() as never, zoom: view.zoom });
  }

  private onError(error: { message: string; name?: string; status?: number; url?: string }): void {
    if (error.name === 'AbortError') return;
    // What the server passes on for others fails for reasons of theirs.
    const isOurs =
      (error.url?.startsWith(this.app.server.base.href) && !error.url.includes('/explorer/proxy?')) ?? false;
    if (isOurs && (error.status === undefined || error.status === 0 || error.status >= 500)) this.app.server.suspect();
    else if (error.message.startsWith('Failed to fetch')) this.app.server.suspect();
    else console.warn(error);
    if (isOurs && error.status === 400) this.onRefused?.();
  }

  /** In 3D points stand elsewhere than their feet: whoever draws them knows. */
  pickStanding: ((at: { x: number; y: number }, reachPx: number) => PickedPoint | undefined) | undefined;

  /** A tile with a filter was refused: too many points in it. */
  onRefused: (() => void) | undefined;
}

const cameraOf = ({ longitude, latitude, zoom, bearing, pitch }: View) => ({
  center: [longitude, latitude] as [number, number],
  zoom,
  bearing,
  pitch,
});

const isFinger = (event: MouseEvent): boolean => 'pointerType' in event && event.pointerType === 'touch';
