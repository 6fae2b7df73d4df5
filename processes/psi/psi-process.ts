/** The process for any pipeline, so that tests can give it one that takes no hours. */
import { prepareResults } from '../../src/catalog/ingest/publish-results.js';
import { basicProduct } from '../../src/insar/psi/basic/basic-product.js';
import { isSimulated, stackFingerprint } from '../../src/insar/psi/basic/stack-origin.js';
import type { RunPipeline } from '../../src/insar/psi/run-pipeline.js';
import { openStack, type SlcStack } from '../../src/insar/stack/open-stack.js';
import type { Outputs, OutputValue, ProcessContext, ProcessOutcome, ProcessRun } from '../../src/jobs/process.js';
import { givenStack } from './given-stack.js';
import { keptPoints, type Making, QUALITY_FILE, REPORT_FILE } from './kept-points.js';
import { type Parameters, parametersOf } from './parameters.js';
import { collectionId, refuseName, resultCollection } from './published-points.js';

/** Share of the work that the pipeline is; the rest is publishing. */
const COMPUTED = 0.95;

export const psiProcess =
  (runPipeline: RunPipeline): ProcessRun =>
  async (context) => {
    const parameters = parametersOf(context.inputs);
    const path = await givenStack(context, parameters.stack);
    const stack = await openStack(path, { signal: context.signal });
    try {
      return await process(context, stack, parameters, runPipeline);
    } finally {
      await stack.close();
    }
  };

async function process(
  context: ProcessContext,
  stack: SlcStack,
  parameters: Parameters,
  runPipeline: RunPipeline,
): Promise<ProcessOutcome> {
  const { database, checkpoint, progress, log, signal } = context;
  const { psi, release } = parameters;
  const product = await basicProduct(stack, { redelivery: 1, producer: psi.producer, ...(release ? { release } : {}) });
  const id = collectionId(context, product);
  if (id !== undefined) await refuseName(database, id, product);
  // Those of the stack are said by the pipeline.
  for (const notice of product.notices) log('warn', notice);
  const making: Making = {
    runPipeline,
    stack,
    product,
    parameters,
    fingerprint: await stackFingerprint(stack),
    isSynthetic: await isSimulated(stack),
    productionDate: await checkpoint('production-date', async () => new Date().toISOString().slice(0, 10)),
    share: id === undefined ? 1 : COMPUTED,
  };
  tellUsed(context, making);
  const kept = await keptPoints(context, making);
  if (kept.pointCount === 0) log('warn', 'no pixel was steady enough to be a point: there is no collection');
  if (id === undefined || kept.pointCount === 0) return outputsOf(context);

  await refuseName(database, id, product);
  let loaded = 0;
  const prepared = await prepareResults(database, [await resultCollection(context, id, making, kept)], {
    jobId: context.jobId,
    softwareVersion: context.softwareVersion,
    signal,
    onLoaded: (count) => {
      loaded += count;
      progress(COMPUTED + ((1 - COMPUTED) * loaded) / kept.pointCount, 'publishing');
    },
  });
  progress(COMPUTED, 'publishing');
  return async (client) => {
    await prepared.publish(client);
    return outputsOf(context, id);
  };
}

function outputsOf({ wantedOutputs }: ProcessContext, id?: string): Outputs {
  const outputs: [string, OutputValue][] = [
    ['report', { kind: 'file', fileName: REPORT_FILE, mediaType: 'text/html' }],
    ['quality', { kind: 'file', fileName: QUALITY_FILE, mediaType: 'application/json' }],
  ];
  if (id !== undefined) outputs.push(['points', { kind: 'collection', collectionId: id }]);
  return Object.fromEntries(outputs.filter(([name]) => wantedOutputs.size === 0 || wantedOutputs.has(name)));
}

function tellUsed({ used }: ProcessContext, { stack, parameters, fingerprint, isSynthetic }: Making): void {
  const { description, widthPixels, heightPixels } = stack;
  const { acquisitions, orbit, track } = description;
  used({
    id: `stack:${typeof parameters.stack === 'string' ? parameters.stack : parameters.stack.href}`,
    attributes: {
      fingerprint,
      orbit,
      track,
      dates: acquisitions.length,
      rows: heightPixels,
      columns: widthPixels,
      isSynthetic,
    },
  });
  used({ id: 'parameters:psi', attributes: { ...parameters.psi } });
}
