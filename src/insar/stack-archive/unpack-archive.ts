/**
 * Unpacks a zip that somebody sent, or that was fetched from somewhere: the whole of its directory is judged before a byte is
 * written, and what it says of sizes is held against what comes out. Nothing is written outside of the folder.
 */
import { createWriteStream } from 'node:fs';
import { type FileHandle, mkdir, open, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as yauzl from 'yauzl';
import { invalidStack, notEnoughRoom, requestTooLarge, ServiceError } from '../../errors.js';
import { verified } from '../../products/read-range.js';
import { EntryNames, entryParts, isClutter } from './entry-path.js';

export interface UnpackOptions {
  /** Of all files together, unpacked. */
  readonly maxBytes: number;
  readonly maxEntries?: number;
  readonly signal?: AbortSignal;
  /** Share of the bytes that are written, 0 to 1. */
  readonly onProgress?: (share: number) => void;
  /** Default: what the disk of the folder says. */
  readonly freeDiskBytes?: number;
  /** What errors call the archive, in place of its path. */
  readonly name?: string;
}

export interface Unpacked {
  readonly files: number;
  readonly bytes: number;
}

interface PlannedEntry {
  readonly entry: yauzl.Entry;
  readonly parts: readonly string[];
  readonly isFolder: boolean;
}

const MAX_ENTRIES = 20_000;
/** Images hardly shrink, masks and water do: deflate goes to about 1,030, real stacks to a handful. */
const MAX_RATIO = 200;
/** Below this a ratio says nothing. */
const RATIO_MATTERS_BYTES = 256 * 2 ** 20;
/** Left to those who write besides. */
const SPARE_DISK_BYTES = 256 * 2 ** 20;
const STORED = 0;
const DEFLATED = 8;

/**
 * @param folder made here; whatever is in it of an earlier attempt must have been removed
 * @throws `invalidStack` for an archive that cannot or must not be unpacked, `requestTooLarge`, `notEnoughRoom`
 */
export async function unpackArchive(archive: string, folder: string, options: UnpackOptions): Promise<Unpacked> {
  const { name = archive } = options;
  const file = await open(archive, 'r');
  try {
    const { size } = await file.stat();
    const { zip, planned } = await readPlan(file, name, options.maxEntries ?? MAX_ENTRIES);
    const bytes = judgedBytes(planned, size, name, options);
    await mkdir(folder, { recursive: true });
    await refuseWithoutRoom(folder, bytes, options);
    await writeAll(zip, planned, folder, bytes, { ...options, name });
    return { files: planned.filter(({ isFolder }) => !isFolder).length, bytes };
  } finally {
    await file.close();
  }
}

async function readPlan(
  file: FileHandle,
  name: string,
  maxEntries: number,
): Promise<{ zip: yauzl.ZipFile; planned: PlannedEntry[] }> {
  const planned: PlannedEntry[] = [];
  const names = new EntryNames();
  try {
    const zip = await yauzl.fromFdPromise(file.fd, { autoClose: false, strictFileNames: true });
    if (zip.entryCount > maxEntries) {
      throw invalidStack(name, `expected at most ${maxEntries} files, got ${zip.entryCount}`);
    }
    for await (const entry of zip.eachEntry()) {
      if (isClutter(entry)) continue;
      const parts = entryParts(entry);
      const isFolder = entry.fileName.endsWith('/');
      names.add(parts, isFolder ? 'folder' : 'file');
      refuseUnreadable(entry, isFolder, name);
      planned.push({ entry, parts, isFolder });
    }
    return { zip, planned };
  } catch (error) {
    if (error instanceof ServiceError) throw error;
    if (error instanceof RangeError) throw invalidStack(name, error.message, error);
    throw invalidStack(name, `not a zip, truncated or damaged (${messageOf(error)})`, error);
  }
}

function refuseUnreadable(entry: yauzl.Entry, isFolder: boolean, name: string): void {
  const where = `${name} (${entry.fileName})`;
  if (entry.isEncrypted()) throw invalidStack(where, 'encrypted; expected a zip without password');
  if (entry.compressionMethod !== STORED && entry.compressionMethod !== DEFLATED) {
    throw invalidStack(where, `compression method ${entry.compressionMethod}; expected deflate (8) or none (0)`);
  }
  if (isFolder && entry.uncompressedSize > 0) throw invalidStack(where, 'is a folder that holds bytes');
}

/** Bytes of all files, as the directory says. Throws for more than is allowed, and for what no honest archive says. */
function judgedBytes(planned: readonly PlannedEntry[], archiveBytes: number, name: string, options: UnpackOptions) {
  const bytes = planned.reduce((sum, { entry }) => sum + entry.uncompressedSize, 0);
  const packed = planned.reduce((sum, { entry }) => sum + entry.compressedSize, 0);
  if (planned.length === 0) throw invalidStack(name, 'expected the files of a stack, the archive is empty');
  if (bytes > options.maxBytes) {
    throw requestTooLarge(`${name}: unpacked it has ${bytes} bytes, at most ${options.maxBytes} are allowed`);
  }
  // Entries that share their bytes are how a small file becomes a large one.
  if (packed > archiveBytes)
    throw invalidStack(name, `its files claim ${packed} bytes of the ${archiveBytes} there are`);
  if (bytes > RATIO_MATTERS_BYTES && bytes > MAX_RATIO * archiveBytes) {
    throw invalidStack(name, `claims ${bytes} bytes out of ${archiveBytes}; expected at most ${MAX_RATIO} to 1`);
  }
  return bytes;
}

async function refuseWithoutRoom(folder: string, bytes: number, { freeDiskBytes }: UnpackOptions): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = freeDiskBytes ?? bavail * bsize;
  if (bytes + SPARE_DISK_BYTES <= free) return;
  throw notEnoughRoom(
    `unpacked the stack needs ${megabytes(bytes)} of disk and ${megabytes(SPARE_DISK_BYTES)} to spare, ${megabytes(free)} are free`,
  );
}

async function writeAll(
  zip: yauzl.ZipFile,
  planned: readonly PlannedEntry[],
  folder: string,
  bytes: number,
  { signal, onProgress, name }: UnpackOptions,
): Promise<void> {
  let written = 0;
  for (const { entry, parts, isFolder } of planned) {
    signal?.throwIfAborted();
    const path = join(folder, ...parts);
    await mkdir(isFolder ? path : dirname(path), { recursive: true });
    if (isFolder) continue;
    const where = `${name} (${entry.fileName})`;
    try {
      const content = await zip.openReadStreamPromise(entry);
      const declared = { bytes: entry.uncompressedSize, crc32: entry.crc32 };
      const checked = Readable.from(verified(content, declared, where), { objectMode: false });
      checked.on('data', (chunk: Buffer) => {
        written += chunk.length;
        onProgress?.(bytes === 0 ? 1 : written / bytes);
      });
      // Never onto something that is there.
      await pipeline(checked, createWriteStream(path, { flags: 'wx', mode: 0o644 }), { signal });
    } catch (error) {
      signal?.throwIfAborted();
      throw failureOf(error, where);
    }
  }
}

function failureOf(error: unknown, where: string): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOSPC' || code === 'EDQUOT') return notEnoughRoom('the disk became full while the stack was unpacked');
  if (error instanceof ServiceError) return invalidStack(where, error.detail.replace(`${where}: `, ''), error);
  return invalidStack(where, `damaged (${messageOf(error)})`, error);
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6).toLocaleString('en')} MB`;
const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
