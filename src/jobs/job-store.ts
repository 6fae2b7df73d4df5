/** Jobs as their clients see them: accepted, listed, looked at, dismissed. What workers do with them: `lease-store.ts`. */
import type { PoolClient } from 'pg';
import type { Database } from '../db/database.js';
import { idempotencyKeyReused, jobGone, jobNotFound, tooManyRequests } from '../errors.js';
import type { Job, JobLogLine, JobProvenance, JobRequest, JobResult } from './job.js';
import {
  COLLECTION_IS_GONE,
  JOB_COLUMNS,
  JOB_COLUMNS_WITH_QUEUE,
  type JobRow,
  jobOf,
  type ResultRow,
  resultOf,
} from './job-row.js';

/** A job to be accepted. */
export interface NewJob {
  readonly jobId: string;
  readonly processId: string;
  readonly processVersion: string;
  readonly request: JobRequest;
  /** SHA-256 of the request in canonical form, hexadecimal. */
  readonly requestSha256: string;
  readonly parentJobId?: string;
}

export interface Submission {
  /** The job asked for first, then those whose results it needs; each after the one that needs it. */
  readonly jobs: readonly NewJob[];
  readonly owner: string;
  readonly mode: 'sync' | 'async';
  readonly priority: number;
  readonly idempotencyKey?: string;
  readonly scheduleId?: string;
}

export interface JobQuery {
  /** Absent: everybody's. */
  readonly owner?: string;
  readonly processIds?: readonly string[];
  readonly statuses?: readonly string[];
  /** Closed interval in which the job was created; null is open. */
  readonly created?: readonly [string | null, string | null];
  /** Seconds from start to end, or to now. */
  readonly minDurationS?: number;
  readonly maxDurationS?: number;
  /** Jobs with smaller numbers: the list begins with the newest. */
  readonly before?: number;
  readonly limit: number;
}

export interface JobPage {
  readonly jobs: readonly Job[];
  /** `before` of the next page. */
  readonly next?: number;
}

export interface JobStoreOptions {
  /** Jobs of one owner that may wait at once. */
  readonly maxQueuedPerOwner: number;
  /** Days for which results are kept. */
  readonly retentionDays: number;
  /** Called after a commit that gave workers something to do, or to stop doing. */
  readonly onChange?: () => void;
}

const RETRY_AFTER_FULL_QUEUE_S = 30;

export class JobStore {
  constructor(
    private readonly database: Database,
    private readonly options: JobStoreOptions,
  ) {}

  /**
   * Accepts a job and those it needs, all or none. With an idempotency key that its owner has used before, the earlier
   * job is given back; `isNew` says which. Throws `idempotencyKeyReused` when that job was asked something else,
   * `tooManyRequests` when the owner's share of the queue is full.
   */
  async submit(submission: Submission): Promise<{ job: Job; isNew: boolean }> {
    const [first] = submission.jobs;
    const accepted = await this.database.transaction(async (client) => {
      const earlier = await this.#byKey(client, submission);
      if (earlier) return { job: earlier, isNew: false };
      await this.#refuseFullQueue(client, submission.owner);
      for (const job of submission.jobs) await insertJob(client, job, submission, job === first);
      return { job: (await readJob(client, first.jobId))!, isNew: true };
    });
    if (accepted.isNew) this.options.onChange?.();
    return accepted;
  }

  async job(jobId: string): Promise<Job | undefined> {
    return isUuid(jobId) ? readJob(this.database, jobId) : undefined;
  }

  /** As `job`, for many at once; those that do not exist are left out. */
  async jobs(jobIds: readonly string[]): Promise<readonly Job[]> {
    const { rows } = await this.database.query<JobRow>(
      `select ${JOB_COLUMNS} from egms.job j where j.job_id = any($1::uuid[])`,
      [`{${jobIds.filter(isUuid).join(',')}}`],
    );
    return rows.map(jobOf);
  }

  async request(jobId: string): Promise<JobRequest> {
    return this.#column<JobRequest>(jobId, 'request') as Promise<JobRequest>;
  }

  /** Undefined until the job has succeeded. */
  async provenance(jobId: string): Promise<JobProvenance | undefined> {
    return this.#column<JobProvenance>(jobId, 'provenance');
  }

