/** Rows of `egms.job` and `egms.job_result` as values. */
import type { Job, JobFailure, JobResult, JobStatus, ResultPlace } from './job.js';

export interface JobRow {
  job_id: string;
  job_no: string;
  process_id: string;
  process_version: string;
  owner: string;
  status: JobStatus;
  mode: 'sync' | 'async';
  priority: number;
  created: Date;
  started: Date | null;
  finished: Date | null;
  updated: Date;
  expires: Date | null;
  progress: number;
  phase: string | null;
  message: string | null;
  attempt: number;
  error: JobFailure | null;
  parent_job_id: string | null;
  schedule_id: string | null;
  queue_position: number | null;
}

/** Select list over the alias `j`. */
export const JOB_COLUMNS = `j.job_id, j.job_no::text, j.process_id, j.process_version, j.owner, j.status, j.mode, j.priority,
  j.created, j.started, j.finished, j.updated, j.expires, j.progress, j.phase, j.message, j.attempt, j.error,
  j.parent_job_id, j.schedule_id, null::int as queue_position`;

/** The same with the place in the queue, which costs a count: for one job, not for lists. */
export const JOB_COLUMNS_WITH_QUEUE = JOB_COLUMNS.replace(
  'null::int as queue_position',
  `case when j.status = 'accepted' then (select count(*)::int from egms.job q where q.status = 'accepted'
    and (q.priority > j.priority or (q.priority = j.priority and q.job_no < j.job_no))) end as queue_position`,
);

export function jobOf(row: JobRow): Job {
  const estimatedEnd = estimatedEndOf(row);
  return {
    jobId: row.job_id,
    jobNo: Number(row.job_no),
    processId: row.process_id,
    processVersion: row.process_version,
    owner: row.owner,
    status: row.status,
    mode: row.mode,
    priority: row.priority,
    created: row.created,
    ...(row.started ? { started: row.started } : {}),
    ...(row.finished ? { finished: row.finished } : {}),
    updated: row.updated,
    ...(row.expires ? { expires: row.expires } : {}),
    progress: row.progress,
    ...(row.phase === null ? {} : { phase: row.phase }),
    ...(row.message === null ? {} : { message: row.message }),
    attempt: row.attempt,
    ...(row.queue_position === null ? {} : { queuePosition: row.queue_position }),
    ...(estimatedEnd ? { estimatedEnd } : {}),
    ...(row.error ? { failure: row.error } : {}),
    ...(row.parent_job_id ? { parentJobId: row.parent_job_id } : {}),
    ...(row.schedule_id ? { scheduleId: row.schedule_id } : {}),
  };
}

/** Below this share the pace so far says little of the rest. */
const LEAST_TELLING_PERCENT = 3;

function estimatedEndOf({ status, started, updated, progress }: JobRow): Date | undefined {
  if (status !== 'running' || !started || progress < LEAST_TELLING_PERCENT) return undefined;
  const elapsedMs = updated.getTime() - started.getTime();
  return new Date(updated.getTime() + (elapsedMs * (100 - progress)) / progress);
}

/** Over the alias `r` of `egms.job_result`: whether what the job published was removed since. */
export const COLLECTION_IS_GONE = `(r.collection_id is not null and not exists (select 1 from egms.collection c
  where c.id = r.collection_id and c.point_count > 0)) as collection_is_gone`;

export interface ResultRow {
  output_id: string;
  media_type: string;
  content: Buffer | null;
  is_content: boolean;
  file_name: string | null;
  collection_id: string | null;
  collection_is_gone: boolean;
  bytes: string | null;
  sha256: string | null;
}

export function resultOf(row: ResultRow): JobResult {
  return {
    outputId: row.output_id,
    mediaType: row.media_type,
    ...(row.bytes === null ? {} : { bytes: Number(row.bytes) }),
    ...(row.sha256 === null ? {} : { sha256: row.sha256 }),
    place: placeOf(row),
  };
}

function placeOf(row: ResultRow): ResultPlace {
  if (row.collection_id !== null) {
    const { collection_id: collectionId, collection_is_gone: isGone } = row;
    return { kind: 'collection', collectionId, ...(isGone ? { isGone } : {}) };
  }
  if (row.is_content) return { kind: 'content', content: row.content! };
  return { kind: 'file', fileName: row.file_name! };
}
