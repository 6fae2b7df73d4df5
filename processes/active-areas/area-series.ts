/** The second reading: the series of the areas' points, added up as they come. */
import type { PointSelection } from '../../src/catalog/points/point-selection.js';
import { NO_AREA } from '../../src/insar/active-areas/clusters.js';
import type { FoundAreas } from '../../src/insar/active-areas/find-areas.js';
import { MemberIndex } from '../../src/insar/active-areas/member-index.js';
import { SeriesTally } from '../../src/insar/active-areas/series-tally.js';
import { type GroundBox, readingBoxes } from '../../src/insar/area-statistics/ground-box.js';
import type { Turns } from '../../src/insar/turns.js';
import type { GatheredPoints } from './gathered-points.js';
import { attributesOf, type Measure, measureValue } from './parameters.js';

/** Upper edges of boxes are outside. */
const EDGE_M = 0.01;

export interface TalliedAreas {
  readonly tallies: readonly SeriesTally[];
  /** Numbers of products with points in any area. */
  readonly productNos: readonly number[];
}

export async function tallySeries(
  selection: PointSelection,
  points: GatheredPoints,
  found: FoundAreas,
  measure: Measure,
  { signal, turns, onShare }: { signal: AbortSignal; turns: Turns; onShare: (share: number) => void },
): Promise<TalliedAreas> {
  const index = new MemberIndex(points.eastingM, points.northingM, found.directions, found.areaOf);
  const tallies = Array.from(found.counts, () => new SeriesTally());
  const productNos = new Set<number>();
  const boxes = readingBoxes(boxesOf(points, found));
  const attributes = ['eastingM', 'northingM', ...attributesOf(measure)] as const;
  for (const [number, box] of boxes.entries()) {
    for await (const block of selection.blocks({ attributes, withSeries: true, box, signal })) {
      const [eastings, northings, ...measured] = block.attributes;
      const { productNo, dates } = block.product;
      for (let i = 0; i < block.count; i++) {
        const value = measureValue(measure, measured, i);
        const direction = value >= found.threshold ? 1 : value <= -found.threshold ? -1 : 0;
        if (direction === 0) continue;
        const area = index.areaAt(eastings[i], northings[i], direction);
        if (area === NO_AREA) continue;
        const first = i * dates.length;
        tallies[area].add(productNo, dates, block.displacementMm.subarray(first, first + dates.length));
        productNos.add(productNo);
        if (turns.isDue) await turns.pass();
      }
    }
    onShare((number + 1) / boxes.length);
  }
  return { tallies, productNos: [...productNos].sort((a, b) => a - b) };
}

/** Of the points of each area. */
function boxesOf({ eastingM, northingM }: GatheredPoints, { areaOf, counts }: FoundAreas): GroundBox[] {
  const boxes = Array.from(counts, () => ({
    minEastingM: Infinity,
    minNorthingM: Infinity,
    maxEastingM: -Infinity,
    maxNorthingM: -Infinity,
  }));
  for (let id = 0; id < areaOf.length; id++) {
    if (areaOf[id] === NO_AREA) continue;
    const box = boxes[areaOf[id]];
    box.minEastingM = Math.min(box.minEastingM, eastingM[id]);
    box.minNorthingM = Math.min(box.minNorthingM, northingM[id]);
    box.maxEastingM = Math.max(box.maxEastingM, eastingM[id] + EDGE_M);
    box.maxNorthingM = Math.max(box.maxNorthingM, northingM[id] + EDGE_M);
  }
  return boxes;
}
