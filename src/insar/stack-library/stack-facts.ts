/**
 * What people want to know of a stack, read by opening it as processing does. On a thread of its own: what somebody sent may
 * take long, or bring down whoever reads it, and must not take the server along.
 */
import { ServiceError } from '../../errors.js';
import { ThreadPool } from '../../workers/thread-pool.js';

/** Plain JSON. */
export interface StackFacts {
  readonly title?: string;
  /** `YYYY-MM-DD`, in order. */
  readonly dates: readonly string[];
  readonly referenceDate: string;
  readonly orbit: 'ascending' | 'descending';
  readonly track: number;
  readonly burstCycle: number;
  readonly swath: number;
  readonly polarisation: string;
  readonly wavelengthM: number;
  readonly rows: number;
  readonly columns: number;
  /** `EPSG:32632`; absent in radar geometry. */
  readonly crs?: string;
  readonly isSynthetic: boolean;
  /** What was put right, or may surprise. */
  readonly notices: readonly string[];
}

/** A stack that can be used, or why it cannot. */
export type StackReading =
  | { readonly kind: 'facts'; readonly facts: StackFacts }
  | { readonly kind: 'fault'; readonly status: number; readonly code: string; readonly detail: string };

const LONGEST_MS = 300_000;
const HEAP_MIB = 1024;

export const faultOf = (reading: Extract<StackReading, { kind: 'fault' }>): ServiceError =>
  new ServiceError(reading.status, reading.code, reading.detail);

/** One reading for each path, in their order. Throws the signal's reason. */
export async function readFacts(paths: readonly string[], signal?: AbortSignal): Promise<readonly StackReading[]> {
  signal?.throwIfAborted();
  if (paths.length === 0) return [];
  const thread = new ThreadPool<string, StackReading>('insar/stack-library/stack-facts-thread.js', 1, {
    heapMiB: HEAP_MIB,
  });
  let why = 'cannot be opened';
  // What is under way can only be ended together with its thread.
  const stop = () => void thread.close();
  const timer = setTimeout(() => {
    why = 'takes too long to open';
    stop();
  }, LONGEST_MS);
  signal?.addEventListener('abort', stop);
  const readingOf = (path: string): Promise<StackReading> =>
    thread.run(path).catch((error: Error) => {
      const detail = `${path}: ${why} (${error.message})`;
      return { kind: 'fault', status: 422, code: 'InvalidStack', detail };
    });
  try {
    const readings = await Promise.all(paths.map(readingOf));
    signal?.throwIfAborted();
    return readings;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
    await thread.close();
  }
}
