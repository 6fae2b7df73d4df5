/** Results of a job: all that were asked for, and each single one with parts and validators for downloads that resume. */
import { jobNotFound, outputNotFound, raise, resultsExpired, resultWithdrawn } from '../../errors.js';
import { contentRange, requestedRange } from '../../http/byte-range.js';
import { pathOf } from '../../http/links.js';
import { type NoQuery, type Operation, operation } from '../../http/operation.js';
import { emptyReply, htmlReply, type Reply, streamReply } from '../../http/reply.js';
import type { JobResult } from '../../jobs/job.js';
import type { JobStore } from '../../jobs/job-store.js';
import type { ProcessRegistry } from '../../jobs/process-registry.js';
import { type ResultSource, resultStream } from './result-bytes.js';
import { resultsPage } from './results-page.js';
import { asMade, resultsReply } from './results-reply.js';
import { isExpired, requireSuccess, wantedResults } from './wanted-results.js';

export interface ResultsSetting extends ResultSource {
  readonly store: JobStore;
  readonly registry: ProcessRegistry;
}

export const getJobResults = ({ store, storage, registry }: ResultsSetting): Operation =>
  operation<NoQuery, { jobId: string }>('getJobResults', async (context) => {
    const { jobId } = context.params;
    const job = (await store.job(jobId)) ?? raise(jobNotFound(jobId));
    const process = registry.get(job.processId);
    const wanted = await wantedResults(job, process?.description, store);
    if (context.format.id === 'html') {
      return htmlReply(resultsPage(context, job, process, wanted.results));
    }
    return resultsReply(jobId, wanted, context.links, { store, storage });
  });

export const getJobResult = ({ store, storage }: ResultsSetting): Operation =>
  operation<NoQuery, { jobId: string; outputId: string }>('getJobResult', async (context) => {
    const { jobId, outputId } = context.params;
    const job = (await store.job(jobId)) ?? raise(jobNotFound(jobId));
    requireSuccess(job);
    const results = await store.results(jobId);
    const result = results.find((candidate) => candidate.outputId === outputId);
    if (!result) {
      throw isExpired(job)
        ? resultsExpired(jobId)
        : outputNotFound(
            outputId,
            results.map((entry) => entry.outputId),
          );
    }
    if (result.place.kind === 'collection') {
      if (result.place.isGone) throw resultWithdrawn(jobId, result.place.collectionId);
      return emptyReply(303, { Location: context.links.to(`/collections${pathOf(result.place.collectionId)}`) });
    }
    return bytesReply(jobId, result, { store, storage }, context.header);
  });

async function bytesReply(
  jobId: string,
  result: JobResult,
  source: ResultSource,
  header: (name: string) => string | undefined,
): Promise<Reply> {
  // The digest of the bytes themselves: as strong as a validator can be.
  const entityTag = `"${result.sha256 ?? jobId}"`;
  const headers = {
    ...asMade(result.mediaType),
    ETag: entityTag,
    'Accept-Ranges': 'bytes',
    'Content-Disposition': `inline; filename="${fileName(result)}"`,
  };
  if (namesTag(header('if-none-match'), entityTag)) return emptyReply(304, headers);
  const { bytes, chunks } = await resultStream(jobId, result, source);
  const range = requestedRange(header, { bytes, entityTag });
  if (!range) {
    return streamReply(result.mediaType, chunks(), { headers: { ...headers, 'Content-Length': String(bytes) } });
  }
  return streamReply(result.mediaType, chunks(range), {
    status: 206,
    headers: {
      ...headers,
      'Content-Range': contentRange(range, bytes),
      'Content-Length': String(range.last - range.first + 1),
    },
  });
}

const namesTag = (tags: string | undefined, tag: string): boolean =>
  tags !== undefined &&
  (tags.trim() === '*' || tags.split(',').some((held) => held.trim().replace(/^W\//, '') === tag));

const EXTENSIONS: Readonly<Record<string, string>> = {
  'application/json': 'json',
  'application/geo+json': 'geojson',
  'application/flatgeobuf': 'fgb',
  'application/zip': 'zip',
  'application/vnd.apache.parquet': 'parquet',
  'image/png': 'png',
  'image/tiff': 'tif',
  'text/csv': 'csv',
  'text/html': 'html',
  'text/plain': 'txt',
};

const fileName = ({ outputId, mediaType }: JobResult): string => {
  const extension = EXTENSIONS[mediaType.split(';', 1)[0].trim().toLowerCase()];
  return `${outputId.replace(/[^\w.-]+/g, '_')}${extension === undefined ? '' : `.${extension}`}`;
};
