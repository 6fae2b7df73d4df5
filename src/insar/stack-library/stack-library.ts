/**
 * The stacks that a service has: folders below one folder, or below folders in it. They are listed, described and removed; one
 * that is sent as a zip is received, unpacked and opened beside them, and appears in one step when all of that went well.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { notEnoughRoom, stackExists, tooManyUploads } from '../../errors.js';
import { findStacks, isStackFolder, stacksBelow } from '../stack-archive/find-stacks.js';
import { unpackArchive } from '../stack-archive/unpack-archive.js';
import { clearDrafts, inDraftFolder } from './draft-folder.js';
import { receiveFile } from './receive-file.js';
import { faultOf, readFacts, type StackReading } from './stack-facts.js';

export interface LibraryOptions {
  /** Absolute: the folder of stacks. */
  readonly stacks: string;
  /** Absolute, on the same disk: where stacks are received. */
  readonly drafts: string;
  readonly maxUploadBytes: number;
  readonly maxUnpackedBytes: number;
  /** Of all stacks together; absent: as much as the disk holds. */
  readonly maxStacksBytes?: number;
  readonly readFacts?: typeof readFacts;
}

export interface LibraryStack {
  /** As processes take it: `my-city`, `my-city/ascending`. */
  readonly name: string;
  /** Of all files in its folder. */
  readonly bytes: number;
  /** Last change of its folder. */
  readonly modified: Date;
  readonly reading: StackReading;
}

export interface Upload {
  readonly body: AsyncIterable<Buffer>;
  readonly announcedBytes?: number;
  readonly signal: AbortSignal;
}

