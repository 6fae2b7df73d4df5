/** From the query of a map to what `Maps` are asked for, whatever it is of. */
import type { Collection } from '../../catalog/collection.js';
import { type Interval, parseDatetime } from '../../catalog/datetime.js';
import { invalidParameter } from '../../errors.js';
import type { Crs } from '../../geodesy/crs.js';
import type { Box } from '../../geodesy/transform.js';
import type { MapMediaType, MapView } from '../../maps/map.js';
import { readBox, xFirst } from '../common/bounding-box.js';
import type { FilterParameters } from '../common/cql2-filter.js';
import { offeredCrs } from '../common/crs-parameter.js';
import { type BackgroundParameters, backgroundOf, hasOwnVoid } from '../common/drawing/map-background.js';
import type { ResolutionParameters } from '../common/drawing/map-resolution.js';
import { extentOf } from '../common/drawing/point-collections.js';
import { commonCrs, commonStorageCrs } from './common-ground.js';
import { mapView } from './map-view.js';
import { readSubset, type Subset, subsetInterval } from './subset-parameter.js';

export interface MapQuery extends FilterParameters, BackgroundParameters, ResolutionParameters {
  readonly bbox?: readonly number[];
  readonly 'bbox-crs'?: string;
  readonly center?: readonly number[];
  readonly 'center-crs'?: string;
  readonly subset?: readonly string[];
  readonly 'subset-crs'?: string;
  readonly crs?: string;
  readonly datetime?: string;
}

export interface ReadMap {
  readonly view: MapView;
  readonly background?: string;
  readonly interval?: Interval;
}

/** @param collections at least one. Throws `invalidParameter`, and `notFound` for subsets beyond their axes. */
export function readMap(query: MapQuery, collections: readonly Collection[], mediaType: MapMediaType): ReadMap {
  const offered = commonCrs(collections);
  const crs = offeredCrs('crs', query.crs ?? commonStorageCrs(collections), offered);
  // Judged whether or not there is something that they are the system of: a name that means nothing is a mistake.
  const [bboxCrs, centerCrs, subsetCrs] = (['bbox-crs', 'center-crs', 'subset-crs'] as const).map((name) =>
    offeredCrs(name, query[name], offered),
  );
  const subset = query.subset && readSubset(query.subset, subsetCrs);
  const { bbox, center } = query;
  const view = mapView({
    ...query,
    crs,
    extent: extentOf(collections)!,
    bbox: bbox && areaOf(bbox, bboxCrs),
    center: center && centerOf(center, centerCrs),
    subset: subset && { ...subset, crs: subsetCrs },
  });
  if (hasOwnVoid(query, mediaType) && hasVoidParts(view)) {
    const detail = 'the map has parts that its reference system does not reach, and they can only have its background';
    throw invalidParameter('void-color', detail);
  }
  const background = backgroundOf(query, mediaType);
  const interval = readInterval(query, subset, collections);
  return { view, ...(background && { background }), ...(interval && { interval }) };
}

/** A map of a point or a line has no pixels. */
function areaOf(numbers: readonly number[], crs: Crs): { readonly box: Box; readonly crs: Crs } {
  const box = readBox(numbers, crs);
  if (box.minX !== box.maxX && box.minY !== box.maxY) return { box, crs };
  throw invalidParameter('bbox', `expected an area, got ${numbers.join(',')}`);
}

function centerOf(numbers: readonly number[], crs: Crs) {
  const [x, y] = xFirst(numbers, crs);
  return { x, y, crs };
}

function readInterval(
  { datetime }: MapQuery,
  subset: Subset | undefined,
  collections: readonly Collection[],
): Interval | undefined {
  if (subset?.time === undefined) return datetime === undefined ? undefined : parseDatetime(datetime);
  if (datetime !== undefined) throw invalidParameter('datetime', 'the subset names a time already');
  return subsetInterval(
    subset.time,
    collections.map(({ interval }) => interval),
  );
}

/** Half the side of the plane of web Mercator, and of the largest square in the disc of EPSG:3035. */
const MERCATOR_M = Math.PI * 6_378_137;
const LAEA = { eastingM: 4_321_000, northingM: 3_210_000, halfM: 9_000_000 };

/** True when a map reaches beyond the world, or beyond what its system can show of it. */
function hasVoidParts({ crs, box }: MapView): boolean {
  const plane = planeOf(crs);
  const slack = (plane.maxX - plane.minX) * 1e-9;
  return (
    box.minX < plane.minX - slack ||
    box.maxX > plane.maxX + slack ||
    box.minY < plane.minY - slack ||
    box.maxY > plane.maxY + slack
  );
}

function planeOf({ unit, srid }: Crs): Box {
  // Eastwards across the antimeridian once: longitudes go on there.
  if (unit === 'deg') return { minX: -180, minY: -90, maxX: 540, maxY: 90 };
  if (srid === 3857) return { minX: -MERCATOR_M, minY: -MERCATOR_M, maxX: MERCATOR_M, maxY: MERCATOR_M };
  if (srid === 3035) {
    const { eastingM, northingM, halfM } = LAEA;
    return { minX: eastingM - halfM, minY: northingM - halfM, maxX: eastingM + halfM, maxY: northingM + halfM };
  }
  return { minX: -4_000_000, minY: -9_300_000, maxX: 5_000_000, maxY: 9_300_000 };
}
