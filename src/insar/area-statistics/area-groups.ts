/**
 * Which areas are worked on together. Medians need every value at hand, so the values of a group must fit into memory;
 * within that, neighbours go together, because their points are then read together. An area that does not fit alone is
 * taken in several windows of dates, its points read once for each.
 */
import { HILBERT_SIZE, hilbertIndex } from '../../geodesy/hilbert.js';
import type { GroundBox } from './ground-box.js';

/** What is known of an area once its points have been counted. */
export interface AreaNeed {
  /** Place in the list of areas. */
  readonly place: number;
  readonly box: GroundBox;
  /** Points in the area. */
  readonly count: number;
  /** Dates of its series; 0 when no series are asked for. */
  readonly dateCount: number;
}

export interface AreaGroup {
  /** Places of its areas. */
  readonly places: readonly number[];
  /** Dates from, up to but not including; one window of all dates unless the area is alone. */
  readonly windows: readonly DateWindow[];
}

export interface DateWindow {
  readonly from: number;
  readonly to: number;
}

export interface GroupLimits {
  readonly attributeCount: number;
  /** Of a displacement: 2 as tenths of a millimetre, 8 as a double. */
  readonly valueBytes: 2 | 8;
  readonly memoryBytes: number;
}

const DOUBLE_BYTES = 8;
/** What an area costs besides its values: enough to bound the areas of a group when they hold next to nothing. */
const AREA_BYTES = 1024;
export const ALL_DATES: DateWindow = { from: 0, to: Number.POSITIVE_INFINITY };

/** Groups of all areas that hold points, neighbours together; the same groups every time. */
export function areaGroups(needs: readonly AreaNeed[], limits: GroupLimits): AreaGroup[] {
  const held = needs.filter(({ count }) => count > 0);
  const keys = new Map(held.map((need) => [need.place, placeOnCurve(need.box)]));
  held.sort((a, b) => keys.get(a.place)! - keys.get(b.place)! || a.place - b.place);
  const groups: AreaGroup[] = [];
  let places: number[] = [];
  let bytes = 0;
  const close = () => {
    if (places.length > 0) groups.push({ places, windows: [ALL_DATES] });
    places = [];
    bytes = 0;
  };
  for (const need of held) {
    const own = bytesOf(need, limits);
    if (bytes + own > limits.memoryBytes) close();
    if (own > limits.memoryBytes) {
      groups.push({ places: [need.place], windows: windowsOf(need, limits) });
    } else {
      places.push(need.place);
      bytes += own;
    }
  }
  close();
  return groups;
}

function bytesOf({ count, dateCount }: AreaNeed, { attributeCount, valueBytes }: GroupLimits): number {
  return AREA_BYTES + count * (attributeCount * DOUBLE_BYTES + dateCount * valueBytes);
}

/** As many dates at a time as fit beside the attributes, but one at least. */
function windowsOf({ count, dateCount }: AreaNeed, limits: GroupLimits): DateWindow[] {
  if (dateCount === 0) return [ALL_DATES];
  const rest = limits.memoryBytes - count * limits.attributeCount * DOUBLE_BYTES;
  const width = Math.max(1, Math.floor(rest / (count * limits.valueBytes)));
  const windows: DateWindow[] = [];
  for (let from = 0; from < dateCount; from += width) windows.push({ from, to: Math.min(dateCount, from + width) });
  return windows;
}

/** Of the middle of a box, on one curve over all of EPSG:3035, in squares of 20 m. */
function placeOnCurve({ minEastingM, minNorthingM, maxEastingM, maxNorthingM }: GroundBox): number {
  const square = (min: number, max: number) =>
    Math.min(HILBERT_SIZE - 1, Math.max(0, Math.floor((min + max) / 2 / 20)));
  return hilbertIndex(square(minEastingM, maxEastingM), square(minNorthingM, maxNorthingM));
}
