/** What became of the points, altogether and product by product. */
import {
  addTally,
  type JoinTally,
  newTally,
  offsetDistribution,
  residualRmsMm,
} from '../../src/insar/release-join/join-tally.js';
import type { PairRule } from '../../src/insar/release-join/pair-join.js';
import { releaseId } from '../../src/products/file-name.js';
import type { ProductPair } from './product-pairs.js';
import type { StagedRegion } from './region-stage.js';
import type { ReleaseSource, Releases } from './releases.js';

export type Report = Readonly<Record<string, unknown>>;

/** Sums of each pair over all regions, in the order of the pairs. */
export function pairTallies(pairs: readonly ProductPair[], regions: readonly StagedRegion[]): JoinTally[] {
  const tallies = pairs.map(newTally);
  for (const { tallies: parts } of regions) for (const [pair, part] of parts) addTally(tallies[pair], part);
  return tallies;
}

export function totalOf(tallies: readonly JoinTally[]): JoinTally {
  const total = newTally();
  for (const tally of tallies) addTally(total, tally);
  return total;
}

export function reportOf(
  releases: Releases,
  collectionId: string,
  rule: PairRule,
  pairs: readonly ProductPair[],
  tallies: readonly JoinTally[],
): Report {
  return {
    joined: { collection: collectionId, release: releaseId(releases.joined) },
    earlier: describeRelease(releases.earlier),
    later: describeRelease(releases.later),
    rule,
    sign: 'offsets are earlier minus later, mm',
    ...describeTally(totalOf(tallies)),
    products: pairs.map(({ subject, earlier, later, dates }, i) => ({
      product: subject,
      earlier: earlier?.name ?? null,
      later: later?.name ?? null,
      dates: dates.dates.length,
      commonDates: dates.common.length,
      firstDate: dates.dates[0],
      lastDate: dates.dates[dates.dates.length - 1],
      ...describeTally(tallies[i]),
    })),
  };
}

/** One line for the log. */
export function tallyText({ matched, earlierOnly, laterOnly, refused, rows }: JoinTally): string {
  const reasons = Object.entries(refused).filter(([, count]) => count > 0);
  const parts = [
    `${matched} points joined`,
    `${earlierOnly} in the earlier release only`,
    `${laterOnly} in the later only`,
    ...reasons.map(([reason, count]) => `${count} refused (${reason})`),
    `${rows} rows`,
  ];
  return parts.join(', ');
}

function describeRelease({ selection }: ReleaseSource) {
  const { id, version } = selection.collection;
  return { collection: id, version, release: selection.identity.release };
}

function describeTally(tally: JoinTally) {
  const { matched, earlierOnly, laterOnly, refused, rows, shiftSumM, greatestShiftM } = tally;
  return {
    matched,
    earlierOnly,
    laterOnly,
    refused,
    rows,
    offsetMm: offsetDistribution(tally) ?? null,
    residualRmsMm: residualRmsMm(tally),
    meanShiftM: matched === 0 ? null : Math.round((shiftSumM / matched) * 100) / 100,
    greatestShiftM: Math.round(greatestShiftM * 100) / 100,
  };
}
