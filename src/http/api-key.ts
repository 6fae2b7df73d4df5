/** API keys: where clients put them, and whether one is accepted. A key itself is never kept, logged or written out. */
import { createHash, timingSafeEqual } from 'node:crypto';

/** Names of the query parameter. */
export const KEY_PARAMETERS: readonly string[] = ['api_key', 'apikey'];

export interface PresentedKey {
  readonly value: string;
  /** The query parameter it came by; absent when it came by a header. Only then do links carry it on. */
  readonly parameter?: string;
}

/** The key of a request: `X-API-Key`, `Authorization: Bearer` or the password of Basic, else the query string. */
export function presentedKey(
  header: (name: string) => string | undefined,
  search: URLSearchParams,
): PresentedKey | undefined {
  const plain = header('x-api-key');
  if (plain) return { value: plain };
  const [scheme = '', credentials = ''] = (header('authorization') ?? '').split(/ +/, 2);
  if (/^bearer$/i.test(scheme)) return { value: credentials };
  if (/^basic$/i.test(scheme)) {
    const [, password = ''] = /^[^:]*:(.*)$/s.exec(Buffer.from(credentials, 'base64').toString()) ?? [];
    return { value: password };
  }
  for (const parameter of KEY_PARAMETERS) {
    const value = search.get(parameter);
    if (value) return { value, parameter };
  }
  return undefined;
}

/** Names the holder of a key without telling the key. */
export const callerOf = (key: string): string => createHash('sha256').update(key).digest('hex').slice(0, 12);

/** Compares digests in constant time, so that neither content nor length of a key shows in the time taken. */
export class KeyRing {
  private readonly digests: readonly Buffer[];

  /** SHA-256 of each key, hexadecimal. */
  constructor(digests: readonly string[]) {
    this.digests = digests.map((hex) => Buffer.from(hex, 'hex'));
  }

  get isEmpty(): boolean {
    return this.digests.length === 0;
  }

  /** An empty key is no key. */
  accepts(key: string): boolean {
    const candidate = createHash('sha256').update(key).digest();
    return key !== '' && this.digests.reduce((found, known) => timingSafeEqual(known, candidate) || found, false);
  }
}
