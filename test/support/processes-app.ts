/** The application with processes, over the test database, a storage of its own and a catalog in memory. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Express } from 'express';
import type { Database } from '../../src/db/database.js';
import type { HttpConfig } from '../../src/http/http-config.js';
import { JobStorage } from '../../src/jobs/job-storage.js';
import { JobStore, type JobStoreOptions } from '../../src/jobs/job-store.js';
import { JobWatch } from '../../src/jobs/job-watch.js';
import type { ProcessRegistry } from '../../src/jobs/process-registry.js';
import type { ReferenceRules } from '../../src/jobs/reference-guard.js';
import type { ProcessesDependencies } from '../../src/ogc/processes/processes-standard.js';
import { testApp } from './test-app.js';
import { testRegistry } from './test-processes.js';

export interface ProcessesAppOptions {
  readonly config?: Partial<HttpConfig>;
  readonly registry?: ProcessRegistry;
  readonly rules?: Partial<ReferenceRules>;
  readonly limits?: Partial<ProcessesDependencies['limits']>;
  readonly store?: Partial<JobStoreOptions>;
  readonly withdraw?: ProcessesDependencies['withdraw'];
}

export interface ProcessesApp {
  readonly app: Express;
  readonly store: JobStore;
  readonly watch: JobWatch;
  readonly storage: JobStorage;
  readonly close: () => void;
}

/** Changes are seen almost at once: no test should wait for a clock. */
const POLL_MS = 10;

export function processesApp(database: Database, options: ProcessesAppOptions = {}): ProcessesApp {
  const folder = mkdtempSync(join(tmpdir(), 'open-egms-jobs-'));
  const storage = new JobStorage(folder);
  const store = new JobStore(database, { maxQueuedPerOwner: 100, retentionDays: 30, ...options.store });
  const watch = new JobWatch(store, POLL_MS);
  const app = testApp({
    config: options.config,
    processes: {
      registry: options.registry ?? testRegistry,
      store,
      watch,
      storage,
      rules: { allowedHosts: ['data.example'], allowedFolders: [], allowPrivate: false, ...options.rules },
      limits: { syncSeconds: 20, ...options.limits },
      withdraw: options.withdraw ?? (async () => false),
    },
  });
  return {
    app,
    store,
    watch,
    storage,
    close: () => {
      watch.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
