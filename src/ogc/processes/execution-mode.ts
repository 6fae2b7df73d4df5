/** Whether a client waits for the results or looks after a job: as it prefers, as far as the process offers it. */
import type { JobControlOption } from '../../jobs/process-registry.js';

export interface ExecutionMode {
  readonly mode: 'sync' | 'async';
  /** For the header Preference-Applied; absent when nothing was preferred, or the preference could not be met. */
  readonly applied?: string;
}

/** Requirements /req/core/process-execute-default-execution-mode and process-execute-auto-execution-mode. */
export function executionMode(
  options: readonly JobControlOption[],
  preferences: ReadonlyMap<string, string>,
): ExecutionMode {
  const offersAsync = options.includes('async-execute');
  const offersSync = options.includes('sync-execute') || !offersAsync;
  const prefersAsync = preferences.has('respond-async');
  if (offersAsync && prefersAsync) return { mode: 'async', applied: 'respond-async' };
  return { mode: offersSync ? 'sync' : 'async' };
}
