/** A view judged, and what follows from it: the zoom at which styles are taken, and how far beside it symbols matter. */

import type { Collection } from '../catalog/collection.js';
import { invalidParameter } from '../errors.js';
import { type PointStyle, radiusAt, zoomOfResolution } from '../render/style.js';
import type { DrawnView } from '../workers/map-image.js';
import { MAX_SIDE_PX, type MapView } from './map.js';

/** Metres of a degree on the equator of WGS84. */
const METRES_PER_DEGREE = (2 * Math.PI * 6_378_137) / 360;

/** Throws `invalidParameter` for a box or a size that no map can have. */
export function drawnView({ crs, box, widthPx, heightPx, pixelRatio = 1 }: MapView): DrawnView {
  for (const [name, side] of [
    ['width', widthPx],
    ['height', heightPx],
  ] as const) {
    if (!(Number.isInteger(side) && side >= 1 && side <= MAX_SIDE_PX)) {
      throw invalidParameter(name, `expected a whole number of pixels from 1 to ${MAX_SIDE_PX}, got ${side}`);
    }
  }
  const { minX, minY, maxX, maxY } = box;
  const numbers = [minX, minY, maxX, maxY];
  if (!(numbers.every(Number.isFinite) && minX < maxX && minY < maxY)) {
    throw invalidParameter('bbox', `expected four numbers, minima below maxima, got ${numbers.join(', ')}`);
  }
  if (!(pixelRatio > 0 && pixelRatio <= 8)) {
    throw invalidParameter('pixel ratio', `expected a number above 0 and up to 8, got ${pixelRatio}`);
  }
  const zoom = zoomOfResolution(unitsPerPixel({ crs, box, widthPx, heightPx, pixelRatio }) * metresPerUnit(crs));
  return { crsUri: crs.uri, box, widthPx, heightPx, pixelRatio, zoom };
}

/** Units of the reference system to a pixel of a style: where pixels are not square, to one of their area. */
export function unitsPerPixel({ box, widthPx, heightPx, pixelRatio = 1 }: MapView): number {
  const width = (box.maxX - box.minX) / widthPx;
  const height = (box.maxY - box.minY) / heightPx;
  return Math.sqrt(width * height) * pixelRatio;
}

/** As OGC has it: a degree is as long as on the equator, and web Mercator is not stretched. */
const metresPerUnit = ({ unit }: MapView['crs']): number => (unit === 'deg' ? METRES_PER_DEGREE : 1);

/** How far beside a map a symbol may lie and still reach into it, pixels. */
export function marginPx(view: MapView, zoom: number, style: PointStyle, collection: Collection): number {
  const { outline, halo, size, cells } = style;
  const ratio = view.pixelRatio ?? 1;
  const discPx = (radiusAt(size, zoom) + (outline?.widthPx ?? 0) + (halo?.widthPx ?? 0)) * ratio;
  if (!cells) return discPx + 1;
  const metresPerPixel = (unitsPerPixel(view) / ratio) * metresPerUnit(view.crs);
  return Math.max(discPx, ((cells.sizeM / metresPerPixel) * stretch(view, collection)) / Math.SQRT2) + 1;
}

/** Pixels of degrees and of web Mercator hold less ground towards the pole. */
function stretch({ crs }: MapView, { bbox }: Collection): number {
  if (crs.unit === 'm' && crs.srid !== 3857) return 1;
  const [, south, , north] = bbox ?? [0, 0, 0, 0];
  const latitudeDeg = Math.min(85, Math.max(Math.abs(south), Math.abs(north)));
  return 1 / Math.cos((latitudeDeg * Math.PI) / 180);
}
