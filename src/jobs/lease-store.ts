/**
 * What workers do with the queue: take a job under a lease, keep the lease, tell how far they are, and end the job.
 * Every statement that changes a job names the attempt it belongs to, so that a worker that lost its lease changes
 * nothing any more, however late its statement comes.
 */
import type { PoolClient } from 'pg';
import type { Database } from '../db/database.js';
import type { JobFailure, JobLogLine, JobProvenance, JobRequest, JobResult } from './job.js';

/** A job in a worker's hands. */
export interface LeasedJob {
  readonly jobId: string;
  readonly processId: string;
  readonly attempt: number;
  readonly mode: 'sync' | 'async';
  /** Whether an earlier attempt may have left checkpoints and files. */
  readonly isResumed: boolean;
}

export interface ClaimQuestion {
  /** Who will run it; unique among all workers there ever were. */
  readonly holder: string;
  readonly leaseMs: number;
  /** `sync`: only jobs that a client waits for. */
  readonly modes: readonly ('sync' | 'async')[];
  /** Running jobs of one owner at once, sync ones apart. */
  readonly maxRunningPerOwner: number;
}

/** The job belongs to somebody else by now, or was dismissed. What was done in the transaction is undone. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

export class LeaseStore {
  constructor(
    private readonly database: Database,
    private readonly options: {
      readonly retentionDays: number;
      /** Attempts in a row without a new checkpoint after which a job counts as the cause, not the victim. */
      readonly maxFruitlessAttempts: number;
    },
  ) {}

  /** The next job of the queue, now running; undefined when none can run. */
  async claim({ holder, leaseMs, modes, maxRunningPerOwner }: ClaimQuestion): Promise<LeasedJob | undefined> {
    const { rows } = await this.database.query<LeasedRow>(
      `with next as (
         select j.job_id from egms.job j
         where j.status = 'accepted' and j.mode = any($3) and (j.not_before is null or j.not_before <= clock_timestamp())
           and not exists (select 1 from egms.job c where c.parent_job_id = j.job_id and c.status <> 'successful')
           and (j.mode = 'sync' or (select count(*) from egms.job r
             where r.status = 'running' and r.mode = 'async' and r.owner = j.owner) < $4)
         order by j.priority desc, j.job_no limit 1 for update skip locked),
       taken as (
         update egms.job j set status = 'running', lease_holder = $1,
           lease_until = clock_timestamp() + make_interval(secs => $2::float8 / 1000), attempt = attempt + 1,
           fruitless_attempts = fruitless_attempts + 1, started = coalesce(started, clock_timestamp()),
           updated = clock_timestamp(), message = null
         from next where j.job_id = next.job_id
         returning j.job_id, j.process_id, j.attempt, j.mode, j.request),
       told as (
         insert into egms.job_callback (job_id, kind, url)
         select job_id, 'progress', request->'subscriber'->>'inProgressUri' from taken
         where attempt = 1 and request->'subscriber'->>'inProgressUri' is not null)
       select job_id, process_id, attempt, mode from taken`,
      [holder, leaseMs, `{${modes.join(',')}}`, maxRunningPerOwner],
    );
    return rows[0] && leasedOf(rows[0]);
  }

  /** Jobs this worker still holds. Those it thought it held and that are missing here were dismissed or lost. */
  async held(holder: string): Promise<ReadonlySet<string>> {
    const { rows } = await this.database.query<{ key: string }>(
      `select job_id || ' ' || attempt as key from egms.job where status = 'running' and lease_holder = $1`,
      [holder],
    );
    return new Set(rows.map(({ key }) => key));
  }

  async renew(holder: string, leaseMs: number): Promise<void> {
    await this.database.query(
      `update egms.job set lease_until = clock_timestamp() + make_interval(secs => $2::float8 / 1000)
       where status = 'running' and lease_holder = $1`,
      [holder, leaseMs],
    );
  }

  /**
   * Puts jobs of workers that stopped renewing back into the queue, and ends those whose workers die of them, or whose
   * inputs will never come. Any worker may call it at any time.
   */
  async recover(): Promise<void> {
    await this.database.query(
      `update egms.job set status = 'accepted', lease_holder = null, lease_until = null, updated = clock_timestamp(),
         message = 'its worker was lost; waiting to be taken up again'
       where status = 'running' and lease_until < clock_timestamp() and fruitless_attempts < $1`,
      [this.options.maxFruitlessAttempts],
    );
    const { maxFruitlessAttempts } = this.options;
    await this.#failWhere(
      {
        status: 500,
        code: 'WorkerLost',
        detail: `${maxFruitlessAttempts} attempts in a row ended with the loss of their worker`,
      },
      `status = 'running' and lease_until < clock_timestamp() and fruitless_attempts >= $4`,
      maxFruitlessAttempts,
    );
    await this.#failForInputs();
  }

  /** Gives back what a worker that is known to be dead held, before its leases end. */
  async releaseHolder(holder: string): Promise<void> {
    await this.database.query(
      `update egms.job set lease_until = clock_timestamp() - interval '1 ms'
       where status = 'running' and lease_holder = $1`,
      [holder],
    );
  }

  /** Back into the queue. An attempt that was cut short by us, or by a passing fault, is not held against the job. */
  async release(job: LeasedJob, reason: string, delayMs: number): Promise<void> {
    await this.database.query(
      `update egms.job set status = 'accepted', lease_holder = null, lease_until = null, updated = clock_timestamp(),
         fruitless_attempts = greatest(fruitless_attempts - 1, 0), message = $3,
         not_before = clock_timestamp() + make_interval(secs => $4::float8 / 1000)
       where job_id = $1 and attempt = $2 and status = 'running'`,
      [job.jobId, job.attempt, reason, delayMs],
    );
  }

  /** Back into the queue after an attempt that broke: it counts against the job. */
  async abandon(job: LeasedJob, reason: string): Promise<void> {
    await this.database.query(
      `update egms.job set lease_until = clock_timestamp() - interval '1 ms', message = $3
       where job_id = $1 and attempt = $2 and status = 'running'`,
      [job.jobId, job.attempt, reason],
    );
    await this.recover();
  }

  async request(job: LeasedJob): Promise<JobRequest> {
    const { rows } = await this.database.query<{ request: JobRequest }>(
      'select request from egms.job where job_id = $1',
      [job.jobId],
    );
    if (!rows[0]) throw new LeaseLost();
    return rows[0].request;
  }

  /** @param percent 0 to 100; never falls. A subscriber hears of every tenth. */
  async tell(job: LeasedJob, percent: number, phase: string): Promise<void> {
    await this.database.query(
      `with before as (select job_id, progress, request from egms.job where job_id = $1),
       told as (
         update egms.job set progress = greatest(progress, $3::real), phase = $4, updated = clock_timestamp()
         where job_id = $1 and attempt = $2 and status = 'running' returning job_id, progress)
       insert into egms.job_callback (job_id, kind, url)
       select t.job_id, 'progress', b.request->'subscriber'->>'inProgressUri' from told t join before b using (job_id)
       where floor(t.progress / 10) > floor(b.progress / 10) and b.request->'subscriber'->>'inProgressUri' is not null`,
      [job.jobId, job.attempt, percent, phase],
    );
  }

  async log(job: LeasedJob, lines: readonly Omit<JobLogLine, 'lineNo'>[]): Promise<void> {
    await this.database.query(
      `insert into egms.job_log (job_id, logged, level, message)
       select $1, l.logged, l.level, l.message
       from unnest($3::timestamptz[], $4::text[], $5::text[]) with ordinality as l (logged, level, message, place)
       where exists (select 1 from egms.job where job_id = $1 and attempt = $2) order by l.place`,
      [
        job.jobId,
        job.attempt,
        lines.map(({ logged }) => logged),
        lines.map(({ level }) => level),
        lines.map(({ message }) => message),
      ],
    );
  }

  async checkpoints(job: LeasedJob): Promise<Map<string, unknown>> {
    const { rows } = await this.database.query<{ key: string; value: unknown }>(
      'select key, value from egms.job_checkpoint where job_id = $1',
      [job.jobId],
    );
    return new Map(rows.map(({ key, value }) => [key, value]));
  }

  /** Remembers a step. Throws `LeaseLost` when the step was done in vain. */
  async addCheckpoint(job: LeasedJob, key: string, value: unknown): Promise<void> {
    const { rowCount } = await this.database.query(
      `with mine as (update egms.job set fruitless_attempts = 0
         where job_id = $1 and attempt = $2 and status = 'running' returning job_id)
       insert into egms.job_checkpoint (job_id, key, value) select job_id, $3, $4::json from mine
       on conflict (job_id, key) do update set value = excluded.value, made = excluded.made`,
      [job.jobId, job.attempt, key, JSON.stringify(value)],
    );
    if (rowCount === 0) throw new LeaseLost();
  }

  /**
   * Ends a job well: `work` and the record of its results are committed together, or neither. Throws `LeaseLost` when
   * the job was dismissed or lost meanwhile.
   */
  async succeed(
    job: LeasedJob,
    work: (client: PoolClient) => Promise<{ results: readonly JobResult[]; provenance: JobProvenance }>,
  ): Promise<void> {
    await this.database.transaction(async (client) => {
      const { results, provenance } = await work(client);
      for (const result of results) await insertResult(client, job.jobId, result);
      const { rows } = await client.query<{ request: JobRequest }>(
        `update egms.job set status = 'successful', lease_holder = null, lease_until = null, progress = 100,
           finished = clock_timestamp(), updated = clock_timestamp(), message = null, provenance = $3,
           software_version = $4, expires = clock_timestamp() + make_interval(days => $5)
         where job_id = $1 and attempt = $2 and status = 'running' returning request`,
        [job.jobId, job.attempt, JSON.stringify(provenance), provenance.softwareVersion, this.options.retentionDays],
      );
      if (!rows[0]) throw new LeaseLost();
      await client.query('delete from egms.job_checkpoint where job_id = $1', [job.jobId]);
      await insertCallback(client, job.jobId, 'success', rows[0].request.subscriber?.successUri);
    });
  }

  /** Ends a job that cannot succeed. Nothing happens when it is no longer this worker's. */
  async fail(job: LeasedJob, failure: JobFailure): Promise<void> {
    await this.#failWhere(failure, 'job_id = $4 and attempt = $5', job.jobId, job.attempt);
  }

  /** A job whose input another job could not compute fails with that job's reason. */
  async #failForInputs(): Promise<void> {
    const { rows } = await this.database.query<InputFailure>(
      `select distinct on (j.job_id) j.job_id, c.job_id as input_job_id, c.process_id, c.status, c.message,
         (select n->>'pointer' from json_array_elements(j.request->'nested') n
          where n->>'jobId' = c.job_id::text limit 1) as pointer
       from egms.job j join egms.job c on c.parent_job_id = j.job_id
       where j.status = 'accepted' and c.status in ('failed', 'dismissed') order by j.job_id, c.job_no`,
    );
    for (const row of rows) {
      const where = row.pointer === null ? 'an input' : `/inputs${row.pointer}`;
      const detail = `${where}: the ${row.process_id} job ${row.input_job_id} that computes it ${
        row.status === 'failed' ? `failed: ${row.message}` : 'was dismissed'
      }`;
      await this.#failWhere({ status: 424, code: 'InputFailed', detail }, 'job_id = $4', row.job_id);
    }
  }

  /** @param condition which jobs, over `job`; its own values begin at $4 */
  async #failWhere(failure: JobFailure, condition: string, ...values: unknown[]): Promise<void> {
    await this.database.query(
      `with failed as (
         update egms.job job set status = 'failed', lease_holder = null, lease_until = null,
           finished = clock_timestamp(), updated = clock_timestamp(), error = $1, message = $2,
           expires = clock_timestamp() + make_interval(days => $3)
         where ${condition} and status in ('accepted', 'running')
         returning job_id, request),
       forgotten as (delete from egms.job_checkpoint c using failed f where c.job_id = f.job_id)
       insert into egms.job_callback (job_id, kind, url)
       select job_id, 'failure', request->'subscriber'->>'failedUri' from failed
       where request->'subscriber'->>'failedUri' is not null`,
      [JSON.stringify(failure), failure.detail, this.options.retentionDays, ...values],
    );
  }
}

