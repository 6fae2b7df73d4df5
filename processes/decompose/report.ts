/** What a job did, in numbers: the output `report`. */
import { type LossCounts, noLosses } from '../../src/insar/decomposition/block-rows.js';
import { lookName } from '../../src/insar/decomposition/look.js';
import { isoDate } from '../../src/products/epochs.js';
import { releaseId } from '../../src/products/file-name.js';
import type { BlockSummary } from './blocks.js';
import type { Parameters } from './parameters.js';
import type { Plan } from './plan.js';
import { type Source, sourceText } from './sources.js';
import type { Survey } from './survey.js';
import type { Tile } from './tiles.js';

export interface Totals {
  readonly cellsKept: number;
  readonly losses: LossCounts;
  readonly unused: BlockSummary['unused'];
  readonly pointsByLook: Readonly<Record<string, number>>;
  /** The most frequent of the input pids; 0 when none can be read. */
  readonly producer: number;
  readonly rowsWithGnss: number;
}

export function totalsOf(survey: Survey, summaries: readonly BlockSummary[]): Totals {
  const losses = summaries.reduce((sum, summary) => added(sum, summary.losses), noLosses());
  const producers = Object.entries(summaries.reduce((sum, s) => added(sum, s.producers), NOTHING));
  return {
    cellsKept: summaries.reduce((sum, { rows }) => sum + rows, 0),
    losses: {
      ...losses,
      onlyAscending: losses.onlyAscending + survey.cellsOnlyAscending,
      onlyDescending: losses.onlyDescending + survey.cellsOnlyDescending,
    },
    unused: summaries.reduce((sum, summary) => added(sum, summary.unused), {
      outsideGrid: 0,
      withoutLineOfSight: 0,
      withoutRmse: 0,
    }),
    pointsByLook: summaries.reduce((sum, summary) => added(sum, summary.pointsByLook), NOTHING),
    producer: Number(producers.sort(([a, m], [b, n]) => n - m || Number(a) - Number(b))[0]?.[0] ?? 0),
    rowsWithGnss: summaries.reduce((sum, { rowsWithGnss }) => sum + rowsWithGnss, 0),
  };
}

type Counts = Readonly<Record<string, number>>;
const NOTHING: Counts = {};

/** Counts of both, by name. */
function added<T extends Counts>(a: T, b: Counts): T {
  const sum: Record<string, number> = { ...a };
  for (const [name, count] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + count;
  return sum as T;
}

export function reportOf(
  sources: readonly Source[],
  parameters: Parameters,
  plan: Plan,
  survey: Survey,
  totals: Totals,
  tiles: readonly Tile[],
) {
  const { dates } = plan.grid;
  const { gnssModel, maxConditionNumber, ascending: _a, descending: _d, start: _s, end: _e, ...plain } = parameters;
  return {
    parameters: {
      ...plain,
      start: isoDate(dates[0]),
      end: isoDate(dates[dates.length - 1]),
      ...(Number.isFinite(maxConditionNumber) ? { maxConditionNumber } : {}),
      ...(gnssModel ? { gnssModel: gnssModel.description } : {}),
    },
    release: releaseId(plan.release),
    epochs: { count: dates.length, first: isoDate(dates[0]), last: isoDate(dates[dates.length - 1]) },
    inputs: sources.map((source) => ({ geometry: source.geometry, points: sourceText(source) })),
    points: {
      selected: { ascending: survey.ascendingPoints, descending: survey.descendingPoints },
      usedByTrack: totals.pointsByLook,
      unused: totals.unused,
    },
    products: [...plan.products.values()].map(({ product, look, points, collection }) => ({
      name: product.name,
      collection,
      track: lookName(look.look),
      points,
      acquisitions: product.dates.length,
      epochsCovered: look.interpolator.covered.length,
    })),
    cells: { kept: totals.cellsKept, leftOut: totals.losses },
    tiles: tiles.map(({ easting100Km, northing100Km, rows }) => ({
      tile: `E${String(easting100Km).padStart(2, '0')}N${String(northing100Km).padStart(2, '0')}`,
      cells: rows,
    })),
    producer: totals.producer,
    gnssVelocities:
      gnssModel !== undefined ? 'model' : totals.rowsWithGnss > 0 ? 'east and up from the points' : 'none',
  };
}
