/** Puts a reply on the wire: status, headers, then the body unless the client asked for the head alone. */
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Response } from 'express';
import type { HttpConfig } from './http-config.js';
import type { Reply } from './reply.js';
import { writeStream } from './streaming.js';

const unpacked = promisify(gunzip);

export async function writeReply(
  reply: Reply,
  response: Response,
  signal: AbortSignal,
  { indentJson = false }: Pick<HttpConfig, 'indentJson'>,
): Promise<void> {
  const isHead = response.req.method === 'HEAD';
  const { body } = reply;
  const head = (): void => {
    response.statusCode = reply.status;
    if (reply.mediaType) response.setHeader('Content-Type', withCharset(reply.mediaType));
    for (const [name, value] of Object.entries(reply.headers)) {
      response.setHeader(name, typeof value === 'string' ? value : [...value]);
    }
  };
  if (body.kind === 'stream') {
    if (!isHead) return writeStream(response, body.chunks, signal, head);
    await body.chunks[Symbol.asyncIterator]().return?.();
    head();
    response.end();
    return;
  }
  if (body.kind === 'gzip') {
    const isTaken = response.req.acceptsEncodings('gzip') === 'gzip';
    const bytes = isTaken ? body.bytes : await unpacked(body.bytes);
    head();
    response.vary('Accept-Encoding');
    if (isTaken) response.setHeader('Content-Encoding', 'gzip');
    response.setHeader('Content-Length', bytes.byteLength);
    response.end(isHead ? undefined : bytes);
    return;
  }
  head();
  if (body.kind === 'bytes') {
    response.setHeader('Content-Length', body.bytes.byteLength);
    response.end(isHead ? undefined : body.bytes);
    return;
  }
  if (body.kind === 'empty') {
    response.end();
    return;
  }
  const text = body.kind === 'json' ? JSON.stringify(body.document, null, indentJson ? 2 : undefined) : body.text;
  response.setHeader('Content-Length', Buffer.byteLength(text));
  response.end(isHead ? undefined : text);
}

/** JSON is UTF-8 by definition; texts must say so. */
const withCharset = (mediaType: string): string =>
  mediaType.startsWith('text/') && !mediaType.includes('charset') ? `${mediaType}; charset=utf-8` : mediaType;
