/** What is selected on the map, as it stands in the address (`tool.select`), and as the server is asked for it. Pure. */
import { areaM2, circleRing, lengthM, type Position } from './ellipsoid.js';
import { corridors } from './profile.js';

export type Selection =
  | { readonly kind: 'polygon'; readonly ring: readonly Position[] }
  | { readonly kind: 'circle'; readonly centre: Position; readonly radiusM: number }
  | { readonly kind: 'line'; readonly line: readonly Position[]; readonly widthM: number };

export type SelectionKind = Selection['kind'];

export const MOST_CORNERS = 100;
/** Each piece of a line is asked for by itself. */
export const MOST_PIECES = 20;
/** As far as the server takes a circle. */
export const MAX_RADIUS_M = 200_000;
export const MAX_WIDTH_M = 20_000;
const FEWEST: Readonly<Record<SelectionKind, number>> = { polygon: 3, circle: 2, line: 2 };

export const isEnough = (kind: SelectionKind, corners: number): boolean => corners >= FEWEST[kind];
export const isFull = (kind: SelectionKind, corners: number): boolean =>
  corners >= (kind === 'circle' ? 2 : kind === 'line' ? MOST_PIECES + 1 : MOST_CORNERS);

/** Seven decimals are a centimetre; more only lengthen the address. */
const rounded = ([x, y]: Position): Position => [Number(x.toFixed(6)), Number(y.toFixed(6))];

export function encodeSelection(selection: Selection): unknown {
  switch (selection.kind) {
    case 'polygon':
      return { polygon: selection.ring.map(rounded) };
    case 'circle':
      return { circle: rounded(selection.centre), radius: Math.round(selection.radiusM) };
    case 'line':
      return { line: selection.line.map(rounded), width: Math.round(selection.widthM) };
  }
}

/** Undefined for what makes no sense: addresses come from people. */
export function decodeSelection(content: unknown): Selection | undefined {
  if (typeof content !== 'object' || content === null) return undefined;
  const { polygon, circle, line, radius, width } = content as Readonly<Record<string, unknown>>;
  const ring = positionsOf(polygon, 3, MOST_CORNERS);
  if (ring) return { kind: 'polygon', ring };
  const [centre] = positionsOf([circle], 1, 1) ?? [];
  if (centre && isBetween(radius, 1, MAX_RADIUS_M)) return { kind: 'circle', centre, radiusM: radius };
  const pieces = positionsOf(line, 2, MOST_PIECES + 1);
  if (pieces && isBetween(width, 1, MAX_WIDTH_M)) return { kind: 'line', line: pieces, widthM: width };
  return undefined;
}

function positionsOf(given: unknown, fewest: number, most: number): readonly Position[] | undefined {
  if (!Array.isArray(given) || given.length < fewest || given.length > most) return undefined;
  const isPosition = (each: unknown): each is Position =>
    Array.isArray(each) && each.length === 2 && isBetween(each[0], -180, 180) && isBetween(each[1], -90, 90);
  return given.every(isPosition) ? given : undefined;
}

const isBetween = (value: unknown, min: number, max: number): value is number =>
  typeof value === 'number' && value >= min && value <= max;

/** Rings around it, without their first position repeated. */
export function outlines(selection: Selection): readonly (readonly Position[])[] {
  switch (selection.kind) {
    case 'polygon':
      return [selection.ring];
    case 'circle':
      return [circleRing(selection.centre, selection.radiusM)];
    case 'line':
      return corridors(selection.line, selection.widthM);
  }
}

export const polygonWkt = (ring: readonly Position[]): string =>
  `POLYGON((${[...ring, ring[0]].map(([x, y]) => `${plain(x)} ${plain(y)}`).join(',')}))`;

const plain = (degrees: number): string => String(Number(degrees.toFixed(7)));

/**
 * Grounds to ask for with `area`; a line is asked for in pieces. A circle is asked for as its outline of 64 corners, too
 * (0.1 % of its radius at most are missing), so that statistics, histogram and exports speak of the same points.
 */
export const groundsOf = (selection: Selection): readonly string[] => outlines(selection).map(polygonWkt);

export interface Measures {
  /** Around a polygon or circle, along a line. */
  readonly lengthM: number;
  readonly areaM2?: number;
}

export function measuresOf(selection: Selection): Measures {
  switch (selection.kind) {
    case 'polygon':
      return { lengthM: lengthM([...selection.ring, selection.ring[0]]), areaM2: areaM2(selection.ring) };
    case 'circle':
      return {
        lengthM: 2 * Math.PI * selection.radiusM,
        areaM2: areaM2(circleRing(selection.centre, selection.radiusM, 720)),
      };
    case 'line':
      return { lengthM: lengthM(selection.line) };
  }
}
