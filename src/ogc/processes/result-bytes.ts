/** The bytes of a result, wherever they are kept. */
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resultLost, resultsExpired } from '../../errors.js';
import type { ByteRange } from '../../http/byte-range.js';
import type { JobResult } from '../../jobs/job.js';
import type { JobStorage } from '../../jobs/job-storage.js';
import type { JobStore } from '../../jobs/job-store.js';

export interface ResultSource {
  readonly store: Pick<JobStore, 'result'>;
  readonly storage: JobStorage;
}

/** All of a small result. */
export async function resultBuffer(jobId: string, result: JobResult, source: ResultSource): Promise<Buffer> {
  if (result.place.kind === 'file') {
    await requireFile(jobId, result.outputId, result.place.fileName, source.storage);
    return readFile(source.storage.file(jobId, result.place.fileName));
  }
  return storedContent(jobId, result.outputId, source);
}

/** Size, bytes, and the bytes themselves, of the whole or of a part; nothing is opened before they are asked for. */
export async function resultStream(
  jobId: string,
  result: JobResult,
  source: ResultSource,
): Promise<{ readonly bytes: number; readonly chunks: (range?: ByteRange) => AsyncIterable<Uint8Array> }> {
  const { place, outputId } = result;
  if (place.kind === 'file') {
    const bytes = await requireFile(jobId, outputId, place.fileName, source.storage);
    const path = source.storage.file(jobId, place.fileName);
    return { bytes, chunks: (range) => fileChunks(path, range) };
  }
  const content = await storedContent(jobId, outputId, source);
  return {
    bytes: content.length,
    chunks: (range) => once(range ? content.subarray(range.first, range.last + 1) : content),
  };
}

/** Throws `resultLost` for a file that is not there: servers and workers do not share their storage. */
async function requireFile(jobId: string, outputId: string, fileName: string, storage: JobStorage): Promise<number> {
  const bytes = await storage.size(jobId, fileName);
  if (bytes === undefined) throw resultLost(jobId, outputId);
  return bytes;
}

async function storedContent(jobId: string, outputId: string, { store }: ResultSource): Promise<Buffer> {
  const found = await store.result(jobId, outputId);
  // Removed since it was listed.
  if (found?.place.kind !== 'content') throw resultsExpired(jobId);
  return found.place.content;
}

async function* fileChunks(path: string, range?: ByteRange): AsyncGenerator<Uint8Array> {
  yield* createReadStream(path, range ? { start: range.first, end: range.last } : {}) as AsyncIterable<Buffer>;
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
