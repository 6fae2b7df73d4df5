/**
 * Entry of the embedded server's process: takes the lock of the data directory, opens the engine and serves it on a
 * local socket until the parent says `stop`, goes away, or sends SIGTERM. Started by embedded-server.ts.
 */
import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import { ServiceError } from '../errors.js';
import { acquireDataDirectoryLock } from './data-directory-lock.js';
import { prepareListening, publishAddress, withdrawAddress } from './embedded-address.js';
import { openEngine } from './embedded-engine.js';
import { startGuard } from './embedded-guard.js';
import { EmbeddedWire } from './embedded-wire.js';

/** What the child tells its parent. */
export type ChildMessage =
  | { kind: 'log'; text: string }
  | { kind: 'ready' }
  /** Another process holds the data directory. */
  | { kind: 'busy' }
  | { kind: 'failed'; status: number; code: string; detail: string };

/** Time a service manager's SIGTERM to all processes leaves the parent to finish its requests. */
const terminationGraceMs = 5_000;
/** The engine never checkpoints by itself: done when idle and the log has grown by this much. */
const checkpointAfterBytes = 64 * 1024 * 1024;
const checkpointCheckMs = 2_000;

const dataDir = resolve(process.argv[2]);
const tell = (message: ChildMessage) => process.connected && process.send?.(message);

// Ctrl-C reaches the whole terminal: the parent decides, it may still need the database.
process.on('SIGINT', () => {});
process.on('SIGHUP', () => {});
// The parent may be gone: nobody reads then.
process.stderr.on('error', () => {});

process.on('uncaughtException', (error) => end(1, error.stack ?? error.message));

try {
  await serve();
} catch (error) {
  if (error instanceof ServiceError && error.code === 'DataDirectoryBusy') tell({ kind: 'busy' });
  else if (error instanceof ServiceError)
    tell({ kind: 'failed', status: error.status, code: error.code, detail: error.detail });
  else throw error;
  process.disconnect?.();
}

async function serve(): Promise<void> {
  const lock = acquireDataDirectoryLock(dataDir);
  process.on('exit', () => lock.release());
  const guard = startGuard(lock.file);
  const engine = await openEngine(dataDir, (text) => tell({ kind: 'log', text }));

  const password = randomBytes(24).toString('base64url');
  const wire = new EmbeddedWire({
    engine,
    password,
    onUnitStart: guard.watch,
    onUnitEnd: guard.rest,
    onIdle: checkpointer(engine),
    onEngineFailure: (error) => end(1, error.message),
  });
  const { options, host, port } = prepareListening(dataDir);
  await wire.listen(options);
  const address = { pid: process.pid, host, port: wire.port ?? port, password };
  publishAddress(dataDir, address);

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    withdrawAddress(dataDir, address);
    await wire.close();
    await engine.close();
    await guard.stop();
    process.exit(0);
  };
  process.on('SIGTERM', () => setTimeout(stop, process.connected ? terminationGraceMs : 0));
  process.on('disconnect', stop);
  process.on('message', stop);
  if (!process.connected) await stop();
  tell({ kind: 'ready' });
}

function end(code: number, reason: string): void {
  process.stderr.write(`embedded database ended: ${reason}\n`, () => process.exit(code));
}

/** Writes changed pages back and frees the log, now and then, when nobody waits. */
function checkpointer(engine: PGlite): () => Promise<void> {
  let checkedMs = Date.now();
  return async () => {
    if (Date.now() - checkedMs < checkpointCheckMs) return;
    checkedMs = Date.now();
    const { rows } = await engine.query<{ due: boolean }>(
      'select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), redo_lsn) > $1 as due from pg_control_checkpoint()',
      [checkpointAfterBytes],
    );
    if (rows[0].due) await engine.exec('checkpoint');
  };
}
