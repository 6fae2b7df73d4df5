/** A table of some PostgreSQL database that a configuration file publishes as a collection. */

export interface TableConnection {
  /** `postgresql://…`, with password. */
  readonly url: string;
  /** Absent leaves it to the program. */
  readonly maxConnections?: number;
}

export interface TableLink {
  readonly href: string;
  readonly rel: string;
  readonly type?: string;
  readonly title?: string;
  readonly hreflang?: string;
}

export interface TableResource {
  readonly id: string;
  /** File, line and path of the definition, for messages: `FILE:57 resources.lakes.providers[0]`. */
  readonly where: string;
  readonly title: string;
  readonly description: string;
  readonly keywords: readonly string[];
  readonly links: readonly TableLink[];
  /** Reachable, but not listed among the collections. */
  readonly hidden: boolean;
  /** CRS84: west, south, east, north in degrees. Absent: that of the data. */
  readonly bbox?: readonly [number, number, number, number];
  /** RFC 3339; null is open. Absent: that of the data. */
  readonly interval?: readonly [string | null, string | null];
  readonly connection: TableConnection;
  /** Schemas to look for the table in, first hit wins. */
  readonly schemas: readonly string[];
  /** Name of a table or view. */
  readonly table: string;
  /** Column whose values are the features' identifiers: unique and never null. */
  readonly idField: string;
  /** Absent: `geom`, or the only geometry column. */
  readonly geomField?: string;
  readonly timeField?: string;
  readonly titleField?: string;
  /** The columns to publish, in this order. Absent: all. */
  readonly properties?: readonly string[];
  /** Needed where geometries do not know their system. */
  readonly storageCrs?: string;
  /** URIs as configured; CRS84 and the storage CRS are offered in any case. */
  readonly crs: readonly string[];
  /** Whether pages tell `numberMatched`. */
  readonly count: boolean;
  /** Where they differ from those of the server. */
  readonly limits: { readonly defaultItems?: number; readonly maxItems?: number };
}
