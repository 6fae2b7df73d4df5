import { concatenateReleases, run } from '../../../processes/concatenate-releases/index.js';
import { type SelectedProduct, selectPoints } from '../../../src/catalog/points/point-selection.js';
import type { Database } from '../../../src/db/database.js';
import { regularEpochs } from '../../../src/products/epochs.js';
import type { AttributeName } from '../../../src/products/point-batch.js';
import { type SyntheticBurstSpec, syntheticBurst } from '../../../src/products/synthetic-burst.js';
import { type CutPoint, cutRelease } from '../../support/cut-release.js';
import { testDatabase } from '../../support/database.js';
import { withDefaults } from '../../support/described-inputs.js';
import { runProcess, type TrialOptions } from '../../support/run-process.js';
import { pointsOf, publishSynthetic, TEST_BURST } from '../../support/synthetic-catalog.js';

export const LONG: SyntheticBurstSpec = {
  ...TEST_BURST,
  pointCount: 240,
  dates: regularEpochs('20180107', '20241231', 24),
  bowls: [{ eastingM: 4_400_000, northingM: 2_000_000, radiusM: 2000, velocityUpMmPerYear: -25 }],
};
export const RECORD = syntheticBurst(LONG);
/** The same points under the names that files had up to 2019_2023. */
export const OLDER_RECORD = syntheticBurst({ ...LONG, generation: 'to-2019-2023' });
export const TRUTH = pointsOf(RECORD);
export const DATES = RECORD.header.dates;
export const isEarlier = (date: string) => date < '20230101';
export const isLater = (date: string) => date >= '20200101';
export const isCommon = (date: string) => isEarlier(date) && isLater(date);
export const RELEASES = [
  { firstYear: 2018, lastYear: 2022 },
  { firstYear: 2020, lastYear: 2024 },
] as const;
export const EARLIER = 'l2b-ascending-2018-2022';
export const LATER = 'l2b-ascending-2020-2024';
export const JOINED = 'l2b-ascending-2018-2024';

/** Numbers of some points, by what is done to them. */
export const isLacking = (i: number, release: 'earlier' | 'later') =>
  release === 'earlier' ? i % 10 === 1 : i % 10 === 2;
export const isMoved = (i: number) => i % 40 === 3;
export const isOtherPixel = (i: number) => i % 40 === 14;
export const isSeldom = (i: number) => i % 40 === 25;
export const count = (which: (i: number) => boolean) => TRUTH.filter((_, i) => which(i)).length;

export function earlierPoint(i: number): CutPoint | undefined {
  if (isLacking(i, 'earlier')) return undefined;
  // The velocity of five years and its kin are not those of seven: to be computed anew, so anything will do here.
  return { zeroTenths: (i % 23) * 7 - 60, attributes: { velocityMmPerYear: 77, heightM: -5 } };
}

export function laterPoint(i: number): CutPoint | undefined {
  if (isLacking(i, 'later')) return undefined;
  const value = TRUTH[i].value;
  return {
    zeroTenths: 40 - (i % 31) * 3,
    attributes: {
      velocityMmPerYear: 88,
      temporalCoherence: 0.01,
      // Geolocation is not the same to the metre.
      eastingM: value('eastingM') + (isMoved(i) ? 30 : 3),
      ...(isOtherPixel(i) ? { pixel: value('pixel') + 1 } : {}),
    },
    ...(isSeldom(i) ? { isMissing: (date: string) => isCommon(date) && date > '20200301' } : {}),
  };
}

/** An empty database with both releases. */
export async function publishReleases(): Promise<Database> {
  const database = await testDatabase();
  await publishSynthetic(
    database,
    cutRelease(OLDER_RECORD, { release: RELEASES[0], isKept: isEarlier, point: earlierPoint }),
  );
  await publishSynthetic(database, cutRelease(RECORD, { release: RELEASES[1], isKept: isLater, point: laterPoint }));
  return database;
}

/** @param mostPoints of a region */
export async function concatenate(
  database: Database,
  given: Record<string, unknown> = {},
  options: TrialOptions = {},
  mostPoints?: number,
) {
  const inputs = withDefaults('concatenate-releases', {
    earlier: { collection: EARLIER },
    later: { collection: LATER },
    ...given,
  });
  const process = mostPoints === undefined ? run : (c: Parameters<typeof run>[0]) => concatenateReleases(c, mostPoints);
  const trial = await runProcess(process, database, inputs, options);
  return { ...trial, report: (trial.outputs.report as { value: Report }).value };
}

export interface Report {
  readonly matched: number;
  readonly earlierOnly: number;
  readonly laterOnly: number;
  readonly rows: number;
  readonly refused: Record<string, number>;
  readonly offsetMm: Record<string, number>;
  readonly residualRmsMm: number;
  readonly meanShiftM: number;
  readonly products: readonly Record<string, unknown>[];
}

export interface PublishedPoint {
  readonly product: SelectedProduct;
  readonly value: (attribute: AttributeName) => number;
  readonly mm: number[];
}

export const READ = [
  'velocityMmPerYear',
  'temporalCoherence',
  'rmseMm',
  'seasonalityMm',
  'accelerationMmPerYear2',
  'velocityStdMmPerYear',
  'heightM',
  'eastingM',
  'line',
  'pixel',
  'losUp',
  'gnssVelocityMmPerYear',
] as const;

export async function pointsIn(database: Database, collection: string): Promise<Map<string, PublishedPoint>> {
  const points = new Map<string, PublishedPoint>();
  const selection = await selectPoints(database, { collection });
  for await (const { product, pid, attributes, displacementMm } of selection.blocks({
    attributes: READ,
    withSeries: true,
  })) {
    const { length: epochs } = product.dates;
    pid.forEach((id, row) => {
      const value = (attribute: AttributeName) => attributes[(READ as readonly string[]).indexOf(attribute)][row];
      points.set(id, { product, value, mm: [...displacementMm.subarray(row * epochs, (row + 1) * epochs)] });
    });
  }
  return points;
}

export const isJoined = (i: number) =>
  !isLacking(i, 'earlier') && !isLacking(i, 'later') && !isMoved(i) && !isOtherPixel(i) && !isSeldom(i);
