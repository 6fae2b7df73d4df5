/**
 * Where an embedded server listens, and how other processes learn it: `<dataDir>/server.json`.
 *
 * Unix sockets have short names (about 100 bytes), so the socket lies in a private folder of the system's temporary
 * directory whose name is derived from the data directory. Windows gets a loopback port.
 */
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import type { ListenOptions } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { invalidConfiguration } from '../errors.js';
import { writeFileAtomically } from './atomic-file.js';

/** What `pg` needs to connect. A host that starts with `/` is the folder of a Unix socket. */
export interface EmbeddedAddress {
  pid: number;
  host: string;
  port: number;
  password: string;
}

const maxSocketPathBytes = 100;

/** In a folder HOST, `pg` and libpq look for the socket of PORT under this name. */
export const socketPath = (host: string, port: number) => join(host, `.s.PGSQL.${port}`);

/** What to listen on for `dataDir`, with leftovers of a killed server removed. The caller holds the lock. */
export function prepareListening(dataDir: string): { options: ListenOptions; host: string; port: number } {
  const port = 5432;
  if (process.platform === 'win32') return { options: { host: '127.0.0.1', port: 0 }, host: '127.0.0.1', port: 0 };
  const host = privateFolder(dataDir);
  rmSync(socketPath(host, port), { force: true });
  return { options: { path: socketPath(host, port) }, host, port };
}

/** What to give to `net.connect`. */
export const connectOptions = ({ host, port }: EmbeddedAddress) =>
  host.startsWith('/') ? { path: socketPath(host, port) } : { host, port };

export function publishAddress(dataDir: string, address: EmbeddedAddress): void {
  writeFileAtomically(addressFile(dataDir), JSON.stringify(address));
}

export function withdrawAddress(dataDir: string, { host, port }: EmbeddedAddress): void {
  rmSync(addressFile(dataDir), { force: true });
  if (!host.startsWith('/')) return;
  rmSync(socketPath(host, port), { force: true });
  rmSync(host, { recursive: true, force: true });
}

/** The address published in `dataDir`; undefined when there is none. Its server may be gone. */
export function readAddress(dataDir: string): EmbeddedAddress | undefined {
  try {
    return JSON.parse(readFileSync(addressFile(dataDir), 'utf8')) as EmbeddedAddress;
  } catch {
    return undefined;
  }
}

const addressFile = (dataDir: string) => join(dataDir, 'server.json');

function privateFolder(dataDir: string): string {
  const name = `open-egms-${createHash('sha256').update(realpathSync(dataDir)).digest('hex').slice(0, 12)}`;
  const folder = [tmpdir(), '/tmp']
    .map((parent) => join(parent, name))
    .find((candidate) => Buffer.byteLength(socketPath(candidate, 5432)) <= maxSocketPathBytes);
  if (!folder) throw invalidConfiguration('TMPDIR', `${tmpdir()} is too long for a socket`, 'choose a shorter one');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { uid, mode } = lstatSync(folder);
  const isOurs = lstatSync(folder).isDirectory() && uid === process.getuid?.() && (mode & 0o077) === 0;
  if (!isOurs) throw invalidConfiguration('TMPDIR', `${folder} belongs to somebody else`, 'remove it');
  return folder;
}
