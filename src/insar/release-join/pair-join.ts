/**
 * One product of the earlier release and the same product (burst, or tile and component) of the later, joined point by
 * point within a part of the ground.
 *
 * Points are partners when they have one pid and lie within reach of each other; a pair is then joined unless it lies
 * farther apart than allowed, stands in different pixels, or has too few epochs in common. Every point belongs to the part
 * that it lies in (a pair to that of its later point), whoever else is read because of partners across the border.
 */
import { attributeColumns } from '../../products/columns.js';
import type { ProductLevel } from '../../products/file-name.js';
import type { AttributeName, PointBatch, ProductHeader } from '../../products/point-batch.js';
import type { Turns } from '../turns.js';
import { addOffset, type JoinTally, newTally, type Refusal } from './join-tally.js';
import { JoinedRows } from './joined-rows.js';
import type { ReleasePoints } from './release-points.js';
import { type JoinedDates, type JoinRule, SeriesJoin } from './series-join.js';

export interface PairRule extends JoinRule {
  readonly maxShiftM: number;
  /** Level 2. */
  readonly requireSameLinePixel: boolean;
  /** Points that were not joined are rows of the result too, as they are. Of a refused pair only one: the later, if it is wanted. */
  readonly keepEarlier: boolean;
  readonly keepLater: boolean;
}

/** How far apart points of one pid are looked for: farther apart they are strangers. */
export const reachM = ({ maxShiftM }: PairRule): number => Math.max(maxShiftM, 50);

export interface JoinedPart {
  readonly joined: readonly PointBatch[];
  readonly laterKept: readonly PointBatch[];
  readonly earlierKept: readonly PointBatch[];
  readonly tally: JoinTally;
}

/** Attributes that follow from the series. */
const OF_SERIES = new Set<AttributeName>([
  'rmseMm',
  'temporalCoherence',
  'velocityMmPerYear',
  'velocityStdMmPerYear',
  'accelerationMmPerYear2',
  'accelerationStdMmPerYear2',
  'seasonalityMm',
  'seasonalityStdMm',
]);
/** Joins between two looks at the clock: each takes some 50 microseconds. */
const POINTS_PER_LOOK = 64;

export class PairJoin {
  readonly #series: SeriesJoin;
  readonly #scales: readonly number[];
  readonly #rowMm: Float64Array;

  /** @param header of the joined product */
  constructor(
    level: ProductLevel,
    private readonly header: ProductHeader,
    private readonly dates: JoinedDates,
    private readonly rule: PairRule,
  ) {
    this.#series = new SeriesJoin(dates, rule);
    this.#rowMm = new Float64Array(dates.dates.length);
    const decimals = new Map(attributeColumns(level, header.generation).map((c) => [c.attribute, c.decimals]));
    this.#scales = header.attributes.map((attribute) => 10 ** (decimals.get(attribute) ?? 0));
  }

  /**
   * @param earlier @param later points of the part and of its surroundings, within reach
   * @param isInside whether a place (EPSG:3035) lies in the part itself
   */
  async join(
    earlier: ReleasePoints,
    later: ReleasePoints,
    isInside: (eastingM: number, northingM: number) => boolean,
    turns: Turns,
  ): Promise<JoinedPart> {
    const tally = newTally();
    const rows = () => new JoinedRows(this.header.attributes.length, this.dates.dates.length);
    const [joined, laterKept, earlierKept] = [rows(), rows(), rows()];
    const { keepEarlier, keepLater } = this.rule;
    for (let place = 0; place < later.count; place++) {
      if (place % POINTS_PER_LOOK === 0 && turns.isDue) await turns.pass();
      if (!isInside(later.value(place, 'eastingM'), later.value(place, 'northingM'))) continue;
      const partner = this.#partner(later, place, earlier);
      if (partner === undefined) {
        tally.laterOnly++;
        if (keepLater) this.#keep(laterKept, later, place, this.dates.later, tally);
        continue;
      }
      const refusal =
        this.#refusal(earlier, partner, later, place) ?? this.#join(joined, earlier, partner, later, place, tally);
      if (refusal === undefined) continue;
      tally.refused[refusal]++;
      if (keepLater) this.#keep(laterKept, later, place, this.dates.later, tally);
      else if (keepEarlier) this.#keep(earlierKept, earlier, partner, this.dates.earlier, tally);
    }
    for (let place = 0; place < earlier.count; place++) {
      if (place % POINTS_PER_LOOK === 0 && turns.isDue) await turns.pass();
      if (!isInside(earlier.value(place, 'eastingM'), earlier.value(place, 'northingM'))) continue;
      if (this.#partner(earlier, place, later) !== undefined) continue;
      tally.earlierOnly++;
      if (keepEarlier) this.#keep(earlierKept, earlier, place, this.dates.earlier, tally);
    }
    return {
      joined: joined.batches(),
      laterKept: laterKept.batches(),
      earlierKept: earlierKept.batches(),
      tally,
    };
  }

  #partner(points: ReleasePoints, place: number, others: ReleasePoints): number | undefined {
    const partner = others.placeOf(points.pid(place));
    const isNear = partner !== undefined && distanceM(points, place, others, partner) <= reachM(this.rule);
    return isNear ? partner : undefined;
  }

