/**
 * A stack of radar images to EGMS products in a folder, without server or database. The work lies in the same folder until
 * it is finished: whatever stops it, the same call goes on where it was.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { acquireDataDirectoryLock } from '../db/data-directory-lock.js';
import { basicBatches } from '../insar/psi/basic/basic-batch.js';
import { type BasicProduct, basicMetadata, basicProduct, withDates } from '../insar/psi/basic/basic-product.js';
import { isSimulated, newestImageMs, stackFingerprint } from '../insar/psi/basic/stack-origin.js';
import { qualityDocument } from '../insar/psi/report/quality-document.js';
import { reportPage } from '../insar/psi/report/report-page.js';
import type { PsiResult, RunPipeline } from '../insar/psi/run-pipeline.js';
import { runPipeline } from '../insar/psi/run-pipeline.js';
import { openStack, type SlcStack } from '../insar/stack/open-stack.js';
import { writeProductCsv } from '../products/csv-writer.js';
import { writeProductFile } from '../products/product-archive-writer.js';
import { writeProductXml } from '../products/product-xml.js';
import { ActivityLine } from './activity-line.js';
import { durationText } from './progress-line.js';
import { type PsiChoice, type PsiFlags, psiChoice } from './psi-options.js';

export interface PsiCommand {
  readonly flags: PsiFlags;
  readonly signal: AbortSignal;
  readonly softwareVersion: string;
  readonly out?: NodeJS.WriteStream;
  /** Another one, in tests. */
  readonly pipeline?: RunPipeline;
}

const INTERRUPTED = 130;

/** Returns the exit code. Throws what `failureText` can say. */
export async function psi(path: string, command: PsiCommand): Promise<number> {
  const { flags, signal, out = process.stderr } = command;
  const choice = psiChoice(flags);
  const stack = await openStack(path, { signal });
  const line = new ActivityLine(out);
  try {
    const product = await basicProduct(stack, { ...choice, producer: choice.parameters.producer });
    // Those of the stack are said by the pipeline.
    for (const notice of product.notices) line.say(`note       ${notice}`);
    const work = await workFolder(stack, choice);
    await mkdir(choice.folder, { recursive: true });
    const names = await readdir(choice.folder);
    // Two calls at one work would take files away from each other.
    const lock = acquireDataDirectoryLock(join(choice.folder, work), '--out');
    sayWhatIsThere(choice.folder, names, work, line);
    try {
      await compute(stack, product, choice, join(choice.folder, work), command, line);
    } catch (error) {
      const kept = `what was done is kept in ${join(choice.folder, work)}: the same command goes on with it`;
      if (signal.aborted) {
        line.say(`stopped    ${kept}`);
        return INTERRUPTED;
      }
      // A full disk, say: nothing is wrong with what there is.
      if (error instanceof Error && 'syscall' in error) line.say(`failed     ${kept}`);
      throw error;
    } finally {
      lock.release();
    }
    return 0;
  } finally {
    line.end();
    await stack.close();
  }
}

async function compute(
  stack: SlcStack,
  planned: BasicProduct,
  choice: PsiChoice,
  work: string,
  { signal, softwareVersion, pipeline = runPipeline }: PsiCommand,
  line: ActivityLine,
): Promise<void> {
  const startMs = performance.now();
  const { folder, areaOfInterest, parameters, geoidHeightM } = choice;
  const result = await pipeline(stack, work, {
    parameters,
    ...(areaOfInterest ? { areaOfInterest } : {}),
    threads: choice.threads ?? Math.max(1, availableParallelism()),
    signal,
    onProgress: (share, activity) => line.update(share, activity),
    log: (level, message) => line.say(`${level === 'warn' ? 'warning' : 'note'.padEnd(7)}    ${message}`),
  });
  const productionDate = new Date().toISOString().slice(0, 10);
  const isSynthetic = await isSimulated(stack);
  const product = withDates(planned, result.dates, stack.folder);
  const { clusters } = result.quality.counts;
  const written: string[] = [];
  if (result.pointCount > 0) {
    line.update(1, 'writing the product');
    const batches = basicBatches(result.points(), product, {
      clusters,
      signal,
      ...(geoidHeightM === undefined ? {} : { geoidHeightM }),
    });
    const text = {
      name: product.name,
      csv: writeProductCsv(batches, { level: 'L2a', header: product.header }),
      xmlText: writeProductXml(basicMetadata(stack, product, { productionDate, clusters, isSynthetic })),
      modified: new Date(`${productionDate}T00:00:00Z`),
    };
    written.push(...(await writeProductFile(folder, text)));
  }
  const document = qualityDocument(stack, product, result.quality, {
    softwareVersion,
    productionDate,
    isSynthetic,
    fingerprint: await stackFingerprint(stack),
    pointCount: result.pointCount,
    name: product.name,
  });
  written.push(
    await writeWhole(join(folder, 'report.html'), reportPage(document)),
    await writeWhole(join(folder, 'quality.json'), `${JSON.stringify(document)}\n`),
  );
  await rm(work, { recursive: true, force: true });
  for (const path of written) line.say(`wrote      ${path}`);
  line.say(endText(result, (performance.now() - startMs) / 1000));
}

function endText({ pointCount, quality }: PsiResult, seconds: number): string {
  if (pointCount === 0) return 'no points  nothing was steady enough to be told from noise; report.html says more';
  const { persistentPoints, distributedPoints, clusters } = quality.counts;
  const number = (value: number) => value.toLocaleString('en');
  const parts = clusters > 1 ? `, in ${clusters} parts with references of their own` : '';
  return `done       ${number(pointCount)} points (${number(persistentPoints)} persistent, ${number(distributedPoints)} distributed)${parts}, in ${durationText(seconds)}`;
}

const WORK_PREFIX = 'psi-work-';

/** Named after everything that the work depends on: with other images or parameters another is begun. */
async function workFolder(stack: SlcStack, { parameters, areaOfInterest }: PsiChoice): Promise<string> {
  const key = [await stackFingerprint(stack), await newestImageMs(stack), parameters, areaOfInterest ?? null];
  return `${WORK_PREFIX}${createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 8)}`;
}

function sayWhatIsThere(folder: string, names: readonly string[], work: string, line: ActivityLine): void {
  const works = names.filter((name) => name.startsWith(WORK_PREFIX));
  if (works.includes(work)) line.say(`going on   with what was done in ${join(folder, work)}`);
  const others = works.filter((name) => name !== work);
  if (others.length > 0) {
    line.say(`note       ${others.join(', ')}: unfinished, of other images or parameters; remove what is not wanted`);
  }
}

/** A file appears under its name when it is whole. */
async function writeWhole(path: string, text: string): Promise<string> {
  await writeFile(`${path}.partial`, text, { flush: true });
  await rename(`${path}.partial`, path);
  return path;
}
