/**
 * The exclusive lock of a data directory. The embedded database has no lock of its own, and two processes on one
 * directory lose acknowledged rows, so its server holds this one for as long as it lives.
 *
 * A lock is a numbered file `lock.N` created by link(2), which either makes the whole file or fails. The holder is
 * the owner of the highest number. A newcomer that finds the highest holder gone creates `lock.N+1`; two newcomers
 * reach for the same number and only one link succeeds. No file of a living holder is ever removed or replaced, so
 * there is no moment in which a takeover can go wrong.
 */
import { randomUUID } from 'node:crypto';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { dataDirectoryBusy } from '../errors.js';

/** Who holds a lock. Empty strings where the platform does not tell. */
interface Holder {
  pid: number;
  /** Start time of the process in clock ticks since boot: tells a reused pid from the holder. */
  processStart: string;
  hostname: string;
  /** Changes at every boot of the machine. */
  bootId: string;
  /** Processes of different namespaces (containers) cannot see each other's pids. */
  pidNamespace: string;
}

export interface DataDirectoryLock {
  /** The lock file; touched by `touchLock` so that holders on other machines can be told from dead ones. */
  readonly file: string;
  release(): void;
}

/** A holder that cannot be asked (other machine, other container) counts as gone after this long without a touch. */
const silentHolderMs = 30_000;

/**
 * Takes the lock of `dataDir`, which must exist, or throws `dataDirectoryBusy` naming the process that holds it.
 * A lock whose holder was killed is taken over.
 * @param option of the command line that names the directory
 */
export function acquireDataDirectoryLock(dataDir: string, option = '--data-dir'): DataDirectoryLock {
  mkdirSync(dataDir, { recursive: true });
  const draft = join(dataDir, `lock-draft-${randomUUID()}`);
  writeFileSync(draft, JSON.stringify(thisProcess(), null, 2));
  try {
    for (;;) {
      const highest = highestLock(dataDir);
      const holder = holderOf(dataDir, highest, statSync(draft).mtimeMs, option);
      if (holder) throw dataDirectoryBusy(holder);
      const mine = lockFile(dataDir, highest + 1);
      if (!link(draft, mine)) continue;
      if (highestLock(dataDir) > highest + 1) {
        // Our listing was older than a takeover that went further: step back and look again.
        rmSync(mine, { force: true });
        continue;
      }
      for (let n = highest; n > 0 && existsSync(lockFile(dataDir, n)); n--)
        rmSync(lockFile(dataDir, n), { force: true });
      return { file: mine, release: () => rmSync(mine, { force: true }) };
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Tells other machines that the holder lives. Returns false when the lock is no longer this process's. */
export function touchLock(file: string): boolean {
  try {
    if ((JSON.parse(readFileSync(file, 'utf8')) as Holder).pid !== process.pid) return false;
    const now = new Date();
    utimesSync(file, now, now);
    return true;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return false;
    throw error;
  }
}

/** Says who holds `dataDir`; undefined when it is free. A look, not a lock. */
export const dataDirectoryHolder = (dataDir: string) =>
  holderOf(dataDir, highestLock(dataDir), Date.now(), '--data-dir');

/** `nowMs` is the clock of the file system, which on a network may differ from ours. */
function holderOf(dataDir: string, number: number, nowMs: number, option: string): string | undefined {
  if (number === 0) return undefined;
  let holder: Holder;
  let touchedMs: number;
  try {
    holder = JSON.parse(readFileSync(lockFile(dataDir, number), 'utf8')) as Holder;
    touchedMs = statSync(lockFile(dataDir, number)).mtimeMs;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined; // released while we looked
    throw error;
  }
  const self = thisProcess();
  if (holder.hostname === self.hostname && holder.pidNamespace === self.pidNamespace) {
    const isGone = holder.bootId !== self.bootId || !isRunning(holder);
    return isGone ? undefined : `${dataDir} is in use by process ${holder.pid}; stop it, or choose another ${option}`;
  }
  if (nowMs - touchedMs > silentHolderMs) return undefined;
  return (
    `${dataDir} is in use by process ${holder.pid} on ${holder.hostname}; stop it, or choose another ${option} ` +
    `(if that machine is gone, the directory is free in ${silentHolderMs / 1000} seconds)`
  );
}

function thisProcess(): Holder {
  return {
    pid: process.pid,
    processStart: processStart(process.pid) ?? '',
    hostname: hostname(),
    bootId: read('/proc/sys/kernel/random/boot_id'),
    pidNamespace: readPidNamespace(),
  };
}

function isRunning(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return isCode(error, 'EPERM'); // somebody else's process, but a process
  }
  return holder.processStart === '' || (processStart(holder.pid) ?? holder.processStart) === holder.processStart;
}

/**
 * Start time of a process (field 22 of /proc/PID/stat), undefined where there is no /proc, `gone` when the process has
 * ended and only waits to be reaped. Fields are counted from the closing parenthesis: the name may contain blanks.
 */
function processStart(pid: number): string | undefined {
  const stat = read(`/proc/${pid}/stat`);
  if (stat === '') return undefined;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? 'gone' : fields[19];
}

function readPidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}

const lockFile = (dataDir: string, number: number) => join(dataDir, `lock.${number}`);

/** The highest lock number in the directory, 0 when there is none. */
function highestLock(dataDir: string): number {
  return readdirSync(dataDir).reduce(
    (highest, name) => Math.max(highest, Number(/^lock\.(\d+)$/.exec(name)?.[1] ?? 0)),
    0,
  );
}

/** True when `to` was created as a second name of `from`, false when it existed already. */
function link(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

const isCode = (error: unknown, code: string) => error instanceof Error && 'code' in error && error.code === code;
