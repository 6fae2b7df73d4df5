/** What a zip holds, each file as a stream that is checked while it is read. Names in the zip never become paths. */
import type { FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline } from 'node:stream';
import { createInflateRaw } from 'node:zlib';
import * as yauzl from 'yauzl';
import { invalidProduct, ServiceError } from '../errors.js';
import { CHUNK_BYTES, readRange, verified } from './read-range.js';

/** One file, its size and checksum known before it is read. */
export interface FileContent {
  /** Without folders. */
  readonly fileName: string;
  readonly bytes: number;
  readonly crc32: number;
  /** From the beginning, at every call. Throws `invalidProduct` at the end when size or checksum differ. */
  stream(): AsyncIterable<Buffer>;
}

const LOCAL_FILE_SIGNATURE = Buffer.from('PK\x03\x04', 'latin1');
const STORED = 0;
const DEFLATED = 8;
/** A product has two; anything near this is no product. */
const MAX_ENTRIES = 1000;
const MAX_BYTES = 64 * 2 ** 30;
/** Real products inflate by less than 12, and deflate itself goes to about 1,030. */
const MAX_RATIO = 200;

/**
 * The files of a zip, folders, hidden files and what macOS adds left out. Throws `invalidProduct` when it is not a zip,
 * is truncated, or holds a name that leaves its folder. The handle stays the caller's to close.
 */
export async function openZip(path: string, file: FileHandle): Promise<FileContent[]> {
  await refuseOtherFormats(path, file);
  const entries: yauzl.Entry[] = [];
  let zip: yauzl.ZipFile;
  try {
    zip = await yauzl.fromFdPromise(file.fd, { autoClose: false });
    if (zip.entryCount > MAX_ENTRIES)
      throw invalidProduct(path, `expected a CSV and an XML, got ${zip.entryCount} files`);
    for await (const entry of zip.eachEntry()) entries.push(entry);
  } catch (error) {
    if (error instanceof ServiceError) throw error;
    throw invalidProduct(path, `the zip is truncated or damaged: ${messageOf(error)}`, error);
  }
  return entries.filter(isContent).map((entry) => {
    const where = `${path} (${entry.fileName})`;
    refuseUnreadable(entry, where);
    return {
      fileName: basename(entry.fileName),
      bytes: entry.uncompressedSize,
      crc32: entry.crc32,
      stream: () =>
        verified(decoded(zip, entry, file, where), { bytes: entry.uncompressedSize, crc32: entry.crc32 }, where),
    };
  });
}

/** A zip of files begins with one; the library only looks at the end, and cannot tell a truncated zip from no zip. */
async function refuseOtherFormats(path: string, file: FileHandle): Promise<void> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
  const isZip = bytesRead === 4 && LOCAL_FILE_SIGNATURE.equals(buffer);
  if (!isZip) throw invalidProduct(path, 'not a zip file');
}

function isContent({ fileName }: yauzl.Entry): boolean {
  return !fileName.endsWith('/') && !fileName.startsWith('__MACOSX/') && !basename(fileName).startsWith('.');
}

function refuseUnreadable(entry: yauzl.Entry, where: string): void {
  const { compressionMethod, compressedSize, uncompressedSize } = entry;
  if (entry.isEncrypted()) throw invalidProduct(where, 'encrypted; expected a zip without password');
  if (compressionMethod !== STORED && compressionMethod !== DEFLATED) {
    throw invalidProduct(where, `compression method ${compressionMethod}; expected deflate (8) or none (0)`);
  }
  if (uncompressedSize > MAX_BYTES || uncompressedSize > MAX_RATIO * compressedSize) {
    const sizes = `${uncompressedSize} bytes out of ${compressedSize}`;
    throw invalidProduct(where, `declares ${sizes}; expected at most ${MAX_RATIO} to 1 and ${MAX_BYTES} bytes`);
  }
}

async function* decoded(
  zip: yauzl.ZipFile,
  entry: yauzl.Entry,
  file: FileHandle,
  where: string,
): AsyncGenerator<Buffer, void, undefined> {
  try {
    const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
    const raw = readRange(file, fileDataStart, fileDataStart + entry.compressedSize, where);
    yield* entry.compressionMethod === STORED ? raw : inflated(raw);
  } catch (error) {
    if (error instanceof ServiceError) throw error;
    throw invalidProduct(where, `damaged: ${messageOf(error)}`, error);
  }
}

/** Inflates on another thread, one chunk ahead of the reader. */
function inflated(raw: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  // Errors of either reach the reader through the last stream, so the callback has nothing to do.
  return pipeline(raw, createInflateRaw({ chunkSize: CHUNK_BYTES }), () => {});
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
