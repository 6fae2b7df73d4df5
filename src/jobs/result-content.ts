/** Outputs of a process as they are kept: small ones as bytes in the database, larger ones as files beside it. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import type { Database } from '../db/database.js';
import type { JobResult } from './job.js';
import type { JobStorage } from './job-storage.js';
import type { OutputValue } from './process.js';

/** Larger ones would make rows that every backup and replica carries along. */
const MAX_CONTENT_BYTES = 262_144;

/** Brings an output into the form it is kept in; the file of a large one is on the disk when this returns. */
export async function storeOutput(
  storage: JobStorage,
  jobId: string,
  outputId: string,
  output: OutputValue,
): Promise<JobResult> {
  switch (output.kind) {
    case 'collection':
      return {
        outputId,
        mediaType: 'application/json',
        place: { kind: 'collection', collectionId: output.collectionId },
      };
    case 'file':
      return { outputId, mediaType: output.mediaType, ...(await fileFacts(storage, jobId, output.fileName)) };
    case 'text':
      return storeBytes(storage, jobId, outputId, Buffer.from(output.text), output.mediaType);
    default: {
      const { value, mediaType = 'application/json' } = output;
      return storeBytes(storage, jobId, outputId, Buffer.from(JSON.stringify(value ?? null)), mediaType);
    }
  }
}

async function storeBytes(
  storage: JobStorage,
  jobId: string,
  outputId: string,
  bytes: Buffer,
  mediaType: string,
): Promise<JobResult> {
  if (bytes.length <= MAX_CONTENT_BYTES) {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { outputId, mediaType, bytes: bytes.length, sha256, place: { kind: 'content', content: bytes } };
  }
  const fileName = `${outputId.replace(/[^A-Za-z0-9_-]/g, '_')}.result`;
  await writeDurably(storage.file(jobId, fileName), bytes);
  return { outputId, mediaType, ...(await fileFacts(storage, jobId, fileName)) };
}

async function fileFacts(
  storage: JobStorage,
  jobId: string,
  fileName: string,
): Promise<Pick<JobResult, 'bytes' | 'sha256' | 'place'>> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(storage.file(jobId, fileName))) {
    hash.update(chunk as Buffer);
    bytes += (chunk as Buffer).length;
  }
  return { bytes, sha256: hash.digest('hex'), place: { kind: 'file', fileName } };
}

async function writeDurably(path: string, bytes: Buffer): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Where a result that is a file lies; undefined when there is none, or when it is none. */
export async function resultFile(
  database: Database,
  storage: JobStorage,
  jobId: string,
  outputId: string,
): Promise<{ readonly file: string; readonly bytes: number } | undefined> {
  const { rows } = await database.query<{ file_name: string | null }>(
    'select file_name from egms.job_result where job_id = $1 and output_id = $2',
    [jobId, outputId],
  );
  const name = rows[0]?.file_name;
  const bytes = name ? await storage.size(jobId, name) : undefined;
  return name && bytes !== undefined ? { file: storage.file(jobId, name), bytes } : undefined;
}

/** All bytes of a result, for another job; undefined when there is none, or when it is a collection. */
export async function readResultContent(
  database: Database,
  storage: JobStorage,
  jobId: string,
  outputId: string,
): Promise<Buffer | undefined> {
  const { rows } = await database.query<{ content: Buffer | null; file_name: string | null }>(
    'select content, file_name from egms.job_result where job_id = $1 and output_id = $2',
    [jobId, outputId],
  );
  if (rows[0]?.content) return rows[0].content;
  return rows[0]?.file_name ? readFile(storage.file(jobId, rows[0].file_name)) : undefined;
}
