/** What became of the points of two releases, and how well they fit: plain numbers that add up from part to part. */

export interface JoinTally {
  matched: number;
  /** Points without a partner in the other release. */
  earlierOnly: number;
  laterOnly: number;
  /** Pairs of one pid that were not joined. */
  refused: Record<Refusal, number>;
  /** Rows of the result: joined, and kept without a partner. */
  rows: number;
  /** Of them, dates without a value. */
  missingValues: number;
  /** Offsets (earlier minus later) in steps of 0.05 mm and how often each: medians of tenths are multiples of it. */
  offsets: Record<string, number>;
  offsetSumMm: number;
  offsetSquaresMm2: number;
  /** Observations on common dates of the joined pairs, and their squared residuals. */
  commonEpochs: number;
  residualSquaresMm2: number;
  /** Distances between the two places of joined pairs. */
  shiftSumM: number;
  greatestShiftM: number;
}

/**
 * `moved`: farther apart than allowed; `otherLinePixel`: not the same pixel of the radar image; `tooFewCommonEpochs`:
 * observed together too seldom.
 */
export type Refusal = 'moved' | 'otherLinePixel' | 'tooFewCommonEpochs';

/** Of the offsets that are counted. */
const OFFSET_STEP_MM = 0.05;

export function newTally(): JoinTally {
  return {
    matched: 0,
    earlierOnly: 0,
    laterOnly: 0,
    refused: { moved: 0, otherLinePixel: 0, tooFewCommonEpochs: 0 },
    rows: 0,
    missingValues: 0,
    offsets: {},
    offsetSumMm: 0,
    offsetSquaresMm2: 0,
    commonEpochs: 0,
    residualSquaresMm2: 0,
    shiftSumM: 0,
    greatestShiftM: 0,
  };
}

export function addOffset(tally: JoinTally, offsetMm: number): void {
  const step = Math.round(offsetMm / OFFSET_STEP_MM);
  tally.offsets[step] = (tally.offsets[step] ?? 0) + 1;
  tally.offsetSumMm += offsetMm;
  tally.offsetSquaresMm2 += offsetMm * offsetMm;
}

export function addTally(sum: JoinTally, part: JoinTally): void {
  sum.matched += part.matched;
  sum.earlierOnly += part.earlierOnly;
  sum.laterOnly += part.laterOnly;
  for (const reason of Object.keys(sum.refused) as Refusal[]) sum.refused[reason] += part.refused[reason];
  sum.rows += part.rows;
  sum.missingValues += part.missingValues;
  for (const [step, count] of Object.entries(part.offsets)) sum.offsets[step] = (sum.offsets[step] ?? 0) + count;
  sum.offsetSumMm += part.offsetSumMm;
  sum.offsetSquaresMm2 += part.offsetSquaresMm2;
  sum.commonEpochs += part.commonEpochs;
  sum.residualSquaresMm2 += part.residualSquaresMm2;
  sum.shiftSumM += part.shiftSumM;
  sum.greatestShiftM = Math.max(sum.greatestShiftM, part.greatestShiftM);
}

export interface OffsetDistribution {
  readonly mean: number;
  readonly std: number;
  readonly min: number;
  readonly p5: number;
  readonly median: number;
  readonly p95: number;
  readonly max: number;
}

/** Of the offsets of all joined points, mm; order statistics to the step they are counted in. Undefined without points. */
export function offsetDistribution({ matched, offsets, ...sums }: JoinTally): OffsetDistribution | undefined {
  if (matched === 0) return undefined;
  const counted = Object.entries(offsets).map(([step, count]) => [Number(step), count] as const);
  counted.sort(([a], [b]) => a - b);
  const mean = sums.offsetSumMm / matched;
  // The least offset that at least this share of the points reaches.
  const quantile = (share: number) => {
    let before = 0;
    for (const [step, count] of counted) {
      before += count;
      if (before >= share * matched) return roundedMm(step * OFFSET_STEP_MM);
    }
    return Number.NaN;
  };
  return {
    mean: roundedMm(mean),
    std: roundedMm(Math.sqrt(Math.max(0, sums.offsetSquaresMm2 / matched - mean * mean))),
    min: quantile(0),
    p5: quantile(0.05),
    median: quantile(0.5),
    p95: quantile(0.95),
    max: quantile(1),
  };
}

/** Root mean square of what is left between the releases on their common dates, mm. */
export function residualRmsMm({ commonEpochs, residualSquaresMm2 }: JoinTally): number | null {
  return commonEpochs === 0 ? null : roundedMm(Math.sqrt(residualSquaresMm2 / commonEpochs));
}

const roundedMm = (mm: number) => Math.round(mm * 1000) / 1000 + 0;
