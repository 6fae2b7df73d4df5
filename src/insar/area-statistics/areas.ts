/**
 * Areas that statistics are asked for: any GeoJSON geometry, with a buffer around it or none.
 *
 * Edges of GeoJSON are straight in longitude and latitude, so that is where points are compared with polygons (see
 * `geodesy/polygon.ts` for points on edges, holes and rings that cross themselves); members of a multipolygon or
 * collection are united, a point in two of them counts once. Buffers are metres of EPSG:3035, whose scale is true to 1.5 %
 * within 2,000 km of its centre; edges are cut into pieces of a kilometre first, which keeps their bend below 0.1 m.
 */
import { BoxIndex } from '../../geodesy/box-index.js';
import { CRS84_URI, EPSG_3035_URI } from '../../geodesy/crs.js';
import { type NearnessTest, nearnessTest } from '../../geodesy/nearness.js';
import { type PolygonTest, polygonTest } from '../../geodesy/polygon.js';
import { type Box, transformBox } from '../../geodesy/transform.js';
import type { Turns } from '../turns.js';
import { AreaFault, type GeometryParts, geometryParts, shown } from './geojson-geometry.js';
import type { GroundBox } from './ground-box.js';
import { groundPieces, pieceCount } from './ground-pieces.js';

/** As it came, every member kept. */
export interface AreaFeature {
  readonly type: 'Feature';
  readonly id?: unknown;
  readonly properties?: Readonly<Record<string, unknown>> | null;
  readonly geometry?: unknown;
}

export interface Area {
  /** Holds every point of the area, and more; absent for an area that can hold none. */
  readonly box?: GroundBox;
  contains(longitudeDeg: number, latitudeDeg: number, eastingM: number, northingM: number): boolean;
}

/** Features that were found to be areas in degrees. */
export interface CheckedAreas {
  readonly features: readonly AreaFeature[];
  /** One for each feature, in the same order. */
  readonly parts: readonly GeometryParts[];
}

/** A product's own eastings and longitudes may be this far from agreeing; see `products/coordinate-check.ts`. */
const COORDINATES_AGREE_M = 25;

/** Buffers keep every piece of an edge in memory: of all areas together, 640 MB with their index. */
const MOST_PIECES = 10_000_000;

/** Throws `AreaFault` for anything that is not a feature collection of areas in degrees. Quick: nothing is prepared yet. */
export function checkAreas(collection: unknown, bufferM: number): CheckedAreas {
  const { type, features, crs } = (collection ?? {}) as Record<string, unknown>;
  if (type !== 'FeatureCollection') throw new AreaFault('/type', `expected FeatureCollection, got ${shown(type)}`);
  if (!Array.isArray(features)) throw new AreaFault('/features', `expected an array, got ${shown(features)}`);
  refuseOtherCrs(crs);
  let pieces = 0;
  const parts = features.map((feature: unknown, i) => {
    const pointer = `/features/${i}/geometry`;
    const ofFeature = geometryParts(checkedFeature(feature, `/features/${i}`).geometry, pointer);
    if (bufferM === 0 && ofFeature.lines.length > 0) {
      throw new AreaFault(pointer, 'a point or a line holds nothing by itself: expected bufferM above 0');
    }
    pieces += bufferM > 0 ? pieceCount(ofFeature) : 0;
    if (pieces > MOST_PIECES) {
      throw new AreaFault(pointer, `too long for a buffer: more than ${MOST_PIECES} pieces of a kilometre`);
    }
    return ofFeature;
  });
  return { features, parts };
}

/** One area for each feature, in the same order. */
export async function readAreas({ parts }: CheckedAreas, bufferM: number, turns: Turns): Promise<Area[]> {
  const areas: Area[] = [];
  for (const ofFeature of parts) {
    if (turns.isDue) await turns.pass();
    areas.push(areaOf(ofFeature, bufferM));
  }
  return areas;
}

function checkedFeature(value: unknown, pointer: string): AreaFeature {
  const feature = value as AreaFeature | null;
  if (feature?.type !== 'Feature')
    throw new AreaFault(`${pointer}/type`, `expected Feature, got ${shown(feature?.type)}`);
  const { properties } = feature;
  const isObject = properties === undefined || (typeof properties === 'object' && !Array.isArray(properties));
  if (!isObject) throw new AreaFault(`${pointer}/properties`, `expected an object or null, got ${shown(properties)}`);
  return feature;
}

/** GeoJSON of before RFC 7946 could name its reference system; programs still write it. */
function refuseOtherCrs(crs: unknown): void {
  const name = (crs as { properties?: { name?: unknown } } | null | undefined)?.properties?.name;
  if (crs === undefined || crs === null || /(?:CRS84|EPSG:[\d.]*:?(?:4326|4258))$/.test(String(name))) return;
  throw new AreaFault('/crs', `expected longitude and latitude (RFC 7946), got ${shown(name)}; reproject to EPSG:4326`);
}

function areaOf(parts: GeometryParts, bufferM: number): Area {
  const tests = parts.polygons.map(polygonTest);
  const isInPolygon = anyOf(tests);
  const near = bufferM > 0 ? nearnessTest(groundPieces(parts), bufferM) : undefined;
  return {
    box: boxOf(tests, near),
    contains: (longitudeDeg, latitudeDeg, eastingM, northingM) =>
      isInPolygon(longitudeDeg, latitudeDeg) || (near?.isNear(eastingM, northingM) ?? false),
  };
}

/** Above this many polygons (a coast with its islands) an index is quicker than asking each. */
const FEW_POLYGONS = 8;

function anyOf(tests: readonly PolygonTest[]): (x: number, y: number) => boolean {
  if (tests.length === 1) return tests[0].contains;
  if (tests.length <= FEW_POLYGONS) return (x, y) => tests.some((test) => test.contains(x, y));
  const index = new BoxIndex(
    Float64Array.from(tests.flatMap(({ minX, minY, maxX, maxY }) => [minX, minY, maxX, maxY])),
  );
  const candidates: number[] = [];
  return (x, y) => {
    index.at(x, y, candidates);
    return candidates.some((candidate) => tests[candidate].contains(x, y));
  };
}

function boxOf(tests: readonly PolygonTest[], near: NearnessTest | undefined): GroundBox | undefined {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  const add = (box: Box) => {
    minX = Math.min(minX, box.minX);
    minY = Math.min(minY, box.minY);
    maxX = Math.max(maxX, box.maxX);
    maxY = Math.max(maxY, box.maxY);
  };
  for (const test of tests) if (test.minX <= test.maxX) add(transformBox(test, CRS84_URI, EPSG_3035_URI));
  if (near && near.minX <= near.maxX) add(near);
  if (!(minX <= maxX && minY <= maxY)) return undefined;
  return {
    minEastingM: minX - COORDINATES_AGREE_M,
    minNorthingM: minY - COORDINATES_AGREE_M,
    maxEastingM: maxX + COORDINATES_AGREE_M,
    maxNorthingM: maxY + COORDINATES_AGREE_M,
  };
}
