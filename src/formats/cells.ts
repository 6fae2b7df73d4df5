/**
 * What every feature writer takes: rows of text as the database prints it, and a description of the columns that says how
 * to read each. No value is parsed that can be copied.
 */

/**
 * How to read a cell's text. `number`: a JSON number, or `NaN`, `Infinity`, `-Infinity`; `boolean`: `t`/`f` or
 * `true`/`false`; `string`: itself; `json`: a JSON document.
 */
export type CellEncoding = 'number' | 'boolean' | 'string' | 'json';

export interface CellColumn {
  readonly name: string;
  readonly encoding: CellEncoding;
}

/** One cell per column, in their order; null is SQL's null. */
export type Cells = readonly (string | null)[];

/** x (easting or longitude) and y as text for points, a GeoJSON geometry with x first for anything else. */
export type CellGeometry = { readonly x: string; readonly y: string } | { readonly geojson: string };

/** Whether the text of a `number` is one that JSON and coordinates can hold: not NaN, not infinite. */
export function isFiniteText(text: string): boolean {
  const first = text.charCodeAt(0);
  const digit = first === 45 /* - */ ? text.charCodeAt(1) : first;
  return digit >= 48 && digit <= 57;
}

/** Reads a `boolean`. */
export function isTrueText(text: string): boolean {
  return text.charCodeAt(0) === 116 /* t */;
}
