/**
 * Folders in which something is made that will be moved elsewhere when it is whole. Several servers may share the storage:
 * a folder says whose it is, so that only those of the dead are cleared away.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

interface Owner {
  readonly host: string;
  readonly pid: number;
  /** Another one of the same number may have come since. */
  readonly instance: string;
}

const SELF: Owner = { host: hostname(), pid: process.pid, instance: randomUUID() };
const OWNER_FILE = 'owner.json';
const TOUCH_MS = 60_000;
/** Of another machine, whose processes cannot be looked for. */
const FORGOTTEN_MS = 3_600_000;

/** Does something in a folder of its own below `root`, and removes it whatever comes of it. */
export async function inDraftFolder<T>(root: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = join(root, randomUUID());
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, OWNER_FILE), JSON.stringify(SELF));
  const touch = () => void utimes(folder, new Date(), new Date()).catch(() => {});
  const timer = setInterval(touch, TOUCH_MS);
  try {
    return await work(folder);
  } finally {
    clearInterval(timer);
    await rm(folder, { recursive: true, force: true });
  }
}

/** Removes what was left by servers that died. Returns how many. */
export async function clearDrafts(root: string, nowMs = Date.now()): Promise<number> {
  let removed = 0;
  for (const name of await readdir(root).catch(() => [])) {
    const folder = join(root, name);
    if (!(await isForgotten(folder, nowMs))) continue;
    await rm(folder, { recursive: true, force: true });
    removed++;
  }
  return removed;
}

async function isForgotten(folder: string, nowMs: number): Promise<boolean> {
  const { mtimeMs } = await stat(folder).catch(() => ({ mtimeMs: nowMs }));
  const owner = await ownerOf(folder);
  if (owner?.instance === SELF.instance) return false;
  if (owner?.host === SELF.host && (owner.pid === SELF.pid || !isAlive(owner.pid))) return true;
  return nowMs - mtimeMs > FORGOTTEN_MS;
}

async function ownerOf(folder: string): Promise<Owner | undefined> {
  try {
    return JSON.parse(await readFile(join(folder, OWNER_FILE), 'utf8')) as Owner;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
