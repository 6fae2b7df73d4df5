/** A polygon on the map for an input: by clicks or by keys, as selections are drawn; and what is written of it. */
import { type Application, setOverlay } from '../application.js';
import { Drawing } from '../tools/drawing.js';
import { toolsOf } from '../tools/tools.js';
import { SHAPE_OVERLAY, shapeOverlay } from './draw-box.js';

/** Returns what ends the drawing without. `done` hears GeoJSON, or undefined when there is none. */
export function drawPolygon(app: Application, done: (polygon: GeoJSON.Polygon | undefined) => void): () => void {
  toolsOf(app).drawing?.cancel();
  const drawing = new Drawing(app, 'polygon', (selection) => {
    done(selection?.kind === 'polygon' ? polygonOf(selection.ring) : undefined);
  });
  return () => drawing.cancel();
}

/** A ten-thousandth of a millidegree is a centimetre. */
const DIGITS = 7;

/** Closed, and counter-clockwise as RFC 7946 has it. */
export function polygonOf(corners: readonly (readonly [number, number])[]): GeoJSON.Polygon {
  const ring = corners.map((corner) => corner.map((degrees) => Number(degrees.toFixed(DIGITS))));
  const closed = [...ring, ring[0]];
  const twiceArea = closed.slice(1).reduce((sum, [x, y], i) => sum + closed[i][0] * y - x * closed[i][1], 0);
  return { type: 'Polygon', coordinates: [twiceArea < 0 ? closed.toReversed() : closed] };
}

/** The text of a field with the polygon: alone, or as one more of the features that stand there. */
export function withPolygon(text: string, polygon: GeoJSON.Polygon, form: 'one' | 'collection'): string {
  if (form === 'one') return JSON.stringify(polygon);
  const before = featuresIn(text);
  const feature = { type: 'Feature', id: `area-${before.length + 1}`, properties: {}, geometry: polygon };
  return JSON.stringify({ type: 'FeatureCollection', features: [...before, feature] });
}

function featuresIn(text: string): readonly unknown[] {
  try {
    const { features } = JSON.parse(text) as { features?: unknown };
    return Array.isArray(features) ? features : [];
  } catch {
    return [];
  }
}

/** Shows what stands in a field, as far as it is GeoJSON. */
export function showPolygons(app: Application, text: string): void {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    data = undefined;
  }
  const isShape = typeof data === 'object' && data !== null && 'type' in data;
  setOverlay(app, SHAPE_OVERLAY, isShape ? shapeOverlay(data as GeoJSON.GeoJSON) : undefined);
}
