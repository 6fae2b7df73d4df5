/** Results that are too large for a checkpoint: files in the job's folder, of which the checkpoint keeps name and checksum. */
import { createHash } from 'node:crypto';
import { open, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProcessContext } from '../../src/jobs/process.js';

export interface KeptFile {
  /** In the job's folder. */
  readonly fileName: string;
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * Does a step that writes a file once per job. When the checkpoint is there and the file is not, as after a move to another
 * machine, the step is done again; the same inputs must then give the same bytes.
 */
export async function keptFile<T extends KeptFile>(
  { checkpoint, folder, log }: Pick<ProcessContext, 'checkpoint' | 'folder' | 'log'>,
  key: string,
  make: () => Promise<T>,
): Promise<T> {
  const kept = await checkpoint(key, make);
  if (await isThere(join(folder, kept.fileName), kept.bytes)) return kept;
  log('warn', `${kept.fileName} is not in the job's folder any more: made again`);
  const again = await make();
  if (again.sha256 !== kept.sha256) {
    throw new Error(`${kept.fileName}: made again it is not what it was (SHA-256 ${again.sha256}, was ${kept.sha256})`);
  }
  return again;
}

async function isThere(path: string, bytes: number): Promise<boolean> {
  try {
    return (await stat(path)).size === bytes;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}

/** Writes text piece by piece; the file appears under its name when it is whole and on the disk. */
export async function writeTextFile(folder: string, fileName: string, pieces: Iterable<string>): Promise<KeptFile> {
  const path = join(folder, fileName);
  const draft = `${path}.part`;
  const file = await open(draft, 'w');
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for (const piece of pieces) {
      const content = Buffer.from(piece);
      hash.update(content);
      bytes += content.length;
      await file.appendFile(content);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
  return { fileName, bytes, sha256: hash.digest('hex') };
}
