/**
 * From coordinates of the data to the pixels of a map. Exact wherever a closed form is at hand: from degrees to maps in
 * degrees and in web Mercator, and within one system. Maps side by side then agree to the bit; in other systems, where a
 * lattice stands in for the projection, to a twentieth of a pixel.
 */
import { crsByUri } from '../geodesy/crs.js';
import { type Box, transformPoint } from '../geodesy/transform.js';
import { compileWarp, type ScreenPlaces, type ScreenWarp } from './screen-warp.js';

export interface ScreenView {
  readonly crsUri: string;
  /** x first. */
  readonly box: Box;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Radius of the sphere of web Mercator. */
const RADIUS_M = 6_378_137;
const RAD_PER_DEG = Math.PI / 180;

/**
 * @param sourceUri reference system of the data
 * @param extent where the data lie, in their own coordinates
 */
export function viewProjection(view: ScreenView, sourceUri: string, extent: Box): ScreenWarp {
  const [source, target] = [crsByUri(sourceUri), crsByUri(view.crsUri)];
  const { perX, perY } = scaleOf(view);
  const { minX, maxY } = view.box;
  const isLinear = source?.srid === target?.srid || (source?.unit === 'deg' && target?.unit === 'deg');
  if (isLinear) {
    return exact((x, y, outX, outY) => {
      for (let i = 0; i < x.length; i++) {
        outX[i] = (x[i] - minX) * perX;
        outY[i] = (maxY - y[i]) * perY;
      }
    });
  }
  if (source?.unit === 'deg' && target?.srid === 3857) {
    return exact((x, y, outX, outY) => {
      for (let i = 0; i < x.length; i++) {
        outX[i] = (x[i] * RAD_PER_DEG * RADIUS_M - minX) * perX;
        outY[i] = (maxY - RADIUS_M * Math.atanh(Math.sin(y[i] * RAD_PER_DEG))) * perY;
      }
    });
  }
  const project = transformPoint(sourceUri, view.crsUri);
  return compileWarp((x, y) => {
    const [viewX, viewY] = project(x, y);
    return [(viewX - minX) * perX, (maxY - viewY) * perY];
  }, extent);
}

/** Pixels to a unit of the reference system. */
export function scaleOf({ box, widthPx, heightPx }: ScreenView): { readonly perX: number; readonly perY: number } {
  return { perX: widthPx / (box.maxX - box.minX), perY: heightPx / (box.maxY - box.minY) };
}

/** The view's box, larger on all sides. */
export function expandedBox(view: ScreenView, marginPx: number): Box {
  const { minX, minY, maxX, maxY } = view.box;
  const { perX, perY } = scaleOf(view);
  const [dx, dy] = [marginPx / perX, marginPx / perY];
  return { minX: minX - dx, minY: minY - dy, maxX: maxX + dx, maxY: maxY + dy };
}

function exact(fill: (x: Float64Array, y: Float64Array, outX: Float64Array, outY: Float64Array) => void): ScreenWarp {
  return {
    steps: 0,
    project(x, y, outX = new Float64Array(x.length), outY = new Float64Array(x.length)): ScreenPlaces {
      fill(x, y, outX, outY);
      return { x: outX, y: outY };
    },
  };
}
