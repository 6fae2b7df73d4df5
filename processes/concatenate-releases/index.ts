/**
 * Two releases to one collection: `insar/release-join/` holds the method. Points are read region by region, each a
 * checkpoint; finished rows wait in files of the job's folder, and all is published at once.
 */
import { nextRedelivery, prepareResults, refuseIngested } from '../../src/catalog/ingest/publish-results.js';
import { invalidParameter } from '../../src/errors.js';
import type { OutputValue, ProcessContext, ProcessOutcome, ProcessRun } from '../../src/jobs/process.js';
import { type JoinedPair, joinedCollection } from './joined-collection.js';
import { parametersOf } from './parameters.js';
import { productPairs } from './product-pairs.js';
import { RegionStage, type StagedRegion } from './region-stage.js';
import { joinRegions } from './regions.js';
import { joinedCollectionId, openReleases, type Releases, refuseChanged } from './releases.js';
import { pairTallies, reportOf, tallyText, totalOf } from './report.js';

/** Of both releases, in one region: with 250 dates each some 130 MB. */
const MOST_POINTS = 64_000;
/** Share of the work at which the rows are made and publishing begins, as measured on a million points. */
const STAGED = 0.85;

export const run: ProcessRun = (context) => concatenateReleases(context, MOST_POINTS);

/** The result is the same points whatever the size of the regions, in another order. */
export async function concatenateReleases(context: ProcessContext, mostPoints: number): Promise<ProcessOutcome> {
  const { database, folder, signal, log, progress, checkpoint } = context;
  const parameters = parametersOf(context.inputs);
  const releases = await openReleases(database, parameters);
  const { level } = releases.later.selection.identity;
  // Cells of level 3 have neither lines nor pixels.
  const rule = { ...parameters.rule, requireSameLinePixel: parameters.rule.requireSameLinePixel && level !== 'L3' };
  const pairs = productPairs(releases, rule);
  const id = context.outputCollections.joined ?? joinedCollectionId(releases);
  if ([parameters.earlier, parameters.later].some(({ collection }) => collection === id)) {
    throw invalidParameter('outputs', `joined: ${id} is an input; give another name`);
  }
  await refuseIngested(database, id);
  tellUsed(context, releases);

  const staged = await stageRegions(
    context,
    releases,
    new RegionStage(releases, pairs, rule, folder, signal),
    mostPoints,
  );
  const tallies = pairTallies(pairs, staged);
  const total = totalOf(tallies);
  log('info', tallyText(total));
  if (total.matched === 0) throw invalidParameter('later', `no point could be joined: ${tallyText(total)}`);

  const joined = pairs.flatMap((pair, place): JoinedPair[] => {
    const files = staged.flatMap((region) => region.files.filter((file) => file.pair === place));
    return files.length > 0 ? [{ pair, files, tally: tallies[place] }] : [];
  });
  const productionDate = await checkpoint('production date', async () => new Date().toISOString().slice(0, 10));
  const setting = { id, releases, folder, redelivery: await nextRedelivery(database, id), productionDate };
  let loaded = 0;
  const prepared = await prepareResults(database, [joinedCollection(setting, joined)], {
    jobId: context.jobId,
    softwareVersion: context.softwareVersion,
    signal,
    onLoaded: (points) => {
      loaded += points;
      progress(STAGED + (1 - STAGED) * Math.min(1, loaded / total.rows), 'publishing');
    },
  });
  await refuseChanged(database, releases);
  return async (client) => {
    await prepared.publish(client);
    const outputs: Record<string, OutputValue> = {
      joined: { kind: 'collection', collectionId: id },
      report: { kind: 'json', value: reportOf(releases, id, rule, pairs, tallies) },
    };
    return outputs;
  };
}

async function stageRegions(
  { checkpoint, progress, signal }: ProcessContext,
  releases: Releases,
  stage: RegionStage,
  mostPoints: number,
): Promise<StagedRegion[]> {
  const { versions } = releases;
  const selections = [releases.earlier.selection, releases.later.selection];
  const regions = await checkpoint(`regions@${versions}`, () => joinRegions(selections, mostPoints, signal));
  const total = regions.reduce((sum, { points }) => sum + points, 0);
  const staged: StagedRegion[] = [];
  let done = 0;
  for (const [number, region] of regions.entries()) {
    staged.push(await checkpoint(`region ${number}@${versions}`, () => stage.stage(number, region)));
    done += region.points;
    progress(STAGED * (done / total), `region ${number + 1} of ${regions.length}`);
  }
  return staged;
}

function tellUsed({ used }: ProcessContext, { earlier, later }: Releases): void {
  for (const { selection } of [earlier, later]) {
    const { id, version } = selection.collection;
    used({ id: `collection:${id}@${version}`, attributes: { collection: id, version } });
    for (const { name, sourceSha256 } of selection.products)
      used({ id: `product:${name}`, attributes: { sha256: sourceSha256 } });
  }
}
