/**
 * Active deformation areas, in two readings of the points: the first takes place and velocity of each, from which the areas
 * are found; the second adds up the series of the points in them. The science is in `insar/active-areas/`.
 */
import { publishFeatures } from '../../src/catalog/features/publish-features.js';
import { type PointSelection, selectPoints } from '../../src/catalog/points/point-selection.js';
import { invalidParameter } from '../../src/errors.js';
import { areaOutline } from '../../src/insar/active-areas/area-outline.js';
import { type FoundAreas, findAreas, membersOf, OUTLINE_PER_RADIUS } from '../../src/insar/active-areas/find-areas.js';
import { QUALITY_THRESHOLDS, WELL_FILLED } from '../../src/insar/active-areas/quality.js';
import { EVIDENCE } from '../../src/insar/active-areas/trend.js';
import { Turns } from '../../src/insar/turns.js';
import type { Outputs, OutputValue, ProcessContext, ProcessRun } from '../../src/jobs/process.js';
import { type ActiveArea, type AreaShape, areaMotion, areaShape } from './active-area.js';
import { tallySeries } from './area-series.js';
import { type GatheredPoints, gatherPoints } from './gathered-points.js';
import { areasCsv, areasGeoJson, seriesCsv, textOutput } from './outputs.js';
import { type Parameters, parametersOf, usualRadiusM } from './parameters.js';
import { PUBLISHED, publishedAreas, publishedId, refuseName } from './published-areas.js';

/** Shares of the work; what is left is writing. */
const GATHERED = 0.4;
const FOUND = 0.6;
const TALLIED = 0.95;

/** The sums of their series take some 6 kB each. */
const MOST_AREAS = 20_000;

export const run: ProcessRun = async (context) => {
  const { signal } = context;
  const turns = new Turns(signal);
  const parameters = parametersOf(context.inputs);
  const selection = await selectPoints(context.database, parameters.points);
  const collectionId = publishedId(context, selection);
  if (collectionId !== undefined) await refuseName(context, collectionId, selection);
  const searchRadiusM = parameters.searchRadiusM ?? usualRadiusM(selection.identity.level);
  const points = await gatherPoints(selection, parameters.measure, signal, (share) =>
    context.progress(share * GATHERED, 'reading points'),
  );
  const { eastingM, northingM, values } = points;
  context.progress(GATHERED, 'finding areas');
  const found = await findAreas(eastingM, northingM, values, { ...parameters, searchRadiusM }, turns);
  if (found.counts.length > MOST_AREAS) {
    const most = MOST_AREAS.toLocaleString('en');
    const detail = `${found.counts.length} areas were found, more than ${most}; raise it, the threshold or minMovingShare`;
    throw invalidParameter('minPoints', detail);
  }
  const shapes = await shapesOf(points, found, searchRadiusM, turns);
  context.progress(FOUND, `${shapes.length} areas: reading their series`);
  const areas = await withMotion(context, selection, points, found, shapes, parameters, turns);
  const summary = summaryOf(selection, points, found, parameters, searchRadiusM);
  const outputs = await writeOutputs(context, areas, parameters, summary);
  if (collectionId === undefined) return outputs;
  const rule = ruleText(found, parameters, searchRadiusM);
  const content = publishedAreas(collectionId, areas, selection, parameters, rule);
  context.progress(TALLIED, `publishing ${areas.length} areas`);
  return async (client) => {
    await publishFeatures(client, content, { jobId: context.jobId, signal });
    return { ...outputs, [PUBLISHED]: { kind: 'collection', collectionId } };
  };
};

/** What stands in the description of a published collection. */
const ruleText = (found: FoundAreas, { measure, minPoints }: Parameters, searchRadiusM: number): string =>
  `${measure === 'velocity' ? 'faster than' : 'velocity over its standard deviation above'} ` +
  `${Number(found.threshold.toPrecision(4))}${measure === 'velocity' ? ' mm/yr' : ''}, at most ${searchRadiusM} m apart, at least ${minPoints} of them`;