  #refusal(earlier: ReleasePoints, e: number, later: ReleasePoints, l: number): Refusal | undefined {
    if (distanceM(earlier, e, later, l) > this.rule.maxShiftM) return 'moved';
    const isSame = (attribute: AttributeName) => earlier.value(e, attribute) === later.value(l, attribute);
    if (this.rule.requireSameLinePixel && !(isSame('line') && isSame('pixel'))) return 'otherLinePixel';
    return undefined;
  }

  #join(
    rows: JoinedRows,
    earlier: ReleasePoints,
    e: number,
    later: ReleasePoints,
    l: number,
    tally: JoinTally,
  ): Refusal | undefined {
    const fit = this.#series.join(...earlier.series(e), ...later.series(l));
    if (!fit) return 'tooFewCommonEpochs';
    const found = this.#series.attributes();
    const { attributes } = this.header;
    const { joinedMm } = this.#series;
    rows.add(
      later.pid(l),
      (a) => {
        const attribute = attributes[a];
        if (!isOfSeries(attribute)) return later.value(l, attribute);
        // Adding zero turns -0 into 0.
        return Math.round(found[attribute] * this.#scales[a]) / this.#scales[a] + 0;
      },
      joinedMm,
    );
    const shiftM = distanceM(earlier, e, later, l);
    tally.matched++;
    tally.rows++;
    tally.missingValues += missingIn(joinedMm);
    addOffset(tally, fit.offsetMm);
    tally.commonEpochs += fit.commonEpochs;
    tally.residualSquaresMm2 += fit.squaresMm2;
    tally.shiftSumM += shiftM;
    tally.greatestShiftM = Math.max(tally.greatestShiftM, shiftM);
    return undefined;
  }

  /** A point as its release has it, on the dates of the joined product. */
  #keep(rows: JoinedRows, points: ReleasePoints, place: number, columns: Int32Array, tally: JoinTally): void {
    const [displacementMm, at] = points.series(place);
    const row = this.#rowMm.fill(Number.NaN);
    for (let epoch = 0; epoch < columns.length; epoch++) row[columns[epoch]] = displacementMm[at + epoch];
    rows.add(points.pid(place), (a) => points.value(place, this.header.attributes[a]), row);
    tally.rows++;
    tally.missingValues += missingIn(row);
  }
}

type SeriesAttribute = keyof ReturnType<SeriesJoin['attributes']>;

const isOfSeries = (attribute: AttributeName): attribute is SeriesAttribute => OF_SERIES.has(attribute);

function distanceM(a: ReleasePoints, placeA: number, b: ReleasePoints, placeB: number): number {
  const east = a.value(placeA, 'eastingM') - b.value(placeB, 'eastingM');
  const north = a.value(placeA, 'northingM') - b.value(placeB, 'northingM');
  return Math.hypot(east, north);
}

function missingIn(displacementMm: Float64Array): number {
  let missing = 0;
  for (const mm of displacementMm) if (Number.isNaN(mm)) missing++;
  return missing;
}
