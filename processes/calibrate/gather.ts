/** First reading: attributes alone, square by square of the ground, reduced to ties and overlaps as they come. */

import { invalidParameter } from '../../src/errors.js';
import { CELL_SIZE_M, cellOrigin } from '../../src/geodesy/cell.js';
import { laeaToGeographic } from '../../src/geodesy/laea.js';
import type {
  CalibrationObservations,
  CalibrationUnit,
  OverlapCell,
  TieCell,
} from '../../src/insar/calibration/observations.js';
import { newTieCount, TieCollector, type TieCount, type TiePoints } from '../../src/insar/calibration/tie-cells.js';
import { productKey } from '../../src/products/file-name.js';
import type { GnssModel } from '../../src/products/gnss-model.js';
import type { AttributeName } from '../../src/products/point-batch.js';
import { productsOf, type Source, type SourceProduct } from './sources.js';

export interface Gathered {
  /** Those with points, in the order of the observations' products. */
  readonly products: readonly GatheredProduct[];
  readonly observations: CalibrationObservations;
}

export interface GatheredProduct extends SourceProduct {
  readonly count: TieCount;
}

export interface GatherOptions {
  readonly model: GnssModel;
  readonly tieCellM: number;
  readonly signal: AbortSignal;
  /** Share of the squares that are done. */
  readonly onProgress: (share: number) => void;
}

/** Edge of a square: a divisor of 100 km, so that none lies in two storage cells; all of its points are in memory at once. */
const SQUARE_M = 20_000;

const ATTRIBUTES = [
  'eastingM',
  'northingM',
  'velocityMmPerYear',
  'losEast',
  'losNorth',
  'losUp',
  'incidenceDeg',
  'clusterLabel',
] as const satisfies readonly AttributeName[];

export async function gather(sources: readonly Source[], options: GatherOptions): Promise<Gathered> {
  const { model, tieCellM, signal, onProgress } = options;
  const products = productsOf(sources).map((product) => ({ ...product, count: newTieCount() }));
  const directory = new UnitDirectory(products);
  const ties: TieCell[] = [];
  const overlaps: OverlapCell[] = [];
  const squares = squaresOf(sources);
  for (const [done, { minEastingM, minNorthingM, readers }] of squares.entries()) {
    const square = { minEastingM, minNorthingM, sizeM: SQUARE_M, cellM: tieCellM };
    const collector = new TieCollector(square, model, directory.names, directory.units);
    const box = {
      minEastingM,
      minNorthingM,
      maxEastingM: minEastingM + SQUARE_M,
      maxNorthingM: minNorthingM + SQUARE_M,
    };
    for (const source of readers) {
      const blocks = source.selection.blocks({ attributes: ATTRIBUTES, withSeries: false, box, signal });
      for await (const { product, count, attributes } of blocks) {
        const [eastingM, northingM, velocityMmPerYear, losEast, losNorth, losUp, incidenceDeg, cluster] = attributes;
        const points: TiePoints = { eastingM, northingM, velocityMmPerYear, losEast, losNorth, losUp, incidenceDeg };
        const index = directory.productIndex(source, product.productNo);
        for (const [label, rows] of rowsByCluster(cluster, count)) {
          collector.add(directory.unit(index, label), points, products[index].count, rows);
        }
      }
    }
    const found = collector.finish();
    ties.push(...found.ties);
    overlaps.push(...found.overlaps);
    onProgress((done + 1) / squares.length);
  }
  return withoutIdle(products, directory, ties, overlaps);
}

/** Numbers of products and of their clusters, given as points come. */
class UnitDirectory {
  readonly units: CalibrationUnit[] = [];
  readonly names;
  readonly #productIndex = new Map<string, number>();
  readonly #unit = new Map<string, number>();

  constructor(products: readonly SourceProduct[]) {
    this.names = products.map(({ source, product, name }, index) => {
      this.#productIndex.set(`${source.input.collection} ${product.productNo}`, index);
      return { name: product.name, track: name.track, direction: source.direction };
    });
  }

  productIndex(source: Source, productNo: number): number {
    return this.#productIndex.get(`${source.input.collection} ${productNo}`)!;
  }

  unit(product: number, cluster: number): number {
    const key = `${product} ${cluster}`;
    const known = this.#unit.get(key);
    if (known !== undefined) return known;
    const unit = this.units.push({ product, cluster }) - 1;
    this.#unit.set(key, unit);
    return unit;
  }
}

interface Square {
  readonly minEastingM: number;
  readonly minNorthingM: number;
  /** Sources that may have points in it. */
  readonly readers: readonly Source[];
}