  async list(query: JobQuery): Promise<JobPage> {
    const values: unknown[] = [];
    const bind = (value: unknown, type: string) => `$${values.push(value)}::${type}`;
    const where = ['true'];
    if (query.owner !== undefined) where.push(`j.owner = ${bind(query.owner, 'text')}`);
    if (query.processIds) where.push(`j.process_id = any(${bind(query.processIds, 'text[]')})`);
    if (query.statuses) where.push(`j.status = any(${bind(query.statuses, 'text[]')})`);
    const [from, to] = query.created ?? [null, null];
    if (from !== null) where.push(`j.created >= ${bind(from, 'timestamptz')}`);
    // A date means its whole day.
    if (to !== null)
      where.push(`j.created < ${bind(to, 'timestamptz')} + interval '${to.length === 10 ? '1 day' : '1 ms'}'`);
    const duration = 'extract(epoch from coalesce(j.finished, clock_timestamp()) - j.started)';
    if (query.minDurationS !== undefined) where.push(`${duration} >= ${bind(query.minDurationS, 'float8')}`);
    if (query.maxDurationS !== undefined) where.push(`${duration} <= ${bind(query.maxDurationS, 'float8')}`);
    if (query.before !== undefined) where.push(`j.job_no < ${bind(query.before, 'bigint')}`);
    const { rows } = await this.database.query<JobRow>(
      `select ${JOB_COLUMNS} from egms.job j where ${where.join(' and ')}
       order by j.job_no desc limit ${bind(query.limit + 1, 'int')}`,
      values,
    );
    const jobs = rows.slice(0, query.limit).map(jobOf);
    const hasMore = rows.length > query.limit;
    return { jobs, ...(hasMore ? { next: jobs[jobs.length - 1].jobNo } : {}) };
  }

  /** Log lines with larger numbers than `after`, of these levels, oldest first. */
  async log(
    jobId: string,
    { after = 0, levels, limit }: { after?: number; levels?: readonly string[]; limit: number },
  ): Promise<readonly JobLogLine[]> {
    const { rows } = await this.database.query<{
      line_no: string;
      logged: Date;
      level: JobLogLine['level'];
      message: string;
    }>(
      // The name alone would be that of the text: 10 before 9.
      `select l.line_no::text, l.logged, l.level, l.message from egms.job_log l
       where l.job_id = $1 and l.line_no > $2 and ($3::text[] is null or l.level = any($3)) order by l.line_no limit $4`,
      [jobId, after, levels ?? null, limit],
    );
    return rows.map(({ line_no, ...line }) => ({ lineNo: Number(line_no), ...line }));
  }

  /** Outputs of a successful job, without the bytes of those that are kept in the database. */
  async results(jobId: string): Promise<readonly JobResult[]> {
    const { rows } = await this.database.query<ResultRow>(
      `select output_id, media_type, ''::bytea as content, content is not null as is_content, file_name, collection_id,
         bytes::text, sha256, ${COLLECTION_IS_GONE}
       from egms.job_result r where job_id = $1 order by output_id`,
      [jobId],
    );
    return rows.map(resultOf);
  }

  async result(jobId: string, outputId: string): Promise<JobResult | undefined> {
    const { rows } = await this.database.query<ResultRow>(
      `select output_id, media_type, content, content is not null as is_content, file_name, collection_id, bytes::text, sha256,
         ${COLLECTION_IS_GONE}
       from egms.job_result r where job_id = $1 and output_id = $2`,
      [jobId, outputId],
    );
    return rows[0] && resultOf(rows[0]);
  }

