/** A second map over the right part of the first, moved with it; the line between them is dragged, or moved by arrow keys. */
import { Map as MapLibreMap } from 'maplibre-gl';
import { type Application, setTool, topLayer } from '../application.js';
import { pointsLayerId } from '../map/collection-parts.js';
import { DRAWN, mapStyle } from '../map/map-style.js';
import { type ExplorerState, newLayer } from '../state/state.js';
import { text } from '../text/text.js';
import { type Comparison, comparisonOf } from './comparison.js';
import { shortName } from './short-name.js';

const KEY_STEP = 0.02;
/** Around a click, as on the first map. */
const REACH_PX = 6;

export class Swipe {
  private readonly holder = document.createElement('div');
  private readonly divider = document.createElement('div');
  private readonly names = [document.createElement('span'), document.createElement('span')] as const;
  private readonly map: MapLibreMap;
  private readonly endings: (() => void)[] = [];
  private pending = 0;

  constructor(private readonly app: Application) {
    const left = app.map!.map;
    this.holder.className = 'swipe-map';
    this.divider.className = 'swipe-line';
    this.divider.tabIndex = 0;
    this.divider.setAttribute('role', 'slider');
    this.divider.setAttribute('aria-label', text('tools.swipe'));
    this.divider.setAttribute('aria-valuemin', '0');
    this.divider.setAttribute('aria-valuemax', '100');
    this.names[0].className = 'swipe-name left';
    this.names[1].className = 'swipe-name right';
    this.divider.append(...this.names);
    // Below MapLibre's own buttons.
    const controls = left.getContainer().querySelector('.maplibregl-control-container');
    left.getContainer().insertBefore(this.holder, controls);
    left.getContainer().insertBefore(this.divider, controls);
    this.map = new MapLibreMap({
      container: this.holder,
      style: this.style(),
      interactive: false,
      attributionControl: false,
      fadeDuration: 0,
      maxPitch: 80,
      ...this.camera(),
    });
    // The keyboard is with the first map.
    this.map.getCanvas().tabIndex = -1;
    this.map.getCanvas().setAttribute('aria-hidden', 'true');
    const follow = () => this.map.jumpTo(this.camera());
    left.on('move', follow);
    this.endings.push(
      () => left.off('move', follow),
      app.state.subscribe((now, before) => now.view === before.view && this.refresh()),
      app.session.subscribe((now, before) => {
        if (DRAWN.some((name) => now[name] !== before[name])) this.refresh();
      }),
      this.takeClicks(),
    );
    this.divider.addEventListener('pointerdown', (event) => this.drag(event));
    this.divider.addEventListener('keydown', (event) => this.key(event));
    this.place();
  }

  end(): void {
    for (const end of this.endings) end();
    cancelAnimationFrame(this.pending);
    this.map.remove();
    this.holder.remove();
    this.divider.remove();
  }

  private get comparison(): Comparison {
    return comparisonOf(this.app.state.get().tools.compare) ?? { collection: '', at: 1 };
  }

  private camera() {
    const { map } = this.app.map!;
    return { center: map.getCenter(), zoom: map.getZoom(), bearing: map.getBearing(), pitch: map.getPitch() };
  }

  /** The same filters and colours on both sides, so that what differs is the data. */
  private style() {
    const state = this.app.state.get();
    const top = topLayer(this.app);
    const layer = { ...newLayer(this.comparison.collection), ...top, collection: this.comparison.collection };
    const shown: ExplorerState = { ...state, layers: [{ ...layer, visible: true }] };
    const folder = new URL('basemap', document.baseURI).href;
    return mapStyle(shown, this.app.session.get(), this.app.server, folder);
  }

  private refresh(): void {
    this.place();
    if (this.pending) return;
    this.pending = requestAnimationFrame(() => {
      this.pending = 0;
      this.map.setStyle(this.style(), { diff: true });
    });
  }

  private place(): void {
    const { at, collection } = this.comparison;
    const percent = `${(at * 100).toFixed(2)}%`;
    this.holder.style.clipPath = `inset(0 0 0 ${percent})`;
    this.divider.style.left = percent;
    this.divider.setAttribute('aria-valuenow', String(Math.round(at * 100)));
    this.names[0].textContent = shortName(this.app, topLayer(this.app)?.collection ?? '');
    this.names[1].textContent = shortName(this.app, collection);
  }

  private moveTo(at: number): void {
    setTool(this.app, 'compare', { ...this.comparison, at: Number(Math.min(1, Math.max(0, at)).toFixed(3)) });
  }

  private drag(event: PointerEvent): void {
    event.preventDefault();
    this.divider.focus();
    this.divider.setPointerCapture(event.pointerId);
    const box = this.app.map!.map.getContainer().getBoundingClientRect();
    const move = ({ clientX }: PointerEvent) => this.moveTo((clientX - box.left) / box.width);
    this.divider.addEventListener('pointermove', move);
    this.divider.addEventListener('lostpointercapture', () => this.divider.removeEventListener('pointermove', move), {
      once: true,
    });
  }

  private key(event: KeyboardEvent): void {
    const { at } = this.comparison;
    const to = { ArrowLeft: at - KEY_STEP, ArrowRight: at + KEY_STEP, Home: 0, End: 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.moveTo(to);
  }

  /** On the right a click is for the collection that is seen there; a tool that draws goes first. */
  private takeClicks(): () => void {
    const view = this.app.map!;
    const handler = (event: Parameters<Parameters<typeof view.takeClicks>[0]>[0]) => {
      const { x, y } = event.point;
      const { collection, at } = this.comparison;
      const isLeft = x < at * view.map.getContainer().clientWidth;
      const pid = isLeft ? undefined : this.pick(x, y, collection);
      const picked = isLeft ? view.pick(event.point, REACH_PX) : pid && { collection, pid };
      if (!picked) return;
      const point = { collection: picked.collection, pid: picked.pid };
      this.app.state.set(({ points }) => ({
        points: event.originalEvent.shiftKey ? [...points, point].slice(0, 8) : [point],
        difference: false,
      }));
    };
    const take = () => {
      const back = view.takeClicks(handler);
      // Here a click is what it always is.
      view.map.getCanvas().style.cursor = '';
      return back;
    };
    let giveBack = take();
    const stop = this.app.session.subscribe((now, before) => {
      if (before.tool !== undefined && now.tool === undefined) giveBack = take();
    });
    return () => {
      stop();
      giveBack();
    };
  }

  private pick(x: number, y: number, collection: string): string | undefined {
    const id = pointsLayerId(collection);
    if (!this.map.getLayer(id)) return undefined;
    const box: [[number, number], [number, number]] = [
      [x - REACH_PX, y - REACH_PX],
      [x + REACH_PX, y + REACH_PX],
    ];
    const pid = this.map.queryRenderedFeatures(box, { layers: [id] })[0]?.properties.pid;
    return pid === undefined ? undefined : String(pid);
  }
}
