/** The two ways anything from outside enters a statement's text: as a quoted identifier, or as the number of a bound value. */

/** `name` as a PostgreSQL identifier, whatever characters it holds. Throws `RangeError` for NUL, which no name can hold. */
export function quoteIdentifier(name: string): string {
  if (name.includes('\0')) throw new RangeError('an identifier cannot hold a NUL character');
  return `"${name.replaceAll('"', '""')}"`;
}

/** Collects the values of one statement; `add` gives the placeholder that stands for a value in its text. */
export class Bindings {
  constructor(readonly values: unknown[] = []) {}

  add(value: unknown): string {
    return `$${this.values.push(value)}`;
  }
}
