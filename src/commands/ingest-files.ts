/** Ingests files one after another with a progress line each: what `ingest` and `serve FILE...` share. */
import { basename } from 'node:path';
import type { ProductWarning } from '../catalog/ingest/incoming-product.js';
import { type IngestResult, ingestFile } from '../catalog/ingest/ingest-file.js';
import { refreshStatistics } from '../catalog/ingest/refresh-statistics.js';
import type { Database } from '../db/database.js';
import { ServiceError } from '../errors.js';
import { softwareVersion } from '../http/package-files.js';
import { removeDemonstration } from './demonstration.js';
import { ProgressLine } from './progress-line.js';

export interface IngestRun {
  readonly results: readonly IngestResult[];
  readonly failures: readonly { readonly file: string; readonly reason: string }[];
}

/** A file that fails does not keep the next from being ingested; what fails is told and counted. */
export async function ingestFiles(
  database: Database,
  paths: readonly string[],
  options: {
    readonly dryRun?: boolean;
    readonly signal?: AbortSignal;
    readonly onActivity?: (activity: string, share: number) => void;
  },
): Promise<IngestRun> {
  if (!options.dryRun && paths.length > 0) {
    const removed = await removeDemonstration(database);
    const from = removed.length > 0 ? ` and what was computed from it: ${removed.join(', ')}` : '';
    if (from) process.stderr.write(`removed    the synthetic demonstration area${from}\n`);
  }
  const results: IngestResult[] = [];
  const failures: { file: string; reason: string }[] = [];
  for (const [index, path] of paths.entries()) {
    options.signal?.throwIfAborted();
    const title = paths.length > 1 ? `${index + 1}/${paths.length} ${basename(path)}` : basename(path);
    const line = new ProgressLine(title);
    const startMs = performance.now();
    options.onActivity?.(`ingesting ${basename(path)}`, index / paths.length);
    try {
      const result = await ingestFile(database, path, {
        softwareVersion,
        dryRun: options.dryRun ?? false,
        ...(options.signal ? { signal: options.signal } : {}),
        onProgress: ({ points, csvBytes, csvTotalBytes }) => {
          const share = csvBytes / csvTotalBytes;
          line.update({ share, points });
          options.onActivity?.(`ingesting ${basename(path)}`, (index + share) / paths.length);
        },
      });
      results.push(result);
      line.done(resultText(result, (performance.now() - startMs) / 1000));
    } catch (error) {
      if (options.signal?.aborted) throw error;
      if (!(error instanceof ServiceError)) throw error;
      // The file's own fault; a database that is gone would fail every file that follows.
      if (error.status === 503) throw error;
      failures.push({ file: path, reason: error.detail });
      line.done(`failed     ${error.detail}`);
    }
  }
  if (results.some(({ action }) => action === 'published' || action === 'replaced')) {
    await refreshStatistics(database);
  }
  return { results, failures };
}

const ACTIONS: Record<IngestResult['action'], string> = {
  published: 'published ',
  replaced: 'replaced  ',
  unchanged: 'unchanged ',
  superseded: 'superseded',
  checked: 'checked   ',
};

function resultText(result: IngestResult, seconds: number): string {
  const { action, productName, pointCount, epochCount, collectionId, warnings } = result;
  const size = `${pointCount.toLocaleString('en')} points x ${epochCount} dates`;
  const where = collectionId ? ` in ${collectionId}` : '';
  const read = action === 'published' || action === 'replaced' || action === 'checked';
  const rate = read
    ? ` (${seconds.toFixed(1)} s, ${Math.round(pointCount / seconds).toLocaleString('en')} points/s)`
    : '';
  return [`${ACTIONS[action]} ${productName}: ${size}${where}${rate}`, ...warnings.map(warningText)].join('\n');
}

const WARNINGS: Record<ProductWarning['code'], (count: number) => string> = {
  'pid-contradicts-row': (count) => `${count} pids contradict their rows`,
  'missing-values': (count) => `${count} values are missing`,
  'bytes-not-reproducible': () => 'numbers are not written in one style: an export has equal values, not equal bytes',
  'no-metadata': () => 'no XML came with it: exports will have none',
};

function warningText({ code, count, examples }: ProductWarning): string {
  const text = WARNINGS[code](count);
  return `  note: ${text}${examples?.length ? ` (${examples.join('; ')})` : ''}`;
}
