/** What the catalog says of a collection, whatever table lies behind it. No SQL here. */

export type PropertyType = 'string' | 'integer' | 'number' | 'boolean' | 'date' | 'date-time' | 'json';

/** One attribute of a feature as the API names it. */
export interface Property {
  readonly name: string;
  readonly type: PropertyType;
  readonly title?: string;
  readonly description?: string;
  /** UCUM-like unit, published as `x-ogc-unit`: `mm/a`, `mm`, `deg`, `m`, `1`. */
  readonly unit?: string;
  /** `x-ogc-role`. */
  readonly role?: 'id' | 'primary-instant' | 'primary-interval-start' | 'primary-interval-end';
  /** Other names accepted in filters and property lists: EGMS renamed columns between releases. */
  readonly aliases?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
}

/** What makes a collection one of EGMS measurement points. */
export interface ProductIdentity {
  readonly level: 'L2a' | 'L2b' | 'L3';
  /** Orbit direction of level 2; component of level 3. */
  readonly geometry: 'ascending' | 'descending' | 'up' | 'east';
  /** `2020-2024`; 2015-2021 when file names carry no suffix. */
  readonly release: string;
}

export interface Collection {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly keywords: readonly string[];
  /** Measurement points with series, or any table that a configuration names. */
  readonly kind: 'points' | 'table';
  readonly identity?: ProductIdentity;
  /** CRS84: west, south, east, north in degrees; absent while the collection is empty. */
  readonly bbox?: readonly [number, number, number, number];
  /** RFC 3339 instants or dates; null is open. */
  readonly interval: readonly [string | null, string | null];
  readonly itemCount?: number;
  /** Grows with every change; part of every ETag. */
  readonly version: string;
  readonly modified: Date;
  /** CRS URIs that may be asked for, CRS84 first. */
  readonly crs: readonly string[];
  readonly storageCrs: string;
  /** `point`, `polygon`, ... or `any`: the schema's `geometry-<this>`. */
  readonly geometryType: string;
  readonly properties: readonly Property[];
  /** All epochs of the collection in order, `YYYYMMDD`; empty for tables. */
  readonly dates: readonly string[];
  /** The job that computed it; absent when it was ingested. */
  readonly originJobId?: string;
  readonly links: readonly { href: string; rel: string; type?: string; title?: string; hreflang?: string }[];
}
