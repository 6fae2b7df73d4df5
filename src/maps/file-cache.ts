/**
 * Bytes in files below a folder, named after the digest of their key; any number of servers may share it. It is a cache:
 * what cannot be read or written, or was cut by a crash, counts as absent, and never fails a request.
 */
import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';

/** Length and CRC-32 before the bytes. */
const HEAD_BYTES = 8;
/** Files take whole blocks of a disk: one of 100 bytes as much as one of 4,000. */
const BLOCK_BYTES = 4096;
/** Emptied to this share when it is full, so that it is not cleaned at every tile. */
const KEPT_SHARE = 0.8;

export class FileCache {
  #writtenBytes = 0;
  #cleaning: Promise<void> | undefined;

  constructor(
    private readonly folder: string,
    private readonly maxBytes: number,
  ) {}

  async get(key: string): Promise<Uint8Array | undefined> {
    try {
      const file = this.#fileOf(key);
      const bytes = await regularFile(file, this.maxBytes);
      if (!bytes) return undefined;
      if (bytes.length < HEAD_BYTES) return undefined;
      const content = bytes.subarray(HEAD_BYTES);
      if (bytes.readUInt32LE(0) !== content.length || bytes.readUInt32LE(4) !== crc32(content)) return undefined;
      return content;
    } catch {
      return undefined;
    }
  }

  async set(key: string, content: Uint8Array): Promise<void> {
    const file = this.#fileOf(key);
    const unfinished = `${file}.${randomUUID()}`;
    const head = Buffer.alloc(HEAD_BYTES);
    head.writeUInt32LE(content.byteLength, 0);
    head.writeUInt32LE(crc32(content), 4);
    try {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(unfinished, Buffer.concat([head, content]));
      await rename(unfinished, file);
      this.#writtenBytes += onDisk(content.byteLength + HEAD_BYTES);
      // Looked at after each twentieth of its size: the folder may be shared with others that write, too.
      if (this.#writtenBytes > this.maxBytes / 20) this.clean();
    } catch {
      await rm(unfinished, { force: true }).catch(() => {});
    }
  }

  /** Removes what was written longest ago until the folder is below its size; one cleaning at a time. */
  clean(): Promise<void> {
    this.#writtenBytes = 0;
    this.#cleaning ??= this.#removeOldest()
      .catch(() => {})
      .finally(() => {
        this.#cleaning = undefined;
      });
    return this.#cleaning;
  }

  async #removeOldest(): Promise<void> {
    const names = await readdir(this.folder, { recursive: true }).catch(() => []);
    const files: { file: string; bytes: number; writtenMs: number }[] = [];
    for (const name of names) {
      const file = join(this.folder, name);
      const found = await stat(file).catch(() => undefined);
      if (found?.isFile()) files.push({ file, bytes: onDisk(found.size), writtenMs: found.mtimeMs });
    }
    let bytes = files.reduce((sum, entry) => sum + entry.bytes, 0);
    if (bytes <= this.maxBytes) return;
    files.sort((a, b) => a.writtenMs - b.writtenMs);
    for (const entry of files) {
      if (bytes <= this.maxBytes * KEPT_SHARE) break;
      await rm(entry.file, { force: true });
      bytes -= entry.bytes;
    }
  }

  #fileOf(key: string): string {
    const digest = createHash('sha256').update(key).digest('hex');
    return join(this.folder, digest.slice(0, 2), digest.slice(2));
  }
}

const onDisk = (bytes: number): number => Math.ceil(bytes / BLOCK_BYTES) * BLOCK_BYTES;

/** What was read of something else, a pipe or a device, might never end. Absent on systems that have no such flags. */
const READING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);

/** Undefined for what is no file of ours. */
async function regularFile(path: string, maxBytes: number): Promise<Buffer | undefined> {
  const file = await open(path, READING);
  try {
    const found = await file.stat();
    return found.isFile() && found.size <= maxBytes + HEAD_BYTES ? await file.readFile() : undefined;
  } finally {
    await file.close();
  }
}
