/**
 * The header Idempotency-Key (draft-ietf-httpapi-idempotency-key-header): a request that is sent again, because its answer
 * was lost, is answered as before and runs once.
 */
import { invalidParameter } from '../../errors.js';

const NAME = 'Idempotency-Key';

/** The draft writes it in quotation marks; most clients do not. Throws `invalidParameter`. */
export function idempotencyKey(header: (name: string) => string | undefined): string | undefined {
  const given = header(NAME);
  if (given === undefined) return undefined;
  const key = /^"(.*)"$/.exec(given.trim())?.[1] ?? given.trim();
  if (!/^[\x20-\x7e]{1,255}$/.test(key)) {
    throw invalidParameter(NAME, `expected 1 to 255 printable ASCII characters, got ${key.length}`);
  }
  return key;
}
