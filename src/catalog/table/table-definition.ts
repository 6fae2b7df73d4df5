/** What must be known of a table to serve it as a collection. The configuration's resources say at least this. */
export interface TableDefinition {
  /** Identifier of the collection. */
  readonly id: string;
  /** Where the definition stands, for messages: `FILE:57 resources.lakes.providers[0]`. */
  readonly where: string;
  readonly title: string;
  readonly description: string;
  readonly keywords: readonly string[];
  readonly links: readonly { href: string; rel: string; type?: string; title?: string; hreflang?: string }[];
  /** Reachable, but not listed among the collections. */
  readonly hidden: boolean;
  /** CRS84: west, south, east, north in degrees. Absent: that of the data. */
  readonly bbox?: readonly [number, number, number, number];
  /** RFC 3339; null is open. Absent: that of the data. */
  readonly interval?: readonly [string | null, string | null];
  /** Schemas to look for the table in, first hit wins. */
  readonly schemas: readonly string[];
  /** Name of a table or view. */
  readonly table: string;
  /** Column whose values are the features' identifiers: unique and never null. */
  readonly idField: string;
  /** Absent: `geom`, or the only geometry column, or none. */
  readonly geomField?: string;
  readonly timeField?: string;
  /** The columns to publish, in this order. Absent: all. */
  readonly properties?: readonly string[];
  /** URIs of systems to offer beside CRS84 and the storage CRS. */
  readonly crs: readonly string[];
  /** Needed for geometries that do not know their system. */
  readonly storageCrs?: string;
  /** Whether pages tell `numberMatched`. */
  readonly count: boolean;
}
