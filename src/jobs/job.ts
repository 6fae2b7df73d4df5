/** A job as the engine and those who ask for it share it. No SQL here. */

export const JOB_STATUSES = ['accepted', 'running', 'successful', 'failed', 'dismissed'] as const;
/** As in OGC API Processes: the last three are final. */
export type JobStatus = (typeof JOB_STATUSES)[number];

export const isFinal = (status: JobStatus): boolean => status !== 'accepted' && status !== 'running';

/** Why a job failed, as its client is told. */
export interface JobFailure {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  /** Step it failed in. */
  readonly phase?: string;
}

export interface Job {
  readonly jobId: string;
  /** In order of acceptance. */
  readonly jobNo: number;
  readonly processId: string;
  readonly processVersion: string;
  readonly owner: string;
  readonly status: JobStatus;
  readonly mode: 'sync' | 'async';
  readonly priority: number;
  readonly created: Date;
  readonly started?: Date;
  readonly finished?: Date;
  readonly updated: Date;
  /** When its results are removed. */
  readonly expires?: Date;
  /** %, 0 to 100. */
  readonly progress: number;
  readonly phase?: string;
  readonly message?: string;
  readonly attempt: number;
  /** Jobs before it in the queue, those it waits for included; while accepted. */
  readonly queuePosition?: number;
  /** From progress and time so far; while running, once there is something to tell it by. */
  readonly estimatedEnd?: Date;
  readonly failure?: JobFailure;
  /** The job whose input this one computes. */
  readonly parentJobId?: string;
  readonly scheduleId?: string;
}

/** What a job was asked: the execution request after validation. */
export interface JobRequest {
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Per output: `transmissionMode`, `format`, or `collection`, the name to publish it under. */
  readonly outputs?: Readonly<Record<string, OutputRequest>>;
  readonly response: 'raw' | 'document';
  readonly subscriber?: Subscriber;
  /** Inputs that other jobs compute: put in place of what stands at `pointer` (below `inputs`) before the process runs. */
  readonly nested?: readonly NestedInput[];
}

export interface OutputRequest {
  readonly transmissionMode?: 'value' | 'reference';
  readonly collection?: string;
}

export interface Subscriber {
  readonly successUri?: string;
  readonly inProgressUri?: string;
  readonly failedUri?: string;
}

export interface NestedInput {
  /** JSON pointer below `inputs`: `/ascending/0`. */
  readonly pointer: string;
  readonly jobId: string;
  readonly outputId: string;
}

/** One output of a successful job as it is kept. */
export interface JobResult {
  readonly outputId: string;
  readonly mediaType: string;
  readonly bytes?: number;
  /** Hexadecimal. */
  readonly sha256?: string;
  readonly place: ResultPlace;
}

export type ResultPlace =
  | { readonly kind: 'content'; readonly content: Buffer }
  /** Name of a file in the job's folder of the storage. */
  | { readonly kind: 'file'; readonly fileName: string }
  | {
      readonly kind: 'collection';
      readonly collectionId: string;
      /** It was removed since. */
      readonly isGone?: boolean;
    };

export interface JobLogLine {
  readonly lineNo: number;
  readonly logged: Date;
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
}

/** What is known of how a job's results came about. */
export interface JobProvenance {
  readonly softwareVersion: string;
  /** Runtime and machine kind: `node v20.20.2 linux x64`. */
  readonly runtime: string;
  readonly used: readonly {
    readonly id: string;
    readonly attributes: Readonly<Record<string, string | number | boolean>>;
  }[];
  readonly generated: readonly {
    readonly outputId: string;
    readonly mediaType: string;
    readonly sha256?: string;
    readonly collection?: { readonly id: string };
  }[];
}
