/** The small files of a tiled store: what it holds, and how far it has been filled. */
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { invalidStack } from '../../errors.js';

export interface StoreHeader {
  readonly type: 'open-egms-tile-store';
  readonly version: 1;
  /** Of the description and the files it was made from. */
  readonly fingerprint: string;
  readonly widthPixels: number;
  readonly heightPixels: number;
  readonly tilePixels: number;
  /** `YYYYMMDD`, ascending. */
  readonly dates: readonly string[];
  readonly bandRows: number;
}

/** A band that is whole on the disk. */
export interface BandLine {
  readonly band: number;
  /** Uint32Array (tiles of the band, dates), base64. */
  readonly checksums: string;
  /** Valid pixels of each date in the band. */
  readonly valid: readonly number[];
}

const HEADER_FILE = 'store.json';
export const TILES_FILE = 'tiles.bin';
export const PROGRESS_FILE = 'progress.ndjson';

export async function readHeader(folder: string): Promise<StoreHeader | undefined> {
  const text = await textOf(join(folder, HEADER_FILE));
  return text === undefined ? undefined : parsed<StoreHeader>(text, folder, HEADER_FILE);
}

export async function writeHeader(folder: string, header: StoreHeader): Promise<void> {
  const path = join(folder, HEADER_FILE);
  const file = await open(`${path}.draft`, 'w');
  try {
    await file.writeFile(JSON.stringify(header));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.draft`, path);
}

/** Whole lines in order; what a kill left of a last one does not count. */
export async function readProgress(folder: string): Promise<readonly BandLine[]> {
  const text = (await textOf(join(folder, PROGRESS_FILE))) ?? '';
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => parsed<BandLine>(line, folder, PROGRESS_FILE));
}

function parsed<T>(text: string, folder: string, file: string): T {
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    throw invalidStack(join(folder, file), `is damaged: expected JSON; remove ${folder}`, error);
  }
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
