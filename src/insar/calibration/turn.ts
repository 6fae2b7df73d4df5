/** Long sums are cut into stretches of a fraction of a second: between them others have their turn, and a job may end. */
import { setImmediate } from 'node:timers/promises';

export async function turn(signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  await setImmediate();
}
