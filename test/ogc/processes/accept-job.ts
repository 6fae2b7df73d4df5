/** Puts a job into the queue as a request would, without judging anything: for tests of what becomes of it. */
import { randomUUID } from 'node:crypto';
import type { Job, JobRequest } from '../../../src/jobs/job.js';
import type { JobStore } from '../../../src/jobs/job-store.js';

export interface Accepting {
  readonly processId?: string;
  readonly owner?: string;
  readonly request?: Partial<JobRequest>;
  readonly parentOf?: Partial<JobRequest>;
}

export async function acceptJob(store: JobStore, options: Accepting = {}): Promise<Job> {
  const { processId = 'echo', owner = 'local', request = {} } = options;
  const { job } = await store.submit({
    jobs: [
      {
        jobId: randomUUID(),
        processId,
        processVersion: '1.0.0',
        requestSha256: '0'.repeat(64),
        request: { inputs: {}, response: 'raw', ...request },
      },
    ],
    owner,
    mode: 'async',
    priority: 0,
  });
  return job;
}
