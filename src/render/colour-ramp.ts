/**
 * A colour scale compiled: values to rows of a table of colours.
 *
 * Values are compared as float32, limits rounded alike. Points come as float32, and 0.8 as float32 is above 0.8: in
 * double precision it would fall out of a class that ends at 0.8.
 */
import type { Rgba } from './colour.js';
import { type ClassScale, type ColourScale, knownColour, type ScaleBox, scaleKey } from './colour-scale.js';

export interface ColourRamp {
  /** (rows, 4) red, green, blue, alpha not multiplied in. Row 0 is that of NaN; alpha 0 means that nothing is drawn. */
  readonly table: Uint8Array;
  /** Row of a value. */
  rowOf(value: number): number;
}

/** Rows of a continuous scale, about: more than an eye tells apart, few enough for small pictures. */
const STEPS = 512;

/** Throws RangeError for an unknown palette or colour, and for limits out of order. */
export function compileRamp(scale: ColourScale, noDataColour?: string): ColourRamp {
  const noData: Rgba = noDataColour === undefined ? [0, 0, 0, 0] : knownColour(noDataColour);
  if (scale.type === 'classes') return classRamp(scale, noData);
  const key = scaleKey(scale);
  return key.type === 'band' ? bandRamp(key.stops, noData) : classRamp(asClasses(key.boxes), noData);
}

/** Colour of one value, for legends, tests and answers about a point. */
export function rampColour({ table, rowOf }: ColourRamp, value: number): Rgba {
  const at = rowOf(value) * 4;
  return [table[at], table[at + 1], table[at + 2], table[at + 3]];
}

/** The same for many. */
export function rampRows(
  { rowOf }: ColourRamp,
  values: Float32Array,
  out = new Uint16Array(values.length),
): Uint16Array {
  for (let i = 0; i < values.length; i++) out[i] = rowOf(values[i]);
  return out;
}

// -- continuous -------------------------------------------------------------------------------------------------------
function bandRamp(stops: readonly { readonly value: number; readonly colour: Rgba }[], noData: Rgba): ColourRamp {
  const values = Float32Array.from(stops, ({ value }) => value);
  if (values.length < 2) throw new RangeError(`expected two stops or more, got ${values.length}`);
  checkAscending(values);
  const segments = values.length - 1;
  const steps = Math.ceil(STEPS / segments);
  const table = new Uint8Array((segments * steps + 2) * 4);
  table.set(noData, 0);
  for (let row = 0; row <= segments * steps; row++) {
    const segment = Math.min(segments - 1, Math.floor(row / steps));
    const share = row / steps - segment;
    const [from, to] = [stops[segment].colour, stops[segment + 1].colour];
    for (let c = 0; c < 4; c++) table[(row + 1) * 4 + c] = Math.round(from[c] + share * (to[c] - from[c]));
  }
  const last = values[segments];
  return {
    table,
    rowOf: (value) => {
      if (Number.isNaN(value)) return 0;
      if (value <= values[0]) return 1;
      if (value >= last) return segments * steps + 1;
      const segment = countBelow(values, value) - 1;
      const share = (value - values[segment]) / (values[segment + 1] - values[segment]);
      return 1 + segment * steps + Math.round(share * steps);
    },
  };
}

// -- classes ----------------------------------------------------------------------------------------------------------
const asClasses = (boxes: readonly ScaleBox[]): ClassScale & { readonly colours: readonly Rgba[] } => ({
  type: 'classes',
  classes: boxes.map(({ min, max }) => ({ min, max, colour: '' })),
  colours: boxes.map(({ colour }) => colour),
});

/**
 * The limits cut the line of values into pieces: below the first limit, the first limit itself, between it and the
 * second, and so on. Each piece lies wholly inside or outside each class.
 */
function classRamp(scale: ClassScale & { readonly colours?: readonly Rgba[] }, noData: Rgba): ColourRamp {
  const { classes, otherwise } = scale;
  const colours = scale.colours ?? classes.map(({ colour }) => knownColour(colour));
  for (const { min, max } of classes) {
    if (min !== undefined && max !== undefined) checkAscending([min, max], true);
  }
  const limits = Float32Array.from(
    new Set(classes.flatMap(({ min, max }) => [min, max].filter((limit) => limit !== undefined).map(Math.fround))),
  ).sort();
  const pieces = 2 * limits.length + 1;
  const table = new Uint8Array((pieces + 1) * 4);
  table.set(noData, 0);
  for (let piece = 0; piece < pieces; piece++) {
    const isLimit = piece % 2 === 1;
    const limit = limits[Math.floor(piece / 2)];
    const found = classes.findLastIndex((each) => {
      const { includesMin = true, includesMax = false } = each;
      const min = each.min === undefined ? -Infinity : Math.fround(each.min);
      const max = each.max === undefined ? Infinity : Math.fround(each.max);
      if (isLimit)
        return (limit > min || (includesMin && limit === min)) && (limit < max || (includesMax && limit === max));
      // An open piece ends at `limit` and starts at the limit before.
      const start = piece === 0 ? -Infinity : limits[piece / 2 - 1];
      return start >= min && (limit ?? Infinity) <= max;
    });
    const colour = found >= 0 ? colours[found] : otherwise === undefined ? undefined : knownColour(otherwise);
    if (colour) table.set(colour, (piece + 1) * 4);
  }
  return {
    table,
    rowOf: (value) => {
      if (Number.isNaN(value)) return 0;
      const rounded = Math.fround(value);
      const below = countBelow(limits, rounded);
      return 1 + 2 * below + (limits[below] === rounded ? 1 : 0);
    },
  };
}

/** How many of the ascending values are smaller. */
function countBelow(ascending: Float32Array, value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function checkAscending(values: ArrayLike<number>, allowsEqual = false): void {
  for (let i = 1; i < values.length; i++) {
    const isAscending = allowsEqual ? values[i] >= values[i - 1] : values[i] > values[i - 1];
    if (!isAscending) throw new RangeError(`expected ascending values, got ${values[i - 1]} before ${values[i]}`);
  }
}
