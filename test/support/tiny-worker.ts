/**
 * A worker of a few lines, for tests of the web interface: takes jobs by SQL, one after another, does what a test says, and
 * writes the outcome where the engine would.
 */
import { createHash } from 'node:crypto';
import type { Database } from '../../src/db/database.js';
import type { JobProvenance, JobRequest } from '../../src/jobs/job.js';

/** One output: JSON, bytes with a media type, or a published collection. */
export type TinyOutput =
  | { json: unknown }
  | { bytes: Buffer; mediaType: string }
  | { file: string; mediaType: string; size: number; sha256: string }
  | { collection: string };

export type TinyRun = (
  inputs: JobRequest['inputs'],
  job: { readonly jobId: string; readonly tell: (percent: number, phase: string) => Promise<void> },
) => Promise<Readonly<Record<string, TinyOutput>>>;

export class TinyWorker {
  #isStopped = false;
  #done: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly runs: Readonly<Record<string, TinyRun>>,
  ) {}

  start(): void {
    this.#done = this.#loop();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#done;
  }

  async #loop(): Promise<void> {
    while (!this.#isStopped) {
      if (!(await this.runNext())) await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** Runs the next job that can run; false when there is none. */
  async runNext(): Promise<boolean> {
    const { rows } = await this.database.query<{ job_id: string; process_id: string; request: JobRequest }>(
      `update egms.job j set status = 'running', lease_holder = 'tiny', lease_until = clock_timestamp() + interval '1 min',
         attempt = attempt + 1, started = clock_timestamp(), updated = clock_timestamp()
       where job_id = (select q.job_id from egms.job q where q.status = 'accepted' and not exists (
         select 1 from egms.job c where c.parent_job_id = q.job_id and c.status <> 'successful')
         order by priority desc, job_no limit 1)
       returning job_id, process_id, request`,
    );
    const [job] = rows;
    if (!job) return false;
    const tell = async (percent: number, phase: string) => {
      await this.database.query(
        `update egms.job set progress = $2, phase = $3, updated = clock_timestamp() where job_id = $1 and status = 'running'`,
        [job.job_id, percent, phase],
      );
      await logLine(this.database, job.job_id, 'info', phase);
    };
    try {
      const outputs = await this.runs[job.process_id](job.request.inputs, { jobId: job.job_id, tell });
      await finishJob(this.database, job.job_id, outputs);
    } catch (error) {
      await failJob(this.database, job.job_id, { status: 422, code: 'InvalidInput', detail: (error as Error).message });
    }
    return true;
  }
}

export const logLine = (database: Database, jobId: string, level: string, message: string) =>
  database.query('insert into egms.job_log (job_id, level, message) values ($1, $2, $3)', [jobId, level, message]);

export async function finishJob(
  database: Database,
  jobId: string,
  outputs: Readonly<Record<string, TinyOutput>>,
): Promise<void> {
  const { rows } = await database.query(
    `select 1 from egms.job where job_id = $1 and status in ('accepted', 'running')`,
    [jobId],
  );
  if (rows.length === 0) return;
  const provenance: JobProvenance = {
    softwareVersion: 'test',
    runtime: 'node test',
    used: [{ id: 'collection:l2b-descending-2020-2024@7', attributes: { version: '7' } }],
    generated: Object.entries(outputs).map(([outputId, output]) => ({ outputId, mediaType: mediaTypeOf(output) })),
  };
  for (const [outputId, output] of Object.entries(outputs)) await insertOutput(database, jobId, outputId, output);
  await database.query(
    `update egms.job set status = 'successful', progress = 100, lease_holder = null, lease_until = null, attempt = greatest(attempt, 1),
       started = coalesce(started, clock_timestamp()), finished = clock_timestamp(), updated = clock_timestamp(),
       expires = clock_timestamp() + interval '30 days', provenance = $2 where job_id = $1`,
    [jobId, JSON.stringify(provenance)],
  );
}

export const failJob = (
  database: Database,
  jobId: string,
  failure: { status: number; code: string; detail: string; phase?: string },
) =>
  database.query(
    `update egms.job set status = 'failed', lease_holder = null, lease_until = null, finished = clock_timestamp(),
       updated = clock_timestamp(), error = $2, message = $3 where job_id = $1 and status in ('accepted', 'running')`,
    [jobId, JSON.stringify(failure), failure.detail],
  );

export const startJob = (database: Database, jobId: string) =>
  database.query(
    `update egms.job set status = 'running', lease_holder = 'tiny', lease_until = clock_timestamp() + interval '1 min',
       attempt = attempt + 1, started = clock_timestamp(), updated = clock_timestamp() where job_id = $1`,
    [jobId],
  );

const mediaTypeOf = (output: TinyOutput): string => ('mediaType' in output ? output.mediaType : 'application/json');

async function insertOutput(database: Database, jobId: string, outputId: string, output: TinyOutput): Promise<void> {
  const content = 'json' in output ? Buffer.from(JSON.stringify(output.json)) : 'bytes' in output ? output.bytes : null;
  const file = 'file' in output ? output : undefined;
  await database.query(
    `insert into egms.job_result (job_id, output_id, media_type, content, file_name, collection_id, bytes, sha256)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      jobId,
      outputId,
      mediaTypeOf(output),
      content,
      file?.file ?? null,
      'collection' in output ? output.collection : null,
      content?.length ?? file?.size ?? null,
      content ? createHash('sha256').update(content).digest('hex') : (file?.sha256 ?? null),
    ],
  );
}
