/** Several results in one answer (multipart/related, RFC 2387), one after another as they are read. */
import { randomBytes } from 'node:crypto';

export interface Part {
  /** Name of the output, for Content-ID. */
  readonly id: string;
  readonly mediaType: string;
  /** Where it lies when it is given by reference; the part is empty then. */
  readonly location?: string;
  readonly chunks?: () => AsyncIterable<Uint8Array>;
}

export interface Multipart {
  readonly mediaType: string;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** @param boundary a text that no part contains; a random one by default */
export function multipartRelated(parts: readonly Part[], boundary = randomBytes(18).toString('hex')): Multipart {
  return { mediaType: `multipart/related; boundary="${boundary}"`, chunks: written(parts, boundary) };
}

async function* written(parts: readonly Part[], boundary: string): AsyncGenerator<Uint8Array> {
  for (const { id, mediaType, location, chunks } of parts) {
    const head = [
      `--${boundary}`,
      `Content-Type: ${mediaType}`,
      `Content-ID: <${encodeURIComponent(id)}>`,
      ...(location === undefined ? [] : [`Content-Location: ${location}`]),
    ];
    yield Buffer.from(`${head.join('\r\n')}\r\n\r\n`);
    if (chunks) yield* chunks();
    yield Buffer.from('\r\n');
  }
  yield Buffer.from(`--${boundary}--\r\n`);
}