  /**
   * Ends a job for good: a waiting one is taken out of the queue, a running one is stopped, the results of a finished one
   * are removed. `alsoWithdraw` runs in the same transaction, for what else belongs to the job, and says whether there was
   * anything. The jobs it waits for go with it. Throws `jobNotFound`, and `jobGone` when it was dismissed before.
   */
  async dismiss(jobId: string, alsoWithdraw?: (client: PoolClient) => Promise<boolean>): Promise<Job> {
    const dismissed = await this.database.transaction(async (client) => {
      const { rows } = isUuid(jobId)
        ? await client.query<{ status: string }>('select status from egms.job where job_id = $1 for update', [jobId])
        : { rows: [] };
      if (!rows[0]) throw jobNotFound(jobId);
      if (rows[0].status === 'dismissed') {
        // What was kept the first time may still be taken away.
        if (!(await alsoWithdraw?.(client))) throw jobGone(jobId);
        return (await readJob(client, jobId))!;
      }
      await client.query(
        `with recursive tree as (
           select job_id from egms.job where job_id = $1
           union all select j.job_id from egms.job j join tree t on j.parent_job_id = t.job_id)
         update egms.job set status = 'dismissed', lease_holder = null, lease_until = null,
           finished = coalesce(finished, clock_timestamp()), updated = clock_timestamp(), message = 'dismissed',
           expires = clock_timestamp() + make_interval(days => $2)
         where job_id in (select job_id from tree) and (job_id = $1 or status in ('accepted', 'running'))`,
        [jobId, this.options.retentionDays],
      );
      await client.query('delete from egms.job_result where job_id = $1', [jobId]);
      await alsoWithdraw?.(client);
      return (await readJob(client, jobId))!;
    });
    this.options.onChange?.();
    return dismissed;
  }

  async #byKey(client: PoolClient, { owner, idempotencyKey, jobs }: Submission): Promise<Job | undefined> {
    if (idempotencyKey === undefined) return undefined;
    // Of two requests with one key at the same moment, the second waits here and finds the first's job.
    await client.query(`select pg_advisory_xact_lock(hashtext($1), hashtext($2))`, [owner, idempotencyKey]);
    const { rows } = await client.query<JobRow & { request_sha256: string }>(
      `select ${JOB_COLUMNS}, j.request_sha256 from egms.job j where j.owner = $1 and j.idempotency_key = $2`,
      [owner, idempotencyKey],
    );
    if (!rows[0]) return undefined;
    const isSame = rows[0].process_id === jobs[0].processId && rows[0].request_sha256 === jobs[0].requestSha256;
    if (!isSame) throw idempotencyKeyReused(rows[0].job_id);
    return jobOf(rows[0]);
  }

  async #refuseFullQueue(client: PoolClient, owner: string): Promise<void> {
    const { rows } = await client.query<{ waiting: number }>(
      `select count(*)::int as waiting from egms.job where owner = $1 and status = 'accepted'`,
      [owner],
    );
    const { maxQueuedPerOwner } = this.options;
    if (rows[0].waiting < maxQueuedPerOwner) return;
    throw tooManyRequests(
      `${rows[0].waiting} of your jobs are waiting, the most there may be; try again when some have run`,
      RETRY_AFTER_FULL_QUEUE_S,
    );
  }

  async #column<T>(jobId: string, column: 'request' | 'provenance'): Promise<T | undefined> {
    const { rows } = await this.database.query<{ value: T | null }>(
      `select ${column} as value from egms.job where job_id = $1`,
      [jobId],
    );
    if (!rows[0]) throw jobNotFound(jobId);
    return rows[0].value ?? undefined;
  }
}

export const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);

async function insertJob(client: PoolClient, job: NewJob, submission: Submission, isFirst: boolean): Promise<void> {
  await client.query(
    `insert into egms.job (job_id, process_id, process_version, owner, mode, priority, request, request_sha256,
       idempotency_key, parent_job_id, schedule_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      job.jobId,
      job.processId,
      job.processVersion,
      submission.owner,
      submission.mode,
      submission.priority,
      JSON.stringify(job.request),
      job.requestSha256,
      isFirst ? (submission.idempotencyKey ?? null) : null,
      job.parentJobId ?? null,
      submission.scheduleId ?? null,
    ],
  );
}

async function readJob(db: Pick<Database, 'query'> | PoolClient, jobId: string): Promise<Job | undefined> {
  const { rows } = await (db as Pick<Database, 'query'>).query<JobRow>(
    `select ${JOB_COLUMNS_WITH_QUEUE} from egms.job j where j.job_id = $1`,
    [jobId],
  );
  return rows[0] && jobOf(rows[0]);
}