function squaresOf(sources: readonly Source[]): readonly Square[] {
  const cells = [...new Set(sources.flatMap(({ selection }) => selection.cells))].sort((a, b) => a - b);
  const squares: Square[] = [];
  for (const cell of cells) {
    const origin = cellOrigin(cell);
    for (let north = 0; north < CELL_SIZE_M; north += SQUARE_M) {
      for (let east = 0; east < CELL_SIZE_M; east += SQUARE_M) {
        const [minEastingM, minNorthingM] = [origin.eastingM + east, origin.northingM + north];
        const readers = sources.filter(
          ({ selection, ground }) =>
            selection.cells.includes(cell) &&
            ground.minX < minEastingM + SQUARE_M &&
            ground.maxX >= minEastingM &&
            ground.minY < minNorthingM + SQUARE_M &&
            ground.maxY >= minNorthingM,
        );
        if (readers.length > 0) squares.push({ minEastingM, minNorthingM, readers });
      }
    }
  }
  return squares;
}

/** Products that have no clusters, or say nothing of them, are one cluster: label 0. */
function rowsByCluster(labels: Float64Array, count: number): ReadonlyMap<number, Uint32Array | undefined> {
  const labelOf = (row: number) => (Number.isNaN(labels[row]) ? 0 : labels[row]);
  let isOne = true;
  for (let row = 1; row < count && isOne; row++) isOne = labelOf(row) === labelOf(0);
  if (isOne) return new Map([[labelOf(0), undefined]]);
  const rows = new Map<number, number[]>();
  for (let row = 0; row < count; row++) {
    const known = rows.get(labelOf(row));
    if (known) known.push(row);
    else rows.set(labelOf(row), [row]);
  }
  return new Map([...rows].map(([label, of]) => [label, Uint32Array.from(of)]));
}

/** Leaves out products of which no point was selected. */
function withoutIdle(
  products: readonly GatheredProduct[],
  { names, units }: UnitDirectory,
  ties: readonly TieCell[],
  overlaps: readonly OverlapCell[],
): Gathered {
  const kept = products.flatMap(({ count }, index) => (count.points > 0 ? [index] : []));
  const indexOf = new Map(kept.map((old, index) => [old, index]));
  refuseTwice(kept.map((index) => products[index]));
  return {
    products: kept.map((index) => products[index]),
    observations: {
      products: kept.map((index) => names[index]),
      units: units.map(({ product, cluster }) => ({ product: indexOf.get(product)!, cluster })),
      ties,
      overlaps,
    },
  };
}

/** A burst that two collections hold would be published twice. */
function refuseTwice(products: readonly GatheredProduct[]): void {
  const collectionOf = new Map<string, string>();
  for (const { name, source } of products) {
    const key = productKey({ ...name, level: 'L2b' });
    const earlier = collectionOf.get(key);
    if (earlier !== undefined) {
      throw invalidParameter('points', `the burst of ${key} stands in ${earlier} and in ${source.input.collection}`);
    }
    collectionOf.set(key, source.input.collection);
  }
}

/** Throws for a selection without points, or of none that can be tied. */
export function refuseEmpty({ products, observations }: Gathered, sources: readonly Source[]): void {
  if (products.length === 0) {
    const parts = sources.map(({ input: { collection, bbox, datetime, filter } }) =>
      [collection, bbox && `bbox ${bbox.join(',')}`, datetime && `datetime ${datetime}`, filter && 'filter']
        .filter(Boolean)
        .join(' with '),
    );
    throw invalidParameter('points', `expected points, got none in ${parts.join('; ')}`);
  }
  if (observations.ties.length === 0) {
    throw invalidParameter('points', 'expected points with a velocity and a line of sight, got none with both');
  }
}

/** Products that a message lists at most. */
const SHOWN = 5;

/** Throws where the model does not reach, saying how many points that are, and where. */
export function refuseUncovered(products: readonly GatheredProduct[], heldOut: readonly string[]): void {
  const bare = products.filter(({ count }) => count.uncovered > 0);
  if (bare.length === 0) return;
  const total = products.reduce((sum, { count }) => sum + count.points, 0);
  const uncovered = bare.reduce((sum, { count }) => sum + count.uncovered, 0);
  const places = bare.slice(0, SHOWN).map(({ product, count }) => {
    const { minEastingM, minNorthingM, maxEastingM, maxNorthingM } = count.uncoveredBox!;
    const southWest = placeText(minEastingM, minNorthingM);
    return `${count.uncovered} of ${count.points} of ${product.name} from ${southWest} to ${placeText(maxEastingM, maxNorthingM)}`;
  });
  const more = bare.length > SHOWN ? `, and of ${bare.length - SHOWN} more products` : '';
  const without = heldOut.length > 0 ? `, without the ${heldOut.length} stations held out,` : '';
  throw invalidParameter(
    'gnssModel',
    `the model${without} does not cover ${uncovered} of ${total} points: ${places.join('; ')}${more}. Give a model that does, a part of the points, or allowUncovered`,
  );
}

function placeText(eastingM: number, northingM: number): string {
  const { latitudeDeg, longitudeDeg } = laeaToGeographic(eastingM, northingM);
  return `${latitudeDeg.toFixed(3)} N ${longitudeDeg.toFixed(3)} E`;
}
