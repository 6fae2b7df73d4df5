/**
 * Drawing of a polygon, circle or line on the map: by clicks, or by keys alone (arrows move the map, Space takes its middle).
 * Enter or a double click closes, Escape ends without, Backspace takes the last corner back.
 */
import type { MapMouseEvent } from 'maplibre-gl';
import { type Application, setOverlay } from '../application.js';
import { distanceM, type Position } from './ellipsoid.js';
import { isEnough, isFull, MAX_RADIUS_M, type Selection, type SelectionKind } from './selection.js';
import { draftOverlay } from './selection-overlay.js';

const DRAFT = 'tools-draft';
/** Of a line, to begin with; metres. */
export const USUAL_WIDTH_M = 200;
/** Clicks nearer to the last corner than this are the second half of a double click. */
const SAME_CLICK_PX = 4;

export class Drawing {
  private corners: Position[] = [];
  private pointer: Position | undefined;
  private readonly giveBack: () => void;
  private readonly controller = new AbortController();

  constructor(
    private readonly app: Application,
    readonly kind: SelectionKind,
    /** Undefined: ended without. */
    private readonly onEnd: (selection: Selection | undefined) => void,
  ) {
    const view = app.map!;
    this.giveBack = view.takeClicks((event) => this.click(event));
    view.map.doubleClickZoom.disable();
    view.map.on('mousemove', this.move);
    // Before the page's own keys: Escape ends the drawing and nothing else.
    addEventListener('keydown', (event) => this.key(event), { capture: true, signal: this.controller.signal });
    app.session.set({ tool: kind });
    view.map.getCanvas().focus();
  }

  get cornerCount(): number {
    return this.corners.length;
  }

  get canClose(): boolean {
    return isEnough(this.kind, this.corners.length);
  }

  /** Without the map's being clicked: its middle. */
  addMiddle(): void {
    const { lng, lat } = this.app.map!.map.getCenter().wrap();
    this.add([lng, lat]);
  }

  close(): void {
    if (this.canClose) this.end(this.selection());
  }

  cancel(): void {
    this.end(undefined);
  }

  private click({ point, lngLat }: MapMouseEvent): void {
    const last = this.corners.at(-1);
    if (last) {
      const { x, y } = this.app.map!.map.project([...last]);
      if (Math.hypot(x - point.x, y - point.y) < SAME_CLICK_PX) {
        this.close();
        return;
      }
    }
    const { lng, lat } = lngLat.wrap();
    this.add([lng, lat]);
  }

  private add(position: Position): void {
    this.corners = [...this.corners, position];
    if (isFull(this.kind, this.corners.length)) this.close();
    else this.show();
  }

  private readonly move = ({ lngLat }: MapMouseEvent): void => {
    const { lng, lat } = lngLat.wrap();
    this.pointer = [lng, lat];
    if (this.corners.length > 0) this.show();
  };

  private key(event: KeyboardEvent): void {
    const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
    const isOnMap = event.target === this.app.map!.map.getCanvas() || event.target === document.body;
    if (event.key === 'Escape') this.cancel();
    else if (isTyping || !isOnMap) return;
    else if (event.key === 'Enter') this.close();
    else if (event.key === ' ') this.addMiddle();
    else if (event.key === 'Backspace') {
      this.corners = this.corners.slice(0, -1);
      this.show();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private show(): void {
    const shown = this.pointer ? [...this.corners, this.pointer] : this.corners;
    setOverlay(this.app, DRAFT, draftOverlay(this.kind, shown, this.corners, this.app.session.get().isDark));
  }

  private selection(): Selection {
    const [first, second] = this.corners;
    if (this.kind === 'polygon') return { kind: 'polygon', ring: this.corners };
    if (this.kind === 'line') return { kind: 'line', line: this.corners, widthM: USUAL_WIDTH_M };
    const radiusM = Math.min(MAX_RADIUS_M, Math.max(1, distanceM(first, second)));
    return { kind: 'circle', centre: first, radiusM };
  }

  private end(selection: Selection | undefined): void {
    this.controller.abort();
    this.giveBack();
    const { map } = this.app.map!;
    map.off('mousemove', this.move);
    // The click that closed may be half of a double click.
    setTimeout(() => map.doubleClickZoom.enable(), 400);
    setOverlay(this.app, DRAFT, undefined);
    this.app.session.set({ tool: undefined });
    this.onEnd(selection);
  }
}