interface InputFailure {
  job_id: string;
  input_job_id: string;
  process_id: string;
  status: 'failed' | 'dismissed';
  message: string | null;
  pointer: string | null;
}

interface LeasedRow {
  job_id: string;
  process_id: string;
  attempt: number;
  mode: 'sync' | 'async';
}

const leasedOf = (row: LeasedRow): LeasedJob => ({
  jobId: row.job_id,
  processId: row.process_id,
  attempt: row.attempt,
  mode: row.mode,
  isResumed: row.attempt > 1,
});

async function insertResult(client: PoolClient, jobId: string, result: JobResult): Promise<void> {
  const { place } = result;
  await client.query(
    `insert into egms.job_result (job_id, output_id, media_type, content, file_name, collection_id, bytes, sha256)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      jobId,
      result.outputId,
      result.mediaType,
      place.kind === 'content' ? place.content : null,
      place.kind === 'file' ? place.fileName : null,
      place.kind === 'collection' ? place.collectionId : null,
      result.bytes ?? null,
      result.sha256 ?? null,
    ],
  );
}

async function insertCallback(client: PoolClient, jobId: string, kind: string, url: string | undefined): Promise<void> {
  if (url === undefined) return;
  await client.query('insert into egms.job_callback (job_id, kind, url) values ($1, $2, $3)', [jobId, kind, url]);
}
