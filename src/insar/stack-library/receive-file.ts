/** Writes what a client sends to the disk as it comes: so much and no more, and only while there is room. */
import { createWriteStream } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { invalidParameter, notEnoughRoom, requestTooLarge, ServiceError } from '../../errors.js';

export interface ReceiveOptions {
  readonly maxBytes: number;
  /** As the client said before it began. */
  readonly announcedBytes?: number;
  readonly signal: AbortSignal;
  /** Default: what the disk of the file says. */
  readonly freeDiskBytes?: () => Promise<number>;
}

/** Left to those who write besides. */
const SPARE_DISK_BYTES = 256 * 2 ** 20;
/** From one look at the disk to the next. */
const LOOK_BYTES = 64 * 2 ** 20;

/** Returns the bytes. Throws `requestTooLarge`, `notEnoughRoom`, and `invalidParameter` for a body that broke off. */
export async function receiveFile(
  body: AsyncIterable<Buffer>,
  path: string,
  { maxBytes, announcedBytes = 0, signal, freeDiskBytes = () => freeBytes(dirname(path)) }: ReceiveOptions,
): Promise<number> {
  let bytes = 0;
  const judge = async (more: number) => {
    if (bytes + more > maxBytes) {
      throw requestTooLarge(`expected at most ${maxBytes} bytes (processes.max_upload_bytes), got more`);
    }
    const free = await freeDiskBytes();
    if (more + SPARE_DISK_BYTES > free) {
      throw notEnoughRoom(`the disk has ${megabytes(free)} free, ${megabytes(more + SPARE_DISK_BYTES)} are needed`);
    }
  };
  await judge(announcedBytes);
  async function* watched(): AsyncGenerator<Buffer> {
    let looked = 0;
    for await (const chunk of body) {
      bytes += chunk.length;
      if (bytes > maxBytes || bytes - looked > LOOK_BYTES) {
        looked = bytes;
        await judge(Math.max(0, announcedBytes - bytes));
      }
      yield chunk;
    }
  }
  try {
    await pipeline(watched, createWriteStream(path, { flags: 'wx' }), { signal });
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof ServiceError) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOSPC' || code === 'EDQUOT') throw notEnoughRoom('the disk became full');
    if (code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE') {
      throw invalidParameter('body', `broke off after ${bytes} bytes`, error);
    }
    throw error;
  }
  return bytes;
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6).toLocaleString('en')} MB`;
