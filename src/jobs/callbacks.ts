/**
 * Messages to the subscribers of jobs (OGC API Processes, callback). They are rows written with the change they tell of,
 * so none is lost with a worker, and are sent afterwards: signed, several times if need be, never to private networks,
 * never along a redirect.
 */
import { createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Database } from '../db/database.js';
import { ServiceError } from '../errors.js';
import { pinnedLookup } from '../network/addresses.js';
import type { Job } from './job.js';
import { httpAddress, type ReferenceRules, reachableAddresses } from './reference-guard.js';

export interface CallbackSetting {
  readonly rules: ReferenceRules;
  /** Key of the signature; absent: not signed. */
  readonly secret?: string;
  /** The body: the job's status document, or its results when it has succeeded. */
  readonly document: (jobId: string, kind: CallbackKind) => Promise<unknown>;
}

export type CallbackKind = 'success' | 'progress' | 'failure';

interface DueRow {
  callback_no: string;
  job_id: string;
  kind: CallbackKind;
  url: string;
  attempt: number;
}

const BATCH = 16;
const TIMEOUT_MS = 10_000;
/** Longer than a batch takes: a worker that dies while it sends leaves the message to others. */
const CLAIM_S = 120;
const MAX_ATTEMPTS = 6;
const RETRY_FIRST_S = 5;

/** Sends what is due. Each message is taken by one worker; returns how many were tried. */
export async function deliverCallbacks(database: Database, setting: CallbackSetting): Promise<number> {
  const { rows } = await database.query<DueRow>(
    `update egms.job_callback set attempt = attempt + 1, due = clock_timestamp() + make_interval(secs => $2)
     where callback_no in (select callback_no from egms.job_callback
       where delivered is null and given_up is null and due <= clock_timestamp()
       order by callback_no limit $1 for update skip locked)
     returning callback_no::text, job_id, kind, url, attempt`,
    [BATCH, CLAIM_S],
  );
  await Promise.all(rows.map((row) => deliver(database, row, setting)));
  return rows.length;
}

async function deliver(database: Database, row: DueRow, setting: CallbackSetting): Promise<void> {
  const settle = (assignment: string, value: unknown) =>
    database.query(`update egms.job_callback set ${assignment} where callback_no = $1`, [row.callback_no, value]);
  try {
    const body = JSON.stringify(await setting.document(row.job_id, row.kind));
    await post(row, body, setting);
    await settle('delivered = clock_timestamp(), given_up = $2', null);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const isRefused = error instanceof ServiceError && error.status === 400;
    if (isRefused || row.attempt >= MAX_ATTEMPTS) {
      await settle('given_up = $2', reason);
      await database.query(`insert into egms.job_log (job_id, level, message) values ($1, 'warn', $2)`, [
        row.job_id,
        `the subscriber did not hear of ${row.kind} after ${row.attempt} attempts: ${reason}`,
      ]);
      return;
    }
    await settle('due = clock_timestamp() + make_interval(secs => $2)', RETRY_FIRST_S * 2 ** (row.attempt - 1));
  }
}

async function post(
  { url: text, job_id, kind }: DueRow,
  body: string,
  { rules, secret }: CallbackSetting,
): Promise<void> {
  const url = httpAddress(text);
  const addresses = await reachableAddresses(url, rules);
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const headers: Record<string, string | number> = {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    'User-Agent': 'open-egms',
    'X-Open-EGMS-Job': job_id,
    'X-Open-EGMS-Event': kind,
  };
  if (secret) headers['X-Open-EGMS-Signature'] = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  await new Promise<void>((resolve, reject) => {
    const request = send(
      url,
      { method: 'POST', headers, lookup: pinnedLookup(addresses), timeout: TIMEOUT_MS },
      (response) => {
        const { statusCode = 0 } = response;
        response.destroy();
        if (statusCode >= 200 && statusCode < 300) resolve();
        else reject(new Error(`it answered ${statusCode}`));
      },
    );
    request.once('timeout', () => request.destroy(new Error(`no answer within ${TIMEOUT_MS / 1000} s`)));
    request.once('error', reject);
    request.end(body);
  });
}

/** The status document of a callback: as at `/jobs/{jobId}`, without links, which depend on who asks. */
export function callbackDocument(job: Job): Readonly<Record<string, unknown>> {
  return {
    processID: job.processId,
    type: 'process',
    jobID: job.jobId,
    status: job.status,
    message: job.message,
    progress: Math.floor(job.progress),
    created: job.created.toISOString(),
    started: job.started?.toISOString(),
    finished: job.finished?.toISOString(),
    updated: job.updated.toISOString(),
  };
}
