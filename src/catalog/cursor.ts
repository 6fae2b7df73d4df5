/**
 * Continuation tokens of keyset paging: where the last page ended, as one opaque word for a `next` link.
 *
 * A token is base64url of a four-byte checksum and JSON. The checksum turns a mangled or edited link into a clear 400;
 * it is no secret, and need not be: whatever a token carries reaches SQL as bound values only.
 */
import { createHash } from 'node:crypto';
import { invalidParameter } from '../errors.js';
import type { ItemsQuery } from './items.js';

export interface Cursor {
  /** The collection's version the first page was read at. */
  readonly version: string;
  /** `questionOf` the query that the token continues. */
  readonly question: string;
  /** The last row's place: the values it was sorted by, then its key, as PostgreSQL text. */
  readonly after: readonly (string | null)[];
  /** `numberMatched` of the first page, so that it is counted once. */
  readonly matched?: number;
}

const CHECKSUM_BYTES = 4;
/** The contract's `maxLength` of `cursor`, with some room: a link that is given out must be accepted. */
const MAX_TOKEN_LENGTH = 8000;

type Question = Pick<ItemsQuery, 'bbox' | 'datetime' | 'filter' | 'ids' | 'sortBy' | 'near' | 'nearestFirst' | 'share'>;

/** Short fingerprint of what decides which rows match and in which order: a token continues no other question. */
export function questionOf(query: Question): string {
  const { bbox, datetime, filter, ids, sortBy, near, nearestFirst, share } = query;
  return sha256(JSON.stringify([bbox, datetime, filter, ids, sortBy, near, nearestFirst, share]))
    .toString('base64url')
    .slice(0, 12);
}

/** Throws `invalidParameter` (400) when what the rows are sorted by makes a token too long to come back in a URL. */
export function encodeCursor(cursor: Cursor): string {
  const { version, question, after, matched } = cursor;
  const body = Buffer.from(JSON.stringify([version, question, after, ...(matched === undefined ? [] : [matched])]));
  const token = Buffer.concat([checksum(body), body]).toString('base64url');
  if (token.length > MAX_TOKEN_LENGTH) {
    throw invalidParameter('sortby', 'values are too long to continue after; sort by another property');
  }
  return token;
}

/** Reads a token back. Throws `invalidParameter` (400) for anything that `encodeCursor` did not write. */
export function decodeCursor(text: string): Cursor {
  const bytes = Buffer.from(text, 'base64url');
  const body = bytes.subarray(CHECKSUM_BYTES);
  // Decoding base64url drops characters that it does not know: only the canonical spelling is ours.
  if (bytes.toString('base64url') !== text || !checksum(body).equals(bytes.subarray(0, CHECKSUM_BYTES))) {
    throw invalidParameter('cursor', 'not a continuation that this server gave out; start again without it');
  }
  const parts: unknown = parse(body.toString());
  if (!isCursorParts(parts)) throw invalidParameter('cursor', 'not a continuation of this version of the server');
  const [version, question, after, matched] = parts;
  return { version, question, after, ...(matched === undefined ? {} : { matched }) };
}

/** `decodeCursor`, and 400 unless the token continues this very query with `keyCount` keys. */
export function resumeCursor(text: string, query: Parameters<typeof questionOf>[0], keyCount: number): Cursor {
  const cursor = decodeCursor(text);
  if (cursor.question !== questionOf(query) || cursor.after.length !== keyCount) {
    throw invalidParameter('cursor', 'belongs to a query with another filter, bbox, datetime, q or sortby');
  }
  return cursor;
}

type CursorParts = [version: string, question: string, after: (string | null)[], matched?: number];

function isCursorParts(parts: unknown): parts is CursorParts {
  if (!Array.isArray(parts) || parts.length < 3 || parts.length > 4) return false;
  const [version, question, after, matched]: unknown[] = parts;
  return (
    typeof version === 'string' &&
    typeof question === 'string' &&
    Array.isArray(after) &&
    after.every((key) => key === null || typeof key === 'string') &&
    (matched === undefined || (Number.isSafeInteger(matched) && (matched as number) >= 0))
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const sha256 = (data: string | Buffer): Buffer => createHash('sha256').update(data).digest();
const checksum = (body: Buffer): Buffer => sha256(body).subarray(0, CHECKSUM_BYTES);
