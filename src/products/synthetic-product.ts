/** What every synthetic product is made of: a name, a header and metadata, and points that are made as they are asked for. */
import { attributeColumns, type ColumnDefinition, type HeaderGeneration } from './columns.js';
import {
  type Edition,
  type ProductLevel,
  type ProductName,
  type Release,
  releaseId,
  UNSUFFIXED_RELEASE,
} from './file-name.js';
import type { AttributeName, PointBatch, ProductHeader } from './point-batch.js';
import type { ProductMetadata } from './product-xml.js';

export interface SyntheticProduct {
  readonly name: ProductName;
  readonly header: ProductHeader;
  readonly metadata: ProductMetadata;
  readonly pointCount: number;
  /** The points, the same every time; a batch is the caller's once it is yielded. */
  batches(): Generator<PointBatch>;
}

/** Attributes of a point before rounding. */
export type PointValues = Readonly<Partial<Record<AttributeName, number>>>;

/** Producer of synthetic points, first character of their pids: none of EGMS's. */
export const SYNTHETIC_PRODUCER = 0;

/** Columns a synthetic file has: the older generation leaves out what only newer files are known to hold. */
export function syntheticColumns(level: ProductLevel, generation: HeaderGeneration): readonly ColumnDefinition[] {
  return attributeColumns(level, generation).filter((column) => column.required || generation === 'from-2020-2024');
}

/** Header of a file with these columns. */
export function headerOf(
  generation: HeaderGeneration,
  columns: readonly ColumnDefinition[],
  dates: readonly string[],
): ProductHeader {
  return { generation, attributes: columns.map((column) => column.attribute), dates };
}

/** Throws RangeError for a name without suffix that would not mean its release. */
export function syntheticEdition({ release, redelivery }: { release: Release; redelivery: number }): Edition {
  const suffixed = redelivery > 0;
  if (!suffixed && releaseId(release) !== releaseId(UNSUFFIXED_RELEASE)) {
    throw new RangeError(`redelivery: expected 1 or more for release ${releaseId(release)}, got ${redelivery}`);
  }
  return { release, redelivery, suffixed };
}

/** Collects points into batches whose sizes add up to `pointCount`. */
export class BatchBuilder {
  private readonly scales: readonly number[];
  private batch: { readonly pid: string[]; readonly attributes: Float64Array[]; readonly seriesTenths: Int16Array };
  private firstRow = 0;
  /** Index of the part that holds each column. */
  private partOf: readonly number[] | undefined;

  constructor(
    private readonly columns: readonly ColumnDefinition[],
    private readonly epochs: number,
    private readonly pointCount: number,
    private readonly batchPoints = 4096,
  ) {
    this.scales = columns.map((column) => 10 ** column.decimals);
    this.batch = this.emptyBatch();
  }

  /** Where the series of the point to be added belongs, (nDates). */
  nextSeries(): Int16Array {
    const at = this.batch.pid.length * this.epochs;
    return this.batch.seriesTenths.subarray(at, at + this.epochs);
  }

  /**
   * Adds a point whose series is already in place; returns the batch that is full with it.
   * @param parts attributes, each column taken from the first part that has it, NaN if none has: the same parts every
   * time, because merging them for each point would take longer than making it
   */
  add(pid: string, ...parts: readonly PointValues[]): PointBatch | undefined {
    const { batch, columns, scales } = this;
    this.partOf ??= columns.map(({ attribute }) => parts.findIndex((part) => attribute in part));
    const at = batch.pid.length;
    for (let c = 0; c < columns.length; c++) {
      const value = parts[this.partOf[c]]?.[columns[c].attribute] ?? Number.NaN;
      batch.attributes[c][at] = Math.round(value * scales[c]) / scales[c];
    }
    batch.pid.push(pid);
    const count = batch.pid.length;
    if (count < this.batchSize()) return undefined;
    const full = { count, firstRow: this.firstRow, ...batch };
    this.firstRow += count;
    this.batch = this.emptyBatch();
    return full;
  }

  private batchSize(): number {
    return Math.min(this.batchPoints, this.pointCount - this.firstRow);
  }

  private emptyBatch() {
    const size = this.batchSize();
    return {
      pid: [],
      attributes: this.columns.map(() => new Float64Array(size)),
      seriesTenths: new Int16Array(size * this.epochs),
    };
  }
}

/** Day in the year after a release on which its synthetic products were "produced": fixed, so that output repeats. */
export const productionDateOf = (release: Release) => `${release.lastYear + 1}-06-30`;
