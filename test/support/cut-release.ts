/** Releases cut from one long synthetic product: what each has of it is known, and so is what joining them must give. */
import type { Release } from '../../src/products/file-name.js';
import {
  type AttributeName,
  MISSING_TENTHS,
  NEGATIVE_ZERO_TENTHS,
  type PointBatch,
} from '../../src/products/point-batch.js';
import type { SyntheticProduct } from '../../src/products/synthetic-product.js';

export interface Cut {
  readonly release: Release;
  readonly isKept: (date: string) => boolean;
  /** What the release has of a point of the long product; undefined when it does not have the point. */
  readonly point: (index: number) => CutPoint | undefined;
}

export interface CutPoint {
  /** Taken from every displacement, tenths of a millimetre: the zero of the release. */
  readonly zeroTenths: number;
  readonly attributes?: Partial<Record<AttributeName, number>>;
  /** Dates on which the point was not observed. */
  readonly isMissing?: (date: string) => boolean;
}

/** Zero is zero, whatever its sign. */
export const plainTenths = (tenths: number): number => (tenths === NEGATIVE_ZERO_TENTHS ? 0 : tenths);

export function cutRelease(long: SyntheticProduct, { release, isKept, point }: Cut): SyntheticProduct {
  const epochs = long.header.dates.flatMap((date, epoch) => (isKept(date) ? epoch : []));
  const header = { ...long.header, dates: epochs.map((epoch) => long.header.dates[epoch]) };
  function* batches(): Generator<PointBatch> {
    let firstRow = 0;
    for (const batch of long.batches()) {
      const rows = Array.from({ length: batch.count }, (_, row) => ({ row, cut: point(batch.firstRow + row) }));
      const kept = rows.flatMap(({ row, cut }) => (cut ? [{ row, cut }] : []));
      yield {
        count: kept.length,
        firstRow,
        pid: kept.map(({ row }) => batch.pid[row]),
        attributes: header.attributes.map((name, a) =>
          Float64Array.from(kept, ({ row, cut }) => cut.attributes?.[name] ?? batch.attributes[a][row]),
        ),
        seriesTenths: Int16Array.from(
          kept.flatMap(({ row, cut }) =>
            epochs.map((epoch, e) =>
              cut.isMissing?.(header.dates[e])
                ? MISSING_TENTHS
                : plainTenths(batch.seriesTenths![row * long.header.dates.length + epoch]) - cut.zeroTenths,
            ),
          ),
        ),
      };
      firstRow += kept.length;
    }
  }
  const pointCount = Array.from({ length: long.pointCount }, (_, i) => point(i)).filter(
    (cut) => cut !== undefined,
  ).length;
  return { ...long, name: { ...long.name, release, redelivery: 1, suffixed: true }, header, pointCount, batches };
}
