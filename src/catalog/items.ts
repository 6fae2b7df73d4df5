/** The question "which features, in which order, with what" and its answer, as the catalog and its callers share them. */

import type { Property } from './collection.js';
import type { Expression } from './cql2/expression.js';

/** Which part of a displacement series rides along. `none` for plain attributes. */
export type SeriesProfile = 'none' | 'wide' | 'series';

export interface BoundingBox {
  /** In the axis order of x first (easting or longitude), whatever `crs` says: parsing has already swapped. */
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
  /** CRS URI of the corners. */
  readonly crs: string;
}

/** A place, and how far from it: along the ellipsoid of WGS 84. */
export interface Nearness {
  readonly longitudeDeg: number;
  readonly latitudeDeg: number;
  readonly radiusM: number;
}

export interface ItemsQuery {
  readonly limit: number;
  readonly offset?: number;
  /** Opaque continuation of an earlier page. */
  readonly cursor?: string;
  readonly bbox?: BoundingBox;
  /** Points within a distance; tables are not asked so. */
  readonly near?: Nearness;
  /** The nearest to the place of `near` first, instead of the order of the store. */
  readonly nearestFirst?: boolean;
  /** About this share of what matches, above 0 and below 1: the same points at every call, spread evenly. Points only. */
  readonly share?: number;
  /** Closed interval of RFC 3339 instants or dates; null is open. */
  readonly datetime?: readonly [string | null, string | null];
  readonly filter?: Expression;
  /** Exact identifiers or their beginnings (`q`). */
  readonly ids?: readonly string[];
  readonly sortBy?: readonly { property: string; descending: boolean }[];
  /** Names as the API publishes them; absent means all. */
  readonly properties?: readonly string[];
  readonly withGeometry: boolean;
  readonly crs: string;
  readonly series: SeriesProfile;
  /** Ask for `numberMatched`; counted to a cap, absent past it. `only` and `exact`: without rows; `exact`: without cap. */
  readonly count: 'none' | 'capped' | 'only' | 'exact';
}

/** How to read one cell of a row. Cells are PostgreSQL text: numbers are already valid JSON. */
export interface Column {
  readonly property: Property;
  readonly encoding: 'number' | 'boolean' | 'string' | 'json';
}

export interface Row {
  readonly id: string;
  /** One cell per column, in their order. */
  readonly cells: readonly (string | null)[];
  /** x (easting or longitude) and y as text for points, GeoJSON geometry text for tables, null without geometry. */
  readonly geometry: { readonly x: string; readonly y: string } | { readonly geojson: string } | null;
  /** Displacement in mm at `dates`, `YYYYMMDD`; null where not observed. Shared arrays: do not write. */
  readonly series?: { readonly dates: readonly string[]; readonly displacementMm: readonly (number | null)[] };
}

export interface ItemsPage {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** Present only when there is more. */
  readonly next?: string;
  /** Exact, or absent. */
  readonly numberMatched?: number;
  /** The collection's version the page was read at. */
  readonly version: string;
  /**
   * Changes when the rows of the collection change and only then; absent where that cannot be told. Pages of one answer
   * must not come from two.
   */
  readonly edition?: string;
}
