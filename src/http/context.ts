/** What a handler may know of the request: everything typed, nothing of Express. */
import type { Logger } from 'pino';
import type { HttpConfig } from './http-config.js';
import type { Links } from './links.js';
import type { Format } from './negotiation.js';

export interface Context<Query = unknown, Params = unknown> {
  readonly operationId: string;
  /** HEAD arrives as GET. */
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path parameters, decoded. */
  readonly params: Params;
  /** Declared query parameters: converted, defaults filled in, `limit` clamped. */
  readonly query: Query;
  /**
   * Undeclared query parameters as text. Filled only where the contract says `x-property-filters`: there the handler
   * knows which names are properties, and `propertyFilters` sorts them out.
   */
  readonly undeclared: ReadonlyMap<string, string>;
  /** Parsed JSON body, `undefined` without one; a stream of bytes where the contract says `x-streamed-body`. */
  readonly body: unknown;
  /** The negotiated format, one of `formats`. */
  readonly format: Format;
  /** What the operation offers, preferred one first. */
  readonly formats: readonly Format[];
  /** The request as its client sees it: absolute, public host, without API key. */
  readonly url: URL;
  /** Builds absolute links. */
  readonly links: Links;
  readonly header: (name: string) => string | undefined;
  /**
   * Who asks, in words that may be stored: `local` where no keys are configured, else the first characters of the digest
   * of the presented key, or `anonymous`.
   */
  readonly caller: string;
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
  readonly requestId: string;
  readonly log: Logger;
  readonly config: HttpConfig;
}
