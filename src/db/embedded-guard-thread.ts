/** Entry of the guard thread; see embedded-guard.ts. */
import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { touchLock } from './data-directory-lock.js';
import type { GuardTask } from './embedded-guard.js';

const statementCheckMs = 250;
const lockTouchMs = 5_000;

const { lockFile, deadline, epochMs } = workerData as GuardTask;

setInterval(() => {
  const dueMs = Atomics.load(deadline, 0);
  if (dueMs > 0 && Date.now() - epochMs > dueMs) endProcess('a statement ran over its time limit');
}, statementCheckMs);

setInterval(() => {
  if (!touchLock(lockFile)) endProcess(`its lock ${lockFile} has been removed`);
}, lockTouchMs);

function endProcess(reason: string): void {
  // The main thread is busy, so its streams are stuck: write to the descriptor itself.
  writeSync(2, `embedded database ended: ${reason}\n`);
  process.kill(process.pid, 'SIGKILL');
}
