/**
 * EGMS level 2b to level 3: `process.json` says what for and with which inputs, `src/insar/decomposition/` holds the
 * method. Here the two meet the catalog: points are read block by block, finished blocks wait in the job's folder, and all
 * is published at once.
 */
import {
  type PreparedResults,
  prepareResults,
  type ResultCollection,
  refuseIngested,
} from '../../src/catalog/ingest/publish-results.js';
import { invalidParameter } from '../../src/errors.js';
import { COMPONENTS, type Component } from '../../src/insar/decomposition/block-rows.js';
import { cellGrid } from '../../src/insar/decomposition/cell-grid.js';
import type { Outputs, ProcessContext, ProcessRun } from '../../src/jobs/process.js';
import { type BlockWork, computeBlocks } from './blocks.js';
import { type CollectionSetting, resultCollection } from './collections.js';
import { type Parameters, parametersOf } from './parameters.js';
import { collectionIds, type Plan, planOf } from './plan.js';
import { writeQualityFile } from './quality-file.js';
import { reportOf, type Totals, totalsOf } from './report.js';
import { openSources, refuseChanged, type Source, versionsKey } from './sources.js';
import { surveyPoints } from './survey.js';
import { tilesOf } from './tiles.js';

/** Shares of the whole work at which a phase ends, as measured on a million points of each direction. */
const SURVEYED = 0.08;
const COMBINED = 0.89;
const WRITTEN = 0.9;

export const run: ProcessRun = async (context) => {
  const { database, checkpoint, progress, log } = context;
  const parameters = parametersOf(context.inputs);
  const grid = cellGrid(parameters.cellSizeM);
  const north = parameters.north === 'gnss' ? parameters.gnssModel : undefined;
  const sources = await openSources(database, parameters);
  const versions = versionsKey(sources);
  const survey = await checkpoint(`survey@${versions}`, () => surveyPoints(sources, grid, north, context, SURVEYED));
  const plan = planOf(sources, survey, parameters);
  const ids = collectionIds(plan, context.outputCollections);
  await refuseNames(context, sources, ids);
  tellUsed(context, sources, plan, parameters);
  log('info', planText(plan, survey.blocks.length));
  warnAboutReleases(context, sources);

  const work: BlockWork = { context, sources, parameters, plan, grid, versions };
  const summaries = await computeBlocks(work, survey.blocks, { from: SURVEYED, to: COMBINED });
  const totals = totalsOf(survey, summaries);
  log('info', totalsText(totals));
  if (totals.cellsKept === 0) throw invalidParameter('descending', `no cell could be solved: ${totalsText(totals)}`);

  progress(COMBINED, 'writing the quality of cells');
  const tiles = tilesOf(grid, summaries);
  const made = { folder: context.folder, grid, tiles, producer: totals.producer };
  const quality = await writeQualityFile({ ...made, signal: context.signal, ...(north && { north }) });
  const prepared = await prepareCollections(context, { ...made, database, plan }, parameters, totals, ids);
  await refuseChanged(database, sources);
  progress(WRITTEN, 'publishing');
  return async (client) => {
    await prepared.publish(client);
    const outputs: Outputs = {
      up: { kind: 'collection', collectionId: ids.up },
      east: { kind: 'collection', collectionId: ids.east },
      quality: { kind: 'file', fileName: quality, mediaType: 'text/csv' },
      report: { kind: 'json', value: reportOf(sources, parameters, plan, survey, totals, tiles) },
    };
    return Object.fromEntries(Object.entries(outputs).filter(([name]) => isWanted(context, name)));
  };
};

async function prepareCollections(
  context: ProcessContext,
  made: Omit<CollectionSetting, 'withGnss' | 'productionDate'>,
  { gnssModel }: Parameters,
  { cellsKept, rowsWithGnss }: Totals,
  ids: Readonly<Record<Component, string>>,
): Promise<PreparedResults> {
  const setting: CollectionSetting = {
    ...made,
    withGnss: gnssModel !== undefined || rowsWithGnss > 0,
    // Remembered: a job that is taken up after midnight goes on with the same date.
    productionDate: await context.checkpoint('production-date', async () => new Date().toISOString().slice(0, 10)),
  };
  const collections: ResultCollection[] = [];
  for (const component of COMPONENTS) {
    if (isWanted(context, component)) collections.push(await resultCollection(setting, component, ids[component]));
  }
  let loaded = 0;
  return prepareResults(context.database, collections, {
    jobId: context.jobId,
    softwareVersion: context.softwareVersion,
    signal: context.signal,
    onLoaded: (rows) => {
      loaded += rows;
      context.progress(WRITTEN + ((1 - WRITTEN) * loaded) / (cellsKept * collections.length), 'publishing');
    },
  });
}

const isWanted = ({ wantedOutputs }: ProcessContext, name: string): boolean =>
  wantedOutputs.size === 0 || wantedOutputs.has(name);

/** Found out before hours of work, not after. */
async function refuseNames(
  context: ProcessContext,
  sources: readonly Source[],
  ids: Readonly<Record<Component, string>>,
): Promise<void> {
  const wanted = COMPONENTS.filter((component) => isWanted(context, component));
  if (wanted.length === 2 && ids.up === ids.east) {
    throw invalidParameter('outputs', `expected two names for up and east, got ${ids.up} for both`);
  }
  for (const component of wanted) {
    const reader = sources.find(({ input }) => input.collection === ids[component]);
    if (reader) throw invalidParameter('outputs', `${component}: ${ids[component]} is an input; give another name`);
    await refuseIngested(context.database, ids[component]);
  }
}

function tellUsed({ used }: ProcessContext, sources: readonly Source[], plan: Plan, { gnssModel }: Parameters): void {
  for (const { selection, geometry } of sources) {
    const { id, version } = selection.collection;
    used({ id: `collection:${id}@${version}`, attributes: { collection: id, version, geometry } });
  }
  for (const { product, points } of plan.products.values()) {
    used({ id: `product:${product.name}`, attributes: { sha256: product.sourceSha256, points } });
  }
  if (gnssModel) used({ id: 'input:gnssModel', attributes: { description: gnssModel.description } });
}

function planText({ grid, products }: Plan, blocks: number): string {
  const { dates } = grid;
  const points = [...products.values()].reduce((sum, product) => sum + product.points, 0);
  return `${points} points of ${products.size} products, ${dates.length} dates from ${dates[0]} to ${dates.at(-1)}, ${blocks} blocks`;
}

function totalsText({ cellsKept, losses, unused }: Totals): string {
  const reasons = Object.entries({ ...losses, ...unused }).filter(([, count]) => count > 0);
  return [`${cellsKept} cells kept`, ...reasons.map(([reason, count]) => `${reason} ${count}`)].join(', ');
}

function warnAboutReleases({ log }: ProcessContext, sources: readonly Source[]): void {
  const releases = [...new Set(sources.map(({ selection }) => selection.identity.release))].sort();
  if (releases.length > 1) log('warn', `the inputs are of different releases: ${releases.join(', ')}`);
}
