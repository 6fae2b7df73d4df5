/** Parts of a representation (RFC 9110, section 14). One range at a time: that is what resumed downloads ask for. */
import { rangeNotSatisfiable } from '../errors.js';

/** First and last byte, both included. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/**
 * The part that is asked for; undefined means the whole: without a Range header, with one that cannot be read or names
 * several parts, or when If-Range says that the client holds parts of something else. Throws `rangeNotSatisfiable`.
 */
export function requestedRange(
  header: (name: string) => string | undefined,
  { bytes, entityTag }: { readonly bytes: number; readonly entityTag: string },
): ByteRange | undefined {
  const range = header('range');
  if (range === undefined) return undefined;
  const condition = header('if-range');
  // A date says too little of a representation, and a weak tag may mean other bytes.
  if (condition !== undefined && condition.trim() !== entityTag) return undefined;
  const [, from, to] = /^\s*bytes\s*=\s*(\d{0,15})\s*-\s*(\d{0,15})\s*$/i.exec(range) ?? [];
  if (from === undefined || (from === '' && to === '')) return undefined;
  const [first, last] =
    from === '' ? [Math.max(0, bytes - Number(to)), bytes - 1] : [Number(from), Number(to || bytes)];
  if (from !== '' && to !== '' && Number(to) < Number(from)) return undefined;
  if (first >= bytes || (from === '' && Number(to) === 0)) throw rangeNotSatisfiable(range.trim(), bytes);
  return { first, last: Math.min(last, bytes - 1) };
}

/** Content-Range of a 206. */
export const contentRange = ({ first, last }: ByteRange, bytes: number): string => `bytes ${first}-${last}/${bytes}`;
