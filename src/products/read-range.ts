/** Chunks of a file from a place on, and the check that a stream was what it was said to be. */
import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { invalidProduct } from '../errors.js';

/** Large enough that the cost of a read does not count beside that of parsing it. */
export const CHUNK_BYTES = 256 * 1024;

/** Bytes `start` up to but not including `end`. Throws `invalidProduct` when the file ends before. */
export async function* readRange(
  file: FileHandle,
  start: number,
  end: number,
  where: string,
): AsyncGenerator<Buffer, void, undefined> {
  for (let at = start; at < end; ) {
    const chunk = Buffer.allocUnsafeSlow(Math.min(CHUNK_BYTES, end - at));
    const { bytesRead } = await file.read(chunk, 0, chunk.length, at);
    if (bytesRead === 0) throw invalidProduct(where, `the file has become shorter while it was read: ${at} bytes`);
    yield chunk.subarray(0, bytesRead);
    at += bytesRead;
  }
}

/** The same chunks; throws `invalidProduct` when their number of bytes or their checksum is another than declared. */
export async function* verified(
  source: AsyncIterable<Buffer>,
  declared: { readonly bytes: number; readonly crc32: number },
  where: string,
): AsyncGenerator<Buffer, void, undefined> {
  let bytes = 0;
  let checksum = 0;
  for await (const chunk of source) {
    bytes += chunk.length;
    if (bytes > declared.bytes) throw invalidProduct(where, `expected ${declared.bytes} bytes as declared, got more`);
    checksum = crc32(chunk, checksum);
    yield chunk;
  }
  if (bytes < declared.bytes) throw invalidProduct(where, `expected ${declared.bytes} bytes as declared, got ${bytes}`);
  if (checksum !== declared.crc32) {
    const hex = (value: number) => value.toString(16).padStart(8, '0');
    throw invalidProduct(where, `expected CRC-32 ${hex(declared.crc32)}, got ${hex(checksum)}: the file is damaged`);
  }
}
