/** Columns as the binary formats need them: with a type of their own, read from the same text cells. */

/** `int` is 32 bits, `long` 64; `datetime` is an instant, `date` a day; `json` any JSON document. */
export type FieldType = 'double' | 'int' | 'long' | 'string' | 'bool' | 'json' | 'datetime' | 'date';

export interface Field {
  readonly name: string;
  readonly type: FieldType;
  readonly title?: string;
  /** Say the unit here. */
  readonly description?: string;
}

/** ISO 8601 of a date or timestamp, RFC 3339 already or as PostgreSQL prints it (`2020-01-03 05:06:07+00`). */
export function isoText(timestamp: string): string {
  return timestamp
    .replace(' ', 'T')
    .replace(/(T.*)\+00(?::?00)?$/, '$1Z')
    .replace(/(T.*[+-]\d\d)$/, '$1:00');
}
