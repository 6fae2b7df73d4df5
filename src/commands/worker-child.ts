/**
 * The worker of a server, as a child process of it: told what to do over the channel to its parent, and never outliving
 * it. A server that was killed leaves no orphan that would hold leases, or the embedded database, in its place.
 */
import type { Config } from '../config.js';
import { createLog } from './create-log.js';
import { worker } from './worker.js';

export type ParentMessage =
  | { readonly kind: 'start'; readonly config: Config; readonly holder: string }
  | { readonly kind: 'wake' }
  | { readonly kind: 'stop' };

export type WorkerMessage = { readonly kind: 'ready' } | { readonly kind: 'changed' };

const stopping = new AbortController();
let wake = () => {};

// Ctrl-C reaches the whole group of processes: the parent decides what it means.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => stopping.abort());
process.on('disconnect', () => process.exit(0));

process.on('message', (message: ParentMessage) => {
  if (message.kind === 'wake') wake();
  else if (message.kind === 'stop') stopping.abort();
  else void run(message.config, message.holder);
});

async function run(config: Config, holder: string): Promise<void> {
  const log = createLog(config);
  const tell = (message: WorkerMessage) => process.connected && process.send?.(message);
  try {
    process.exitCode = await worker(config, {
      signal: stopping.signal,
      log,
      holder,
      onChange: () => tell({ kind: 'changed' }),
      onReady: (look) => {
        wake = look;
        tell({ kind: 'ready' });
      },
    });
  } catch (error) {
    log.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
  process.exit();
}
