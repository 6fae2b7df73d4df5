/** One attempt at one job: from its request to the transaction that ends it. */
import type { Database } from '../db/database.js';
import { ServiceError } from '../errors.js';
import type { JobFailure, JobProvenance, JobRequest, JobResult } from './job.js';
import { JobReporter } from './job-reporter.js';
import type { JobStorage } from './job-storage.js';
import { type LeasedJob, LeaseLost, type LeaseStore } from './lease-store.js';
import type { JobLimits, Outputs, ProcessContext, ProcessRun, UsedEntity } from './process.js';
import type { ProcessDescription } from './process-registry.js';
import type { ReferenceRules } from './reference-guard.js';
import { resolveInputs } from './resolve-inputs.js';
import { storeOutput } from './result-content.js';

export interface JobSetting {
  readonly database: Database;
  readonly leases: LeaseStore;
  readonly storage: JobStorage;
  readonly rules: ReferenceRules;
  readonly limits: JobLimits;
  readonly softwareVersion: string;
  readonly description: ProcessDescription;
  readonly run: ProcessRun;
  /** Aborted when the job is no longer ours, or shall be given back; the reason is a `StopReason`. */
  readonly signal: AbortSignal;
}

/** Why a job is stopped from outside: it belongs to nobody or somebody else now, or the worker shuts down. */
export type StopReason = 'lost' | 'drain';

export interface AttemptEnd {
  /** `ended`: successful or failed. `lost`: not ours any more. `released`: back in the queue. */
  readonly kind: 'ended' | 'lost' | 'released';
  /** For the log of the worker: a passing fault, or a defect of which the client learns nothing. */
  readonly cause?: unknown;
}

const RETRY_FIRST_MS = 1_000;
const RETRY_LONGEST_MS = 60_000;

export async function runJob(job: LeasedJob, setting: JobSetting): Promise<AttemptEnd> {
  const { leases, signal, storage } = setting;
  const reporter = new JobReporter(job, leases);
  try {
    await attempt(job, setting, reporter);
    await reporter.flush();
    await removeScratch(setting, job.jobId);
    return { kind: 'ended' };
  } catch (error) {
    if (error instanceof LeaseLost || (signal.aborted && signal.reason === 'lost')) {
      return { kind: 'lost' };
    }
    if (signal.aborted) {
      reporter.log('info', 'given back: the worker shuts down');
      await reporter.flush();
      await leases.release(job, 'its worker was shut down; waiting to be taken up again', 0);
      return { kind: 'released' };
    }
    if (isPassing(error)) {
      const detail = (error as ServiceError).detail;
      reporter.log('warn', `interrupted: ${detail}`);
      await reporter.flush();
      const delayMs = Math.min(RETRY_LONGEST_MS, RETRY_FIRST_MS * 2 ** Math.min(10, job.attempt - 1));
      await leases.release(job, `interrupted (${detail}); will be tried again`, delayMs);
      return { kind: 'released', cause: error };
    }
    const failure = failureOf(error, reporter.phase);
    reporter.log('error', failure.detail);
    await reporter.flush();
    await leases.fail(job, failure);
    await storage.remove(job.jobId);
    return failure.status === 500 ? { kind: 'ended', cause: error } : { kind: 'ended' };
  }
}

