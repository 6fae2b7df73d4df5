/** What a filter is compiled against: the SQL behind the names of one collection. */
import type { PropertyType } from '../collection.js';

export interface FilterProperty {
  /**
   * Trusted SQL of the value. Its SQL type follows `type`: `string` text, `integer` any integer, `number` double precision
   * or numeric (real would make 0.8 differ from 0.8), `boolean`, `date`, `date-time` timestamptz, `json` jsonb.
   */
  readonly sql: string;
  readonly type: PropertyType;
  /** The value is an SQL array of that type. */
  readonly isArray?: boolean;
}

export interface FilterSource {
  /** The property of a public name or alias; undefined when unknown. */
  property(name: string): FilterProperty | undefined;
  /** Public names, for the error about an unknown one. */
  readonly propertyNames: readonly string[];
  /** Names under which the geometry may be addressed: `geometry`, `geom`, … */
  readonly geometryNames: readonly string[];
  /**
   * Trusted SQL of the geometry to compare with a literal in `srid`, and the system it really has: when that is another,
   * the literal is transformed to it.
   */
  geometry(srid: number): { readonly sql: string; readonly srid: number };
}
