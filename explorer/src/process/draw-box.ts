/** A rectangle on the map by two clicks, and that of what is seen. */
import { type Application, setOverlay } from '../application.js';

const NAME = 'process-area';
const DIGITS = 5;

export const boxText = (bounds: readonly number[]): string =>
  bounds.map((degrees) => String(Number(degrees.toFixed(DIGITS)))).join(', ');

/** Returns what gives the clicks back. `done` hears west, south, east, north. */
export function drawBox(app: Application, done: (box: string) => void): () => void {
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
  const end = () => {
    map.map.off('mousemove', move);
    release();
  };
  return end;
}

/** Undefined takes it away. */
export function showBox(app: Application, box: readonly number[] | undefined): void {
  if (!box) {
    setOverlay(app, NAME, undefined);
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
  const data = { type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [ring] } } as const;
  setOverlay(app, NAME, {
    sources: { [NAME]: { type: 'geojson', data: data as never } },
    layers: [
      { id: `${NAME}:fill`, type: 'fill', source: NAME, paint: { 'fill-color': '#005a8f', 'fill-opacity': 0.1 } },
      {
        id: `${NAME}:line`,
        type: 'line',
        source: NAME,
        paint: { 'line-color': '#005a8f', 'line-width': 2, 'line-dasharray': [2, 1] },
      },
    ],
  });
}
