/**
 * What hours of computing leave: points in a file of the job, report and numbers beside it. The checkpoint keeps names and
 * checksums; the pipeline's own files, many times larger, go as soon as these are whole.
 */
import { rename, rm, stat, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { basicBatches } from '../../src/insar/psi/basic/basic-batch.js';
import { type BasicProduct, withDates } from '../../src/insar/psi/basic/basic-product.js';
import { qualityDocument } from '../../src/insar/psi/report/quality-document.js';
import { reportPage } from '../../src/insar/psi/report/report-page.js';
import type { RunPipeline } from '../../src/insar/psi/run-pipeline.js';
import type { SlcStack } from '../../src/insar/stack/slc-stack.js';
import type { ProcessContext } from '../../src/jobs/process.js';
import { writeBatchFile } from '../../src/products/batch-file.js';
import { MISSING_TENTHS, type PointBatch } from '../../src/products/point-batch.js';
import type { Parameters } from './parameters.js';

export const POINTS_FILE = 'l2a.points';
export const REPORT_FILE = 'report.html';
export const QUALITY_FILE = 'quality.json';
const PIPELINE_FOLDER = 'pipeline';

/** Plain JSON. */
export interface KeptPoints {
  /** `YYYYMMDD`, of the series. */
  readonly dates: readonly string[];
  readonly pointCount: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly missingValues: number;
  readonly clusters: number;
  /** Sizes of the other files, bytes: they must be there too. */
  readonly besides: Readonly<Record<string, number>>;
}

export interface Making {
  readonly runPipeline: RunPipeline;
  readonly stack: SlcStack;
  readonly product: BasicProduct;
  readonly parameters: Parameters;
  readonly fingerprint: string;
  readonly isSynthetic: boolean;
  /** `YYYY-MM-DD`. */
  readonly productionDate: string;
  /** Share of the job's work that the pipeline is. */
  readonly share: number;
}

/** Runs the pipeline once per job; again only where the files have gone, as after a move to another machine. */
export async function keptPoints(context: ProcessContext, making: Making): Promise<KeptPoints> {
  const { checkpoint, folder, log } = context;
  const kept = await checkpoint(`points@${making.fingerprint}`, () => makePoints(context, making));
  const files = { ...kept.besides, [POINTS_FILE]: kept.bytes };
  const isThere = await Promise.all(
    Object.entries(files).map(async ([name, bytes]) => (await sizeOf(join(folder, name))) === bytes),
  );
  if (isThere.every(Boolean)) return kept;
  log('warn', "the points are not in the job's folder any more: made again");
  const again = await makePoints(context, making);
  if (again.sha256 !== kept.sha256) {
    throw new Error(`${POINTS_FILE}: made again it is not what it was (SHA-256 ${again.sha256}, was ${kept.sha256})`);
  }
  return again;
}

async function makePoints(context: ProcessContext, making: Making): Promise<KeptPoints> {
  const { folder, signal, progress, log, softwareVersion } = context;
  const { stack, parameters, productionDate } = making;
  const own = join(folder, PIPELINE_FOLDER);
  const result = await making.runPipeline(stack, own, {
    parameters: parameters.psi,
    ...(parameters.areaOfInterest ? { areaOfInterest: parameters.areaOfInterest } : {}),
    // One core is left to those who wait for answers.
    threads: Math.max(1, availableParallelism() - 1),
    signal,
    onProgress: (share, activity) => progress(making.share * share, phaseOf(activity)),
    log,
  });
  const product = withDates(making.product, result.dates, stack.folder);
  const { clusters } = result.quality.counts;
  const options = {
    clusters,
    signal,
    ...(parameters.geoidHeightM === undefined ? {} : { geoidHeightM: parameters.geoidHeightM }),
  };
  let missingValues = 0;
  async function* watched(): AsyncGenerator<PointBatch> {
    for await (const batch of basicBatches(result.points(), product, options)) {
      missingValues += missingIn(batch);
      yield batch;
    }
  }
  const summary = await writeBatchFile(join(folder, POINTS_FILE), product.header, watched(), signal);
  const document = qualityDocument(stack, product, result.quality, {
    ...making,
    softwareVersion,
    productionDate,
    pointCount: summary.pointCount,
    name: product.name,
  });
  const besides = {
    [REPORT_FILE]: await writeText(join(folder, REPORT_FILE), reportPage(document)),
    [QUALITY_FILE]: await writeText(join(folder, QUALITY_FILE), `${JSON.stringify(document)}\n`),
  };
  await rm(own, { recursive: true, force: true });
  return { ...summary, dates: result.dates, missingValues, clusters, besides };
}

/** `phase linking` of `phase linking, block 12 of 96`: every new phase is a line of the job's log. */
const phaseOf = (activity: string): string => activity.split(',')[0];

/** A file appears under its name when it is whole and on the disk. */
async function writeText(path: string, text: string): Promise<number> {
  await writeFile(`${path}.part`, text, { flush: true });
  await rename(`${path}.part`, path);
  return Buffer.byteLength(text);
}

const sizeOf = async (path: string) => (await stat(path).catch(() => undefined))?.size;

function missingIn({ attributes, seriesTenths, seriesMm }: PointBatch): number {
  let missing = 0;
  for (const column of attributes) for (const value of column) if (Number.isNaN(value)) missing++;
  if (seriesTenths) for (const value of seriesTenths) if (value === MISSING_TENTHS) missing++;
  if (seriesMm) for (const value of seriesMm) if (Number.isNaN(value)) missing++;
  return missing;
}
