/** The only file that drives MapLibre: keeps the map as the state says, and the state as the map is moved. */
import 'maplibre-gl/dist/maplibre-gl.css';
import {
  AttributionControl,
  type MapGeoJSONFeature,
  Map as MapLibreMap,
  type MapMouseEvent,
  NavigationControl,
  ScaleControl,
  setWorkerCount,
  setWorkerUrl,
} from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import type { Application } from '../application.js';
import { areaLayersOf } from '../areas/area-layer.js';
import { featureAt, openCard } from '../areas/clicked-features.js';
import { boundsOf } from '../server/documents.js';
import type { View } from '../state/state.js';
import { text } from '../text/text.js';
import { pointsLayerId, squaresLayerId } from './collection-parts.js';
import { GridSquares } from './grid-squares.js';
import { DRAWN, mapStyle } from './map-style.js';
import { followPointerOrKeys } from './pointer-or-keys.js';
import { followSize, keepFluent } from './sharpness.js';

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
      trackResize: false,
      // Shift is for adding points.
      boxZoom: false,
      // Points come and go at once when zooming, as on paper.
      fadeDuration: 0,
      locale: {
        'Map.Title': text('map.label'),
        'NavigationControl.ZoomIn': text('map.zoomIn'),
        'NavigationControl.ZoomOut': text('map.zoomOut'),
        'NavigationControl.ResetBearing': text('map.north'),
        'AttributionControl.ToggleAttribution': text('map.credits'),
      },
    });
    keepFluent(this.map);
    followSize(this.map);
    followPointerOrKeys(container);
    this.map.getCanvas().setAttribute('aria-label', text('map.label'));
    this.map.addControl(new NavigationControl({ visualizePitch: true }), 'top-right');
    this.map.addControl(new ScaleControl({ maxWidth: 120 }), 'bottom-right');
    this.map.addControl(new AttributionControl({ compact: true }), 'bottom-right');
    this.map.on('moveend', () => this.tellView());
    this.map.on('load', () => this.tellView());
    this.map.on('click', (event) => {
      if (this.clickHandler) return this.clickHandler(event);
      const point = this.pick(event.point, isFinger(event.originalEvent) ? FINGER_REACH_PX : MOUSE_REACH_PX);
      if (!point) return void openCard(app, event);
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
    new GridSquares(app, this.map);
    app.state.subscribe((now, before) => {
      const isMovedOnly = Object.keys(now).every(
        (name) => name === 'view' || now[name as keyof typeof now] === before[name as keyof typeof now],
      );
      if (!isMovedOnly) this.refresh();
    });
    app.session.subscribe((now, before) => {
      const isDrawn = [...DRAWN, 'config'] as const;
      if (isDrawn.some((name) => now[name] !== before[name])) this.refresh();
    });
  }

  /** The point nearest to a place on the screen, of the topmost layer that has one there. */
  pick(at: { x: number; y: number }, reachPx: number): PickedPoint | undefined {
    if (this.pickStanding) return this.pickStanding(at, reachPx);
    const layers = (this.app.state.get().layers ?? [])
      .filter(({ visible }) => visible)
      .flatMap(({ collection }) => [pointsLayerId(collection), squaresLayerId(collection)])
      .filter((id) => this.map.getLayer(id));
    if (layers.length === 0) return undefined;
    const box: [[number, number], [number, number]] = [
      [at.x - reachPx, at.y - reachPx],
      [at.x + reachPx, at.y + reachPx],
    ];
    const found = this.map.queryRenderedFeatures(box, { layers });
    const distance = ({ geometry }: (typeof found)[number]) => {
      const place = this.map.project(middleOf(geometry));
      return Math.hypot(place.x - at.x, place.y - at.y);
    };
    const collectionOf = (layer: { id: string }) => layer.id.slice(layer.id.indexOf(':') + 1);
    const top = layers.find((id) => found.some(({ layer }) => layer.id === id));
    const [nearest] = found
      .filter(({ layer }) => top && collectionOf(layer) === collectionOf({ id: top }))
      .sort((a, b) => distance(a) - distance(b));
    if (!nearest) return undefined;
    const [longitude, latitude] = middleOf(nearest.geometry);
    const { properties, layer } = nearest;
    return { collection: collectionOf(layer), pid: String(properties.pid), properties, longitude, latitude };
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
  fit(ids: readonly string[] = this.shownIds()): void {
    const { collections = [], areas = [] } = this.app.session.get();
    const boxes = [...collections, ...areas]
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

  private shownIds(): readonly string[] {
    const layers = [...(this.app.state.get().layers ?? []), ...areaLayersOf(this.app)];
    return layers.map(({ collection }) => collection);
  }

  jump(view: View): void {
    this.map.jumpTo(cameraOf(view));
  }

  /** At most once a picture: looking for points costs time. */
  private hover(point: { x: number; y: number }): void {
    if (this.clickHandler || this.hovering || this.map.isMoving()) return;
    this.hovering = requestAnimationFrame(() => {
      this.hovering = 0;
      if (!this.clickHandler) this.map.getCanvas().style.cursor = this.isClickable(point) ? 'pointer' : '';
    });
  }

  private isClickable(point: { x: number; y: number }): boolean {
    return this.pick(point, MOUSE_REACH_PX) !== undefined || featureAt(this.app, point) !== undefined;
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
    if (isOurs && error.status === 400) this.onRefused?.(error.url!);
  }

  /** In 3D points stand elsewhere than their feet: whoever draws them knows. */
  pickStanding: ((at: { x: number; y: number }, reachPx: number) => PickedPoint | undefined) | undefined;

  /** A tile with a filter was refused: too many points in it. */
  onRefused: ((url: string) => void) | undefined;
}

const cameraOf = ({ longitude, latitude, zoom, bearing, pitch }: View) => ({
  center: [longitude, latitude] as [number, number],
  zoom,
  bearing,
  pitch,
});

/** Of a point, itself; of a square, its middle, which may be cut off at the edge of a tile. */
function middleOf(geometry: MapGeoJSONFeature['geometry']): [number, number] {
  if (geometry.type === 'Point') return geometry.coordinates as [number, number];
  const [first, , third] = geometry.type === 'Polygon' ? geometry.coordinates[0] : [];
  if (!first || !third) return [Number.NaN, Number.NaN];
  return [(first[0] + third[0]) / 2, (first[1] + third[1]) / 2];
}

const isFinger = (event: MouseEvent): boolean => 'pointerType' in event && event.pointerType === 'touch';
