/** Jobs in a test: submitted without HTTP, run without threads. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../../src/db/database.js';
import type { Job, JobRequest } from '../../src/jobs/job.js';
import { JobStorage } from '../../src/jobs/job-storage.js';
import { JobStore, type NewJob, type Submission } from '../../src/jobs/job-store.js';
import { type LeasedJob, LeaseStore } from '../../src/jobs/lease-store.js';
import type { ProcessRun } from '../../src/jobs/process.js';
import type { ProcessDescription } from '../../src/jobs/process-registry.js';
import type { ReferenceRules } from '../../src/jobs/reference-guard.js';
import { type AttemptEnd, runJob } from '../../src/jobs/run-job.js';
import { TRIAL_LIMITS } from './run-process.js';

export const TRIAL_PROCESS: ProcessDescription = {
  id: 'trial',
  version: '1.0.0',
  title: 'Trial',
  description: 'A process of a test.',
  jobControlOptions: ['sync-execute', 'async-execute', 'dismiss'],
  outputTransmission: ['value', 'reference'],
  inputs: {
    text: { schema: { type: 'string' }, minOccurs: 0 },
    many: { schema: { type: 'object' }, minOccurs: 0, maxOccurs: 'unbounded' },
  },
  outputs: { answer: { schema: { type: 'string' } } },
};

export interface RunOptions {
  readonly rules?: Partial<ReferenceRules>;
  readonly description?: ProcessDescription;
}

export class JobBench {
  readonly storage: JobStorage;
  readonly store: JobStore;
  readonly leases: LeaseStore;
  readonly #folder = mkdtempSync(join(tmpdir(), 'open-egms-jobs-'));

  constructor(
    readonly database: Database,
    options: { maxQueuedPerOwner?: number; maxFruitlessAttempts?: number; retentionDays?: number } = {},
  ) {
    const { maxQueuedPerOwner = 100, maxFruitlessAttempts = 3, retentionDays = 30 } = options;
    this.storage = new JobStorage(this.#folder);
    this.store = new JobStore(database, { maxQueuedPerOwner, retentionDays });
    this.leases = new LeaseStore(database, { maxFruitlessAttempts, retentionDays });
  }

  async submit(request: Partial<JobRequest> = {}, options: Partial<Submission> & Partial<NewJob> = {}): Promise<Job> {
    const { job } = await this.store.submit(this.submission(request, options));
    return job;
  }

  submission(request: Partial<JobRequest> = {}, options: Partial<Submission> & Partial<NewJob> = {}): Submission {
    const { jobId = randomUUID(), processId = 'trial', parentJobId, ...rest } = options;
    const first: NewJob = {
      jobId,
      processId,
      processVersion: '1.0.0',
      request: { inputs: {}, response: 'raw', ...request },
      requestSha256: '0'.repeat(64),
      ...(parentJobId ? { parentJobId } : {}),
    };
    return { jobs: [first], owner: 'tester', mode: 'async', priority: 0, ...rest };
  }

  claim(options: Partial<Parameters<LeaseStore['claim']>[0]> = {}): Promise<LeasedJob | undefined> {
    return this.leases.claim({
      holder: 'worker-1',
      leaseMs: 60_000,
      modes: ['sync', 'async'],
      maxRunningPerOwner: 100,
      ...options,
    });
  }

  run(
    job: LeasedJob,
    run: ProcessRun,
    signal = new AbortController().signal,
    { rules, description = TRIAL_PROCESS }: RunOptions = {},
  ): Promise<AttemptEnd> {
    return runJob(job, {
      database: this.database,
      leases: this.leases,
      storage: this.storage,
      rules: { allowedHosts: [], allowedFolders: [], allowPrivate: false, ...rules },
      limits: TRIAL_LIMITS,
      softwareVersion: 'test',
      description,
      run,
      signal,
    });
  }

  /** Lets every lease end at once, as after the death of its worker. */
  async endLeases(): Promise<void> {
    await this.database.query(`update egms.job set lease_until = now() - interval '1 hour' where status = 'running'`);
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
