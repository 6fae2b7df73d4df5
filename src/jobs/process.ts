/**
 * The seam between the engine and the processes. `processes/<id>/` holds one process: `process.json` (the OGC
 * description, data), `example.json` (a request that works) and `index.ts`, which exports `run: ProcessRun` and, where
 * the description cannot say what a request must meet, `check: RequestCheck`.
 *
 * A process computes; it does not know of queues, HTTP or leases. It may be killed at any moment and is then run again,
 * with its checkpoints and its folder as it left them. What it publishes becomes visible in the transaction that ends
 * the job: whole, once, or not at all.
 */
import type { PoolClient } from 'pg';
import type { Database } from '../db/database.js';

/** An input that names features of this server instead of carrying them (OGC API Processes, Part 3, collection input). */
export interface CollectionInput {
  readonly collection: string;
  /** Degrees, CRS84: west, south, east, north. */
  readonly bbox?: readonly number[];
  /** RFC 3339 date or interval, as the query parameter of the same name. */
  readonly datetime?: string;
  /** CQL2: text, or an expression as JSON. */
  readonly filter?: string | object;
}

/**
 * What a process is given: values in place of references and qualified values, defaults filled in; in place of references of
 * inputs with `x-file` a `FetchedFile`.
 */
export type InputValues = Readonly<Record<string, unknown>>;

export interface ProcessContext {
  readonly jobId: string;
  readonly database: Database;
  readonly inputs: InputValues;
  /** Outputs the request asks for; all of them when it names none. */
  readonly wantedOutputs: ReadonlySet<string>;
  /** Names of collections that the request gives to outputs (`"outputs": { "up": { "collection": "my-up" } }`). */
  readonly outputCollections: Readonly<Record<string, string | undefined>>;
  /** Aborted when the job is dismissed or the worker must let it go. */
  readonly signal: AbortSignal;
  /** A folder of this job alone, kept from attempt to attempt, removed when the job has ended. */
  readonly folder: string;
  /**
   * Stacks of radar images that this service may read, each a folder with a `stack.json`: inputs name one by its path below
   * here. Kept until somebody removes them; on the same disk as `folder`, so that what was made there can be moved here.
   */
  readonly stacks: string;
  readonly limits: JobLimits;
  readonly softwareVersion: string;
  /** `share` of the whole work, 0 to 1. Cheap: told to the database now and then. */
  readonly progress: (share: number, phase: string) => void;
  readonly log: (level: 'debug' | 'info' | 'warn' | 'error', message: string) => void;
  /** Does a step once per job, however often the job is taken up: the step's answer, plain JSON, is remembered. */
  readonly checkpoint: <T>(key: string, step: () => Promise<T>) => Promise<T>;
  /** Something that was used: stands in the job's provenance. Told again after a new start, it counts once. */
  readonly used: (entity: UsedEntity) => void;
}

/** What the keepers of the service allow a job. */
export interface JobLimits {
  /** Of an input by reference that is a file. */
  readonly maxFetchedBytes: number;
  /** Of an archive, when it is unpacked. */
  readonly maxUnpackedBytes: number;
}

export interface UsedEntity {
  /** `collection:l2b-ascending-2020-2024@17`, `product:EGMS_L2b_...`, `input:gnssModel`. */
  readonly id: string;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
}

/** One output of a process. */
export type OutputValue =
  /** Any JSON value. */
  | { readonly kind: 'json'; readonly value: unknown; readonly mediaType?: string }
  | { readonly kind: 'text'; readonly text: string; readonly mediaType: string }
  /** A file in the job's folder. */
  | { readonly kind: 'file'; readonly fileName: string; readonly mediaType: string }
  /** A collection of this server, published by the same process. */
  | { readonly kind: 'collection'; readonly collectionId: string };

export type Outputs = Readonly<Record<string, OutputValue>>;

/**
 * How a process ends: with its outputs, or with what is to happen in the transaction that ends the job. That
 * transaction is rolled back when the job was dismissed or lost to another worker meanwhile.
 */
export type ProcessOutcome = Outputs | ((client: PoolClient) => Promise<Outputs>);

export type ProcessRun = (context: ProcessContext) => Promise<ProcessOutcome>;

/** A fault of a request, found before the job is accepted. */
export interface RequestFault {
  /** JSON pointer into the request body: `/inputs/start`. */
  readonly pointer: string;
  /** What was expected, and what came. */
  readonly detail: string;
}

/** Judges inputs whose values stand in the request; references and collections are not read. Quick: a client waits. */
export type RequestCheck = (inputs: InputValues) => readonly RequestFault[];
