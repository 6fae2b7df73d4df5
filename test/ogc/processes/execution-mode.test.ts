import { expect, test } from 'vitest';
import { readPreferences } from '../../../src/http/preferences.js';
import type { JobControlOption } from '../../../src/jobs/process-registry.js';
import { executionMode } from '../../../src/ogc/processes/execution-mode.js';

const SYNC: JobControlOption[] = ['sync-execute', 'dismiss'];
const ASYNC: JobControlOption[] = ['async-execute', 'dismiss'];
const BOTH: JobControlOption[] = ['sync-execute', 'async-execute'];

// OGC API Processes 1.0, table 9 and requirements 25 and 26.
test.each([
  [BOTH, '', { mode: 'sync' }],
  [BOTH, 'respond-async', { mode: 'async', applied: 'respond-async' }],
  [BOTH, 'respond-sync', { mode: 'sync' }],
  [ASYNC, '', { mode: 'async' }],
  [ASYNC, 'respond-async', { mode: 'async', applied: 'respond-async' }],
  [SYNC, '', { mode: 'sync' }],
  [SYNC, 'respond-async', { mode: 'sync' }],
  [['dismiss'] as JobControlOption[], '', { mode: 'sync' }],
])('%j with Prefer: %s', (options, prefer, expected) => {
  expect(executionMode(options, readPreferences(prefer))).toEqual(expected);
});
