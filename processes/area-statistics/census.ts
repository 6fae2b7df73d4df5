/** The first look: how many points each area holds and of which products, hence the dates of its series. */
import { AreaFinder } from '../../src/insar/area-statistics/area-finder.js';
import type { Area } from '../../src/insar/area-statistics/areas.js';
import type { DateGrid } from '../../src/insar/area-statistics/date-grid.js';
import { readingBoxes } from '../../src/insar/area-statistics/ground-box.js';
import { PointTally } from '../../src/insar/area-statistics/point-tally.js';
import { Turns } from '../../src/insar/turns.js';
import type { ProcessContext } from '../../src/jobs/process.js';
import { regularEpochs } from '../../src/products/epochs.js';
import type { Parameters } from './parameters.js';
import type { PointSources } from './point-sources.js';

export interface AreaCensus {
  /** Points of each area. */
  readonly counts: readonly number[];
  readonly pointsRead: number;
  /** Points in at least one area. */
  readonly pointsHeld: number;
  /** Places of the products with points in any area. */
  readonly productsUsed: readonly number[];
  /** Set when series are to be interpolated. */
  readonly grid: DateGrid | undefined;
  /** Dates of an area's series, ascending; none when no series are asked for. */
  datesOf(place: number): readonly string[];
}

/** What the checkpoint holds. */
interface Counted {
  readonly counts: readonly number[];
  /** Products of each area. */
  readonly products: readonly (readonly number[])[];
  readonly pointsRead: number;
  readonly pointsHeld: number;
}

/** A job that was taken up again counts anew when the collections have changed since. */
export async function takeCensus(
  context: ProcessContext,
  sources: PointSources,
  areas: readonly Area[],
  parameters: Parameters,
  onShare: (share: number) => void,
): Promise<AreaCensus> {
  const key = `points counted@${sources.versions}`;
  const counted = await context.checkpoint(key, () => count(context, sources, areas, onShare));
  const productsUsed = [...new Set(counted.products.flat())].sort((a, b) => a - b);
  const dates = seriesDates(sources, counted, parameters, productsUsed);
  return { ...counted, productsUsed, ...dates };
}

async function count(
  { signal }: ProcessContext,
  sources: PointSources,
  areas: readonly Area[],
  onShare: (share: number) => void,
): Promise<Counted> {
  const tally = new PointTally(areas.length, new AreaFinder(areas));
  const turns = new Turns(signal);
  const boxes = readingBoxes(areas.flatMap(({ box }) => box ?? []));
  for (const [number, box] of boxes.entries()) {
    for await (const { points, product } of sources.read([box], { withValues: false, withSeries: false, signal })) {
      await tally.add(points, product, turns);
    }
    onShare((number + 1) / boxes.length);
  }
  return {
    counts: [...tally.counts],
    products: areas.map((_, place) => tally.productsOf(place)),
    pointsRead: tally.pointsRead,
    pointsHeld: tally.pointsHeld,
  };
}

function seriesDates(
  { products }: PointSources,
  counted: Counted,
  { withSeries, stepDays, maxGapDays }: Parameters,
  productsUsed: readonly number[],
): Pick<AreaCensus, 'grid' | 'datesOf'> {
  if (!withSeries || productsUsed.length === 0) return { grid: undefined, datesOf: () => [] };
  if (stepDays !== undefined) {
    const all = datesOfAll(productsUsed.map((place) => products[place].dates));
    const grid = { dates: regularEpochs(all[0], all[all.length - 1], stepDays), maxGapDays };
    return { grid, datesOf: () => grid.dates };
  }
  // Areas of the same products share one array.
  const shared = new Map<string, readonly string[]>();
  return {
    grid: undefined,
    datesOf: (place) => {
      const of = counted.products[place];
      const key = of.join();
      const dates = shared.get(key) ?? datesOfAll(of.map((product) => products[product].dates));
      shared.set(key, dates);
      return dates;
    },
  };
}

const datesOfAll = (lists: readonly (readonly string[])[]): string[] => [...new Set(lists.flat())].sort();
