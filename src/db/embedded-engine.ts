/**
 * Opens the embedded PostgreSQL (PGlite with PostGIS) on a data directory: unpacks a new one from the template, tunes
 * it for one process, and makes its commits durable.
 */
import { closeSync, existsSync, fdatasyncSync, fsyncSync, openSync } from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Extension, PGlite } from '@electric-sql/pglite';
import { invalidConfiguration } from '../errors.js';
import { writeFileAtomically } from './atomic-file.js';
import { createTemplate, fullBundleUrl, runtimeBundleFile, templateFile } from './embedded-template.js';

/** What is in `<dataDir>/pgdata.json`. Until it says `complete`, the directory beside it holds nothing worth keeping. */
interface DirectoryState {
  state: 'unpacking' | 'complete';
}

/** Of the pinned PGlite. */
const postgresMajor = '18';

/** `-F`, the default that turns fsync off, is left out: an acknowledged commit survives a power failure. */
const startParams = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
  ...[
    'wal_sync_method=fsync', // fdatasync never reaches the file system layer
    'max_wal_size=128MB',
    'min_wal_size=32MB',
    'work_mem=16MB',
    'random_page_cost=1.1',
    'jit=off',
  ].flatMap((setting) => ['-c', setting]),
];

/** The caller holds the lock of `dataDir`. */
export async function openEngine(dataDir: string, log: (message: string) => void): Promise<PGlite> {
  const pgdata = join(dataDir, 'pgdata');
  const stateFile = join(dataDir, 'pgdata.json');
  const state = await readState(stateFile);
  if (state === 'complete') {
    await checkVersion(pgdata);
    return create(pgdata);
  }
  if (state === undefined && existsSync(pgdata) && (await readdir(pgdata)).length > 0) {
    throw invalidConfiguration('--data-dir', `${pgdata} was not made by Open EGMS`, 'choose another directory');
  }
  await rm(pgdata, { recursive: true, force: true });
  writeState(stateFile, 'unpacking');
  await mkdir(pgdata, { mode: 0o700 });
  const engine = await create(pgdata, await readTemplate(log));
  await syncTree(pgdata);
  writeState(stateFile, 'complete');
  return engine;
}

/** A missing folder would be filled with an empty database, and one of another version fails without a reason. */
async function checkVersion(pgdata: string): Promise<void> {
  const version = await readFile(join(pgdata, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (version === undefined) {
    throw invalidConfiguration(
      '--data-dir',
      `${pgdata} is gone or damaged`,
      'delete pgdata.json beside it to start empty',
    );
  }
  if (version.trim() !== postgresMajor) {
    throw invalidConfiguration(
      '--data-dir',
      `${pgdata} is of PostgreSQL ${version.trim()}, this program embeds ${postgresMajor}`,
      'export its collections with the version that made it, and ingest them again',
    );
  }
}

function create(pgdata: string, template?: Blob): Promise<PGlite> {
  return PGlite.create({ dataDir: pgdata, extensions: { postgis }, startParams, loadDataDir: template });
}

async function readTemplate(log: (message: string) => void): Promise<Blob> {
  if (existsSync(templateFile)) return new Blob([await readFile(templateFile)], { type: 'application/x-gzip' });
  log(`${templateFile} is missing (npm run build makes it): creating a database from nothing, this takes 20 seconds`);
  return createTemplate();
}

const postgis: Extension = {
  name: 'postgis',
  async setup(_engine, emscriptenOpts) {
    emscriptenOpts.PGLITE_ENV.PROJ_DATA = '/pglite/share/proj';
    emscriptenOpts.preRun = [...(emscriptenOpts.preRun ?? []), makeDurable];
    const bundlePath = existsSync(runtimeBundleFile) ? pathToFileURL(runtimeBundleFile) : fullBundleUrl;
    return { emscriptenOpts, bundlePath };
  },
};

/** The part of Emscripten's file system that is mended here. */
interface MountedFileSystem {
  FS: { filesystems: { NODEFS: NodeFileSystem } };
}
interface NodeFileSystem {
  realPath(node: unknown): string;
  stream_ops: { fsync?: (stream: { nfd?: number; node: unknown }) => number };
}

const ioError = 29; // EIO in Emscripten's numbering

/** Emscripten's view of the disk ignores fsync; hand it through, so that fsync=on means what it says. */
function makeDurable({ FS }: MountedFileSystem): void {
  const { NODEFS } = FS.filesystems;
  NODEFS.stream_ops.fsync = ({ nfd, node }) => {
    try {
      if (nfd === undefined) syncDirectory(NODEFS.realPath(node));
      else fdatasyncSync(nfd);
      return 0;
    } catch {
      return ioError;
    }
  };
}

function syncDirectory(path: string): void {
  if (process.platform === 'win32') return; // directories cannot be opened there, and need not be
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Puts a freshly unpacked tree on the disk for good. */
async function syncTree(root: string): Promise<void> {
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) {
      syncDirectory(path);
    } else {
      const descriptor = openSync(path, 'r+');
      fsyncSync(descriptor);
      closeSync(descriptor);
    }
  }
  syncDirectory(root);
}

async function readState(file: string): Promise<DirectoryState['state'] | undefined> {
  if (!existsSync(file)) return undefined;
  return (JSON.parse(await readFile(file, 'utf8')) as DirectoryState).state;
}

const writeState = (file: string, state: DirectoryState['state']) =>
  writeFileAtomically(file, JSON.stringify({ state } satisfies DirectoryState));
