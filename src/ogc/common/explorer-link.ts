/**
 * Addresses of the Explorer that open on something: the fragment is read by `explorer/src/state/codec.ts`, version 1. Only this
 * file writes it on the server's side.
 */
import type { Collection } from '../../catalog/collection.js';
import { CRS84_URI, type Crs } from '../../geodesy/crs.js';
import { type Box, transformBox } from '../../geodesy/transform.js';
import type { Links } from '../../http/links.js';

/** West, south, east, north, degrees. */
export type DegreeBox = readonly [west: number, south: number, east: number, north: number];

export interface ExplorerFocus {
  /** What the map shows; without it the Explorer shows all of the layer. */
  readonly bbox?: DegreeBox;
  /** A point of the collection whose series is opened. */
  readonly pid?: string;
}

/** A map of this size shows the whole box: small enough for phones and for a window with panels. */
const SCREEN_PX = { width: 640, height: 480 };
/** Pixels around the world at zoom 0. */
const WORLD_PX = 512;
/** Closer than this a box of a single point would show nothing but it. */
const CLOSEST_ZOOM = 17;
/** Where Mercator's world ends. */
const MOST_LATITUDE_DEG = 85.05;

/** With a collection on the map; without one, the Explorer as it starts. */
export function explorerUrl(links: Links, collectionId?: string, { bbox, pid }: ExplorerFocus = {}): string {
  const base = `${links.baseUrl}/explorer/`;
  if (collectionId === undefined) return base;
  const id = encodeURIComponent(collectionId);
  const parts = ['v=1'];
  const view = bbox && viewOf(bbox);
  if (view) parts.push(`map=${view}`);
  parts.push(`layer=${id}`);
  if (pid !== undefined) parts.push(`point=${id};${encodeURIComponent(pid)}`);
  return `${base}#${parts.join('&')}`;
}

/** On the results of a job, which it shows as far as a map can. */
export const explorerJobUrl = (links: Links, jobId: string): string =>
  `${links.baseUrl}/explorer/#v=1&panel=process&tool.job=${encodeURIComponent(JSON.stringify(jobId))}`;

/** The Explorer draws measurement points, and features that lie somewhere. */
export const isExplorable = ({ kind, bbox }: Pick<Collection, 'kind' | 'bbox'>): boolean =>
  kind === 'points' || bbox !== undefined;

/** A box of any system in degrees; undefined where it has no place there. */
export function degreeBox({ minX, minY, maxX, maxY }: Box, crs: Crs | string): DegreeBox | undefined {
  const box = transformBox({ minX, minY, maxX, maxY }, crs, CRS84_URI);
  const bbox: DegreeBox = [box.minX, box.minY, box.maxX, box.maxY];
  return bbox.every(Number.isFinite) ? bbox : undefined;
}

/** `zoom/latitude/longitude`; undefined for a box that lies nowhere. */
function viewOf([west, south, east, north]: DegreeBox): string | undefined {
  if (![west, south, east, north].every(Number.isFinite) || south > north) return undefined;
  // A box may cross the antimeridian.
  const widthDeg = east >= west ? east - west : east - west + 360;
  const [lower, upper] = [mercator(south), mercator(north)];
  const zoomOfWidth = Math.log2((SCREEN_PX.width * 360) / (WORLD_PX * widthDeg));
  const zoomOfHeight = Math.log2((SCREEN_PX.height * 2 * Math.PI) / (WORLD_PX * (upper - lower)));
  const zoom = Math.max(0, Math.min(CLOSEST_ZOOM, zoomOfWidth, zoomOfHeight));
  const longitude = ((west + widthDeg / 2 + 540) % 360) - 180;
  const latitude = (Math.atan(Math.sinh((lower + upper) / 2)) * 180) / Math.PI;
  // Rounded down: nothing of the box is cut off.
  return [trimmed(Math.floor(zoom * 100) / 100, 2), trimmed(latitude, 6), trimmed(longitude, 6)].join('/');
}

function mercator(latitudeDeg: number): number {
  const clamped = Math.max(-MOST_LATITUDE_DEG, Math.min(MOST_LATITUDE_DEG, latitudeDeg));
  return Math.asinh(Math.tan((clamped * Math.PI) / 180));
}

const trimmed = (value: number, digits: number): string => String(Number(value.toFixed(digits)));
