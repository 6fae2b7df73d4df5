/**
 * Results of areas on the disk between the step that found them and the outputs that show them: groups of areas come in the
 * order of the ground, outputs in that of the request. One file for each group, one line of JSON for each area.
 */
import { createHash } from 'node:crypto';
import { type FileHandle, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { AreaResult } from '../../src/insar/area-statistics/area-result.js';

/** What a checkpoint remembers of a file. */
export interface StagedFile {
  readonly name: string;
  readonly sha256: string;
  /** Place of the area, first byte, bytes. */
  readonly lines: readonly (readonly [place: number, at: number, length: number])[];
}

/** Writes a whole file or none. */
export async function stageResults(
  folder: string,
  name: string,
  results: AsyncIterable<readonly [place: number, result: AreaResult]>,
): Promise<StagedFile> {
  const draft = join(folder, `${name}.draft`);
  const hash = createHash('sha256');
  const lines: [number, number, number][] = [];
  let at = 0;
  const handle = await open(draft, 'w');
  try {
    for await (const [place, result] of results) {
      const line = Buffer.from(`${JSON.stringify(result)}\n`);
      await handle.appendFile(line);
      hash.update(line);
      lines.push([place, at, line.length]);
      at += line.length;
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, join(folder, name));
  return { name, sha256: hash.digest('hex'), lines };
}

/** Files held open at a time. */
const MOST_OPEN = 32;

/** Looks results up by area. To be closed. */
export class StagedResults {
  readonly #lineOf = new Map<number, { name: string; at: number; length: number }>();
  readonly #open = new Map<string, FileHandle>();

  constructor(
    private readonly folder: string,
    files: readonly StagedFile[],
  ) {
    for (const { name, lines } of files) {
      for (const [place, at, length] of lines) this.#lineOf.set(place, { name, at, length });
    }
  }

  /** Undefined for an area that nothing was found for. */
  async result(place: number): Promise<AreaResult | undefined> {
    const line = this.#lineOf.get(place);
    if (!line) return undefined;
    const buffer = Buffer.alloc(line.length);
    await (await this.#handle(line.name)).read(buffer, 0, line.length, line.at);
    return JSON.parse(buffer.toString()) as AreaResult;
  }

  async close(): Promise<void> {
    for (const handle of this.#open.values()) await handle.close();
    this.#open.clear();
  }

  async #handle(name: string): Promise<FileHandle> {
    const known = this.#open.get(name);
    if (known) return known;
    if (this.#open.size >= MOST_OPEN) await this.close();
    const handle = await open(join(this.folder, name), 'r');
    this.#open.set(name, handle);
    return handle;
  }
}
