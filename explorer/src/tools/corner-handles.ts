/**
 * Handles on the corners of the selection: dragged, or reached by Tab and moved by the arrow keys. They are buttons above the
 * map, so that they can have the focus; each stays the same element while its corner moves, so that it keeps it.
 */
import { Marker } from 'maplibre-gl';
import { type Application, setOverlay } from '../application.js';
import { text } from '../text/text.js';
import type { Position } from './ellipsoid.js';
import type { Selection } from './selection.js';
import { cornersOf, withCornerAt, withoutCorner } from './selection-corners.js';
import { selectionOverlay } from './selection-overlay.js';

const STEP_PX = 2;
const LONG_STEP_PX = 20;
const STEPS: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export class CornerHandles {
  private markers: Marker[] = [];
  private selection: Selection | undefined;
  private isDragged = false;

  constructor(
    private readonly app: Application,
    /** Of the selection as it is drawn otherwise. */
    private readonly overlayName: string,
    private readonly change: (selection: Selection) => void,
  ) {}

  show(selection: Selection | undefined): void {
    if (this.isDragged) return;
    this.selection = selection;
    const corners = selection ? cornersOf(selection) : [];
    for (const marker of this.markers.splice(corners.length)) marker.remove();
    corners.forEach((corner, index) => {
      const marker = this.markers[index] ?? this.add(index, corner);
      marker.setLngLat([...corner]);
      marker.getElement().setAttribute('aria-label', this.labelOf(index, corners.length));
    });
  }

  private labelOf(index: number, count: number): string {
    if (this.selection?.kind === 'circle') return text(index === 0 ? 'tools.centreHandle' : 'tools.edgeHandle');
    return text('tools.cornerHandle', { number: index + 1, count });
  }

  private add(index: number, at: Position): Marker {
    const element = document.createElement('button');
    element.type = 'button';
    element.className = 'corner-handle';
    element.title = text('tools.handleAbout');
    const marker = new Marker({ element, draggable: true }).setLngLat([...at]).addTo(this.app.map!.map);
    // Otherwise the point below would be clicked, too, and the map moved.
    for (const kind of ['click', 'dblclick'] as const)
      element.addEventListener(kind, (event) => event.stopPropagation());
    element.addEventListener('keydown', (event) => this.key(event, index));
    marker.on('dragstart', () => {
      this.isDragged = true;
    });
    marker.on('drag', () => this.dragged(marker, index));
    marker.on('dragend', () => {
      this.isDragged = false;
      const changed = this.movedTo(marker, index);
      if (changed) this.change(changed);
    });
    this.markers[index] = marker;
    return marker;
  }

  private movedTo(marker: Marker, index: number): Selection | undefined {
    const { lng, lat } = marker.getLngLat().wrap();
    return this.selection && withCornerAt(this.selection, index, [lng, lat]);
  }

  /** The outline follows at once; what it holds is asked for when the hand lets go. */
  private dragged(marker: Marker, index: number): void {
    const changed = this.movedTo(marker, index);
    if (!changed) return;
    setOverlay(this.app, this.overlayName, selectionOverlay(changed, this.app.session.get().isDark));
    cornersOf(changed).forEach((corner, i) => {
      if (i !== index) this.markers[i].setLngLat([...corner]);
    });
  }

  private key(event: KeyboardEvent, index: number): void {
    const { selection } = this;
    if (!selection) return;
    const step = STEPS[event.key];
    if (step) {
      const { map } = this.app.map!;
      const size = event.shiftKey ? LONG_STEP_PX : STEP_PX;
      const { x, y } = map.project(this.markers[index].getLngLat());
      const { lng, lat } = map.unproject([x + step[0] * size, y + step[1] * size]).wrap();
      this.change(withCornerAt(selection, index, [lng, lat]));
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      const left = withoutCorner(selection, index);
      if (left) this.change(left);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
