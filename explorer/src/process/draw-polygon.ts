/** A polygon on the map for an input: by clicks or by keys, as selections are drawn. */
import { type Application, setOverlay } from '../application.js';
import { Drawing } from '../tools/drawing.js';
import { toolsOf } from '../tools/tools.js';
import { SHAPE_OVERLAY, shapeOverlay } from './draw-box.js';
import { polygonOf } from './polygon-text.js';

/** Returns what ends the drawing without. `done` hears GeoJSON, or undefined when there is none. */
export function drawPolygon(app: Application, done: (polygon: GeoJSON.Polygon | undefined) => void): () => void {
  toolsOf(app).drawing?.cancel();
  const drawing = new Drawing(app, 'polygon', (selection) => {
    done(selection?.kind === 'polygon' ? polygonOf(selection.ring) : undefined);
  });
  return () => drawing.cancel();
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
