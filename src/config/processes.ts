/** What the configuration says of processes: who runs them, how much, what they may reach, and when they start. */
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import type { ProcessesContent, ScheduleContent } from './file-content.js';

export interface ProcessesConfig {
  /** `serve` runs a worker of its own. */
  readonly worker: boolean;
  /** Jobs a worker runs at once, besides one that a client waits for. */
  readonly concurrency: number;
  /** Absolute folder of job files, the same for every server and worker. */
  readonly storage: string;
  readonly syncSeconds: number;
  readonly retentionDays: number;
  readonly maxQueuedPerOwner: number;
  readonly maxRunningPerOwner: number;
  readonly allowedHosts: readonly string[];
  /** Absolute. */
  readonly allowedFolders: readonly string[];
  readonly allowInternalRequests: boolean;
  readonly callbackSecret?: string;
  /** Of an input by reference that is a file, such as a stack of images. */
  readonly maxFetchedBytes: number;
  /** Of a stack that is sent. */
  readonly maxUploadBytes: number;
  /** Of an archive when it is unpacked. */
  readonly maxUnpackedBytes: number;
  /** Of all stacks together; absent: as much as the disk holds. */
  readonly maxStacksBytes?: number;
}

export interface ScheduleConfig {
  readonly id: string;
  readonly cron: string;
  readonly timeZone: string;
  readonly processId: string;
  readonly request: Readonly<Record<string, unknown>>;
  readonly enabled: boolean;
}

/** Clients and proxies wait for a minute at most; an answer should come before that. */
const DEFAULT_SYNC_SECONDS = 45;
const DEFAULT_RETENTION_DAYS = 30;
const DEFAULT_MAX_QUEUED = 5_000;
const DEFAULT_MAX_RUNNING = 16;
const DEFAULT_MAX_FETCHED_BYTES = 20e9;
const DEFAULT_MAX_UPLOAD_BYTES = 20e9;
const DEFAULT_MAX_UNPACKED_BYTES = 100e9;

export function readProcesses(content: ProcessesContent = {}, cwd: string, dataDir: string): ProcessesConfig {
  return {
    worker: content.worker ?? true,
    // One core is left to the server and the database.
    concurrency: content.concurrency ?? Math.max(1, availableParallelism() - 1),
    storage: content.storage === undefined ? dataDir : resolve(cwd, content.storage),
    syncSeconds: content.sync_seconds ?? DEFAULT_SYNC_SECONDS,
    retentionDays: content.retention_days ?? DEFAULT_RETENTION_DAYS,
    maxQueuedPerOwner: content.max_queued_per_owner ?? DEFAULT_MAX_QUEUED,
    maxRunningPerOwner: content.max_running_per_owner ?? DEFAULT_MAX_RUNNING,
    allowedHosts: content.allowed_hosts ?? [],
    allowedFolders: (content.allowed_folders ?? []).map((folder) => resolve(cwd, folder)),
    allowInternalRequests: content.allow_internal_requests ?? false,
    maxFetchedBytes: content.max_fetched_bytes ?? DEFAULT_MAX_FETCHED_BYTES,
    maxUploadBytes: content.max_upload_bytes ?? DEFAULT_MAX_UPLOAD_BYTES,
    maxUnpackedBytes: content.max_unpacked_bytes ?? DEFAULT_MAX_UNPACKED_BYTES,
    ...(content.max_stacks_bytes === undefined ? {} : { maxStacksBytes: content.max_stacks_bytes }),
    ...(content.callback_secret === undefined ? {} : { callbackSecret: content.callback_secret }),
  };
}

export function readSchedules(
  content: Readonly<Record<string, ScheduleContent>> | null = {},
): readonly ScheduleConfig[] {
  return Object.entries(content ?? {}).map(([id, { cron, time_zone, process, request, enabled }]) => ({
    id,
    cron,
    timeZone: time_zone ?? 'UTC',
    processId: process,
    request: request ?? {},
    enabled: enabled ?? true,
  }));
}
