/**
 * Answers with its inputs. The suite that certifies OGC API - Processes servers asks for such a process: it sends some of
 * the inputs, never all, and expects outputs of the same names.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { OutputValue, ProcessContext, ProcessRun } from '../../src/jobs/process.js';

const PAUSE_STEP_MS = 250;

export const run: ProcessRun = async (context) => {
  await pause(context, Number(context.inputs.pause ?? 0));
  const given = Object.entries(context.inputs).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, outputOf(name, value)]));
};

const outputOf = (name: string, value: unknown): OutputValue =>
  name === 'document' ? { kind: 'text', text: String(value), mediaType: 'text/plain' } : { kind: 'json', value };

/** Waits in short steps, so that progress shows and a dismissal ends the wait. */
async function pause({ progress, signal }: ProcessContext, seconds: number): Promise<void> {
  const steps = Math.round((seconds * 1000) / PAUSE_STEP_MS);
  for (let step = 0; step < steps; step++) {
    signal.throwIfAborted();
    // An abort wakes the sleeper; the signal's own reason is then thrown.
    await sleep(PAUSE_STEP_MS, undefined, { signal }).catch(() => signal.throwIfAborted());
    progress((step + 1) / steps, 'pausing, as asked');
  }
  signal.throwIfAborted();
}
