/**
 * Statistics of areas, in two looks at the points: the first counts what each area holds, so that the second can work
 * through groups of neighbours whose values fit into memory together (see `insar/area-statistics/`). Each group is a
 * checkpoint.
 */
import { type AreaNeed, areaGroups } from '../../src/insar/area-statistics/area-groups.js';
import { emptyResult } from '../../src/insar/area-statistics/area-result.js';
import { type Area, type AreaFeature, readAreas } from '../../src/insar/area-statistics/areas.js';
import { Turns } from '../../src/insar/turns.js';
import type { Outputs, OutputValue, ProcessContext, ProcessRun } from '../../src/jobs/process.js';
import { type AreaCensus, takeCensus } from './census.js';
import { GroupReader } from './group-reader.js';
import { areasCsv, type ReportedAreas, seriesCsv, statisticsGeoJson, textOutput } from './outputs.js';
import { areasOf, type Parameters, parametersOf } from './parameters.js';
import { openPointSources, type PointSources } from './point-sources.js';
import { type StagedFile, StagedResults, stageResults } from './staged-results.js';
import { summaryOf } from './summary.js';

/** Shares of the work: counting, then reading; what is left is writing. */
const COUNTED = 0.2;
const READ = 0.95;

/** Of the values held at a time; the rest of the process needs some 250 MB. */
const GROUP_MEMORY_BYTES = 192 * 2 ** 20;

export const run: ProcessRun = (context) => areaStatistics(context, GROUP_MEMORY_BYTES);

/** The results are the same whatever memory there is; with less of it points are read more often. */
export async function areaStatistics(context: ProcessContext, memoryBytes: number): Promise<Outputs> {
  const parameters = parametersOf(context.inputs);
  const checked = areasOf(context.inputs, parameters);
  const areas = await readAreas(checked, parameters.bufferM, new Turns(context.signal));
  const sources = await openPointSources(context.database, parameters.points, parameters.attributes);
  const census = await takeCensus(context, sources, areas, parameters, (share) =>
    context.progress(share * COUNTED, 'counting points'),
  );
  const staged = await stageGroups(context, sources, areas, parameters, census, memoryBytes);
  tellUsed(context, sources, census);
  return writeOutputs(context, sources, checked.features, parameters, census, staged);
}

async function stageGroups(
  context: ProcessContext,
  sources: PointSources,
  areas: readonly Area[],
  parameters: Parameters,
  census: AreaCensus,
  memoryBytes: number,
): Promise<StagedFile[]> {
  const needs = areas.flatMap(({ box }, place): AreaNeed[] => {
    const count = census.counts[place];
    if (!box || count === 0 || count < parameters.minPoints) return [];
    return [{ place, box, count, dateCount: census.datesOf(place).length }];
  });
  const limits = { attributeCount: parameters.attributes.length, memoryBytes };
  // Interpolated values are no tenths of a millimetre.
  const groups = areaGroups(needs, { ...limits, valueBytes: census.grid ? 8 : 2 });
  const total = needs.reduce((sum, { count }) => sum + count, 0);
  const reader = new GroupReader(context, sources, areas, parameters, census, memoryBytes);
  const files: StagedFile[] = [];
  let done = 0;
  for (const [number, group] of groups.entries()) {
    const name = `areas-${String(number).padStart(5, '0')}.ndjson`;
    const key = `${name}@${sources.versions}`;
    files.push(await context.checkpoint(key, () => stageResults(context.folder, name, reader.results(group))));
    done += group.places.reduce((sum, place) => sum + census.counts[place], 0);
    context.progress(COUNTED + (READ - COUNTED) * (done / total), `areas ${number + 1} of ${groups.length} groups`);
  }
  return files;
}

async function writeOutputs(
  context: ProcessContext,
  sources: PointSources,
  features: readonly AreaFeature[],
  parameters: Parameters,
  census: AreaCensus,
  staged: readonly StagedFile[],
): Promise<Outputs> {
  const { folder, signal, wantedOutputs } = context;
  const results = new StagedResults(folder, staged);
  const { attributes, percentiles, withSeries } = parameters;
  const reported: ReportedAreas = {
    collection: context.inputs.areas as Record<string, unknown>,
    features,
    result: async (place) =>
      (await results.result(place)) ??
      emptyResult(census.counts[place], attributes.length, percentiles.length, withSeries),
  };
  const texts = {
    statistics: ['statistics.geojson', 'application/geo+json', statisticsGeoJson],
    csv: ['areas.csv', 'text/csv', areasCsv],
    ...(withSeries ? ({ 'series-csv': ['series.csv', 'text/csv', seriesCsv] } as const) : {}),
  } as const;
  const outputs: Record<string, OutputValue> = {
    summary: { kind: 'json', value: summaryOf(sources, features.length, parameters, census) },
  };
  try {
    for (const [name, [fileName, mediaType, text]] of Object.entries(texts)) {
      if (wantedOutputs.size > 0 && !wantedOutputs.has(name)) continue;
      outputs[name] = await textOutput(folder, fileName, mediaType, text(reported, parameters), signal);
    }
  } finally {
    await results.close();
  }
  return outputs;
}

function tellUsed(context: ProcessContext, { selections, products }: PointSources, census: AreaCensus): void {
  for (const { collection } of selections) {
    context.used({ id: `collection:${collection.id}@${collection.version}`, attributes: { title: collection.title } });
  }
  for (const place of census.productsUsed) {
    const { name, sourceSha256, isSynthetic } = products[place];
    context.used({ id: `product:${name}`, attributes: { sha256: sourceSha256, synthetic: isSynthetic } });
  }
}
