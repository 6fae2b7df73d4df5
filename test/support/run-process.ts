/** Runs a process as the engine would, without queue, leases or threads: for tests of the processes themselves. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../../src/db/database.js';
import type { InputValues, JobLimits, Outputs, ProcessRun, UsedEntity } from '../../src/jobs/process.js';

export interface ProcessTrial {
  readonly outputs: Outputs;
  readonly log: readonly string[];
  /** Shares as they were told. */
  readonly shares: readonly number[];
  readonly used: readonly UsedEntity[];
}

export const TRIAL_LIMITS: JobLimits = { maxFetchedBytes: 1e9, maxUnpackedBytes: 1e9 };

export interface TrialOptions {
  readonly jobId?: string;
  readonly wantedOutputs?: readonly string[];
  readonly outputCollections?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Kept from trial to trial: as after a new start of a killed job. Default: new, and removed afterwards. */
  readonly folder?: string;
  readonly checkpoints?: Map<string, unknown>;
  /** Called with the outputs while the job's folder is still there. */
  readonly inspect?: (outputs: Outputs, folder: string) => Promise<void>;
}

export async function runProcess(
  run: ProcessRun,
  database: Database,
  inputs: InputValues,
  options: TrialOptions = {},
): Promise<ProcessTrial> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'open-egms-process-')));
  const checkpoints = options.checkpoints ?? new Map<string, unknown>();
  const log: string[] = [];
  const shares: number[] = [];
  const used: UsedEntity[] = [];
  try {
    const outcome = await run({
      jobId: options.jobId ?? '00000000-0000-4000-8000-000000000001',
      database,
      inputs,
      wantedOutputs: new Set(options.wantedOutputs ?? []),
      outputCollections: options.outputCollections ?? {},
      signal: options.signal ?? new AbortController().signal,
      folder,
      stacks: join(folder, 'stacks'),
      limits: TRIAL_LIMITS,
      softwareVersion: 'test',
      progress: (share) => shares.push(share),
      log: (level, message) => log.push(`${level} ${message}`),
      checkpoint: async <T>(key: string, step: () => Promise<T>): Promise<T> => {
        if (!checkpoints.has(key)) checkpoints.set(key, JSON.parse(JSON.stringify(await step())));
        return checkpoints.get(key) as T;
      },
      used: (entity) => used.push(entity),
    });
    const outputs = typeof outcome === 'function' ? await database.transaction(outcome) : outcome;
    await options.inspect?.(outputs, folder);
    return { outputs, log, shares, used };
  } finally {
    if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
  }
}
