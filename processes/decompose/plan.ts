/** Everything that follows from the inputs before the first series is read: dates, products, names. */

import type { SelectedProduct } from '../../src/catalog/points/point-selection.js';
import { invalidParameter } from '../../src/errors.js';
import { MIN_EPOCHS } from '../../src/insar/decomposition/block-rows.js';
import { lookName } from '../../src/insar/decomposition/look.js';
import { type LookProduct, lookProduct } from '../../src/insar/decomposition/look-product.js';
import { regularTimeGrid, type TimeGrid } from '../../src/insar/time-grid.js';
import { isoDate } from '../../src/products/epochs.js';
import { type Release, releaseId } from '../../src/products/file-name.js';
import { describeProduct } from '../../src/products/product-xml.js';
import type { Parameters } from './parameters.js';
import { productKeyOf, type Source } from './sources.js';
import type { Survey } from './survey.js';

/** A product with selected points. */
export interface PlannedProduct {
  readonly key: string;
  readonly geometry: Source['geometry'];
  readonly collection: string;
  readonly product: SelectedProduct;
  readonly look: LookProduct;
  readonly points: number;
}

export interface Plan {
  readonly grid: TimeGrid;
  /** By `productKeyOf`. */
  readonly products: ReadonlyMap<string, PlannedProduct>;
  readonly release: Release;
  readonly demVersion: string;
  readonly gnssVersion: string | undefined;
  readonly isSynthetic: boolean;
}

/** Throws `invalidParameter` for dates that leave nothing to compute. */
export function planOf(sources: readonly Source[], survey: Survey, parameters: Parameters): Plan {
  const selected = selectedProducts(sources, survey);
  const grid = gridOf(selected, parameters);
  const { interpolation: rule, maxGapDays } = parameters;
  const products = new Map(
    selected.map(({ source, product, points }) => {
      const key = productKeyOf(source, product);
      const { geometry } = source;
      // Every product of level 2 has a track: its name says it.
      const look = lookProduct({ geometry, track: product.track! }, product.dates, grid, { rule, maxGapDays });
      return [key, { key, geometry, collection: source.input.collection, product, look, points }] as const;
    }),
  );
  refuseUncovered([...products.values()], grid);
  const metadata = selected.flatMap(({ product }) => (product.metadata ? [describeProduct(product.metadata)] : []));
  const versions = (of: (string | undefined)[]) =>
    [...new Set(of.filter((text) => text !== undefined))].sort().join(', ');
  return {
    grid,
    products,
    release: releaseOf(sources, grid),
    demVersion: versions(metadata.map(({ demVersion }) => demVersion)) || 'unknown',
    gnssVersion: versions(metadata.map(({ gnssVersion }) => gnssVersion)) || undefined,
    isSynthetic: selected.some(({ product }) => product.isSynthetic),
  };
}

interface Selected {
  readonly source: Source;
  readonly product: SelectedProduct;
  readonly points: number;
}

/** Products with points in the selection, each once however many inputs name its collection. */
function selectedProducts(sources: readonly Source[], survey: Survey): readonly Selected[] {
  const byKey = new Map<string, Selected>();
  for (const source of sources) {
    for (const product of source.selection.products) {
      const key = productKeyOf(source, product);
      const points = survey.products[key] ?? 0;
      if (points > 0 && !byKey.has(key)) byKey.set(key, { source, product, points });
    }
  }
  return [...byKey.values()];
}

function gridOf(selected: readonly Selected[], parameters: Parameters): TimeGrid {
  const firstOf = (direction: Source['geometry']) => datesOf(selected, direction, 0).sort()[0];
  const lastOf = (direction: Source['geometry']) => datesOf(selected, direction, -1).sort().at(-1)!;
  const [ascending, descending] = (['ascending', 'descending'] as const).map((direction) => ({
    direction,
    first: firstOf(direction),
    last: lastOf(direction),
  }));
  const start = parameters.start ?? later(ascending.first, descending.first);
  const end = parameters.end ?? earlier(ascending.last, descending.last);
  const reach = [ascending, descending]
    .map(({ direction, first, last }) => `${direction} ${isoDate(first)}..${isoDate(last)}`)
    .join(', ');
  if (start > end) {
    const name = parameters.start !== undefined ? 'start' : parameters.end !== undefined ? 'end' : 'descending';
    throw invalidParameter(name, `no date lies from ${isoDate(start)} to ${isoDate(end)}; the series reach: ${reach}`);
  }
  const grid = withName('stepDays', () => regularTimeGrid(start, end, parameters.stepDays));
  if (grid.dates.length < MIN_EPOCHS) {
    throw invalidParameter(
      'stepDays',
      `expected at least ${MIN_EPOCHS} dates for the model behind the attributes, got ${grid.dates.length} from ${isoDate(start)} to ${isoDate(end)}; the series reach: ${reach}`,
    );
  }
  return grid;
}

const datesOf = (selected: readonly Selected[], direction: Source['geometry'], index: number): string[] =>
  selected.filter(({ source }) => source.geometry === direction).map(({ product }) => product.dates.at(index)!);

const later = (a: string, b: string): string => (a > b ? a : b);
const earlier = (a: string, b: string): string => (a < b ? a : b);

/** Both directions must have a value on enough of the same dates. */
function refuseUncovered(products: readonly PlannedProduct[], grid: TimeGrid): void {
  const covered = (direction: Source['geometry']) =>
    new Set(products.filter(({ geometry }) => geometry === direction).flatMap(({ look }) => look.interpolator.covered));
  const [ascending, descending] = [covered('ascending'), covered('descending')];
  const common = [...ascending].filter((date) => descending.has(date)).length;
  if (common >= MIN_EPOCHS) return;
  const looks = products.map(
    ({ look, product }) => `${lookName(look.look)} ${product.dates[0]}..${product.dates.at(-1)}`,
  );
  throw invalidParameter(
    'maxGapDays',
    `expected at least ${MIN_EPOCHS} dates that both orbit directions have, got ${common} of ${grid.dates.length} from ${isoDate(grid.dates[0])} to ${isoDate(grid.dates.at(-1)!)}; the series reach: ${[...new Set(looks)].slice(0, 8).join(', ')}`,
  );
}

/** The inputs' own when they agree; else the years of the dates. */
function releaseOf(sources: readonly Source[], grid: TimeGrid): Release {
  const releases = new Set(sources.map(({ selection }) => selection.identity.release));
  const years =
    releases.size === 1 ? [...releases][0].split('-') : [grid.dates[0].slice(0, 4), grid.dates.at(-1)!.slice(0, 4)];
  return { firstYear: Number(years[0]), lastYear: Number(years[1]) };
}

/** Names of the collections that are published. */
export function collectionIds(plan: Plan, given: Readonly<Record<string, string | undefined>>) {
  const release = releaseId(plan.release);
  return { up: given.up ?? `l3-up-${release}`, east: given.east ?? `l3-east-${release}` };
}

function withName<T>(name: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) throw invalidParameter(name, error.message, error);
    throw error;
  }
}