async function attempt(job: LeasedJob, setting: JobSetting, reporter: JobReporter): Promise<void> {
  const { database, leases, storage, description, signal, softwareVersion } = setting;
  const request = await leases.request(job);
  const checkpoints = job.isResumed ? await leases.checkpoints(job) : new Map<string, unknown>();
  if (job.isResumed)
    reporter.log('info', `taken up again, attempt ${job.attempt}, ${checkpoints.size} steps done before`);
  const used = new Map<string, UsedEntity>();
  const note = (entity: UsedEntity): void => void used.set(entity.id, entity);
  const checkpoint = async <T>(key: string, step: () => Promise<T>): Promise<T> => {
    if (!checkpoints.has(key)) {
      const value = plainJson(await step());
      signal.throwIfAborted();
      await leases.addCheckpoint(job, key, value);
      checkpoints.set(key, value);
    }
    return checkpoints.get(key) as T;
  };
  const progress: ProcessContext['progress'] = (share, phase) => reporter.progress(share, phase);
  const log: ProcessContext['log'] = (level, message) => reporter.log(level, message);
  const folder = await storage.make(job.jobId);
  const inputs = await resolveInputs(request, description, {
    database,
    storage,
    rules: setting.rules,
    signal,
    folder,
    maxFetchedBytes: setting.limits.maxFetchedBytes,
    checkpoint,
    progress,
    log,
    used: note,
  });
  const context: ProcessContext = {
    jobId: job.jobId,
    database,
    inputs,
    wantedOutputs: new Set(wantedOutputs(request, description)),
    outputCollections: collectionNames(request),
    signal,
    folder,
    stacks: storage.stacks,
    limits: setting.limits,
    softwareVersion,
    progress,
    log,
    checkpoint,
    used: note,
  };
  const outcome = await setting.run(context);
  signal.throwIfAborted();
  await reporter.flush();
  const store = (outputs: Outputs) => storeOutputs(outputs, context.wantedOutputs, storage, job.jobId);
  // Outputs that are at hand are brought to the disk before the transaction begins: it should be short.
  const ready = typeof outcome === 'function' ? undefined : await store(outcome);
  await leases.succeed(job, async (client) => {
    const results = ready ?? (await store(await (outcome as Exclude<typeof outcome, Outputs>)(client)));
    return { results, provenance: provenanceOf(softwareVersion, used, results) };
  });
}

const wantedOutputs = ({ outputs }: JobRequest, description: ProcessDescription): readonly string[] =>
  outputs && Object.keys(outputs).length > 0 ? Object.keys(outputs) : Object.keys(description.outputs);

const collectionNames = ({ outputs = {} }: JobRequest): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(outputs).map(([id, { collection }]) => [id, collection]));

/** What the database gives back must be what the first attempt saw. */
const plainJson = <T>(value: T): T => JSON.parse(JSON.stringify(value ?? null)) as T;

async function storeOutputs(
  outputs: Outputs,
  wanted: ReadonlySet<string>,
  storage: JobStorage,
  jobId: string,
): Promise<readonly JobResult[]> {
  const results: JobResult[] = [];
  for (const [outputId, output] of Object.entries(outputs)) {
    // A published collection is a fact, asked for or not.
    if (wanted.has(outputId) || output.kind === 'collection') {
      results.push(await storeOutput(storage, jobId, outputId, output));
    }
  }
  return results;
}

function provenanceOf(
  softwareVersion: string,
  used: ReadonlyMap<string, UsedEntity>,
  results: readonly JobResult[],
): JobProvenance {
  return {
    softwareVersion,
    runtime: `node ${process.version} ${process.platform} ${process.arch}`,
    used: [...used.values()],
    generated: results.map(({ outputId, mediaType, sha256, place }) => ({
      outputId,
      mediaType,
      ...(sha256 ? { sha256 } : {}),
      ...(place.kind === 'collection' ? { collection: { id: place.collectionId } } : {}),
    })),
  };
}

/** The database is away, or a collection was replaced while it was read: another attempt may do better. */
const isPassing = (error: unknown): boolean => error instanceof ServiceError && error.status === 503;

function failureOf(error: unknown, phase: string): JobFailure {
  const where = phase === '' ? {} : { phase };
  if (error instanceof ServiceError) {
    return { status: error.status, code: error.code, detail: error.detail, ...where };
  }
  if (isOutOfSpace(error)) {
    return { status: 507, code: 'InsufficientStorage', detail: 'the storage of results has no space left', ...where };
  }
  if (error instanceof RangeError) {
    return { status: 422, code: 'InvalidInput', detail: error.message, ...where };
  }
  return { status: 500, code: 'InternalError', detail: 'the process failed; the log of the worker says why', ...where };
}

const isOutOfSpace = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');

/** Best effort: the sweeper comes by later. */
async function removeScratch({ database, storage }: JobSetting, jobId: string): Promise<void> {
  const { rows } = await database
    .query<{ file_name: string }>('select file_name from egms.job_result where job_id = $1 and file_name is not null', [
      jobId,
    ])
    .catch(() => ({ rows: undefined }));
  if (rows) await storage.keepOnly(jobId, new Set(rows.map((row) => row.file_name))).catch(() => {});
}
