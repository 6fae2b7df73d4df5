/** What a handler answers: a plain value. `write-reply.ts` puts it on the wire. */
import type { Context } from './context.js';
import type { Html } from './html.js';

/** What the answer was made from. With the URL, the format and the software version it makes the ETag. */
export interface Freshness {
  /** Changes whenever the data behind the answer changes. */
  readonly version: string;
  /** Last change of the data; left out where something may vanish without a trace (lists). */
  readonly modified?: Date;
  /** Changes from moment to moment, and belongs to whom it was given: asked for anew each time, kept by nobody else. */
  readonly isLive?: boolean;
  /**
   * A tag of its own for an answer that may be changed under the condition that it is still the same (If-Match): strong,
   * and the same at whatever address the answer was asked for.
   */
  readonly strongTag?: string;
}

export type Body =
  | { readonly kind: 'empty' }
  | { readonly kind: 'json'; readonly document: unknown }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** Compressed once and kept so: unpacked for clients that do not take gzip. */
  | { readonly kind: 'gzip'; readonly bytes: Uint8Array }
  | { readonly kind: 'stream'; readonly chunks: AsyncIterable<string | Uint8Array> };

export interface Reply {
  readonly status: number;
  /** Absent only with an empty body. */
  readonly mediaType?: string;
  readonly body: Body;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /** Absent means: never cached. */
  readonly freshness?: Freshness;
}

/** The parts of a reply most handlers leave alone. */
export type ReplyOptions = Partial<Pick<Reply, 'status' | 'headers' | 'freshness'>>;

export const jsonReply = (mediaType: string, document: unknown, options: ReplyOptions = {}): Reply => ({
  status: 200,
  headers: {},
  ...options,
  mediaType,
  body: { kind: 'json', document },
});

export const textReply = (mediaType: string, text: string, options: ReplyOptions = {}): Reply => ({
  status: 200,
  headers: {},
  ...options,
  mediaType,
  body: { kind: 'text', text },
});

export const bytesReply = (mediaType: string, bytes: Uint8Array, options: ReplyOptions = {}): Reply => ({
  status: 200,
  headers: {},
  ...options,
  mediaType,
  body: { kind: 'bytes', bytes },
});

export const gzipReply = (mediaType: string, bytes: Uint8Array, options: ReplyOptions = {}): Reply => ({
  status: 200,
  headers: {},
  ...options,
  mediaType,
  body: { kind: 'gzip', bytes },
});

export const htmlReply = (page: Html, options: ReplyOptions = {}): Reply => textReply('text/html', `${page}`, options);

/**
 * Written chunk by chunk as the client takes them. The status line goes out with the first chunk, so a failure before
 * it is still a problem document; a later one cuts the connection, and the client sees that the answer is incomplete.
 */
export const streamReply = (
  mediaType: string,
  chunks: AsyncIterable<string | Uint8Array>,
  options: ReplyOptions = {},
): Reply => ({ status: 200, headers: {}, ...options, mediaType, body: { kind: 'stream', chunks } });

export const emptyReply = (status: number, headers: Reply['headers'] = {}): Reply => ({
  status,
  headers,
  body: { kind: 'empty' },
});

/** The usual case: one document, written as JSON for programs and as a page for people. */
export function documentReply(
  context: Context<unknown, unknown>,
  document: unknown,
  page: () => Html,
  freshness?: Freshness,
): Reply {
  const { format } = context;
  if (format.id === 'html') return htmlReply(page(), { freshness });
  return jsonReply(format.mediaType, document, { freshness });
}