async function shapesOf(
  { eastingM, northingM, velocityMmPerYear }: GatheredPoints,
  found: FoundAreas,
  searchRadiusM: number,
  turns: Turns,
): Promise<AreaShape[]> {
  const shapes: AreaShape[] = [];
  for (const ids of membersOf(found.areaOf, found.counts)) {
    const outline = await areaOutline(eastingM, northingM, ids, searchRadiusM * OUTLINE_PER_RADIUS, turns);
    shapes.push(areaShape(outline, ids, velocityMmPerYear));
  }
  return shapes;
}

async function withMotion(
  context: ProcessContext,
  selection: PointSelection,
  points: GatheredPoints,
  found: FoundAreas,
  shapes: readonly AreaShape[],
  { measure, minPoints, withSeries }: Parameters,
  turns: Turns,
): Promise<ActiveArea[]> {
  const { collection, products } = selection;
  context.used({ id: `collection:${collection.id}@${collection.version}`, attributes: { title: collection.title } });
  const numbered = shapes.map((shape, i) => ({ ...shape, id: areaId(i) }));
  if (!withSeries) return numbered;
  const onShare = (share: number) =>
    context.progress(FOUND + share * (TALLIED - FOUND), `${shapes.length} areas: reading their series`);
  const options = { signal: context.signal, turns, onShare };
  const { tallies, productNos } = await tallySeries(selection, points, found, measure, options);
  for (const { productNo, name, sourceSha256, isSynthetic } of products) {
    if (!productNos.includes(productNo)) continue;
    context.used({ id: `product:${name}`, attributes: { sha256: sourceSha256, synthetic: isSynthetic } });
  }
  const areas: ActiveArea[] = [];
  for (const [i, area] of numbered.entries()) {
    areas.push({ ...area, motion: areaMotion(tallies[i].summary(), area.count, minPoints) });
    if (turns.isDue) await turns.pass();
  }
  return areas;
}

/** The largest area is ada-1. */
const areaId = (place: number) => `ada-${place + 1}`;

async function writeOutputs(
  { folder, signal, wantedOutputs }: ProcessContext,
  areas: readonly ActiveArea[],
  { withSeries }: Parameters,
  summary: object,
): Promise<Outputs> {
  const texts = {
    areas: ['active-areas.geojson', 'application/geo+json', () => areasGeoJson(areas)],
    csv: ['active-areas.csv', 'text/csv', () => areasCsv(areas, withSeries)],
    ...(withSeries && { 'series-csv': ['active-areas-series.csv', 'text/csv', () => seriesCsv(areas)] as const }),
  } as const;
  const outputs: Record<string, OutputValue> = { summary: { kind: 'json', value: summary } };
  for (const [name, entry] of Object.entries(texts)) {
    if (!entry || (wantedOutputs.size > 0 && !wantedOutputs.has(name))) continue;
    const [fileName, mediaType, text] = entry;
    outputs[name] = await textOutput(folder, fileName, mediaType, text(), signal);
  }
  return outputs;
}

function summaryOf(
  { collection, identity }: PointSelection,
  points: GatheredPoints,
  found: FoundAreas,
  { measure, minPoints, minMovingShare }: Parameters,
  searchRadiusM: number,
): object {
  const finite = (value: number) => (Number.isFinite(value) ? value : null);
  return {
    areas: found.counts.length,
    points: points.values.length,
    movingPoints: found.moving,
    isolatedPoints: found.isolated,
    pointsInAreas: found.counts.reduce((sum, count) => sum + count, 0),
    collection: {
      id: collection.id,
      version: collection.version,
      level: identity.level,
      geometry: identity.geometry,
      release: identity.release,
    },
    measure,
    spreadOfStillPoints: finite(found.spread),
    threshold: finite(found.threshold),
    searchRadiusM,
    minPoints,
    minMovingShare,
    rules: {
      spread: '1.4826 times the median absolute deviation from the median, of all points',
      areas: 'points moving the same way, linked when no farther apart than searchRadiusM',
      outline: `ground within ${OUTLINE_PER_RADIUS.toFixed(4)} searchRadiusM of a point of the area, EPSG:3035`,
      trend: `Schwarz criterion; a larger model must be better by ${EVIDENCE}`,
      quality: `the smaller of temporal_index and spatial_index: ${QUALITY_THRESHOLDS.map(({ quality, index }) => `${quality} from ${index}`).join(', ')}, else 4; class 1 wants ${WELL_FILLED} minPoints`,
    },
  };
}
