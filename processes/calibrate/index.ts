/**
 * EGMS level 2a to level 2b: `process.json` says what for and with which inputs, `src/insar/calibration/` holds the method.
 * Here the two meet the catalog: points are read once for the adjustment and once for the correction, corrected bursts wait
 * in the job's folder, and all is published at once.
 */
import { prepareResults, type ResultCollection } from '../../src/catalog/ingest/publish-results.js';
import type { Outputs, OutputValue, ProcessContext, ProcessRun } from '../../src/jobs/process.js';
import type { GnssModel } from '../../src/products/gnss-model.js';
import { type CalibratedProduct, resultCollection } from './collections.js';
import { heldOutNames } from './held-out-names.js';
import { keptFile } from './kept-file.js';
import { collectionIds, DIRECTIONS, isWanted, refuseNames } from './output-names.js';
import { type Parameters, parametersOf } from './parameters.js';
import { type Solved, solve } from './solve.js';
import { openSources, productsOf, refuseChanged, releaseOf, type Source, versionsKey } from './sources.js';
import { type Burst, ProductShelf, stageProduct } from './stage.js';

/** Shares of the whole work at which a phase ends, as measured on the embedded database. */
const READ = 0.09;
const ADJUSTED = 0.12;
const CORRECTED = 0.65;

export const run: ProcessRun = async (context) => {
  const { database, progress, log } = context;
  const parameters = parametersOf(context.inputs);
  const sources = await openSources(database, parameters.points);
  const ids = collectionIds(context, sources);
  await refuseNames(database, sources, ids);
  const heldOut = heldOutNames(parameters, sources, log);
  const model = parameters.gnssModel.without(new Set(heldOut));
  const versions = versionsKey(sources);

  const solved = await keptFile(context, `adjustment@${versions}`, () =>
    solve(context, sources, parameters, model, heldOut, READ),
  );
  const bursts = burstsOf(sources, solved);
  tellUsed(context, sources, bursts, parameters);
  for (const warning of solved.report.warnings) log('warn', warning);
  const wanted = bursts.filter(({ source }) => ids[source.direction] !== undefined);
  const calibrated = await correct(context, wanted, solved, model, versions);

  const published = DIRECTIONS.filter((direction) => ids[direction] !== undefined);
  const setting = {
    database,
    folder: context.folder,
    release: releaseOf(sources),
    gnssVersion: parameters.gnssVersion,
    productionDate: await context.checkpoint('production-date', async () => new Date().toISOString().slice(0, 10)),
    signal: context.signal,
  };
  const collections: ResultCollection[] = [];
  for (const direction of published) {
    const own = calibrated.filter(({ source }) => source.direction === direction);
    collections.push(await resultCollection(setting, direction, ids[direction]!, own));
  }
  const total = pointsOf(wanted);
  let loaded = 0;
  const prepared = await prepareResults(database, collections, {
    jobId: context.jobId,
    softwareVersion: context.softwareVersion,
    signal: context.signal,
    onLoaded: (count) => {
      loaded += count;
      progress(CORRECTED + ((1 - CORRECTED) * loaded) / total, 'publishing');
    },
  });
  await refuseChanged(database, sources);
  progress(CORRECTED, 'publishing');
  return async (client) => {
    await prepared.publish(client);
    const outputs: [string, OutputValue][] = [
      ...published.map((direction): [string, OutputValue] => [
        direction,
        { kind: 'collection', collectionId: ids[direction]! },
      ]),
      ['residuals', { kind: 'file', fileName: solved.fileName, mediaType: 'application/geo+json' }],
      ['report', { kind: 'json', value: solved.report }],
    ];
    return Object.fromEntries(outputs.filter(([name]) => isWanted(context, name))) satisfies Outputs;
  };
};

const pointsOf = (bursts: readonly Burst[]): number => bursts.reduce((sum, { points }) => sum + points, 0);

/** The products that were adjusted, found again among the sources. */
function burstsOf(sources: readonly Source[], { surface, products }: Solved): readonly Burst[] {
  const known = productsOf(sources);
  return products.map(({ collection, productNo, points }, index) => {
    const burst = known.find(
      ({ source, product }) => source.input.collection === collection && product.productNo === productNo,
    );
    if (!burst) throw new Error(`${surface.products[index].name}: not among the products of the inputs any more`);
    return { ...burst, index, points };
  });
}

/** Corrects burst after burst; each is done once, however often the job is taken up. */
async function correct(
  context: ProcessContext,
  bursts: readonly Burst[],
  { surface }: Solved,
  model: GnssModel,
  versions: string,
): Promise<readonly CalibratedProduct[]> {
  const { database, folder, signal, progress } = context;
  const total = pointsOf(bursts);
  const shelf = new ProductShelf(database);
  const calibrated: CalibratedProduct[] = [];
  let before = 0;
  for (const burst of bursts) {
    let done = before;
    const onPoints = (count: number) => {
      done += count;
      progress(ADJUSTED + ((CORRECTED - ADJUSTED) * done) / total, `correcting ${burst.product.name}`);
    };
    const setting = { shelf, folder, surface, model, signal, onPoints };
    const key = `${burst.product.name}@${versions}`;
    calibrated.push({ ...burst, staged: await keptFile(context, key, () => stageProduct(setting, burst)) });
    before += burst.points;
  }
  return calibrated;
}

function tellUsed(
  { used }: ProcessContext,
  sources: readonly Source[],
  bursts: readonly Burst[],
  { gnssModel, gnssSha256, gnssVersion }: Parameters,
): void {
  for (const { selection, direction } of sources) {
    const { id, version } = selection.collection;
    used({ id: `collection:${id}@${version}`, attributes: { collection: id, version, geometry: direction } });
  }
  for (const { product, points } of bursts) {
    used({ id: `product:${product.name}`, attributes: { sha256: product.sourceSha256, points } });
  }
  const { description } = gnssModel;
  used({ id: 'input:gnssModel', attributes: { description, sha256: gnssSha256, version: gnssVersion } });
}
