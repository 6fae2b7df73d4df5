/** A rectangle on the map by two clicks, and that of what is seen. */
import { type Application, setOverlay } from '../application.js';
import type { Overlay } from '../state/session.js';

export const SHAPE_OVERLAY = 'process-area';
const DIGITS = 5;

export const boxText = (bounds: readonly number[]): string =>
  bounds.map((degrees) => String(Number(degrees.toFixed(DIGITS)))).join(', ');

/** Returns what gives the clicks back. `done` hears west, south, east, north, or undefined when Escape ended it. */
export function drawBox(app: Application, done: (box: string | undefined) => void): () => void {
  const { map } = app;
  if (!map) return () => undefined;
  let first: { lng: number; lat: number } | undefined;
  const boxTo = ({ lng, lat }: { lng: number; lat: number }) =>
    first && [Math.min(first.lng, lng), Math.min(first.lat, lat), Math.max(first.lng, lng), Math.max(first.lat, lat)];
  const move = ({ lngLat }: { lngLat: { lng: number; lat: number } }) => {
    const box = boxTo(lngLat);
    if (box) showBox(app, box);
  };
  const release = map.takeClicks(({ lngLat }) => {
    const box = boxTo(lngLat);
    if (!box) {
      first = lngLat;
      return;
    }
    if (box[0] === box[2] || box[1] === box[3]) return;
    end();
    showBox(app, box);
    done(boxText(box));
  });
  map.map.on('mousemove', move);
  const keys = new AbortController();
  const cancel = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    // Else it would close the panel, too.
    event.preventDefault();
    event.stopPropagation();
    end();
    if (first) showBox(app, undefined);
    done(undefined);
  };
  addEventListener('keydown', cancel, { capture: true, signal: keys.signal });
  const end = () => {
    keys.abort();
    map.map.off('mousemove', move);
    release();
  };
  return end;
}

/** Undefined takes it away. */
export function showBox(app: Application, box: readonly number[] | undefined): void {
  if (!box) {
    setOverlay(app, SHAPE_OVERLAY, undefined);
    return;
  }
  const [west, south, east, north] = box;
  const ring = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
  setOverlay(app, SHAPE_OVERLAY, shapeOverlay({ type: 'Polygon', coordinates: [ring] }));
}

/** What is drawn for an input, dashed. */
export function shapeOverlay(data: GeoJSON.GeoJSON): Overlay {
  const source = SHAPE_OVERLAY;
  return {
    sources: { [source]: { type: 'geojson', data } },
    layers: [
      { id: `${source}:fill`, type: 'fill', source, paint: { 'fill-color': '#005a8f', 'fill-opacity': 0.1 } },
      {
        id: `${source}:line`,
        type: 'line',
        source,
        paint: { 'line-color': '#005a8f', 'line-width': 2, 'line-dasharray': [2, 1] },
      },
    ],
  };
}