/** Names that are taken for new stacks; others that were copied by hand are served all the same. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
const MAX_UPLOADS = 4;

export class StackLibrary {
  readonly #known = new Map<
    string,
    { readonly stamp: string; readonly reading: StackReading; readonly bytes: number }
  >();
  #uploads = 0;

  constructor(private readonly options: LibraryOptions) {}

  isName(name: string): boolean {
    return NAME.test(name);
  }

  /** In order of their names. */
  async list(signal?: AbortSignal): Promise<readonly LibraryStack[]> {
    const names: string[] = [];
    const entries = await readdir(this.options.stacks, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) if (entry.isDirectory()) names.push(...(await this.#namesAt(entry.name)));
    return this.#described(names.sort(), signal);
  }

  /** One stack, or those of a folder that holds several; none when there is nothing of the name. */
  async stacksOf(name: string, signal?: AbortSignal): Promise<readonly LibraryStack[]> {
    if (!isPlain(name)) return [];
    return this.#described(await this.#namesAt(name), signal);
  }

  /** @throws `stackExists`, `requestTooLarge`, `notEnoughRoom`, `invalidStack` and whatever else is wrong with the stack */
  async add(name: string, { body, announcedBytes, signal }: Upload): Promise<readonly LibraryStack[]> {
    if (!this.isName(name)) throw new RangeError(`name: expected letters, digits, - and _, got ${name}`);
    const { stacks, drafts, maxUploadBytes } = this.options;
    await this.#refuseTaken(name);
    if (this.#uploads >= MAX_UPLOADS) throw tooManyUploads(MAX_UPLOADS);
    this.#uploads++;
    try {
      await this.#refuseBeyondQuota(0);
      await mkdir(stacks, { recursive: true });
      await clearDrafts(drafts);
      await inDraftFolder(drafts, async (folder) => {
        const archive = join(folder, 'archive.zip');
        const size = announcedBytes === undefined ? {} : { announcedBytes };
        await receiveFile(body, archive, { maxBytes: maxUploadBytes, signal, ...size });
        const root = await this.#unpacked(archive, join(folder, 'content'), signal);
        await this.#refuseTaken(name);
        await this.#move(root, name);
      });
      return this.stacksOf(name, signal);
    } finally {
      this.#uploads--;
    }
  }

  /** False when there is no such stack. Gone in one step; the disk is free a little later. */
  async remove(name: string): Promise<boolean> {
    const { stacks, drafts } = this.options;
    if (!isPlain(name) || (await this.#namesAt(name)).length === 0) return false;
    await inDraftFolder(drafts, (folder) => rename(join(stacks, name), join(folder, randomUUID())));
    return true;
  }

  /** Removes what servers left that died while they received a stack. */
  clear(): Promise<number> {
    return clearDrafts(this.options.drafts);
  }

  /** Folder of what belongs together, unpacked, each of its stacks opened. */
  async #unpacked(archive: string, content: string, signal: AbortSignal): Promise<string> {
    const { maxUnpackedBytes, readFacts: read = readFacts } = this.options;
    const { bytes } = await unpackArchive(archive, content, {
      maxBytes: maxUnpackedBytes,
      signal,
      name: 'the archive',
    });
    await rm(archive);
    await this.#refuseBeyondQuota(bytes);
    const { root, stacks } = await findStacks(content, 'the archive');
    const paths = stacks.map((stack) => join(root, stack));
    for (const reading of await read(paths, signal)) {
      if (reading.kind === 'fault') throw faultOf(withoutFolder(reading, content));
    }
    return root;
  }

  async #move(root: string, name: string): Promise<void> {
    try {
      await rename(root, join(this.options.stacks, name));
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === 'ENOTEMPTY' || code === 'EEXIST') throw stackExists(name);
      throw error;
    }
  }

  async #refuseTaken(name: string): Promise<void> {
    if (await stat(join(this.options.stacks, name)).catch(() => undefined)) throw stackExists(name);
  }

  async #refuseBeyondQuota(more: number): Promise<void> {
    const { maxStacksBytes, stacks } = this.options;
    if (maxStacksBytes === undefined) return;
    const used = await folderBytes(stacks);
    if (used + more < maxStacksBytes) return;
    throw notEnoughRoom(
      `the stacks of this service have ${used} bytes and this one ${more}; together ${maxStacksBytes} are allowed (processes.max_stacks_bytes)`,
    );
  }

  /** Names of the stacks at a path: its own, or those below it. */
  async #namesAt(name: string): Promise<readonly string[]> {
    const folder = join(this.options.stacks, name);
    const there = await readdir(folder).catch(() => undefined);
    if (there === undefined) return [];
    if (isStackFolder(there)) return [name];
    return name.includes('/') ? [] : (await stacksBelow(folder)).map((below) => `${name}/${below}`);
  }

  async #described(names: readonly string[], signal?: AbortSignal): Promise<readonly LibraryStack[]> {
    const { stacks, readFacts: read = readFacts } = this.options;
    const stamps = await Promise.all(names.map((name) => stampOf(join(stacks, name))));
    const unknown = names.filter((name, i) => this.#known.get(name)?.stamp !== stamps[i].text);
    const readings = await read(
      unknown.map((name) => join(stacks, name)),
      signal,
    );
    for (const [i, name] of unknown.entries()) {
      const bytes = await folderBytes(join(stacks, name));
      const reading = withoutFolder(readings[i], stacks);
      this.#known.set(name, { stamp: stamps[names.indexOf(name)].text, reading, bytes });
    }
    return names.map((name, i) => {
      const { reading, bytes } = this.#known.get(name)!;
      return { name, bytes, modified: stamps[i].modified, reading };
    });
  }
}

/** One or two names between slashes, neither of which leads anywhere else. */
const isPlain = (name: string): boolean => {
  const parts = name.split('/');
  return parts.length <= 2 && parts.every((part) => part !== '' && !part.startsWith('.') && !/[\\\0]/.test(part));
};

/** Where things lie on this machine is nobody's business. */
function withoutFolder<Reading extends StackReading>(reading: Reading, folder: string): Reading {
  return reading.kind === 'fault' ? { ...reading, detail: reading.detail.replaceAll(`${folder}/`, '') } : reading;
}

/** Changes when something is added, removed, or described anew. */
async function stampOf(folder: string): Promise<{ readonly text: string; readonly modified: Date }> {
  const times = await Promise.all(
    [folder, join(folder, 'stack.json')].map(async (path) => (await stat(path).catch(() => undefined))?.mtimeMs ?? 0),
  );
  return { text: times.join(), modified: new Date(Math.max(...times)) };
}

async function folderBytes(folder: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) bytes += await folderBytes(path);
    else if (entry.isFile()) bytes += (await stat(path).catch(() => ({ size: 0 }))).size;
  }
  return bytes;
}
