/**
 * Whether a value that came as JSON can be walked and kept: not too deep for what calls itself, and made of texts and
 * numbers that a database takes and gives back as they were.
 */
import { below } from './faults.js';

/** Far more than any request needs, far less than any stack holds. */
export const MAX_DEPTH = 100;

export interface Unstorable {
  readonly pointer: string;
  readonly detail: string;
}

/** The first thing that stands in the way; found without calling itself. */
export function unstorable(body: unknown): Unstorable | undefined {
  let level: { readonly value: unknown; readonly pointer: string }[] = [{ value: body, pointer: '' }];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) {
      return { pointer: '', detail: `expected no more than ${MAX_DEPTH} objects and lists inside each other` };
    }
    const next: typeof level = [];
    for (const { value, pointer } of level) {
      const detail = leafFault(value);
      if (detail !== undefined) return { pointer, detail };
      if (typeof value !== 'object' || value === null) continue;
      for (const [name, member] of Object.entries(value)) {
        // The name itself is no place to point at.
        const fault = leafFault(name);
        if (fault !== undefined) return { pointer, detail: `a name of a member ${fault}` };
        next.push({ value: member, pointer: below(pointer, name) });
      }
    }
    level = next;
  }
  return undefined;
}

function leafFault(value: unknown): string | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : 'is a number too large to be one';
  if (typeof value !== 'string') return undefined;
  if (value.includes('\0')) return 'holds a NUL character';
  return /[\ud800-\udfff]/u.test(value) ? 'holds half a character (an unpaired surrogate)' : undefined;
}
